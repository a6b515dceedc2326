"""Decision tables over columns.

Each rule is the condition that all its cells hold. Which rules can hold together is found from the cells before any row
is seen, so that the rules of an ordinary table become one chain of branches, and what the policy forbids becomes a
branch of its own only where it can happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..feel import operators
from ..feel.walk import reads_test_value
from ..tables.table import HitPolicy
from . import build
from .abstract import (
    NULL,
    Abstract,
    Elements,
    Entries,
    Known,
    RefusalError,
    Scalar,
    name_of,
    scalar,
    shaped,
)
from .build import all_of, any_of, case, compare, number
from .cells import cell_of, overlapping, test_of
from .functions_totals import best, total
from .kinds import Boolean, Date, Number, String
from .lower_choice import choose
from .lower_lists import length, where_whole
from .lower_operators import ORDERED_NAMES, WHOLE, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..feel.tree import UnaryTests
    from ..tables.table import Rule, Table
    from .abstract import Scope
    from .cells import Cell
    from .lower import Lowering
    from .plan import Node

MOST_FORBIDDEN = 64
"""Pairs of rules that may hold together against the policy, for which each has a branch of its own."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A rule over columns: the condition under which it applies, and what it says."""

    condition: Node
    value: Abstract


def decide(lowering: Lowering, table: Table, scope: Scope) -> Abstract:
    """What a table gives."""
    work = _Work(lowering, table, scope)
    return work.settle()


