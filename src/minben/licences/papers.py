"""The papers of a subject, and what a paper says to a stranger who was given its code or a credential.

A code has about 79 random bits, so it is known only to whom the holder gave it; faces limit how often one may try all
the same. Verifying is an act of a visitor that the holder finds under "who used my data".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from minben.blueprint.licensing import LicenceState
from minben.blueprint.model import GiveRecord, Grade
from minben.cases import case_of_code
from minben.ledger import Act, Actor, ActorKind, Reach, RecordRef, acting, legal_today, write_act
from minben.registers import read_subject

from . import kinds
from .reading import Checked, check_presentation, licence_of_entry, licences_of
from .values import last_day_of, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Fact, Register
    from minben.registers import Record

    from .reading import Issued

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

    ``code`` is for the holder to pass on ('' where the register has none); `verify` gives it back as it was asked.
    ``agency`` issued it. ``last_day`` is None for a paper without an end; after it the register still holds the paper,
    which has ``expired``. ``issued`` is the signed licence, None where none is declared or it is not signed yet.
    """

    register: Register
    agency: str
    code: str
    since: date
    fields: tuple[PaperField, ...]
    record: UUID
    last_day: date | None
    expired: bool
    state: LicenceState = LicenceState.VALID
    issued: Issued | None = None


def code_fields(blueprint: Blueprint) -> dict[str, str]:
    """The registers that hold papers, each with the field of the verification code; '' where licences have none."""
    gives = (
        give
        for service in blueprint.services.values()
        for step in service.steps.values()
        for give in step.gives
        if isinstance(give, GiveRecord)
    )
    coded = {
        give.register: field
        for give in gives
        for field, expression in give.fields.items()
        if expression.strip() == CASE_CODE
    }
    return {licence.register: "" for licence in blueprint.licences.values()} | coded


def papers_of(blueprint: Blueprint, subject: UUID) -> tuple[Paper, ...]:
    """All papers of a subject that hold today, for the subject's own eyes: no act about oneself, nothing left out."""
    with acting(Reach(subjects=(subject,))):
        found = list(_papers(blueprint, subject))
        issued = {(each.register, each.key): each for each in licences_of([subject])}
    return tuple(
        replace(_paper(blueprint, register, record, code), issued=issued.get((register.id, record.key)))
        for register, record, code in found
    )


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
            paper = replace(
                _paper(blueprint, register, record, wanted), issued=licence_of_entry(register.id, record.key)
            )
            return _open_to_all(paper)
    return None


def verify_credential(blueprint: Blueprint, text: str) -> tuple[Checked, tuple[PaperField, ...]]:
    """What a presented credential proves, its fields in the order of the licence. Raises `BadToken`."""
    checked = check_presentation(blueprint, text, VISITOR)
    licence = blueprint.licences[checked.presented.kind]
    register, values = blueprint.registers[licence.register], checked.presented.values
    return checked, tuple(
        PaperField(name, blueprint.facts[register.fields[name].fact], values[name])
        for name in licence.shows
        if name in values and name in register.fields
    )


def _papers(blueprint: Blueprint, subject: UUID) -> Iterator[tuple[Register, Record, str]]:
    for register_id, field in code_fields(blueprint).items():
        register = blueprint.registers[register_id]
        for record in read_subject(register, subject):
            yield register, record, str(record.values.get(field, "")) if field else ""


def _paper(blueprint: Blueprint, register: Register, record: Record, code: str) -> Paper:
    values: Mapping[str, str | bool] = record.values
    hidden = (code_fields(blueprint)[register.id], register.state)
    fields = tuple(
        PaperField(name, blueprint.facts[field.fact], values[name])
        for name, field in register.fields.items()
        if name in values and name not in hidden
    )
    last_day, today = last_day_of(register, values), legal_today()
    return Paper(
        register=register,
        agency=register.agency,
        code=code,
        since=record.valid_from,
        fields=fields,
        record=record.id,
        last_day=last_day,
        expired=last_day is not None and last_day < today,
        state=state_of(register, values, today),
    )


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
