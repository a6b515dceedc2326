"""What several rules that apply come to: the hit policies of DMN 1.5, 8.2.10."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.operators import add, order, same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..feel.values import Value
    from .table import Rule, Table


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that applies, with its outputs by name."""

    rule: Rule
    outputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Settled:
    """The result: outputs by name, the value as DMN has it, and the hits it comes from."""

    outputs: Mapping[str, Value]
    value: Value
    hits: Sequence[Hit]


def settle(table: Table, hits: Sequence[Hit]) -> Settled:
    """The result of the hits by the table's policy. Raises `UndefinedError` where the policy forbids them."""
    settler = _POLICIES[table.policy.value]
    return settler(table, hits)


def _value(table: Table, outputs: Mapping[str, Value]) -> Value:
    return outputs[table.outputs[0].name] if len(table.outputs) == 1 else dict(outputs)


def _one(table: Table, hits: Sequence[Hit]) -> Settled:
    if not hits:
        raise UndefinedError("no-rule", table=table.name)
    return Settled(hits[0].outputs, _value(table, hits[0].outputs), hits[:1])


def _unique(table: Table, hits: Sequence[Hit]) -> Settled:
    if len(hits) > 1:
        raise UndefinedError("several-rules", rules=_ids(hits))
    return _one(table, hits)


def _any(table: Table, hits: Sequence[Hit]) -> Settled:
    for hit in hits[1:]:
        if not all(same(hits[0].outputs[name], hit.outputs[name]) for name in hit.outputs):
            raise UndefinedError("rules-differ", rules=_ids(hits))
    settled = _one(table, hits)
    return Settled(settled.outputs, settled.value, hits)


def _ids(hits: Sequence[Hit]) -> str:
    return ", ".join(hit.rule.id for hit in hits)


def rank(table: Table, outputs: Mapping[str, Value]) -> tuple[int, ...]:
    """How important outputs are, the least rank first: by the place of each among its allowed values."""
    ranks: list[int] = []
    for column in table.outputs:
        allowed = column.allowed or ()
        places = [place for place, value in enumerate(allowed) if same(value, outputs[column.name])]
        ranks.append(places[0] if places else len(allowed))
    return tuple(ranks)


def _in_output_order(table: Table, hits: Sequence[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: rank(table, hit.outputs))


def _priority(table: Table, hits: Sequence[Hit]) -> Settled:
    return _one(table, _in_output_order(table, hits))


def _all(table: Table, hits: Sequence[Hit]) -> Settled:
    outputs: dict[str, Value] = {
        column.name: [hit.outputs[column.name] for hit in hits] for column in table.outputs
    }
    return Settled(outputs, [_value(table, hit.outputs) for hit in hits], hits)


def _output_order(table: Table, hits: Sequence[Hit]) -> Settled:
    return _all(table, _in_output_order(table, hits))


def _aggregate(combine: Callable[[list[Value]], Value]) -> Callable[[Table, Sequence[Hit]], Settled]:
    def settle_by(table: Table, hits: Sequence[Hit]) -> Settled:
        name = table.outputs[0].name
        value = combine([hit.outputs[name] for hit in hits])
        return Settled({name: value}, value, hits)

    return settle_by


def _least(values: list[Value]) -> Value:
    return reduce(lambda one, other: other if order(other, one) < 0 else one, values) if values else None


def _greatest(values: list[Value]) -> Value:
    return reduce(lambda one, other: other if order(other, one) > 0 else one, values) if values else None


_POLICIES: Mapping[str, Callable[[Table, Sequence[Hit]], Settled]] = {
    "U": _unique,
    "A": _any,
    "P": _priority,
    "F": _one,
    "R": _all,
    "O": _output_order,
    "C": _all,
    "C+": _aggregate(lambda values: reduce(add, values) if values else None),
    "C<": _aggregate(_least),
    "C>": _aggregate(_greatest),
    "C#": _aggregate(lambda values: Decimal(len(values))),
}
