"""Issuing: what the register says becomes a licence, once, with its act.

A consumer follows the ledger's sequence. Where an entry of a register of licences was written, loaded, ended or erased,
its licence is brought into step with it: a new entry gets a licence, an entry that shows something else a new version,
an entry in another state a change. Bringing into step twice does nothing; everything of one batch, the cursor included,
is one transaction under one lock, so neither a crash nor a second worker issues anything twice.

Loads, and a blueprint that declares licences for entries that are there already, are gone through some hundred entries
at a time, between what people wait for.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from minben import services
from minben.blueprint.licensing import LicenceState
from minben.ledger import (
    Act,
    Actor,
    ActorKind,
    Reach,
    RecordRef,
    acting,
    commit_values,
    follow_kinds,
    legal_today,
    now,
    uuid7,
    write_acts,
)
from minben.registers import keys_after, keys_of, read_keys
from minben.rules import compile_expression

from . import kinds, models
from .credentials import StatusPlace, credential
from .faults import AWAY, tell_fault
from .identifiers import LAST_VERSION, Identifier, hashed_serial, serial_of
from .keys import signing_key
from .places import announce, take_places
from .statuslists import Status, status_of
from .values import last_day_of, shown_of, state_of, typed_values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from minben.blueprint.licensing import Licence
    from minben.blueprint.model import Blueprint, Register
    from minben.ledger import ActView, Stretch
    from minben.registers import Record

log = logging.getLogger(__name__)
SYSTEM = Reach(system=True)
BATCH = 1000
"""Acts of the sequence that one call looks at."""
SWEPT = 300
"""Entries that one step through a register looks at; about a quarter of a second."""
ENTRIES = frozenset({"record.write", "record.end"})
LOADED, ERASED, APPLIED = "record.load", "record.erase", "blueprint.apply"
OF_INTEREST = ENTRIES | {LOADED, ERASED, APPLIED}
ACTS = "acts"
REGISTER = "register:"
ENDED = (LicenceState.CANCELLED, LicenceState.REVOKED, LicenceState.WITHDRAWN)
FOLLOWED = "register"
"""The move of a change that the register's entry brought about by itself."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a step of following came to: ``done`` licences were issued or changed; ``more`` says to go on at once."""

    done: int
    more: bool


def follow_acts() -> Followed:
    """Follow the sequence a little further, and go on through a register that is being gone through.

    Raises `KeyProblem` where an agency's key cannot be used; nothing has happened then, and the next call tries again.
    """
    with acting(SYSTEM):
        cursors = {row.name: row for row in models.Cursor.objects.all()}
        here = cursors[ACTS].place
        ahead = follow_kinds(OF_INTEREST, here, BATCH)
    done = _take_in(here, ahead) if ahead.last > here else 0
    waiting = next((name for name in sorted(cursors) if name.startswith(REGISTER)), None)
    swept = _sweep(waiting) if waiting else 0
    return Followed(done + swept, more=ahead.last > here or waiting is not None)


def go_through(registers: Iterable[str]) -> None:
    """Have every entry of these registers looked at again; inside `acting` (system)."""
    for register in registers:
        models.Cursor.objects.update_or_create(
            name=f"{REGISTER}{register}", defaults={"place": 0, "after": ""}
        )


def lock() -> models.Cursor:
    """Take the one lock under which licences are issued, until the transaction ends."""
    return models.Cursor.objects.select_for_update().get(name=ACTS)


def _take_in(here: int, ahead: Stretch) -> int:
    with acting(SYSTEM):
        cursor = lock()
        if cursor.place != here:
            return 0
        done = _bring_into_step(ahead.acts) if ahead.acts else 0
        cursor.place = ahead.last
        cursor.save(update_fields=["place"])
        return done


