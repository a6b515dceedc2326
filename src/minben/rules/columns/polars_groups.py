"""Groups of rows in Polars, in as few sums as can be.

A sum over ten million rows takes longer than anything that is done with it afterwards. Sums and counts of small whole
numbers are therefore made together, as digits of one number. The lowest digit counts the rows of the group: whatever
runs over, it is right up to a multiple of its size, so if all of them together come to the number of all rows, no group
had more rows than the digits are made for, and none ran into the next. Where they do not, every sum is made apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from .kinds import Integer, Number
from .plan import Aggregate, Constant, IsNull, Node, Pick
from .polars_read import width_of
from .polars_runs import sums_by_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .kinds import Column
    from .polars_write import Writer

MOST_OF_GROUP = 1023
"""Rows of a group that digits are made for."""
_COUNT_BITS = MOST_OF_GROUP.bit_length()
_BITS = 62
"""Of a whole number of 64 bits, so that neither its sign nor a sum of it is in danger."""
_PLACES = 2**32


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is to be made of the rows of each group: the aggregates, of which the columns `a0`, `a1` and so on come.

    `rows` has the columns that the writer reads and the column `key`, which holds what `held` says.
    """

    rows: pl.LazyFrame
    key: str
    held: Column
    aggregates: Sequence[Node]
    writer: Writer

    def frame(self) -> pl.LazyFrame:
        """A row for each key that is not null, with the columns `key`, `a0`, `a1` and so on."""
        packed = _packed(self)
        if packed is not None:
            found = self._packed(packed)
            if found.select(packed.rows.sum()).item() == self._height():
                return self._with_keys(found.lazy()).select("key", *packed.read())
        columns, made = gathered(self.aggregates, self.writer)
        named = [value.alias(f"a{place}") for place, value in enumerate(made)]
        return self._with_keys(self._by(columns, named))

    def _packed(self, packed: _Packed) -> pl.DataFrame:
        """The words of each group."""
        if self._first is None:
            return self._by(packed.columns, packed.sums).collect(engine="streaming")
        return sums_by_key(self._keyed(packed.columns), packed.names)

    def _keyed(self, columns: Sequence[pl.Expr]) -> pl.LazyFrame:
        """The rows by keys as narrow as can be."""
        first, key = self._first, pl.col(self.key)
        place = key if first is None else (key - first).cast(pl.UInt32, wrap_numerical=True)
        return self.rows.select(place.alias("key"), *columns)

    def _by(self, columns: Sequence[pl.Expr], made: Sequence[pl.Expr]) -> pl.LazyFrame:
        """The groups but that of null."""
        return self._keyed(columns).group_by("key").agg(made).filter(pl.col("key").is_not_null())

    def _height(self) -> int:
        """The rows that belong to a group."""
        key = pl.col(self.key)
        return int(self.rows.select(pl.len() - key.null_count()).collect(engine="streaming").item())

    def _with_keys(self, groups: pl.LazyFrame) -> pl.LazyFrame:
        """The groups by their keys as they were."""
        first = self._first
        return groups if first is None else groups.with_columns(pl.col("key").cast(pl.Int64) + first)

    @property
    def _first(self) -> int | None:
        """The least key, where all keys are whole numbers within a range that 32 bits hold."""
        kind = self.held.kind
        if not isinstance(kind, Number) or kind.scale or kind.high - kind.low >= _PLACES:
            return None
        return kind.low if self.rows.collect_schema()[self.key] in (pl.Int64, pl.Int32, pl.UInt32) else None


# Aggregates, each by itself.


def gathered(nodes: Sequence[Node], writer: Writer) -> tuple[list[pl.Expr], list[pl.Expr]]:
    """What is taken of each row, as columns to be made beforehand, and what is made of them in each group.

    A constant becomes a column like any other: in a group Polars would take it for the one value of that group.
    """
    columns: list[pl.Expr] = []
    made: list[pl.Expr] = []
    for place, node in enumerate(nodes):
        names = [f"x{place}_{number}" for number in range(2)]
        taken = _taken_of(node, writer)
        columns.extend(value.alias(name) for value, name in zip(taken, names, strict=False))
        made.append(_made_of(node, [pl.col(name) for name, _ in zip(names, taken, strict=False)]))
    return columns, made


def _taken_of(node: Node, writer: Writer) -> list[pl.Expr]:
    """The value and the condition that a pick looks at; of an aggregate its value, or null where it takes none."""
    if isinstance(node, Pick):
        value = writer.text(node.value)
        return [value] if node.where is None else [value, writer(node.where)]
    if not isinstance(node, Aggregate):
        raise TypeError(node)
    where = None if node.where is None else writer(node.where)
    if node.value is None:
        return [] if where is None else [where]
    value = writer.wide(node.value, node) if node.operation == "sum" else writer.text(node.value)
    return [value if where is None else pl.when(where).then(value)]


def _made_of(node: Node, taken: Sequence[pl.Expr]) -> pl.Expr:
    if isinstance(node, Pick):
        kept = taken[0] if node.where is None else taken[0].filter(taken[1])
        ordered = kept if node.position > 0 else kept.reverse()
        return _exactly(ordered.slice(abs(node.position) - 1, 1).first(), node)
    if not isinstance(node, Aggregate):
        raise TypeError(node)
    match node.operation:
        case "count":
            return (taken[0].sum() if taken else pl.len()).cast(_width(node))
        case "sum":
            return taken[0].sum().cast(_width(node))
        case "minimum":
            return _exactly(taken[0].min(), node)
        case "maximum":
            return _exactly(taken[0].max(), node)
        case _:
            return taken[0].any(ignore_nulls=True)


