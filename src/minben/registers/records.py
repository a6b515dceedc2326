"""Writing, ending and erasing records, each in one statement with its act.

A version is never changed. A correction is a new version of the same ``valid_from``, which supersedes the former one;
an earlier ``valid_from`` puts a version before those that follow; an end is a version too. Erasure takes the values
and leaves the commitment, so that the ledger still proves that there was a record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.db import connection

from minben.ledger import (
    ACT_INSERT_SQL,
    Act,
    RecordRef,
    act_parameters,
    act_row,
    commit_values,
    execute,
    legal_today,
    now,
    uuid7,
    write_act,
)

from . import kinds
from .binding import bound
from .fields import FieldProblems, schema
from .reading import Record, read_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Register
    from minben.ledger import Actor

    from .fields import Value

COLUMNS = (
    'id, register, key, subject, valid_from, is_end, "values", salt, commitment, provenance, act, recorded_at'
)
INSERT = (
    f"INSERT INTO registers_record ({COLUMNS}) SELECT %(id)s, %(register)s, %(key)s, %(subject)s, %(valid_from)s,"
    " %(is_end)s, %(values)s::jsonb, %(salt)s, %(commitment)s, %(provenance)s::jsonb, %(act_id)s, %(recorded_at)s"
)
WRITE_SQL = f"WITH act AS ({ACT_INSERT_SQL}) {INSERT}"
# The insert reads from the update, so that the former version is out of the unique index when the new one comes in.
FORMER = (
    "UPDATE registers_record SET superseded_at = %(recorded_at)s, superseded_by = %(id)s"
    " WHERE id = %(supersedes)s RETURNING id"
)
SUPERSEDE_SQL = f"WITH act AS ({ACT_INSERT_SQL}), former AS ({FORMER}) {INSERT} FROM former"
PREPARE_SQL = "SELECT * FROM registers_prepare_write(%s, %s, %s, %s, %s)"
# Whoever is writing about them has finished then, and what they wrote is erased too.
LOCK_SUBJECTS_SQL = """
    SELECT FROM registers_subject WHERE id IN (
        SELECT subject FROM registers_record WHERE register = %(register)s AND key = %(key)s)
    ORDER BY id FOR NO KEY UPDATE"""
ERASE_SQL = """
    UPDATE registers_record SET "values" = NULL, salt = NULL, key = %(token)s
    WHERE register = %(register)s AND key = %(key)s RETURNING id, subject"""
ERASE_SUBJECTS_SQL = """
    UPDATE registers_subject s SET identifier = %(token)s WHERE id = ANY (%(subjects)s)
    AND NOT EXISTS (SELECT FROM registers_record r WHERE r.subject = s.id AND r."values" IS NOT NULL)"""


class NothingThere(LookupError):  # noqa: N818 - what is said of the entry
    """A register holds no entry with this key on this day. The key is not repeated: it may be a personal number."""

    def __init__(self, register: str) -> None:
        super().__init__(f"{register}: no entry with this key holds on this day")
        self.register = register


class Place(NamedTuple):
    """Where a new version goes: its subject, what it supersedes, and what is there already."""

    subject: UUID
    supersedes: UUID | None
    owner: UUID | None
    until: date | None
    has_other: bool


def write_record(
    register: Register,
    values: Mapping[str, object],
    *,
    blueprint: Blueprint,
    actor: Actor,
    purpose: str,
    valid_from: date | None = None,
    case: UUID | None = None,
    basis: tuple[str, ...] = (),
    power: str = "",
    rule: str = "",
    derived_from: tuple[UUID, ...] = (),
) -> Record:
    """Write a version that holds from ``valid_from`` (the legal day), with the act of writing it.

    ``values`` are texts or typed values by field. An entry that exists gets a new version, or a corrected one where
    ``valid_from`` is the same; its subject stays. Raises `FieldProblems` with everything that is wrong, and writes
    nothing then. The reach must allow the register (see `minben.ledger.acting`).
    """
    parsed = schema(blueprint, register).parse(values)
    key, identifier = str(parsed[register.key]), str(parsed[register.subject])
    day = valid_from or legal_today()
    place = prepare(register, identifier, key, day)
    _check_place(register, place)
    act = Act(
        kind=kinds.WRITE,
        actor=actor,
        purpose=purpose,
        power=power,
        basis=basis,
        subjects=(place.subject,),
        case=case,
        register=register.id,
        rule=rule,
        derived_from=derived_from,
    )
    return _write(register, key, place, day, parsed, act)


def end_record(
    register: Register,
    key: str,
    on: date,
    *,
    actor: Actor,
    purpose: str,
    case: UUID | None = None,
    basis: tuple[str, ...] = (),
    power: str = "",
    rule: str = "",
    derived_from: tuple[UUID, ...] = (),
) -> Record:
    """End an entry: from ``on`` it holds no longer. Returns the end, a version without values.

    Raises `NothingThere` where the entry does not hold on that day.
    """
    ending = read_key(register, key, on=on)
    if ending is None:
        raise NothingThere(register.id)
    place = prepare(register, str(ending.values[register.subject]), key, on)
    act = Act(
        kind=kinds.END,
        actor=actor,
        purpose=purpose,
        power=power,
        basis=basis,
        subjects=(place.subject,),
        case=case,
        register=register.id,
        rule=rule,
        derived_from=(ending.id, *derived_from),
    )
    return _write(register, key, place, on, {}, act)


def erase(register: Register, key: str, *, actor: Actor, purpose: str, basis: tuple[str, ...]) -> UUID:
    """Delete the values, salts and key of all versions of an entry; returns the act.

    The commitments stay, and without the salts they tell nothing. A subject about whom nothing is held any more loses
    the identifier too. Raises `NothingThere`.
    """
    act_id = uuid7()
    given: dict[str, Any] = {"token": f"erased:{act_id}", "register": register.id, "key": key}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SUBJECTS_SQL, given)
        cursor.execute(ERASE_SQL, given)
        erased = cursor.fetchall()
        if not erased:
            raise NothingThere(register.id)
        subjects = tuple({subject for _, subject in erased})
        cursor.execute(ERASE_SUBJECTS_SQL, given | {"subjects": list(subjects)})
    act = Act(
        kind=kinds.ERASE,
        actor=actor,
        purpose=purpose,
        basis=basis,
        subjects=subjects,
        register=register.id,
        records=tuple(RecordRef(record) for record, _ in erased),
    )
    return write_act(act, id=act_id)


def prepare(register: Register, identifier: str, key: str, day: date) -> Place:
    """Make the subject known, keep others from writing about it until the transaction ends, and see what is there."""
    with connection.cursor() as cursor:
        cursor.execute(PREPARE_SQL, [str(register.subject_kind), identifier, register.id, key, day])
        return Place(*cursor.fetchone())


def _check_place(register: Register, place: Place) -> None:
    """An entry keeps its subject, and in a single register a subject has one entry."""
    if place.owner not in (None, place.subject):
        raise FieldProblems(register.id, {register.subject: OTHER_SUBJECT})
    if register.single and place.has_other:
        raise FieldProblems(register.id, {register.key: SECOND_ENTRY})


OTHER_SUBJECT = {
    "zh": "此编号的记录属于另一服务对象，不能改为他人；请另立新记录",
    "en": "The entry with this key is about somebody else: end it and write a new one",
}
SECOND_ENTRY = {
    "zh": "该服务对象在此库已有一条记录，只能有一条",
    "en": "There is an entry about this subject already, and there can be only one",
}


def _write(
    register: Register, key: str, place: Place, day: date, values: Mapping[str, Value], act: Act
) -> Record:
    record_id, recorded_at = uuid7(), now()
    provenance = {"by": act.kind, "purpose": act.purpose} | ({"case": str(act.case)} if act.case else {})
    is_end = act.kind == kinds.END
    commitment = commit_values(
        bound(register.id, key, place.subject, day, recorded_at, provenance, values, is_end=is_end)
    )
    row = act_row(replace(act, records=(RecordRef(record_id, commitment.digest.hex()),)))
    parameters = {
        **act_parameters(row),
        "id": record_id,
        "register": register.id,
        "key": key,
        "subject": place.subject,
        "valid_from": day,
        "is_end": is_end,
        "values": orjson.dumps(values).decode(),
        "salt": commitment.salt,
        "commitment": commitment.digest,
        "provenance": orjson.dumps(provenance).decode(),
        "recorded_at": recorded_at,
        "supersedes": place.supersedes,
    }
    execute(WRITE_SQL if place.supersedes is None else SUPERSEDE_SQL, parameters)
    return Record(
        id=record_id,
        register=register.id,
        key=key,
        subject=place.subject,
        values=values,
        valid_from=day,
        until=place.until,
        recorded_at=recorded_at,
        commitment=commitment.digest,
        provenance=provenance,
        act=row.id,
    )