def _bring_into_step(acts: Sequence[ActView]) -> int:
    blueprint = services.in_force()
    registers = {licence.register for licence in blueprint.licences.values()}
    if any(act.kind == APPLIED for act in acts):
        go_through(registers)
    go_through({act.register for act in acts if act.kind == LOADED and act.register in registers})
    _erase([record.id for act in acts if act.kind == ERASED for record in act.records])
    touched = [
        record.id
        for act in acts
        if act.kind in ENTRIES and act.register in registers
        for record in act.records
    ]
    by_register: dict[str, list[str]] = {}
    for register, key in keys_of(touched, registers) if touched else ():
        by_register.setdefault(register, []).append(key)
    return sum(converge(blueprint, blueprint.registers[name], keys) for name, keys in by_register.items())


def _sweep(name: str) -> int:
    """One step through a register, or the end of it."""
    with acting(SYSTEM):
        lock()
        cursor = models.Cursor.objects.filter(name=name).first()
        if cursor is None:
            return 0
        blueprint, register = services.in_force(), name.removeprefix(REGISTER)
        keys = keys_after(register, cursor.after, SWEPT) if register in blueprint.registers else []
        if not keys:
            cursor.delete()
            return 0
        cursor.after = keys[-1]
        cursor.save(update_fields=["after"])
        return converge(blueprint, blueprint.registers[register], keys)


def _erase(records: Collection[UUID]) -> None:
    """Take the values from licences whose entries were erased; what their acts committed to tells nothing then."""
    if not records:
        return
    licences = models.Version.objects.filter(record__in=records).values_list("licence", flat=True)
    for licence in models.IssuedLicence.objects.filter(id__in=list(licences)):
        for version in models.Version.objects.filter(licence=licence.id).defer("credential"):
            models.Version.objects.filter(id=version.id).update(
                shown=None,
                credential=None,
                salt=None,
                identifier=f"erased:{version.id}",
                status=Status.INVALID,
            )
            announce({(licence.agency, version.list_number)})
        models.IssuedLicence.objects.filter(id=licence.id).update(
            key=f"erased:{licence.id}", state=LicenceState.CANCELLED
        )


@dataclass(slots=True)
class Plan:
    """What has to be written so that licences are in step with their entries."""

    issued: list[Issue] = field(default_factory=list)
    changed: list[Follow] = field(default_factory=list)


@dataclass(slots=True)
class Issue:
    """A version to be issued, the first of a licence that is not there yet, or the next."""

    kind: Licence
    record: Record
    licence: models.IssuedLicence
    number: int
    shown: dict[str, Any]
    last_day: date | None
    state: LicenceState
    former: models.Version | None


@dataclass(slots=True)
class Follow:
    """A licence whose entry is in another state than it, or is there no more."""

    licence: models.IssuedLicence
    version: models.Version
    after: LicenceState
    record: Record | None
    last_day: date | None


def converge(blueprint: Blueprint, register: Register, keys: Collection[str]) -> int:
    """Bring the licences of these entries into step; under the lock. Returns how many were issued or changed."""
    today = legal_today()
    found = {record.key: record for record in read_keys(register, keys, on=today)}
    rows = models.IssuedLicence.objects.filter(register=register.id, key__in=list(keys))
    licences = {row.key: row for row in rows.select_for_update().order_by("id")}
    versions = _current(licences.values())
    plan = Plan()
    for key in dict.fromkeys(keys):
        licence = licences.get(key)
        version = versions.get(licence.id) if licence else None
        try:
            _plan(plan, blueprint, register, found.get(key), licence, version, today)
        except AWAY:
            raise
        except Exception as error:
            tell_fault(register.id, found[key].id if key in found else None, error)
    _issue(blueprint, plan.issued)
    _follow(blueprint, register, plan.changed, today)
    return len(plan.issued) + len(plan.changed)


def kind_of(blueprint: Blueprint, register: Register, record: Record) -> Licence | None:
    """The kind of licence that an entry is, None where it is none."""
    for licence, fits in _kinds(blueprint.version, register.id):
        if fits(record):
            return licence
    return None


@lru_cache(maxsize=64)
def _kinds(version: str, register: str) -> list[tuple[Licence, Callable[[Record], bool]]]:
    blueprint = services.version(version)
    return [
        (licence, _condition(blueprint, blueprint.registers[register], licence.where))
        for licence in blueprint.licences.values()
        if licence.register == register
    ]


