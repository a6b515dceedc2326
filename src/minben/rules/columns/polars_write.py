"""Writes the nodes of a plan as expressions of Polars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from .kinds import Day, Integer, Text
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
from .polars_read import dtype_of, field_type, plain_value, width_of

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
        self._fixed: dict[Node, bool] = {}

    def name(self, node: Node, column: pl.Expr) -> None:
        """Says that a node is a column from here on."""
        self._named[node] = column
        self._done.clear()

    def __call__(self, node: Node) -> pl.Expr:
        """The expression of a node."""
        if node in self._named:
            return self._named[node]
        if node not in self._done:
            written = self._write(node)
            # Polars makes one row of many an operation on constants, whatever the height of the frame.
            self._done[node] = _worked_out(written) if self._is_fixed(node) else written
        return self._done[node]

    def _is_fixed(self, node: Node) -> bool:
        """Whether a node is an operation on constants alone."""
        if node not in self._fixed:
            self._fixed[node] = bool(node.parts) and all(
                isinstance(part, Constant) or self._is_fixed(part) for part in node.parts
            )
        return self._fixed[node]

    def _write(self, node: Node) -> pl.Expr:
        match node:
            case Read() | Field():
                return plain_value(self._raw(node), self._stored_type(node), node.held.kind)
            case Constant(value, type_):
                return literal(value, type_)
            case (
                Add() | Subtract() | Multiply() | FloorDivide() | Remainder() | TruncateDivide() | Absolute()
            ):
                return self._number(node)
            case Narrowed(operand) if isinstance(node.type, Integer):
                return _cast(self(operand), width_of(node.type))
            case Narrowed(operand):
                return self(operand)
            case Case():
                return self._case(node, node)
            case And() | Or() | Not() | IsNull() | IsTrue() | Compare() | Same() | Within() | TextTest():
                return self._condition(node)
            case Band(operand, bounds):
                tests = (self(operand) >= _sought(bound, operand.type) for bound in bounds)
                found = pl.sum_horizontal((test.cast(pl.Int16) for test in tests), ignore_nulls=False)
                return found.cast(width_of(node.type))
            case Lookup(index, values, of):
                table = pl.lit(_series(values, of))
                return table.gather(self(index).cast(pl.UInt32))
            case Translate():
                return self._translate(node)
            case MakeRecord(fields):
                return pl.struct(self._of_type(part, part).alias(name) for name, part in fields)
            case MakeItems():
                return self._items(node)
            case Aggregate() | Pick():
                raise KeyError(node)
            case _:
                return self._day_or_text(node)

    # What is stored.

    def _raw(self, node: Read | Field) -> pl.Expr:
        """A column or a field of one as it is stored."""
        if node in self._named:
            return self._named[node]
        if isinstance(node, Read):
            return pl.col(column_name(node.source, node.name))
        return self._raw(node.record).struct.field(node.name)

    def _stored_type(self, node: Read | Field) -> pl.DataType:
        if isinstance(node, Read):
            return self._stored[node.source, node.name]
        return field_type(self._stored_type(node.record), node.name)

    # Numbers.

    def wide(self, node: Node, like: Node) -> pl.Expr:
        """An integer in the width of another node, so that what is done with it cannot overflow.

        Every node has the width of its own range, but what is stored, which has whatever width it is stored in.
        """
        if isinstance(node, Constant):
            return literal(node.value, like.type)
        if not isinstance(node.type, Integer) or not isinstance(like.type, Integer):
            raise TypeError(node)
        wanted = width_of(like.type)
        own = self._stored_type(node) if isinstance(node, Read | Field) else width_of(node.type)
        return self(node) if own == wanted else _cast(self(node), wanted)

    def _number(self, node: Node) -> pl.Expr:
        match node:
            case Add(left, right) | Subtract(left, right) | Multiply(left, right):
                # A product with 0 is narrower than what is multiplied.
                all_ = _holding(left, right, node)
                one, other = self.wide(left, all_), self.wide(right, all_)
                joined = {Add: one + other, Subtract: one - other, Multiply: one * other}[type(node)]
                return _as_wide(joined, all_, node)
            case Absolute(operand):
                all_ = _holding(operand, node)
                return _as_wide(self.wide(operand, all_).abs(), all_, node)
            case FloorDivide(left, right) | Remainder(left, right) | TruncateDivide(left, right):
                # The least number of a width has no counterpart without a sign in it.
                all_ = _holding(left, right, Absolute(left), Absolute(right))
                one, other = self.wide(left, all_), self.wide(right, all_)
                if isinstance(node, FloorDivide):
                    result = one // other
                elif isinstance(node, Remainder):
                    result = one % other
                else:
                    result = (one.abs() // other.abs()) * one.sign() * other.sign()
                return _as_wide(result, all_, node)
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
            case IsNull(Read() | Field() as stored):
                return self._raw(stored).is_null()
            case IsNull(operand):
                return self(operand).is_null()
            case IsTrue(operand):
                return self(operand).fill_null(value=False)
            case Same(left, right):
                return self.text(left).eq_missing(self.text(right))
            case Compare(operator, left, right):
                return self._compare(operator, left, right)
            case Within(operand, values):
                whole = self(operand) if self._are_codes(operand, values) else self.text(operand)
                if len(values) <= _FEW:
                    return _chained([whole == _sought(value, operand.type) for value in values], pl.Expr.or_)
                return whole.is_in(_series(values, _type_of(values, operand.type)).implode())
            case TextTest(test, operand, sought):
                whole, part = self.text(operand), self.text(sought)
                if test == "contains":
                    return whole.str.contains(part, literal=True)
                return whole.str.starts_with(part) if test == "starts with" else whole.str.ends_with(part)
        raise TypeError(node)

    def _compare(self, operator: str, left: Node, right: Node) -> pl.Expr:
        by_code = (
            operator in ("=", "!=") and isinstance(right, Constant) and self._are_codes(left, (right.value,))
        )
        one = self(left) if by_code else self.text(left)
        other = _sought(right.value, right.type) if isinstance(right, Constant) else self.text(right)
        comparisons: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
            "=": pl.Expr.__eq__,
            "!=": pl.Expr.__ne__,
            "<": pl.Expr.__lt__,
            "<=": pl.Expr.__le__,
            ">": pl.Expr.__gt__,
            ">=": pl.Expr.__ge__,
        }
        return comparisons[operator](one, other)

    def _are_codes(self, node: Node, values: Sequence[Plain]) -> bool:
        """Whether texts may be compared with what is stored as it is: Polars compares codes with none but codes."""
        if not isinstance(node.type, Text) or not isinstance(node, Read | Field):
            return True
        stored = self._stored_type(node)
        return not isinstance(stored, pl.Enum) or all((stored.categories == value).any() for value in values)

    def text(self, node: Node) -> pl.Expr:
        """A node, its text as a string where it is stored by codes."""
        expression = self(node)
        if isinstance(node.type, Text) and isinstance(node, Read | Field):
            return expression if self._stored_type(node) == pl.String else expression.cast(pl.String)
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
        stored = self._stored_type(node.operand) if isinstance(node.operand, Read | Field) else pl.String()
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
                return _cast(self(operand).to_physical(), width_of(node.type))
            case DayAt(operand):
                return _cast(self(operand), pl.Int32).cast(pl.Date)
            case DayPart(part, operand):
                return _cast(_day_part(self(operand), part), width_of(node.type))
            case AddMonths(day, Constant(int() as months)):
                return self(day).dt.offset_by(f"{months}mo")
            case AddMonths(day, months):
                return _months_later(self(day), self(months))
            case MonthsBetween(start, end):
                return _cast(_months_between(self(start), self(end)), width_of(node.type))
            case MakeDay(year, month, day):
                # What 64 bits do not hold is no part of a day.
                return _made_day(*(self(part).cast(pl.Int64, strict=False) for part in (year, month, day)))
            case TextLength(operand):
                return _cast(self.text(operand).str.len_chars(), width_of(node.type))
            case Concatenate(operands):
                return pl.concat_str([self.text(operand) for operand in operands], ignore_nulls=False)
            case Slice(operand, start, length):
                return self._slice(operand, start, length)
            case Before(operand, sought):
                whole, piece, known = self._sides(operand, sought)
                first = whole.str.splitn(piece, 2).struct.field("field_0")
                found = whole.str.contains(piece, literal=True) & (piece.str.len_bytes() > 0)
                return pl.when(found & known).then(first).when(known).then(pl.lit(""))
            case After(operand, sought):
                whole, piece, known = self._sides(operand, sought)
                rest = whole.str.splitn(piece, 2).struct.field("field_1").fill_null("")
                empty = piece.str.len_bytes() == 0
                return pl.when(empty & known).then(whole).when(known).then(rest)
            case IntegerText(operand, scale):
                if scale == 0:
                    return self(operand).cast(pl.String)
                decimals = self(operand).cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, scale))
                return decimals.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
        raise TypeError(node)

    def _sides(self, operand: Node, sought: Node) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        """A text, what is sought in it, and where both are known."""
        whole, piece = self.text(operand), self.text(sought)
        if isinstance(operand, Constant) or self._is_fixed(operand):
            # Polars splits a lone text once, not once for each text that is sought in it.
            whole = pl.when(piece.is_not_null()).then(whole)
        return whole, piece, whole.is_not_null() & piece.is_not_null()

    def _slice(self, operand: Node, start: Node, length: Node | None) -> pl.Expr:
        whole, first = self.text(operand), _place(self(start))
        if length is None:
            return pl.when(first.is_not_null()).then(whole.str.slice(first))
        taken = _place(self(length))
        known = first.is_not_null() & taken.is_not_null()
        return pl.when(known).then(whole.str.slice(first, taken))

    def _items(self, node: MakeItems) -> pl.Expr:
        """A list of the guarded values: each in a record, so that a null among them is not taken for one left out."""
        parts = []
        element = Constant(None, node.element)
        for guard, value in node.items:
            boxed = pl.struct(self._of_type(value, element).alias("item"))
            parts.append(boxed if guard is None else pl.when(self(guard)).then(boxed))
        return pl.concat_list(parts).list.drop_nulls().list.eval(pl.element().struct.field("item"))


MOST_CODE_POINTS = 2**31 - 1
_FEW = 4
"""Values that are compared one by one rather than sought in a set."""


def _holding(*nodes: Node) -> Constant:
    """A stand-in whose width holds all of these integers."""
    return Constant(None, widest(tuple(node.type for node in nodes)))


def _cast(integer: pl.Expr, width: type[pl.DataType]) -> pl.Expr:
    """An integer in a width that holds its range. A value outside of it is of a branch that is not taken."""
    return integer.cast(width, wrap_numerical=True)


def _as_wide(integer: pl.Expr, own: Node, wanted: Node) -> pl.Expr:
    """An integer of the width of one node in that of another."""
    width = dtype_of(wanted.type)
    return integer if dtype_of(own.type) is width else integer.cast(width, wrap_numerical=True)


def _place(integer: pl.Expr) -> pl.Expr:
    """A number of code points as Polars takes it; a negative one is of a branch that is not taken."""
    return integer.cast(pl.Int128).clip(0, MOST_CODE_POINTS).cast(pl.Int64)


def _worked_out(written: pl.Expr) -> pl.Expr:
    """An expression without columns as its value."""
    series = pl.select(written).to_series()
    if series.dtype.is_nested():
        return pl.lit(series).first()
    return pl.lit(series.item(), dtype=series.dtype)


def _sought(value: Plain, like: Type) -> pl.Expr:
    """A constant that values of a type are compared with: an integer may be beyond their range."""
    if isinstance(like, Integer) and value is not None:
        return pl.lit(value)
    return literal(value, like)


def _type_of(values: Sequence[Plain], like: Type) -> Type:
    """The type of constants that are compared with values of a type."""
    whole = [value for value in values if isinstance(value, int)]
    return Integer(min(whole), max(whole)) if isinstance(like, Integer) else like


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
