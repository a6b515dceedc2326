"""Values of registers and answers as people read them: by the type and format of their fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _

from minben.blueprint.model import FactType

from .languages import say
from .posted import is_division
from .templatetags.minben import day, locale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minben.blueprint.model import Ask, Blueprint, Fact, Read, Register


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact with its value in words."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """One record; ``correct`` is the page on which the reader can say that it is wrong, empty where there is none."""

    facts: tuple[Shown, ...]
    correct: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a read came to, with its source."""

    title: str
    register: str
    agency: str
    entries: tuple[KnownEntry, ...]
    as_of: date | None
    """The legal day as of which it was read."""


def in_words(blueprint: Blueprint, fact: Fact, value: object) -> str:
    """One value as people read it; what does not fit its fact is shown as it stands."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, list):
        titles = {choice.value: say(choice.title) for choice in fact.choices}
        return _("; ").join(titles.get(str(one), str(one)) for one in value)
    if fact.choices:
        return next((say(choice.title) for choice in fact.choices if choice.value == value), str(value))
    if fact.type is FactType.YES_NO:
        return _("Yes") if value in (True, "true") else _("No")
    if fact.type is FactType.DATE:
        return _date(value)
    if fact.type in (FactType.MONEY, FactType.NUMBER):
        return _amount(blueprint, fact, value)
    return _division(blueprint, str(value)) if is_division(fact) else str(value)


def answer_in_words(blueprint: Blueprint, ask: Ask, value: object) -> str:
    """An answer as people read it: the entries of a list a line each."""
    if not ask.each or not isinstance(value, list):
        return in_words(blueprint, blueprint.facts[ask.fact], value)
    lines = [
        _("; ").join(
            f"{say(part.title)}{_(': ')}{in_words(blueprint, blueprint.facts[part.fact], entry[name])}"
            for name, part in ask.each.items()
            if name in entry
        )
        for entry in value
    ]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def known(
    blueprint: Blueprint,
    read: Read,
    records: Sequence[Mapping[str, object]],
    *,
    as_of: date | None = None,
    correct: Sequence[str] = (),
) -> Known:
    """What a read came to, field by field; ``records`` hold values by field, ``correct`` where each is corrected."""
    pages = [*correct, *[""] * len(records)]
    register = blueprint.registers[read.register]
    return Known(
        title=say(read.title),
        register=say(register.title),
        agency=say(blueprint.agencies[register.agency].title),
        entries=tuple(
            KnownEntry(entry(blueprint, register, values), page)
            for values, page in zip(records, pages, strict=False)
        ),
        as_of=as_of,
    )


def entry(blueprint: Blueprint, register: Register, values: Mapping[str, object]) -> tuple[Shown, ...]:
    """The fields of one record that are there, in the register's order."""
    return tuple(
        Shown(
            say(blueprint.facts[field.fact].title),
            in_words(blueprint, blueprint.facts[field.fact], values[name]),
        )
        for name, field in register.fields.items()
        if values.get(name) is not None
    )


def _date(value: object) -> str:
    if isinstance(value, date):
        return day(value)
    try:
        return day(str(value))
    except ValueError:
        return str(value)


def _amount(blueprint: Blueprint, fact: Fact, value: object) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if fact.type is FactType.MONEY:
        return str(format_currency(number, blueprint.currency, locale=locale()))
    return str(format_decimal(number, locale=locale()))


def _division(blueprint: Blueprint, code: str) -> str:
    """The names from the jurisdiction's own units down, not those above it."""
    names = []
    division = blueprint.divisions.get(code)
    while division is not None and division.code != blueprint.division:
        names.append(division.name)
        division = blueprint.divisions.get(division.parent) if division.parent else None
    return " ".join(reversed(names)) or code
