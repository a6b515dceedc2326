"""Writes the nodes of a plan as expressions of Polars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from .kinds import Day, Integer, Number, Text
from .plan import (
    Absolute,
    Add,
    AddMonths,
    After,
    Aggregate,
    And,
    Band,
    Before,
    Case,
    Compare,
    Concatenate,
    Constant,
    DayAt,
    DayNumber,
    DayPart,
    Field,
    FloorDivide,
    IntegerText,
    IsNull,
    IsTrue,
    Lookup,
    MakeDay,
    MakeItems,
    MakeRecord,
    MonthsBetween,
    Multiply,
    Narrowed,
    Node,
    Not,
    Or,
    Pick,
    Read,
    Remainder,
    Same,
    Slice,
    Subtract,
    TextLength,
    TextTest,
    Translate,
    TruncateDivide,
    Within,
    widest,
)
from .polars_read import dtype_of, plain_integer, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from polars.expr.whenthen import ChainedThen, Then

    from .kinds import Type
    from .plan import Plain

EPOCH = date(1970, 1, 1)


class Writer:
    """Writes nodes, each once. `stored` are the types of the columns by source and name.

    `named` are nodes that are columns already, by the name of the column.
    """

    def __init__(self, stored: Mapping[tuple[str, str], pl.DataType], named: Mapping[Node, pl.Expr]) -> None:
        self._stored = stored
        self._named = dict(named)
        self._done: dict[Node, pl.Expr] = {}

    def name(self, node: Node, column: pl.Expr) -> None:
        """Says that a node is a column from here on."""
        self._named[node] = column
        self._done.clear()

    def __call__(self, node: Node) -> pl.Expr:
        """The expression of a node."""
        if node in self._named:
            return self._named[node]
        if node not in self._done:
            self._done[node] = self._write(node)
        return self._done[node]

    def _write(self, node: Node) -> pl.Expr:
        match node:
            case Read():
                return self._read(node)
            case Constant(value, type_):
                return literal(value, type_)
            case (
                Add() | Subtract() | Multiply() | FloorDivide() | Remainder() | TruncateDivide() | Absolute()
            ):
                return self._number(node)
            case Narrowed(operand):
                return self(operand)
            case Case():
                return self._case(node, node)
            case And() | Or() | Not() | IsNull() | IsTrue() | Compare() | Same() | Within() | TextTest():
                return self._condition(node)
            case Band(operand, bounds):
                tests = (self(operand) >= literal(bound, operand.type) for bound in bounds)
                found = pl.sum_horizontal((test.cast(pl.Int16) for test in tests), ignore_nulls=False)
                return found.cast(width_of(node.type))
            case Lookup(index, values, of):
                table = pl.lit(_series(values, of))
                return table.gather(self(index).cast(pl.UInt32))
            case Translate():
                return self._translate(node)
            case Field(record, name, held):
                return plain_integer(self(record).struct.field(name), pl.Null(), held.kind)
            case MakeRecord(fields):
                return pl.struct(self._of_type(part, part).alias(name) for name, part in fields)
            case MakeItems():
                return self._items(node)
            case Aggregate() | Pick():
                raise KeyError(node)
            case _:
                return self._day_or_text(node)

    def _read(self, node: Read) -> pl.Expr:
        column = pl.col(column_name(node.source, node.name))
        return plain_integer(column, self._stored[node.source, node.name], node.held.kind)

    # Numbers.

    def wide(self, node: Node, like: Node) -> pl.Expr:
        """An integer in the width of another node, so that what is done with it cannot overflow."""
        if isinstance(node, Constant):
            return literal(node.value, like.type)
        if not isinstance(node.type, Integer) or not isinstance(like.type, Integer):
            raise TypeError(node)
        wanted = width_of(like.type)
        if isinstance(node, Read) and isinstance(node.held.kind, Number):
            stored = self._stored[node.source, node.name]
            if stored == wanted:
                return self(node)
            return self(node).cast(wanted, wrap_numerical=isinstance(stored, pl.Decimal))
        return (
            self(node)
            if width_of(node.type) is wanted and not isinstance(node, Read)
            else self(node).cast(wanted)
        )

    def _number(self, node: Node) -> pl.Expr:
        match node:
            case Add(left, right) | Subtract(left, right) | Multiply(left, right):
                # A product with 0 is narrower than what is multiplied.
                all_ = _holding(left, right, node)
                one, other = self.wide(left, all_), self.wide(right, all_)
                joined = {Add: one + other, Subtract: one - other, Multiply: one * other}[type(node)]
                return (
                    joined if dtype_of(all_.type) is dtype_of(node.type) else joined.cast(dtype_of(node.type))
                )
            case Absolute(operand):
                return self.wide(operand, _holding(operand, node)).abs().cast(dtype_of(node.type))
            case FloorDivide(left, right) | Remainder(left, right) | TruncateDivide(left, right):
                both = _holding(left, right)
                one, other = self.wide(left, both), self.wide(right, both)
                if isinstance(node, FloorDivide):
                    result = one // other
                elif isinstance(node, Remainder):
                    result = one % other
                else:
                    result = (one.abs() // other.abs()) * one.sign() * other.sign()
                return result.cast(dtype_of(node.type))
        raise TypeError(node)

    # Conditions.

    def _condition(self, node: Node) -> pl.Expr:
        match node:
            case And(operands):
                return _chained([self(operand) for operand in operands], pl.Expr.and_)
            case Or(operands):
                return _chained([self(operand) for operand in operands], pl.Expr.or_)
            case Not(operand):
                return ~self(operand)
            case IsNull(operand):
                return self(operand).is_null()
            case IsTrue(operand):
                return self(operand).fill_null(value=False)
            case Same(left, right):
                return self.text(left).eq_missing(self.text(right))
            case Compare(operator, left, right):
                return self._compare(operator, left, right)
            case Within(operand, values):
                if len(values) <= _FEW:
                    return _chained(
                        [self(operand) == literal(value, operand.type) for value in values], pl.Expr.or_
                    )
                return self(operand).is_in(_series(values, operand.type).to_list())
            case TextTest(test, operand, sought):
                whole, part = self.text(operand), self.text(sought)
                if test == "contains":
                    return whole.str.contains(part, literal=True)
                return whole.str.starts_with(part) if test == "starts with" else whole.str.ends_with(part)
        raise TypeError(node)

    def _compare(self, operator: str, left: Node, right: Node) -> pl.Expr:
        by_code = operator in ("=", "!=") and isinstance(right, Constant)
        one = self(left) if by_code else self.text(left)
        other = literal(right.value, right.type) if isinstance(right, Constant) else self.text(right)
        if isinstance(right, Constant) and isinstance(right.value, int) and isinstance(left.type, Integer):
            other = pl.lit(right.value)
        comparisons: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
            "=": pl.Expr.__eq__,
            "!=": pl.Expr.__ne__,
            "<": pl.Expr.__lt__,
            "<=": pl.Expr.__le__,
            ">": pl.Expr.__gt__,
            ">=": pl.Expr.__ge__,
        }
        return comparisons[operator](one, other)

    def _raw(self, node: Node) -> pl.DataType | None:
        return self._stored.get((node.source, node.name)) if isinstance(node, Read) else None

    def text(self, node: Node) -> pl.Expr:
        """A node, its text as a string where it is stored by codes."""
        expression = self(node)
        if isinstance(node.type, Text) and isinstance(node, Read) and self._raw(node) != pl.String:
            return expression.cast(pl.String)
        return expression

    # Choice.

    def _of_type(self, node: Node, like: Node) -> pl.Expr:
        """A value in the type of the column that it becomes part of."""
        if isinstance(node, Constant):
            return literal(node.value, like.type)
        wanted = dtype_of(like.type)
        if isinstance(node, Case) and node not in self._named:
            # Its constants are written in the width of the column rather than cast to it in every row.
            return self._case(node, like)
        match node.type:
            case Integer():
                return self.wide(node, like)
            case Text():
                return self.text(node)
            case Day():
                return self(node)
            case _ if dtype_of(node.type) != wanted:
                return self(node).cast(wanted)
            case _:
                return self(node)

    def _case(self, node: Case, like: Node) -> pl.Expr:
        (condition, value), *rest = node.branches
        chain: Then | ChainedThen = pl.when(self(condition)).then(self._of_type(value, like))
        for condition, value in rest:
            chain = chain.when(self(condition)).then(self._of_type(value, like))
        if isinstance(node.otherwise, Constant) and node.otherwise.value is None:
            return chain
        return chain.otherwise(self._of_type(node.otherwise, like))

    def _translate(self, node: Translate) -> pl.Expr:
        stored = self._raw(node.operand)
        found = dict(zip(node.keys, node.values, strict=True))
        if isinstance(stored, pl.Enum):
            table = _series(
                [found.get(code, node.otherwise) for code in stored.categories.to_list()], node.of
            )
            return pl.lit(table).gather(self(node.operand).to_physical().cast(pl.UInt32))
        text = self.text(node.operand)
        replaced = text.replace_strict(
            list(found), _series(list(found.values()), node.of), default=literal(node.otherwise, node.of)
        )
        return pl.when(text.is_not_null()).then(replaced)

    # Days and texts.

    def _day_or_text(self, node: Node) -> pl.Expr:
        match node:
            case DayNumber(operand):
                return self(operand).to_physical()
            case DayAt(operand):
                return self(operand).cast(pl.Int32).cast(pl.Date)
            case DayPart(part, operand):
                return _day_part(self(operand), part).cast(width_of(node.type))
            case AddMonths(day, Constant(int() as months)):
                return self(day).dt.offset_by(f"{months}mo")
            case AddMonths(day, months):
                return _months_later(self(day), self(months))
            case MonthsBetween(start, end):
                return _months_between(self(start), self(end)).cast(width_of(node.type))
            case MakeDay(year, month, day):
                return _made_day(*(self(part).cast(pl.Int64) for part in (year, month, day)))
            case TextLength(operand):
                return self.text(operand).str.len_chars().cast(width_of(node.type))
            case Concatenate(operands):
                return pl.concat_str([self.text(operand) for operand in operands], ignore_nulls=False)
            case Slice(operand, start, length):
                taken = None if length is None else self(length)
                return self.text(operand).str.slice(self(start).cast(pl.Int64), taken)
            case Before(operand, sought):
                whole, piece = self.text(operand), self.text(sought)
                found = whole.str.contains(piece, literal=True) & (piece.str.len_bytes() > 0)
                first = whole.str.splitn(piece, 2).struct.field("field_0")
                return pl.when(found).then(first).when(found.is_not_null()).then(pl.lit(""))
            case After(operand, sought):
                whole, piece = self.text(operand), self.text(sought)
                rest = whole.str.splitn(piece, 2).struct.field("field_1").fill_null("")
                empty = piece.str.len_bytes() == 0
                known = whole.is_not_null() & piece.is_not_null()
                return pl.when(empty & known).then(whole).when(known).then(rest)
            case IntegerText(operand, scale):
                if scale == 0:
                    return self(operand).cast(pl.String)
                decimals = self(operand).cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, scale))
                return decimals.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
        raise TypeError(node)

    def _items(self, node: MakeItems) -> pl.Expr:
        """A list of the guarded values: each in a record, so that a null among them is not taken for one left out."""
        parts = []
        element = Constant(None, node.element)
        for guard, value in node.items:
            boxed = pl.struct(self._of_type(value, element).alias("item"))
            parts.append(boxed if guard is None else pl.when(self(guard)).then(boxed))
        return pl.concat_list(parts).list.drop_nulls().list.eval(pl.element().struct.field("item"))


_FEW = 4
"""Values that are compared one by one rather than sought in a set."""


def _holding(*nodes: Node) -> Constant:
    """A stand-in whose width holds all of these integers."""
    return Constant(None, widest(tuple(node.type for node in nodes)))


def _chained(parts: list[pl.Expr], join: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> pl.Expr:
    first, *rest = parts
    for part in rest:
        first = join(first, part)
    return first


def column_name(source: str, name: str) -> str:
    """The name by which a column is known in a frame: those of relations stand beside the row's own."""
    return f"{source}\0{name}" if source else name


