"""What an entry of a register says of its licence: what is shown, until when it is valid, in which state it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from minben.blueprint.licensing import LicenceState
from minben.blueprint.model import FactType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.licensing import Licence
    from minben.blueprint.model import Blueprint, Fact, Register
    from minben.registers import Record


def shown_of(licence: Licence, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the licence shows, of those that are there, in its order."""
    return {name: values[name] for name in licence.shows if values.get(name) is not None}


def last_day_of(register: Register, values: Mapping[str, Any]) -> date | None:
    """The first of the days that the register's definition calls its last."""
    ends = (
        date.fromisoformat(str(values[name]))
        for name, field in register.fields.items()
        if field.last_day and values.get(name)
    )
    return min(ends, default=None)


def state_of(register: Register, values: Mapping[str, Any], today: date) -> LicenceState:
    """The state of an entry on a day: lapsed where its last day has passed and nothing worse was said of it.

    An entry that says nothing is valid.
    """
    said = LicenceState(values.get(register.state or "") or LicenceState.VALID)
    last = last_day_of(register, values)
    over = last is not None and last < today
    return LicenceState.LAPSED if over and said in (LicenceState.VALID, LicenceState.WITHHELD) else said


def typed_values(blueprint: Blueprint, register: Register, record: Record) -> dict[str, object]:
    """The values of an entry as FEEL has them."""
    return {
        name: _typed(blueprint.facts[field.fact], record.values.get(name))
        for name, field in register.fields.items()
    }


def _typed(fact: Fact, value: object) -> object:
    if value is None:
        return None
    if fact.type in (FactType.NUMBER, FactType.MONEY):
        return Decimal(str(value))
    return date.fromisoformat(str(value)) if fact.type is FactType.DATE else value
