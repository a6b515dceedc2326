"""An agency reads what it may: the fields that an agreement opens to it for a purpose, with an act each time.

The owner of a register reads all of it. Any other agency reads what an agreement in force on the legal day says
(Regulation on Government Data Sharing, articles 20 and 25): without one nothing is read, and the answer says which
is missing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minben.ledger import Act, RecordRef, legal_today, write_act

from . import kinds
from .reading import Record, read_key, read_subject

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from minben.blueprint.model import Agreement, Blueprint, Register
    from minben.ledger import Actor


class NotAgreed(PermissionError):  # noqa: N818 - what is said of the reading
    """No agreement opens these fields to the agency for this purpose; ``text`` says so by language."""

    def __init__(self, agency: str, register: str, purpose: str, fields: Collection[str]) -> None:
        named = ", ".join(sorted(fields))
        self.text: Mapping[str, str] = {
            "zh": f"{agency or '（无部门）'}没有为“{purpose}”读取{register}"
            + (f"中{named}的" if named else "的")
            + "有效共享协议；请由该部门申请",
            "en": f"{agency or 'nobody'} has no agreement in force to read {register}"
            + (f" ({named})" if named else "")
            + f" for {purpose}; the agency has to ask for one",
        }
        super().__init__(self.text["en"])


def readable_fields(
    blueprint: Blueprint, register: Register, *, agency: str, purpose: str, on: date | None = None
) -> frozenset[str]:
    """The fields that an agency may read for a purpose ``on`` a legal day (today); none where nothing is agreed."""
    if agency == register.agency:
        return frozenset(register.fields)
    day = on or legal_today()
    found: set[str] = set()
    for agreement in blueprint.agreements:
        if (agreement.agency, agreement.register, agreement.purpose) == (agency, register.id, purpose):
            found.update(agreement.fields if _in_force(agreement, day) else ())
    return frozenset(found)


def readable_registers(
    blueprint: Blueprint, *, agency: str, purpose: str, on: date | None = None
) -> tuple[str, ...]:
    """The registers of which an agency may read something for a purpose: what `Reach.registers` holds."""
    day = on or legal_today()
    agreed = {
        agreement.register
        for agreement in blueprint.agreements
        if (agreement.agency, agreement.purpose) == (agency, purpose)
        and agreement.fields
        and _in_force(agreement, day)
    }
    return tuple(
        register.id
        for register in blueprint.registers.values()
        if register.agency == agency or register.id in agreed
    )


def consult(
    register: Register,
    *,
    blueprint: Blueprint,
    actor: Actor,
    purpose: str,
    subject: UUID | None = None,
    key: str | None = None,
    case: UUID | None = None,
    basis: tuple[str, ...] = (),
    power: str = "",
    rule: str = "",
    fields: Collection[str] | None = None,
    on: date | None = None,
    known: datetime | None = None,
) -> list[Record]:
    """Read the entries about a subject, or the one with a key, with the one act that says who read them and why.

    The records hold only the fields that may be read, or those of ``fields``. Raises `NotAgreed` where none, or one of
    those asked for, may be read. The act is written even where nothing was found: looking is what it records.
    """
    if (subject is None) == (key is None):
        raise ValueError("consult by a subject or by a key")
    agency = actor.agency or ""
    allowed = readable_fields(blueprint, register, agency=agency, purpose=purpose, on=on)
    wanted = allowed if fields is None else frozenset(fields)
    if not wanted or not wanted <= allowed:
        raise NotAgreed(agency, register.id, purpose, wanted - allowed)
    found = _find(register, subject, key, on, known)
    about = {record.subject for record in found} | ({subject} if subject else set())
    write_act(
        Act(
            kind=kinds.READ,
            actor=actor,
            purpose=purpose,
            power=power,
            basis=basis,
            subjects=tuple(sorted(about)),
            case=case,
            register=register.id,
            records=tuple(RecordRef(record.id) for record in found),
            rule=rule,
        )
    )
    return [_narrowed(record, wanted) for record in found]


def _find(
    register: Register, subject: UUID | None, key: str | None, on: date | None, known: datetime | None
) -> list[Record]:
    if subject is not None:
        return read_subject(register, subject, on=on, known=known)
    record = read_key(register, str(key), on=on, known=known)
    return [record] if record else []


def _narrowed(record: Record, fields: frozenset[str]) -> Record:
    return replace(record, values={name: value for name, value in record.values.items() if name in fields})


def _in_force(agreement: Agreement, day: date) -> bool:
    return agreement.since <= day and (agreement.until is None or day <= agreement.until)
