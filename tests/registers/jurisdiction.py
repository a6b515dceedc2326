"""A small made-up jurisdiction for the tests of this room, built by hand so that they need no blueprint files."""

from __future__ import annotations

from datetime import date

from minben.blueprint.calendar import Calendar, Limit
from minben.blueprint.model import (
    Agreement,
    Blueprint,
    Choice,
    DatedDivisionCode,
    Division,
    Fact,
    FactType,
    Field,
    Format,
    Grade,
    Place,
    Register,
    SubjectKind,
)
from minben.ledger import Actor, ActorKind

HERE = Place("made-up.yaml", 1)
CLERK = Actor(
    ActorKind.OFFICER, "5f0c3c1e-0000-4000-8000-000000000001", post="registry/desk", agency="registry"
)
CARER = Actor(ActorKind.OFFICER, "5f0c3c1e-0000-4000-8000-000000000002", post="care/desk", agency="care")


def fact(
    name: str,
    kind: FactType,
    *,
    code: Format | None = None,
    choices: tuple[str, ...] = (),
    max_length: int = 30,
    grade: Grade = Grade.PERSONAL,
) -> Fact:
    """A fact whose title and meaning are its name."""
    said = {"zh": name, "en": name}
    offered = tuple(Choice(value, {"zh": value, "en": value}) for value in choices)
    return Fact(name, said, kind, grade, said, HERE, code, offered, max_length)


def register(
    name: str, agency: str, key: str, subject: str, fields: dict[str, tuple[str, bool]], *, single: bool
) -> Register:
    """A register of residents; ``fields`` maps a field to its fact and whether it is required."""
    said = {"zh": name, "en": name}
    made = {field: Field(field, fact, required, HERE) for field, (fact, required) in fields.items()}
    kind = SubjectKind.RESIDENT
    return Register(name, said, agency, key, subject, kind, single, made, said, HERE, identifies=single)


FACTS = {
    f.id: f
    for f in (
        fact("number", FactType.TEXT),
        fact("who", FactType.TEXT, code=Format.GB11643, grade=Grade.SENSITIVE),
        fact("name", FactType.TEXT, max_length=10),
        fact("born", FactType.DATE),
        fact("height", FactType.NUMBER),
        fact("pay", FactType.MONEY),
        fact("living", FactType.YES_NO),
        fact("kind", FactType.CHOICE, choices=("old", "young")),
    )
}
PEOPLE = register(
    "people",
    "registry",
    "id",
    "id",
    {"id": ("number", True), "name": ("name", True), "born": ("born", False), "living": ("living", False)},
    single=True,
)
BENEFITS = register(
    "benefits",
    "care",
    "number",
    "person",
    {
        "number": ("number", True),
        "person": ("number", True),
        "kind": ("kind", True),
        "amount": ("pay", False),
    },
    single=False,
)
HOMES = register(
    "homes", "registry", "home", "person", {"home": ("number", True), "person": ("number", True)}, single=True
)
AGREEMENTS = (
    Agreement("care", "people", "allowance", ("id", "born"), (), date(2025, 1, 1), date(2026, 12, 31), HERE),
)
DIVISIONS = {
    code: Division(code, name, level, parent)
    for code, name, level, parent in (
        ("510000000000", "Province", 1, None),
        ("511600000000", "City", 2, "510000000000"),
        ("511602000000", "District", 3, "511600000000"),
        ("511602001000", "Town", 4, "511602000000"),
        ("511602001001", "Village", 5, "511602001000"),
    )
}
DATED = (
    DatedDivisionCode("512925", None, date(1993, 12, 31)),
    DatedDivisionCode("513621", date(1994, 1, 1), date(1997, 12, 31)),
    DatedDivisionCode("511602", date(1998, 1, 1), None),
)


def made_up() -> Blueprint:
    """The jurisdiction: three registers of two agencies and one agreement."""
    return Blueprint(
        drafts_last=Limit.parse("30 calendar days"),
        id="made-up",
        title={"zh": "某区", "en": "A district"},
        languages=("zh", "en"),
        division="511602000000",
        timezone="Asia/Shanghai",
        currency="CNY",
        version="0" * 64,
        divisions=DIVISIONS,
        agencies={},
        posts={},
        calendar=Calendar(frozenset({2026}), {}),
        facts=FACTS,
        registers={r.id: r for r in (PEOPLE, BENEFITS, HOMES)},
        agreements=AGREEMENTS,
        item_types={},
        items={},
        services={},
        statutes=(),
        articles=frozenset(),
        synonyms=(),
        resident_codes=DATED,
        personas={},
        demography={},
        taskforces={},
        files={},
    )


BLUEPRINT = made_up()
