"""The papers of a subject, and what a paper says to a stranger who was given its code.

A code has about 79 random bits, so it is known only to whom the holder gave it; faces limit how often one may try all
the same. Verifying is an act of a visitor that the holder finds under "who used my data".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType, GiveRecord, Grade
from minben.cases import case_of_code
from minben.ledger import Act, Actor, ActorKind, Reach, RecordRef, acting, legal_today, write_act
from minben.registers import read_subject

from . import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Fact, Register
    from minben.registers import Record

CASE_CODE = "case.code"
"""The expression by which a service puts its case's verification code on a paper."""
LONGEST_CODE = 64
VISITOR = Actor(kind=ActorKind.VISITOR, id="visitor")
PURPOSE = "verify"


@dataclass(frozen=True, slots=True)
class PaperField:
    """One thing that a paper says. ``value`` is as the register holds it; a choice is its value, not its title."""

    name: str
    fact: Fact
    value: str | bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A licence or certificate as the register holds it today.

    ``code`` is for the holder to pass on; `verify` gives it back as it was asked. ``agency`` issued it. ``last_day`` is
    None for a paper without an end; after it the register still holds the paper, which has ``expired``.
    """

    register: Register
    agency: str
    code: str
    since: date
    fields: tuple[PaperField, ...]
    record: UUID
    last_day: date | None
    expired: bool


def code_fields(blueprint: Blueprint) -> dict[str, str]:
    """The registers that hold papers, each with the field of the verification code."""
    gives = (
        give
        for service in blueprint.services.values()
        for step in service.steps.values()
        for give in step.gives
        if isinstance(give, GiveRecord)
    )
    return {
        give.register: field
        for give in gives
        for field, expression in give.fields.items()
        if expression.strip() == CASE_CODE
    }


def papers_of(blueprint: Blueprint, subject: UUID) -> tuple[Paper, ...]:
    """All papers of a subject that hold today, for the subject's own eyes: no act about oneself, nothing left out."""
    with acting(Reach(subjects=(subject,))):
        found = list(_papers(blueprint, subject))
    return tuple(_paper(blueprint, register, record, code) for register, record, code in found)


def verify(blueprint: Blueprint, code: str) -> Paper | None:
    """What the paper with this code says, without the facts that are sensitive; None for every other code.

    None tells nothing more: not issued, issued elsewhere, ended and mistyped look the same.
    """
    wanted = "".join(filter(str.isalnum, code[:LONGEST_CODE])).upper()
    with acting(Reach(system=True)):
        case = case_of_code(wanted)
        found = [entry for entry in _papers(blueprint, case[1]) if entry[2] == wanted] if case else []
        for register, record, _ in found:
            write_act(_verified(register, record))
            return _open_to_all(_paper(blueprint, register, record, wanted))
    return None


def _papers(blueprint: Blueprint, subject: UUID) -> Iterator[tuple[Register, Record, str]]:
    for register_id, field in code_fields(blueprint).items():
        register = blueprint.registers[register_id]
        for record in read_subject(register, subject):
            yield register, record, str(record.values.get(field, ""))


def _paper(blueprint: Blueprint, register: Register, record: Record, code: str) -> Paper:
    values: Mapping[str, str | bool] = record.values
    hidden = code_fields(blueprint)[register.id]
    fields = tuple(
        PaperField(name, blueprint.facts[field.fact], values[name])
        for name, field in register.fields.items()
        if name in values and name != hidden
    )
    last_day = _last_day(blueprint, register, values)
    return Paper(
        register=register,
        agency=register.agency,
        code=code,
        since=record.valid_from,
        fields=fields,
        record=record.id,
        last_day=last_day,
        expired=last_day is not None and last_day < legal_today(),
    )


def _last_day(blueprint: Blueprint, register: Register, values: Mapping[str, str | bool]) -> date | None:
    """The first of the days that the register's definition calls its last."""
    ends = (
        date.fromisoformat(str(values[name]))
        for name, field in register.fields.items()
        if field.last_day and blueprint.facts[field.fact].type is FactType.DATE and values.get(name)
    )
    return min(ends, default=None)


def _open_to_all(paper: Paper) -> Paper:
    fields = tuple(field for field in paper.fields if field.fact.grade is not Grade.SENSITIVE)
    return replace(paper, fields=fields)


def _verified(register: Register, record: Record) -> Act:
    return Act(
        kind=kinds.VERIFY,
        actor=VISITOR,
        purpose=PURPOSE,
        subjects=(record.subject,),
        register=register.id,
        records=(RecordRef(record.id),),
    )