class _Work:
    def __init__(self, lowering: Lowering, table: Table, scope: Scope) -> None:
        self._lowering = lowering
        self._table = table
        self._scope = scope
        self._inputs = [
            lowering.fitting.fit(lowering.lower(column.tree, scope), column.type) for column in table.inputs
        ]
        self._cells: dict[tuple[int, UnaryTests], tuple[Cell | None, Node]] = {}
        self._rules = [rule for rule in table.rules if rule.in_force(lowering.on)]
        otherwise = table.otherwise
        self._otherwise = otherwise if otherwise is not None and otherwise.in_force(lowering.on) else None

    def settle(self) -> Abstract:
        """The value of the table by its policy."""
        hits: list[_Hit] = []
        rows: list[list[Cell | None]] = []
        for rule in self._rules:
            cells, condition = self._condition(rule)
            if condition is build.FALSE or condition is build.UNKNOWN:
                continue
            hits.append(_Hit(condition, self._outputs(rule)))
            rows.append(cells)
        policy = self._table.policy
        if not policy.one_rule:
            return self._all(hits)
        last = NULL if self._otherwise is None else self._outputs(self._otherwise)
        if policy is HitPolicy.PRIORITY:
            hits = self._by_rank(hits)
        forbidden = (
            self._forbidden(hits, rows) if policy in (HitPolicy.UNIQUE, HitPolicy.ANY) else build.FALSE
        )
        return choose([(forbidden, NULL), *((hit.condition, hit.value) for hit in hits)], last)

    # Conditions.

    def _condition(self, rule: Rule) -> tuple[list[Cell | None], Node]:
        cells: list[Cell | None] = []
        conditions: list[Node] = []
        for column, tests in enumerate(rule.tests):
            if not tests.tests:
                cells.append(None)
                continue
            cell, condition = self._cell(column, tests)
            cells.append(cell)
            conditions.append(condition)
        return cells, all_of(conditions)

    def _cell(self, column: int, tests: UnaryTests) -> tuple[Cell | None, Node]:
        key = (column, tests)
        if key not in self._cells:
            self._cells[key] = self._made_cell(self._inputs[column], tests)
        return self._cells[key]

    def _made_cell(self, value: Abstract, tests: UnaryTests) -> tuple[Cell | None, Node]:
        if isinstance(value, Scalar) and isinstance(value.kind, Number | Date | String | Boolean):
            constants = self._constants(tests)
            if constants is not None:
                of_null = self._lowering.passes(tests, NULL, self._scope)
                cell = cell_of(value.kind, constants, negated=tests.negated, with_null=of_null is build.TRUE)
                if cell is not None:
                    return cell, test_of(cell, value.node, value.kind)
        return None, self._lowering.passes(tests, value, self._scope)

    def _constants(self, tests: UnaryTests) -> list[object] | None:
        """The values of tests that are the same in every row, None where one is not or speaks of `?` itself."""
        values: list[object] = []
        for test in tests.tests:
            if reads_test_value(test):
                return None
            value = self._lowering.lower(test, self._scope)
            if not isinstance(value, Known) or (value.value is None and tests.negated):
                return None
            values.append(value.value)
        return values

    # Outputs.

    def _outputs(self, rule: Rule) -> Abstract:
        values: dict[str, Abstract] = {}
        for column, result in zip(self._table.outputs, rule.results, strict=True):
            value = self._lowering.lower(result, self._scope)
            values[column.name] = self._lowering.fitting.fit(value, column.type)
        return values[self._table.outputs[0].name] if len(values) == 1 else Entries(values)

    def _output_values(self, value: Abstract) -> list[Abstract]:
        return (
            list(value.fields.values())
            if isinstance(value, Entries) and len(self._table.outputs) > 1
            else [value]
        )

    # Policies.

    def _forbidden(self, hits: Sequence[_Hit], rows: Sequence[Sequence[Cell | None]]) -> Node:
        """Where rules hold together that may not."""
        together = overlapping(rows)
        pairs = (
            [
                (first, second)
                for first, mask in enumerate(together)
                for second in range(first + 1, len(hits))
                if mask >> second & 1
            ]
            if any(together)
            else []
        )
        if self._table.policy is HitPolicy.UNIQUE:
            if len(pairs) > MOST_FORBIDDEN:
                return self._more_than_one(hits)
            return any_of(all_of((hits[one].condition, hits[other].condition)) for one, other in pairs)
        differing = []
        for one, other in pairs:
            differ = build.negate(self._agree(hits[one].value, hits[other].value))
            if differ is not build.FALSE:
                differing.append(all_of((hits[one].condition, hits[other].condition, differ)))
        if len(differing) > MOST_FORBIDDEN * MOST_FORBIDDEN:
            raise RefusalError("columns-many-overlaps", table=self._table.name)
        return any_of(differing)

    @staticmethod
    def _more_than_one(hits: Sequence[_Hit]) -> Node:
        count: Node = number(0)
        for hit in hits:
            count = build.add(count, case(((hit.condition, number(1)),), number(0)))
        return compare(">", count, number(1))

    def _agree(self, one: Abstract, other: Abstract) -> Node:
        pairs = zip(self._output_values(one), self._output_values(other), strict=True)
        return all_of(same(left, right) for left, right in pairs)

    def _by_rank(self, hits: Sequence[_Hit]) -> list[_Hit]:
        """The hits in the order of the allowed values of their outputs."""
        return sorted(hits, key=lambda hit: self._rank(hit.value))

    def _rank(self, value: Abstract) -> tuple[int, ...]:
        ranks: list[int] = []
        for column, output in zip(self._table.outputs, self._output_values(value), strict=True):
            if not isinstance(output, Known):
                raise RefusalError("columns-priority", table=self._table.name)
            allowed = column.allowed or ()
            places = [place for place, known in enumerate(allowed) if operators.same(known, output.value)]
            ranks.append(places[0] if places else len(allowed))
        return tuple(ranks)

    def _all(self, hits: Sequence[_Hit]) -> Abstract:
        """Lists of hits, and what is made of all."""
        policy = self._table.policy
        if policy is HitPolicy.OUTPUT_ORDER:
            hits = self._by_rank(hits)
        items: list[tuple[Node | None, Abstract]] = [
            (None if hit.condition is build.TRUE else build.is_true(hit.condition), hit.value) for hit in hits
        ]
        if self._otherwise is not None:
            none = build.negate(any_of(build.TRUE if guard is None else guard for guard, _ in items))
            if none is not build.FALSE:
                items.append((None if none is build.TRUE else none, self._outputs(self._otherwise)))
        list_ = Elements(tuple(items))
        if not policy.aggregates:
            return list_
        if policy is HitPolicy.COUNT:
            return _counted(list_)
        return self._aggregate(list_)

    def _aggregate(self, list_: Elements) -> Abstract:
        if not list_.items:
            return NULL
        names = {name_of(shaped(item)) for _, item in list_.items if item != NULL}
        if not names:
            return NULL
        if not names <= {"number", "years and months duration", "days and time duration"} and (
            self._table.policy is HitPolicy.SUM or not names <= ORDERED_NAMES
        ):
            raise RefusalError("columns-aggregate", kind=", ".join(sorted(names)))
        if len(names) > 1:
            raise RefusalError("columns-options")
        match self._table.policy:
            case HitPolicy.SUM:
                return where_whole(list_, total(list_))
            case HitPolicy.MINIMUM:
                return where_whole(list_, best(list_, "<", "minimum"))
            case _:
                return where_whole(list_, best(list_, ">", "maximum"))


def _counted(list_: Elements) -> Abstract:
    return scalar(WHOLE, length(list_))
