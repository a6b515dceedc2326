"""What somebody asks "why not" about, as it is typed: `eligible=true`, `allowance.amount=50`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .errors import FeelError, Problem
from .feel.as_json import from_json
from .feel.types import ANY, BOOLEAN, STRING, ConstrainedType, Type
from .models.boxed import TableBox, all_parts
from .problems import ModelError, Place, PlacedProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .models.model import Model


@dataclass(frozen=True, slots=True)
class Wish:
    """An output of a decision, and the value that was wished for; without an output, any other result."""

    decision: str
    output: str = ""
    value: object = None


def wish_of(model: Model, text: str, decisions: Sequence[str] | None = None) -> Wish:
    """The wish that a text says. Raises `ModelError` where it names no output or decision, or several.

    The name is that of a decision, of an output of its table, or both with a dot between them. `decisions` are those
    that may be meant, all where none are named.
    """
    name, given, value = text.partition("=")
    name = name.strip()
    outputs = [one for one in _outputs(model) if not decisions or one.decision in decisions]
    found = [one for one in outputs if name in one.names]
    if not found:
        known = {known for one in outputs for known in one.names}
        raise _refusal(model, "unknown-output", name, get_close_matches(name, sorted(known), n=1))
    if len({one.decision for one in found}) > 1:
        raise _refusal(model, "output-of-several", name, [f"{one.decision}.{one.name}" for one in found])
    if not given:
        return Wish(found[0].decision)
    if len(found) > 1:
        raise _refusal(model, "output-of-several", name, [f"{one.decision}.{one.name}" for one in found])
    return Wish(found[0].decision, found[0].name, _value(value.strip(), found[0].type))


@dataclass(frozen=True, slots=True)
class _Known:
    """An output of the table of a decision, and the names by which it may be asked for."""

    decision: str
    name: str
    type: Type

    @property
    def names(self) -> tuple[str, ...]:
        return self.decision, self.name, f"{self.decision}.{self.name}"


def _outputs(model: Model) -> Iterator[_Known]:
    for decision in model.decisions:
        tables = [part.table for part in all_parts(decision.logic) if isinstance(part, TableBox)]
        if not tables:
            yield _Known(decision.name, decision.name, decision.type or ANY)
        for table in tables:
            for output in table.outputs:
                yield _Known(decision.name, output.name, output.type)


def _value(text: str, type_: Type) -> object:
    """A value as it is typed: in quotes or without them, by the type of the output."""
    if isinstance(type_, ConstrainedType):
        return _value(text, type_.base)
    try:
        plain = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError:
        plain = text
    if type_ in (ANY, BOOLEAN) or (type_ == STRING and isinstance(plain, str)):
        return plain
    try:
        return from_json(text if type_ == STRING or isinstance(plain, Decimal) else plain, type_)
    except FeelError as fault:
        raise ModelError((PlacedProblem(Place(text), fault.problem),)) from None


def _refusal(model: Model, code: str, name: str, others: list[str]) -> ModelError:
    values = {"name": name, "near": ", ".join(others)}
    told = f"{code}-near" if others and code == "unknown-output" else code
    return ModelError((PlacedProblem(Place(model.name), Problem(told, values)),))
