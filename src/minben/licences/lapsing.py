"""Licences whose last day has passed lapse as a set; entries that begin to hold today get their licences.

The register's entries are not written for that: their own last day says it, and readers heed it.
"""

from __future__ import annotations

from datetime import date, timedelta

from minben import services
from minben.blueprint.licensing import LicenceState
from minben.ledger import Act, Actor, ActorKind, acting, legal_today, merkle_root, now, uuid7s, write_act
from minben.registers import keys_starting

from . import kinds, models
from .issuing import SYSTEM, converge, lock
from .places import announce
from .statuslists import Status

DAYS = "days"
LAPSE = "lapse"
"""The move of a change that the last day brought about."""
AT_ONCE = 1000
MAY_LAPSE = (LicenceState.VALID, LicenceState.WITHHELD)
PROGRAM = Actor(kind=ActorKind.SYSTEM, id="licences")


def pass_days() -> int:
    """Let licences lapse whose last day lies before the legal day; returns how many. Once a day it does something."""
    today = legal_today()
    with acting(SYSTEM):
        cursor = models.Cursor.objects.get(name=DAYS)
        if cursor.place >= today.toordinal():
            return 0
    lapsed = 0
    while some := _lapse_some(today):
        lapsed += some
    _begin(date.fromordinal(cursor.place) if cursor.place else today - timedelta(days=1), today)
    return lapsed


def _lapse_some(today: date) -> int:
    with acting(SYSTEM):
        lock()
        over = models.IssuedLicence.objects.filter(state__in=MAY_LAPSE, last_day__lt=today)
        rows = list(over.select_for_update().order_by("id")[:AT_ONCE])
        if not rows:
            return 0
        root = merkle_root(row.id.bytes for row in rows).hex()
        act = write_act(Act(kind=kinds.LAPSE, actor=PROGRAM, purpose=LAPSE, count=len(rows), root=root))
        models.Change.objects.bulk_create(
            models.Change(
                id=id_,
                licence=row.id,
                agency=row.agency,
                subject=row.subject,
                move=LAPSE,
                before=row.state,
                after=LicenceState.LAPSED,
                on=(row.last_day or today) + timedelta(days=1),
                at=now(),
                law=[],
                reasons="",
                post="",
                act=act,
            )
            for id_, row in zip(uuid7s(len(rows)), rows, strict=True)
        )
        ids = [row.id for row in rows]
        models.IssuedLicence.objects.filter(id__in=ids).update(state=LicenceState.LAPSED, state_since=today)
        told = models.Version.objects.filter(licence__in=ids).exclude(status=Status.INVALID)
        lists = set(told.values_list("agency", "list_number"))
        told.update(status=Status.INVALID)
        announce(lists)
        return len(rows)


def _begin(after: date, today: date) -> None:
    """Issue what was written ahead of the day on which it begins to hold, and remember the day."""
    with acting(SYSTEM):
        lock()
        if services.any_in_force():
            blueprint = services.in_force()
            for register in sorted({licence.register for licence in blueprint.licences.values()}):
                keys = keys_starting(register, after, today)
                for start in range(0, len(keys), AT_ONCE):
                    converge(blueprint, blueprint.registers[register], keys[start : start + AT_ONCE])
        models.Cursor.objects.filter(name=DAYS).update(place=today.toordinal())
