"""Exact integers in SQL.

Numbers are written at an exponent (`sql_exponents`) and with the width that the database gives them: where a result
could outgrow it, an operand is cast to a wider type first. A division by 0 is null, as it is in a plan, in every place:
engines work out branches that are not taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .kinds import Clock, Integer, Moment, Number
from .plan import (
    Absolute,
    Add,
    Band,
    Case,
    Constant,
    DayNumber,
    DayPart,
    Field,
    FloorDivide,
    Lookup,
    MonthsBetween,
    Multiply,
    Narrowed,
    Node,
    Plain,
    Read,
    Remainder,
    Subtract,
    TextLength,
    Translate,
    TruncateDivide,
    holds,
    range_of,
)
from .sql_exponents import zeros_of

if TYPE_CHECKING:
    from .sql_parts import Sql
    from .sql_write import Writer

_ONE = parts.whole(1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in SQL and the narrowest width (a place in the dialect's widths) that the database may give it."""

    sql: Sql
    width: int


class Numbers:
    """Writes numbers."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._dialect = writer.dialect
        self._widest = len(writer.dialect.widths) - 1

    def at(self, node: Node, exponent: int) -> Figure:
        """A number, its plain value divided by 10**exponent."""
        known = self._writer.held.get(node)
        if known is not None:
            return self._shifted(Figure(known.sql.copy(), known.width), node, known.exponent, exponent)
        own = self._writer.exponents.of(node)
        if own is None:
            return self._chosen(node, exponent)
        if isinstance(node, Multiply) and own - zeros_of(node.right) <= exponent <= own:
            return self._write(node, exponent)
        return self._shifted(self._write(node, own), node, own, exponent)

    def _shifted(self, figure: Figure, node: Node, have: int, want: int) -> Figure:
        if have == want:
            return figure
        if have > want:
            unit = Figure(parts.whole(10 ** (have - want)), self._dialect.literal_width)
            return self._combined(exp.Mul, figure, unit, _span(node, want))
        return Figure(parts.binary(exp.Mul, figure.sql, parts.decimal(1, want - have)), self._widest)

    def _combined(self, kind: type[Sql], left: Figure, right: Figure, *spans: Integer) -> Figure:
        """Two numbers with an operator between them, the first made wide enough for itself and the result."""
        left = self._wide(left, max(left.width, right.width), *spans)
        return Figure(parts.binary(kind, left.sql, right.sql), max(left.width, right.width))

    def _wide(self, figure: Figure, width: int, *spans: Integer) -> Figure:
        """The figure cast to what holds all of the spans, where the width is less."""
        low, high = min(span.low for span in spans), max(span.high for span in spans)
        needed = self._dialect.width_of(low, high)
        if width >= needed:
            return figure
        return Figure(parts.cast(figure.sql, self._dialect.widths[needed].name), needed)

    # Constants, and what is chosen of several.

    def _chosen(self, node: Node, exponent: int) -> Figure:
        match node:
            case Constant(None, type_):
                return Figure(self._dialect.typed_null(type_), self._dialect.literal_width)
            case Constant(value):
                return self._literal(value, exponent)
            case Case():
                return self._case(node, exponent)
            case Lookup(_, values):
                sql = self._writer.choices.lookup(node, lambda value: self._literal(value, exponent).sql)
            case Translate(_, _, values, otherwise):
                values = (*values, otherwise)
                sql = self._writer.choices.translate(node, lambda value: self._literal(value, exponent).sql)
            case _:
                raise TypeError(f"not made of constants: {node}")
        return Figure(sql, max(self._literal(value, exponent).width for value in values))

    def _case(self, node: Case, exponent: int) -> Figure:
        values = (*(value for _, value in node.branches), node.otherwise)
        widths = {value: self.at(value, exponent).width for value in values}
        sql = self._writer.choices.case(node, lambda value: self.at(value, exponent).sql)
        return Figure(sql, max(widths.values()))

    def _literal(self, value: Plain, exponent: int) -> Figure:
        if value is None:
            return Figure(parts.null(), self._dialect.literal_width)
        whole, rest = divmod(int(value), 10**exponent)
        width = self._widest if rest else self._dialect.literal_width_of(whole)
        return Figure(parts.decimal(int(value), exponent), width)

    # What is worked out.

    def _write(self, node: Node, exponent: int) -> Figure:
        match node:
            case Read() | Field():
                return self._stored(node)
            case Add(left, right):
                return self._added(exp.Add, node, left, right, exponent)
            case Subtract(left, right):
                return self._added(exp.Sub, node, left, right, exponent)
            case Multiply(left, right):
                return self._product(node, left, right, exponent)
            case Absolute(operand):
                figure = self.at(operand, exponent)
                wide = self._wide(figure, figure.width, _span(operand, exponent), _span(node, exponent))
                return Figure(exp.Abs(this=wide.sql), wide.width)
            case Narrowed(operand):
                return self.at(operand, exponent)
            case Case():
                return self._case(node, exponent)
            case FloorDivide(left, right) | TruncateDivide(left, right) | Remainder(left, right):
                return self._divided(node, left, right)
        return self._counted(node)

    def _stored(self, node: Read | Field) -> Figure:
        sql, kind = self._writer.read(node), node.held.kind
        match kind:
            case Number() if kind.scale:
                if self._dialect.decimals:
                    return Figure(sql, self._widest)
                return Figure(
                    self._dialect.stored_number(sql, kind), self._dialect.width_of(kind.low, kind.high)
                )
            case Moment() | Clock():
                return Figure(self._dialect.moment(sql, kind), self._dialect.width_of(-(2**62), 2**62))
        return Figure(sql, self._dialect.column_width)

    def _added(self, kind: type[Sql], node: Node, left: Node, right: Node, exponent: int) -> Figure:
        one, other = self.at(left, exponent), self.at(right, exponent)
        return self._combined(kind, one, other, _span(left, exponent), _span(node, exponent))

    def _product(self, node: Node, left: Node, right: Node, exponent: int) -> Figure:
        """The product, a constant factor with as many zeros less as the exponent asks for."""
        one, other = self._writer.exponents.common(left), self._writer.exponents.common(right)
        factor = self.at(right, exponent - one) if exponent > one + other else self.at(right, other)
        if factor.sql == _ONE:
            return self.at(left, one)
        return self._combined(exp.Mul, self.at(left, one), factor, _span(left, one), _span(node, exponent))

    def _divided(self, node: Node, left: Node, right: Node) -> Figure:
        """Rounded down, truncated, or the remainder, which databases have by the sign of the dividend."""
        exponent = self._writer.exponents.common(left, right)
        one, other = self.at(left, exponent), self.at(right, exponent)
        divisor = parts.nullif(other.sql, parts.whole(0)) if holds(range_of(right), 0) else other.sql
        width = max(one.width, other.width)
        if isinstance(node, Remainder):
            return self._remainder(one, Figure(divisor, width), left, right, exponent)
        one = self._wide(one, width, _span(left, exponent), range_of(node))
        quotient, width = self._dialect.quotient(one.sql, divisor, range_of(node))
        if isinstance(node, FloorDivide) and not _same_sign(left, right):
            rest = self._dialect.remainder(one.sql.copy(), divisor.copy())
            below = _falls_below(rest, divisor.copy(), right)
            step = parts.case([(below, parts.whole(1))], parts.whole(0))
            quotient = parts.binary(exp.Sub, quotient, step)
        return Figure(quotient, width)

    def _remainder(self, one: Figure, other: Figure, left: Node, right: Node, exponent: int) -> Figure:
        """With the sign of the divisor: what is left by that of the dividend, brought to the other side."""
        rest = Figure(self._dialect.remainder(one.sql, other.sql), other.width)
        if not _same_sign(left, right):
            span = _span(right, exponent)
            reach = 2 * max(abs(span.low), abs(span.high))
            rest = self._wide(rest, rest.width, Integer(-reach, reach))
            sum_ = parts.binary(exp.Add, rest.sql, other.sql.copy())
            rest = Figure(self._dialect.remainder(sum_, other.sql.copy()), rest.width)
        if exponent:
            # A remainder of numbers that were divided by a power of ten is given whole again.
            return Figure(parts.binary(exp.Mul, rest.sql, parts.whole(10**exponent)), self._widest)
        return rest

    def _counted(self, node: Node) -> Figure:
        """Small numbers that are made of something else."""
        write, dialect = self._writer.value, self._dialect
        match node:
            case Band():
                return Figure(self._writer.choices.band(node), dialect.literal_width)
            case DayNumber(operand):
                return Figure(dialect.day_number(write(operand)), dialect.literal_width)
            case DayPart(part, operand):
                return Figure(dialect.day_part(part, write(operand)), dialect.literal_width)
            case TextLength(operand):
                return Figure(dialect.length(write(operand)), dialect.literal_width)
            case MonthsBetween(start, end):
                return Figure(self._months(write(start), write(end)), dialect.literal_width)
        raise TypeError(f"no number: {node}")

    def _months(self, start: Sql, end: Sql) -> Sql:
        """The months of the calendar between two days, one less where the last of them is not whole."""

        def part(name: str, day: Sql) -> Sql:
            return self._dialect.day_part(name, day.copy())

        years = parts.binary(exp.Sub, part("year", end), part("year", start))
        months = parts.binary(exp.Sub, part("month", end), part("month", start))
        between = parts.binary(exp.Add, parts.binary(exp.Mul, years, parts.whole(12)), months)
        short = parts.compare("<", part("day", end), part("day", start))
        long = parts.compare(">", part("day", end), part("day", start))
        forth = parts.junction(exp.And, [parts.compare(">", between.copy(), parts.whole(0)), short])
        back = parts.junction(exp.And, [parts.compare("<", between.copy(), parts.whole(0)), long])
        nearer = parts.case([(forth, parts.whole(1)), (back, parts.whole(-1))], parts.whole(0))
        return parts.binary(exp.Sub, between, nearer)


def _span(node: Node, exponent: int) -> Integer:
    """The whole numbers around the values of a node, divided by 10**exponent."""
    range_, unit = range_of(node), 10**exponent
    return Integer(range_.low // unit, -(-range_.high // unit))


def _same_sign(left: Node, right: Node) -> bool:
    one, other = range_of(left), range_of(right)
    return (one.low >= 0 and other.low >= 0) or (one.high <= 0 and other.high <= 0)


def _falls_below(rest: Sql, divisor: Sql, right: Node) -> Sql:
    """Whether rounding down goes one below the truncated quotient: the rest has not the sign of the divisor."""
    range_ = range_of(right)
    if range_.low >= 0:
        return parts.compare("<", rest, parts.whole(0))
    if range_.high <= 0:
        return parts.compare(">", rest, parts.whole(0))
    low = parts.junction(
        exp.And, [parts.compare("<", rest, parts.whole(0)), parts.compare(">", divisor, parts.whole(0))]
    )
    high = parts.junction(
        exp.And,
        [parts.compare(">", rest.copy(), parts.whole(0)), parts.compare("<", divisor.copy(), parts.whole(0))],
    )
    return parts.junction(exp.Or, [low, high])