def _condition(blueprint: Blueprint, register: Register, where: str | None) -> Callable[[Record], bool]:
    if where is None:
        return lambda _: True
    expression = compile_expression(where, register.fields)
    return lambda record: expression.evaluate(typed_values(blueprint, register, record)).value is True


def _current(licences: Collection[models.IssuedLicence]) -> dict[UUID, models.Version]:
    found = models.Version.objects.filter(licence__in=[row.id for row in licences]).defer("credential")
    return {row.licence: row for row in found.order_by("number")}


def _plan(
    plan: Plan,
    blueprint: Blueprint,
    register: Register,
    record: Record | None,
    licence: models.IssuedLicence | None,
    version: models.Version | None,
    today: date,
) -> None:
    kind = kind_of(blueprint, register, record) if record else None
    if record is None or kind is None:
        if licence is not None and version is not None and licence.state not in ENDED:
            plan.changed.append(Follow(licence, version, LicenceState.CANCELLED, None, licence.last_day))
        return
    last_day = last_day_of(register, record.values)
    state = state_of(register, record.values, today)
    shown = shown_of(kind, record.values)
    if licence is None or version is None:
        fresh = _fresh(kind, record, state, last_day, today)
        plan.issued.append(Issue(kind, record, fresh, 1, shown, last_day, state, None))
    elif version.shown != shown:
        number = licence.version + 1
        plan.issued.append(Issue(kind, record, licence, number, shown, last_day, state, version))
    elif licence.state != state or licence.last_day != last_day:
        plan.changed.append(Follow(licence, version, state, record, last_day))


def _fresh(
    kind: Licence, record: Record, state: LicenceState, last_day: date | None, today: date
) -> models.IssuedLicence:
    return models.IssuedLicence(
        id=uuid7(),
        kind=kind.id,
        agency=kind.agency,
        register=record.register,
        key=record.key,
        subject=record.subject,
        version=1,
        state=state,
        state_since=today,
        last_day=last_day,
    )


def _issue(blueprint: Blueprint, issues: list[Issue]) -> None:
    """Sign and store what is to be issued, agency by agency: places, acts and rows each as a set."""
    for agency in sorted({issue.kind.agency for issue in issues}):
        own = [issue for issue in issues if issue.kind.agency == agency and issue.number <= LAST_VERSION]
        places = take_places(agency, len(own))
        named = zip(own, _identifiers(own), places, strict=True)
        signed = [_sign(blueprint, issue, identifier, place) for issue, identifier, place in named]
        acts = write_acts(
            [_act_of_issue(blueprint, issue, row) for issue, row in zip(own, signed, strict=True)]
        )
        for issue, row, act in zip(own, signed, acts, strict=True):
            row.act = act
            issue.licence.act = issue.licence.act or act
        models.IssuedLicence.objects.bulk_create(issue.licence for issue in own if issue.number == 1)
        models.Version.objects.bulk_create(signed)
        _renumber(own)


def _renumber(issues: list[Issue]) -> None:
    """Let licences that were there already stand at their new versions, and the former ones be invalid."""
    later = [issue for issue in issues if issue.former is not None]
    for issue in later:
        row = issue.licence
        row.version, row.last_day = issue.number, issue.last_day
        if row.state != issue.state:
            row.state, row.state_since = issue.state, legal_today()
        row.save(update_fields=["version", "last_day", "state", "state_since"])
    former = [issue.former for issue in later if issue.former is not None]
    if former:
        ids = [row.id for row in former]
        models.Version.objects.filter(id__in=ids).update(status=Status.INVALID)
        announce({(row.agency, row.list_number) for row in former})


