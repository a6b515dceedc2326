"""Mandates: one subject lets another act for it, in some services or all, for a period; or the law does.

A mandate that is given is ended by either side at any time. One that follows from a register, as that of a legal
representative, is given and ended by the program as the register says, and by nobody else. Each is an act that both
sides see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q

from minben.ledger import Act, acting, legal_today, now, write_act, write_acts

from .capacities import SYSTEM
from .models import Cursor, Link, Mandate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from minben.blueprint.model import SubjectKind
    from minben.ledger import Actor, Reach

PURPOSE = "people"
CURSOR = "representatives"


@dataclass(frozen=True, slots=True)
class Representation:
    """A register says that by law ``holder`` acts for ``giver``, by the record that ``act`` wrote."""

    giver: UUID
    holder: UUID
    name: str
    act: UUID


def give_mandate(
    giver: UUID,
    giver_kind: SubjectKind,
    holder: UUID,
    *,
    name: str,
    actor: Actor,
    basis: Sequence[str] = (),
    services: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    holder_name: str = "",
) -> Mandate:
    """``holder`` may act for ``giver`` in these services (none named: all), on this legal basis, for this period.

    ``name`` is what the giver is called for the holder, ``holder_name`` what the holder is called for the giver.
    """
    new = uuid4()
    with acting(SYSTEM):
        act = write_act(
            Act(
                kind="mandate.give",
                actor=actor,
                purpose=PURPOSE,
                basis=tuple(basis),
                subjects=(giver, holder),
                result=str(new),
            )
        )
        return Mandate.objects.create(
            id=new,
            giver=giver,
            giver_kind=giver_kind.value,
            holder=holder,
            name=name,
            holder_name=holder_name,
            services=list(services),
            since=since or legal_today(),
            until=until,
            act=act,
        )


def end_mandate(mandate: UUID, on: date, *, actor: Actor) -> bool:
    """The mandate's last day is ``on``; False when it is unknown, follows from a register or has ended already."""
    with acting(SYSTEM):
        found = Mandate.objects.filter(Q(until=None) | Q(until__gt=on), id=mandate, ended_at=None, source="")
        ended = found.values_list("giver", "holder").first()
        if ended is None:
            return False
        found.update(until=on)
        write_act(_ending(actor, ended, mandate))
        return True


def end_mandate_now(mandate: UUID, *, reach: Reach, actor: Actor) -> bool:
    """End a mandate at once, as its giver or its holder; False where it is not theirs to end, or has ended."""
    with acting(SYSTEM):
        theirs = Q(giver__in=reach.subjects) | Q(holder__in=reach.subjects)
        found = Mandate.objects.filter(theirs, id=mandate, ended_at=None, source="")
        ended = found.values_list("giver", "holder").first()
        # Of two who end it at once, the second finds no row any more.
        if ended is None or not found.update(ended_at=now()):
            return False
        write_act(_ending(actor, ended, mandate))
        return True


def mandates_of(subject: UUID) -> tuple[Mandate, ...]:
    """The mandates that a subject has given or holds, also those that have ended, the latest first."""
    with acting(SYSTEM):
        found = Mandate.objects.filter(Q(giver=subject) | Q(holder=subject))
        return tuple(found.order_by("-since", "id"))


def follow_representations(
    source: str,
    giver_kind: SubjectKind,
    found: Iterable[Representation],
    *,
    actor: Actor,
    basis: Sequence[str],
    givers: Collection[UUID] | None = None,
    holders: Collection[UUID] | None = None,
) -> int:
    """Let the mandates that follow from a register be those that it now says; returns how many were given or ended.

    ``found`` is all that the register ``source`` says of these ``givers`` or ``holders`` (of everybody where neither is
    given). Only who has an account is somebody's representative here: others could not use it. A constant number of
    statements, however many there are.
    """
    with acting(SYSTEM):
        wanted = _with_account({(one.giver, one.holder): one for one in found})
        rows = Mandate.objects.select_for_update().filter(source=source, ended_at=None)
        if givers is not None:
            rows = rows.filter(giver__in=givers)
        if holders is not None:
            rows = rows.filter(holder__in=holders)
        held = {(row.giver, row.holder): row for row in rows.order_by("id")}
        today = legal_today()
        given = [
            _represented(source, giver_kind, one, today) for pair, one in wanted.items() if pair not in held
        ]
        ended = [row for pair, row in held.items() if pair not in wanted]
        acts = [
            Act(
                kind="mandate.give",
                actor=actor,
                purpose=PURPOSE,
                basis=tuple(basis),
                subjects=(row.giver, row.holder),
                register=source,
                result=str(row.id),
                derived_from=(wanted[row.giver, row.holder].act,),
            )
            for row in given
        ]
        acts += [_ending(actor, (row.giver, row.holder), row.id, source) for row in ended]
        if acts:
            ids = write_acts(acts)
            for row, act in zip(given, ids, strict=False):
                row.act = act
            Mandate.objects.bulk_create(given)
            Mandate.objects.filter(id__in=[row.id for row in ended]).update(ended_at=now())
    return len(acts)


def representing_registers() -> set[str]:
    """The registers from which mandates that hold follow. Inside `acting` (system)."""
    rows = Mandate.objects.filter(ended_at=None).exclude(source="")
    return set(rows.values_list("source", flat=True).distinct())


def representatives_cursor() -> Cursor:
    """How far the registers were followed; locked, so that two workers do not follow at once. Inside `acting`."""
    return Cursor.objects.select_for_update().get(name=CURSOR)


def followed(leaf: int, version: str, day: date) -> None:
    """Keep how far the registers were followed. Inside `acting` (system)."""
    Cursor.objects.filter(name=CURSOR).update(leaf=leaf, version=version, day=day)


def _with_account(
    found: dict[tuple[UUID, UUID], Representation],
) -> dict[tuple[UUID, UUID], Representation]:
    holders = {holder for _, holder in found}
    known = set(Link.objects.filter(subject__in=holders).values_list("subject", flat=True))
    return {pair: one for pair, one in found.items() if pair[1] in known}


def _represented(source: str, giver_kind: SubjectKind, one: Representation, since: date) -> Mandate:
    return Mandate(
        giver=one.giver,
        giver_kind=giver_kind.value,
        holder=one.holder,
        name=one.name,
        services=[],
        since=since,
        source=source,
    )


def _ending(actor: Actor, sides: tuple[UUID, UUID], mandate: UUID, register: str = "") -> Act:
    return Act(
        kind="mandate.end",
        actor=actor,
        purpose=PURPOSE,
        subjects=sides,
        register=register,
        result=str(mandate),
    )
