"""What a played case starts from: the applicant, and what registers hold, as somebody would write it down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

from minben.blueprint.model import Giving
from minben.files import Kept
from minben.ledger import now, uuid7
from minben.registers import BadValue, Record, parse_fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minben.blueprint.model import Blueprint, Material, Register, Service

    from . import models
    from .terms import Terms

    Text = Mapping[str, str]
    Entries = Mapping[str, Sequence[Mapping[str, str]]]


class BadGiven(ValueError):  # noqa: N818 - said of what is given
    """Facts that are given but that no register could hold: ``problems`` by their path of keys and positions."""

    def __init__(self, problems: Mapping[tuple[str | int, ...], Text]) -> None:
        super().__init__(
            "; ".join(f"{'.'.join(map(str, path))}: {text['en']}" for path, text in problems.items())
        )
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Given:
    """What a played case starts from.

    ``applicant`` is the identifier of who applies, ``registers`` what registers hold, entries as texts by field: those
    about the applicant may leave the subject's field out, and no field must be there. ``day`` is the day of receipt,
    ``position`` which of the cases that are played together it is.
    """

    day: date
    applicant: str
    registers: Entries = field(default_factory=dict)
    channel: str = "web"
    position: int = 1


_NO_IDENTITY: Text = {"zh": "没有确认此类对象身份的基础库", "en": "No register identifies such subjects"}


def taken_in(terms: Terms, given: Given) -> tuple[str, dict[str, list[Record]]]:
    """The applicant's identifier and the records, as registers would hold them. Raises `BadGiven`."""
    blueprint = terms.blueprint
    problems: dict[tuple[str | int, ...], Text] = {}
    applicant = ""
    try:
        applicant = str(parse_fact(blueprint, _identity(terms), given.applicant))
    except BadValue as bad:
        problems["applicant",] = bad.text
    records = _held(blueprint, given.registers, applicant, date.min, problems)
    if problems:
        raise BadGiven(problems)
    return applicant, records


def held(blueprint: Blueprint, registers: Entries, applicant: str, since: date) -> dict[str, list[Record]]:
    """Entries as registers would hold them since a day. Raises `BadGiven` for values that none could hold."""
    problems: dict[tuple[str | int, ...], Text] = {}
    records = _held(blueprint, registers, applicant, since, problems)
    if problems:
        raise BadGiven(problems)
    return records


def record(
    register: Register, values: Mapping[str, object], valid_from: date, record_id: UUID | None = None
) -> Record:
    """An entry as a register would hold it."""
    identifier = str(values.get(register.subject, ""))
    return Record(
        id=record_id or uuid7(),
        register=register.id,
        key=str(values.get(register.key, "")),
        subject=subject_of(identifier),
        values=values,
        valid_from=valid_from,
        until=None,
        recorded_at=now(),
        commitment=b"",
        provenance={},
        act=uuid7(),
    )


def subject_of(identifier: str) -> UUID:
    """The subject of whoever has this identifier, in every played case."""
    return uuid5(NAMESPACE_OID, identifier)


def given_materials(service: Service, ways: Mapping[str, Giving]) -> dict[str, object]:
    """Materials as somebody would give them in these ways, to be sent with the answers."""
    return {
        name: {
            "kind": str(way),
            "files": [str(example_file(service.materials[name]))] if way is Giving.FILE else [],
            "agreed": way is Giving.COMMITMENT,
        }
        for name, way in ways.items()
    }


def example_file(material: Material) -> UUID:
    """The file that stands for a material in every played case; there are no bytes behind it."""
    return uuid5(NAMESPACE_OID, f"file of {material.name}")


def example_of(case: models.Case, material: Material) -> Kept:
    """What is known of that file."""
    return Kept(
        id=example_file(material),
        subject=case.subject,
        purpose=case.service,
        holder=None,
        name=f"{material.name}.{material.accepts[0]}",
        type=material.accepts[0],
        size=1,
        stored_at=case.received_at,
        erased=False,
    )


def _held(
    blueprint: Blueprint,
    registers: Entries,
    applicant: str,
    since: date,
    problems: dict[tuple[str | int, ...], Text],
) -> dict[str, list[Record]]:
    """The same; values that no register could hold go into ``problems``."""
    records: dict[str, list[Record]] = {}
    for register_id, entries in registers.items():
        register = blueprint.registers[register_id]
        for position, entry in enumerate(entries):
            values: dict[str, object] = {register.subject: applicant}
            for name, value in entry.items():
                try:
                    values[name] = parse_fact(blueprint, register.fields[name].fact, value)
                except BadValue as bad:
                    problems["registers", register_id, position, name] = bad.text
            records.setdefault(register_id, []).append(record(register, values, since))
    return records


def _identity(terms: Terms) -> str:
    """The fact by which the service's subjects are known."""
    kind = terms.service.subject_kind
    for register in terms.blueprint.registers.values():
        if register.identifies and register.subject_kind is kind:
            return register.fields[register.subject].fact
    raise BadGiven({("applicant",): _NO_IDENTITY})