def _exactly(value: pl.Expr, node: Node) -> pl.Expr:
    """A stored integer in the width of its range."""
    return value.cast(_width(node), wrap_numerical=True) if isinstance(node.type, Integer) else value


def _width(node: Node) -> type[pl.DataType]:
    if not isinstance(node.type, Integer):
        raise TypeError(node)
    return width_of(node.type)


# Several as one.


@dataclass(frozen=True, slots=True)
class _Digit:
    """An aggregate as a digit: its place among the aggregates, and the bits that its sum over a group takes."""

    place: int
    node: Aggregate
    bits: int


@dataclass(frozen=True, slots=True)
class _Packed:
    """Words that are summed, as columns and as sums of them, and the digits of each with their shifts."""

    words: Sequence[Sequence[tuple[_Digit, int]]]
    writer: Writer
    counted: Sequence[tuple[int, Node]]

    @property
    def columns(self) -> list[pl.Expr]:
        """The words of each row; in the first of them a row counts itself."""
        return [
            _word(word, self.writer, 1 if place == 0 else 0).alias(f"w{place}")
            for place, word in enumerate(self.words)
        ]

    @property
    def names(self) -> list[str]:
        """The names of the words."""
        return [f"w{place}" for place in range(len(self.words))]

    @property
    def sums(self) -> list[pl.Expr]:
        """The words of each group."""
        return [pl.col(name).sum() for name in self.names]

    @property
    def rows(self) -> pl.Expr:
        """The lowest digit: how many rows a group has."""
        return pl.col("w0") & MOST_OF_GROUP

    def read(self) -> list[pl.Expr]:
        """The aggregates again."""
        read = [self.rows.cast(_width(node)).alias(f"a{place}") for place, node in self.counted]
        for number, word in enumerate(self.words):
            for digit, shift in word:
                value = (pl.col(f"w{number}") // 2**shift) & (2**digit.bits - 1)
                plain = value > 0 if digit.node.operation == "any" else value.cast(_width(digit.node))
                read.append(plain.alias(f"a{digit.place}"))
        return read


def _packed(grouping: Grouping) -> _Packed | None:
    """The aggregates as digits, None where one cannot be, or where there is nothing to be gained."""
    digits: list[_Digit] = []
    counted: list[tuple[int, Node]] = []
    for place, node in enumerate(grouping.aggregates):
        if not isinstance(node, Aggregate):
            return None
        if node.operation == "count" and node.where is None:
            counted.append((place, node))
            continue
        bits = _bits_of(node)
        if bits is None:
            return None
        digits.append(_Digit(place, node, bits))
    if len(digits) < 2:
        return None
    return _Packed(_words(digits), grouping.writer, counted)


def _bits_of(node: Aggregate) -> int | None:
    most = 1
    if node.operation == "sum" and node.value is not None:
        range_ = node.value.type
        if not isinstance(range_, Integer) or range_.low < 0:
            return None
        most = range_.high
    elif node.operation not in ("count", "any"):
        return None
    bits = (most * MOST_OF_GROUP).bit_length()
    return bits if bits <= _BITS else None


def _words(digits: Sequence[_Digit]) -> list[list[tuple[_Digit, int]]]:
    """The digits put into as few words as they happen to fit, the widest first."""
    words: list[list[tuple[_Digit, int]]] = [[]]
    ends = [_COUNT_BITS]
    for digit in sorted(digits, key=lambda digit: -digit.bits):
        place = next((at for at, end in enumerate(ends) if end + digit.bits <= _BITS), len(words))
        if place == len(words):
            words.append([])
            ends.append(0)
        words[place].append((digit, ends[place]))
        ends[place] += digit.bits
    return words


def _word(word: Sequence[tuple[_Digit, int]], writer: Writer, lowest: int) -> pl.Expr:
    """What is summed of each row."""
    units = [(digit.node, 2**shift) for digit, shift in word]
    summed = pl.lit(lowest, dtype=pl.Int64)
    if units and units[0][0].operation == "sum":
        (first, unit), *units = units
        # A null of what is summed may itself be counted: then it is but another number in its place.
        counted = next((pair for pair in units if _counts_nulls_of(first, pair[0])), None)
        units = [pair for pair in units if pair is not counted]
        of_null = lowest + (0 if counted is None else counted[1])
        summed = (_value(first, writer) * unit + lowest).fill_null(of_null)
    for node, unit in units:
        taken = (
            _value(node, writer).fill_null(0) * unit if node.operation == "sum" else _unit(node, unit, writer)
        )
        summed = summed + taken
    return summed


def _counts_nulls_of(summed: Aggregate, node: Aggregate) -> bool:
    tested = node.where if node.value is None else node.value
    return (
        summed.where is None
        and (node.value is None or node.where is None)
        and isinstance(tested, IsNull)
        and tested.operand is summed.value
    )


_WIDE = Constant(None, Integer(0, 2**_BITS))


def _value(node: Aggregate, writer: Writer) -> pl.Expr:
    if node.value is None:
        raise TypeError(node)
    value = writer.wide(node.value, _WIDE)
    return value if node.where is None else pl.when(writer(node.where)).then(value)


def _unit(node: Aggregate, unit: int, writer: Writer) -> pl.Expr:
    """The unit in every row that is counted."""
    conditions = [writer(part) for part in (node.where, node.value) if part is not None]
    condition = conditions[0] if len(conditions) == 1 else conditions[0] & conditions[1]
    return pl.when(condition).then(pl.lit(unit, dtype=pl.Int64)).otherwise(pl.lit(0, dtype=pl.Int64))
