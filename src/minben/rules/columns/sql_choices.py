"""One value of several, in SQL: branches, bands, and the values that stand for others.

Few values are chosen by branches, which people can read; many stand in an array, of which the place is worked out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .kinds import Day
from .plan import Band, Case, Constant, Lookup, Node, Plain, Translate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .sql_parts import Sql
    from .sql_write import Writer

MOST_BRANCHES = 12
"""The most values of a lookup that are chosen by branches."""


class Choices:
    """Writes choices; how their values are written the caller says."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def case(self, node: Case, write: Callable[[Node], Sql]) -> Sql:
        """The branches as they are."""
        values = [value for _, value in node.branches]
        if all(map(_is_null, (*values, node.otherwise))):
            return write(node.otherwise)
        branches = [
            (self._writer.true(condition), parts.null() if _is_null(value) else write(value))
            for condition, value in node.branches
        ]
        return parts.case(branches, None if _is_null(node.otherwise) else write(node.otherwise))

    def band(self, node: Band) -> Sql:
        """The number of a band."""
        return self._by_band(node, [parts.whole(place) for place in range(len(node.bounds) + 1)])

    def lookup(self, node: Lookup, write: Callable[[Plain], Sql]) -> Sql:
        """The value at an index."""
        index, values = node.index, node.values
        if all(value is None for value in values):
            return self._writer.dialect.typed_null(node.of)
        few = len(values) <= MOST_BRANCHES
        if few and isinstance(index, Band) and index not in self._writer.held:
            return self._by_band(index, [write(value) for value in values])
        place = self._writer.number(index, 0).sql
        if not few:
            return self._writer.dialect.element([write(value) for value in values], place)
        branches = [
            (parts.compare("=", place.copy(), parts.whole(number)), write(value))
            for number, value in enumerate(values)
            if value is not None
        ]
        return parts.case(branches, None)

    def _by_band(self, band: Band, values: Sequence[Sql]) -> Sql:
        """The value of a band, by the first bound that the operand is below."""
        writer, like = self._writer, band.operand
        exponent = writer.exponents.common(like)
        operand = writer.comparable(like, exponent)
        bounds = [
            parts.day(bound) if isinstance(like.type, Day) else parts.decimal(bound, exponent)
            for bound in band.bounds
        ]
        branches = [
            (parts.compare("<", operand.copy(), bound), value)
            for bound, value in zip(bounds, values[:-1], strict=True)
        ]
        return _closed(branches, operand, values[-1], nullable=like.nullable)

    def translate(self, node: Translate, write: Callable[[Plain], Sql]) -> Sql:
        """The values that stand for texts, the texts of one value together."""
        if all(value is None for value in (*node.values, node.otherwise)):
            return self._writer.dialect.typed_null(node.of)
        operand = self._writer.value(node.operand)
        groups: dict[Plain, list[Sql]] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            groups.setdefault(value, []).append(self._writer.dialect.literal(key))
        branches = []
        for value, keys in groups.items():
            single = len(keys) == 1
            test = (
                parts.compare("=", operand.copy(), keys[0]) if single else parts.one_of(operand.copy(), keys)
            )
            branches.append((test, write(value)))
        return _closed(branches, operand, write(node.otherwise), nullable=node.operand.nullable)


def _closed(branches: Sequence[tuple[Sql, Sql]], tested: Sql, last: Sql, *, nullable: bool) -> Sql:
    """Branches with a last value for whatever is left, which is null where what they test is."""
    if nullable and not isinstance(last, exp.Null):
        known = parts.negate(parts.is_null(tested.copy()))
        return parts.case([*branches, (known, last)], None)
    return parts.case(branches, last) if branches else last


def _is_null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None