def literal(value: Plain, type_: Type) -> pl.Expr:
    """A constant."""
    dtype = dtype_of(type_)
    if isinstance(type_, Day) and isinstance(value, int):
        return pl.lit(EPOCH + timedelta(days=value), dtype=pl.Date)
    return pl.lit(value, dtype=dtype)


def _series(values: Sequence[Plain], type_: Type) -> pl.Series:
    if isinstance(type_, Day):
        days = [EPOCH + timedelta(days=value) if isinstance(value, int) else None for value in values]
        return pl.Series(days, dtype=pl.Date)
    return pl.Series(values, dtype=dtype_of(type_))


def _day_part(day: pl.Expr, part: str) -> pl.Expr:
    match part:
        case "year":
            return day.dt.year()
        case "month":
            return day.dt.month()
        case "day":
            return day.dt.day()
        case "weekday":
            return day.dt.weekday()
        case "day of year":
            return day.dt.ordinal_day()
        case _:
            return day.dt.week()


def _months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    months = (
        (end.dt.year() - start.dt.year()) * 12
        + end.dt.month().cast(pl.Int32)
        - start.dt.month().cast(pl.Int32)
    )
    short = (months > 0) & (end.dt.day() < start.dt.day())
    long = (months < 0) & (end.dt.day() > start.dt.day())
    return months - short.cast(pl.Int32) + long.cast(pl.Int32)


def _months_later(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    total = day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1 + months.cast(pl.Int64)
    first = pl.date(total // 12, total % 12 + 1, pl.lit(1))
    last = first.dt.month_end().dt.day().cast(pl.Int64)
    return first + pl.duration(days=pl.min_horizontal(day.dt.day().cast(pl.Int64), last) - 1)


def _made_day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    sound = year.is_between(1, 9999) & month.is_between(1, 12)
    first = pl.date(
        pl.when(sound).then(year).otherwise(2000), pl.when(sound).then(month).otherwise(1), pl.lit(1)
    )
    last = first.dt.month_end().dt.day()
    whole = sound & (day >= 1) & (day <= last)
    return pl.when(whole).then(first + pl.duration(days=day - 1))
