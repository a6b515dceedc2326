"""Mandates by law: whoever a register names as representative may act, and may not any more once it names another.

A consumer of the ledger's sequence. A record written or ended, and an account that was linked, are followed by
themselves; after a bulk load, under another blueprint and on a new legal day all is compared as one set. Being run
twice does nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import SubjectKind
from minben.ledger import Actor, ActorKind, Reach, acting, follow_kinds, last_leaf, legal_today
from minben.people import (
    Representation,
    follow_representations,
    followed,
    representatives_cursor,
    representing_registers,
)
from minben.registers import represented
from minben.services import in_force

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from minben.blueprint.model import Register
    from minben.ledger import ActView

SYSTEM = Reach(system=True)
PROGRAM = Actor(kind=ActorKind.SYSTEM, id="representatives")
BATCH = 1000
SINGLE = frozenset({"record.write", "record.end", "record.erase"})
LOAD, LINK = "record.load", "account.link"
OF_INTEREST = SINGLE | {LOAD, LINK}


def follow_representatives() -> int:
    """Follow the sequence a little further; returns how many mandates were given or ended."""
    blueprint = in_force()
    registers = [register for register in blueprint.registers.values() if register.representative]
    with acting(SYSTEM):
        here = representatives_cursor()
        ahead = follow_kinds(OF_INTEREST, here.leaf, BATCH)
        behind = ahead.last - here.leaf >= BATCH
        whole = behind or (here.version, here.day) != (blueprint.version, legal_today())
        if ahead.last == here.leaf and not whole:
            return 0
        # Whoever is far behind compares all and goes on from the end: what is written meanwhile comes after it.
        leaf = last_leaf() if whole else ahead.last
        changed = sum(_follow(register, ahead.acts, whole=whole) for register in registers)
        if whole:
            changed += _end_former({register.id for register in registers})
        followed(leaf, blueprint.version, legal_today())
    return changed


def _end_former(registers: set[str]) -> int:
    """End what follows from registers that name no representatives any more, whatever kind their subjects were."""
    former = representing_registers() - registers
    return sum(
        follow_representations(name, SubjectKind.ENTERPRISE, (), actor=PROGRAM, basis=()) for name in former
    )


def _follow(register: Register, acts: Sequence[ActView], *, whole: bool) -> int:
    """Bring the mandates of one register up to what it says."""
    written = [act for act in acts if act.register == register.id]
    if whole or any(act.kind == LOAD for act in written):
        return _compare(register)
    givers = {subject for act in written if act.kind in SINGLE for subject in act.subjects}
    holders = {subject for act in acts if act.kind == LINK for subject in act.subjects}
    count = _compare(register, givers=givers) if givers else 0
    return count + (_compare(register, holders=holders) if holders else 0)


def _compare(register: Register, *, givers: set[UUID] | None = None, holders: set[UUID] | None = None) -> int:
    found = represented(register, givers=givers, holders=holders)
    law = register.representative.law if register.representative else ()
    return follow_representations(
        register.id,
        register.subject_kind,
        (Representation(*one) for one in found),
        actor=PROGRAM,
        basis=[citation.cite for citation in law],
        givers=givers,
        holders=holders,
    )
