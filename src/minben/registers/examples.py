"""A value that a fact may have, for examples and trials: made up, and right as to its form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType, Format

from .formats import luhn_check_digit
from .generate.numbers import ResidentNumbers, credit_code

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint, Division, Fact

_BORN = date(1980, 1, 1)
_ACCOUNT = "622202000000000001"
_PLAIN = {
    FactType.NUMBER: "1",
    FactType.MONEY: "100",
    FactType.TIME: "09:00",
    FactType.YES_NO: "yes",
}
_FORMATTED = {
    Format.BANK_ACCOUNT: _ACCOUNT + luhn_check_digit(_ACCOUNT),
    Format.PHONE: "13800000000",
    Format.EMAIL: "somebody@example.com",
    Format.POSTCODE: "100000",
}


def example_of(blueprint: Blueprint, fact: Fact, day: date) -> str:
    """An example of a fact, as somebody would write it; ``day`` is a date where one is wanted.

    What a code stands for need not be there: a number is that of nobody.
    """
    if fact.format is not None:
        return _formatted(blueprint, fact.format)
    if fact.choices:
        return fact.choices[0].value
    if fact.type is FactType.DIVISION:
        return _division(blueprint, fact.level).code
    if fact.type is FactType.DATE:
        return day.isoformat()
    return _PLAIN.get(fact.type) or next(iter(fact.title.values()))[: fact.max_length]


def _formatted(blueprint: Blueprint, form: Format) -> str:
    match form:
        case Format.GB11643:
            return ResidentNumbers(blueprint.resident_codes).take(_BORN, 0)[0]
        case Format.GB32100:
            return credit_code("91", blueprint.division[:6], 0)
        case Format.DIVISION:
            return _division(blueprint, None).code
        case _:
            return _FORMATTED[form]


def _division(blueprint: Blueprint, level: int | None) -> Division:
    """The first division of a level; without one, the first that has no parts."""
    parents = {one.parent for one in blueprint.divisions.values()}
    every = blueprint.divisions.values()
    fitting = (one for one in every if (one.level == level if level is not None else one.code not in parents))
    return next(fitting)