def _identifiers(issues: list[Issue]) -> list[Identifier]:
    """An identifier for each: a new version keeps the serial of the former, a serial that is taken gives way."""
    plain = [
        Identifier.parse(issue.former.identifier).serial if issue.former else serial_of(issue.record.key)
        for issue in issues
    ]
    wanted = [
        Identifier(issue.kind.type_code, issue.kind.issuer_code, serial, issue.number)
        for issue, serial in zip(issues, plain, strict=True)
    ]
    found = models.Version.objects.filter(identifier__in=[str(one) for one in wanted])
    taken = set(found.values_list("identifier", flat=True))
    given = []
    for issue, identifier in zip(issues, wanted, strict=True):
        if str(identifier) in taken:
            given.append(replace(identifier, serial=hashed_serial(issue.record.key)))
        else:
            taken.add(str(identifier))
            given.append(identifier)
    return given


def _sign(blueprint: Blueprint, issue: Issue, identifier: Identifier, place: StatusPlace) -> models.Version:
    kind, at = issue.kind, now()
    signed = credential(
        blueprint,
        kind,
        identifier,
        issue.shown,
        last_day=issue.last_day,
        place=place,
        issued_at=at,
        key=signing_key(kind.agency),
    )
    bound = commit_values({"identifier": str(identifier), "credential": signed})
    return models.Version(
        id=uuid7(),
        licence=issue.licence.id,
        agency=kind.agency,
        subject=issue.record.subject,
        number=issue.number,
        identifier=str(identifier),
        record=issue.record.id,
        shown=issue.shown,
        credential=signed,
        salt=bound.salt,
        commitment=bound.digest,
        list_number=place.number,
        list_index=place.index,
        status=status_of(issue.state),
        issued_at=at,
    )


def _act_of_issue(blueprint: Blueprint, issue: Issue, row: models.Version) -> Act:
    return Act(
        kind=kinds.ISSUE,
        actor=rule_actor(blueprint, issue.kind.id, issue.kind.agency),
        purpose=issue.kind.id,
        subjects=(issue.record.subject,),
        case=_case_of(issue.record),
        register=issue.record.register,
        records=(RecordRef(row.id, row.commitment.hex()),),
        result=str(issue.state),
        derived_from=(issue.record.id,),
    )


def rule_actor(blueprint: Blueprint, kind: str, agency: str) -> Actor:
    """The declaration of a kind of licence as the one who acts for the agency."""
    return Actor(kind=ActorKind.RULE, id=f"licences/{kind}@{blueprint.version}", agency=agency)


def _case_of(record: Record) -> UUID | None:
    from uuid import UUID

    case = record.provenance.get("case")
    return UUID(case) if case else None


def _follow(blueprint: Blueprint, register: Register, follows: list[Follow], today: date) -> None:
    """Let licences be in the state that their entries are in, each by an act."""
    if not follows:
        return
    changes = [_change(each, today) for each in follows]
    acts = write_acts(
        [
            Act(
                kind=kinds.CHANGE,
                actor=rule_actor(blueprint, each.licence.kind, each.licence.agency),
                purpose=each.licence.kind,
                subjects=(each.licence.subject,),
                register=register.id,
                records=(RecordRef(change.id),),
                result=str(each.after),
                derived_from=(each.record.id,) if each.record else (),
            )
            for each, change in zip(follows, changes, strict=True)
        ]
    )
    for each, change, act in zip(follows, changes, acts, strict=True):
        change.act = act
        stand(each.licence, each.version, each.after, today, each.last_day)
    models.Change.objects.bulk_create(changes)


def _change(each: Follow, today: date) -> models.Change:
    return models.Change(
        id=uuid7(),
        licence=each.licence.id,
        agency=each.licence.agency,
        subject=each.licence.subject,
        move=FOLLOWED,
        before=each.licence.state,
        after=each.after,
        on=today,
        at=now(),
        law=[],
        reasons="",
        post="",
    )


def stand(
    licence: models.IssuedLicence,
    version: models.Version,
    state: LicenceState,
    on: date,
    last_day: date | None,
) -> None:
    """Let a licence be in a state from a day, in its row and on its status list."""
    if licence.state != state:
        licence.state, licence.state_since = state, on
    licence.last_day = last_day
    licence.save(update_fields=["state", "state_since", "last_day"])
    status = status_of(state)
    if version.status != status:
        models.Version.objects.filter(id=version.id).update(status=status)
        announce({(version.agency, version.list_number)})
