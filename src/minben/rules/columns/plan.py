"""The plan: what is to be worked out for every row, as a small algebra of columns with no FEEL left in it.

A plan is made by `lower` and run by a back end (`polars`, `sql`). Every node stands for one plain value per row and
has a type (`kinds`) and whether it may be null. What each node means is said here to the last null, for every back end
must give the same values:

- Integers are exact. Every integer node has a proven range; no back end may let it overflow or pass through a binary
  fraction. A range never leaves +-(10**34 - 1).
- Unless a node says otherwise, it is null where any of its operands is null.
- Conditions are three-valued: true, false, null.
- Text is compared by Unicode code points, never by a locale, and counted in code points.
- Nodes are interned: the same node written twice is the same object, so that a back end works out a shared part once.
  Compare them by identity.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from .kinds import (
    FIRST_DAY,
    LARGEST_INTEGER,
    LAST_DAY,
    Day,
    Integer,
    Items,
    Record,
    Text,
    Truth,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .kinds import Column as Held
    from .kinds import Kind

Plain = int | str | bool | None
"""The value of a constant: a day is the number of days since 1970-01-01."""


class _Interning(type):
    """Makes one object of all nodes that are written alike."""

    _known: WeakValueDictionary[tuple[object, ...], Any] = WeakValueDictionary()

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        made = super().__call__(*arguments, **named)
        key = (cls, *(getattr(made, part.name) for part in fields(made)))
        return _Interning._known.setdefault(key, made)


@dataclass(frozen=True, eq=False)
class Node(metaclass=_Interning):
    """A plain value per row."""

    @cached_property
    def type(self) -> Type:
        """The type of its values."""
        raise NotImplementedError

    @cached_property
    def nullable(self) -> bool:
        """Whether it may be null."""
        return any(part.nullable for part in self.parts)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The nodes it is made of, without those inside an aggregate, which are of other rows."""
        return ()


# Leaves.


@dataclass(frozen=True, eq=False)
class Read(Node):
    """The value of a column. `source` is empty for the rows that are decided, else the name of a relation.

    The kind says how the stored column becomes the plain value: a number is multiplied by 10**scale, a date and time
    becomes microseconds, and so on (see `kinds`).
    """

    source: str
    name: str
    held: Held

    @cached_property
    def type(self) -> Type:
        return self.held.kind.plain

    @cached_property
    def nullable(self) -> bool:
        return self.held.nullable


@dataclass(frozen=True, eq=False)
class Constant(Node):
    """The same value in every row; None is null of the given type."""

    value: Plain
    of: Type

    @cached_property
    def type(self) -> Type:
        return self.of

    @cached_property
    def nullable(self) -> bool:
        return self.value is None


# Conditions.


@dataclass(frozen=True, eq=False)
class Condition(Node):
    """A node whose values are true, false or null."""

    @cached_property
    def type(self) -> Truth:
        return Truth()


@dataclass(frozen=True, eq=False)
class Not(Condition):
    """True for false, false for true, null for null."""

    operand: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class And(Condition):
    """False where any operand is false, else null where any is null, else true."""

    operands: tuple[Node, ...]

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class Or(Condition):
    """True where any operand is true, else null where any is null, else false."""

    operands: tuple[Node, ...]

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class IsNull(Condition):
    """Whether the operand (of any type) is null; never null itself."""

    operand: Node

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class IsTrue(Condition):
    """Whether a condition is true: false for false and for null; never null itself."""

    operand: Node

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Compare(Condition):
    """`left operator right`, the operator one of `= != < <= > >=`.

    Both are of one type: `Integer`, `Day`, `Text` (by code points) or, for `=` and `!=`, `Truth`.
    """

    operator: str
    left: Node
    right: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Same(Condition):
    """Whether two values of one type are equal, null being equal to null only; never null itself."""

    left: Node
    right: Node

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Within(Condition):
    """Whether the operand is one of the values, none of which is null. Values are in ascending order."""

    operand: Node
    values: tuple[Plain, ...]

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


# Choice.


@dataclass(frozen=True, eq=False)
class Case(Node):
    """The value of the first branch whose condition is true (null is not true), else of `otherwise`.

    All values are of one type; of integers and days each has its own range.
    """

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    @cached_property
    def type(self) -> Type:
        return widest(tuple(value.type for value in self._values))

    @cached_property
    def nullable(self) -> bool:
        return any(value.nullable for value in self._values)

    @property
    def _values(self) -> tuple[Node, ...]:
        return (*(value for _, value in self.branches), self.otherwise)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (*(part for branch in self.branches for part in branch), self.otherwise)


@dataclass(frozen=True, eq=False)
class Band(Node):
    """How many of the bounds are at or below the operand (an `Integer` or a `Day`): 0 to `len(bounds)`.

    Bounds are ascending and distinct. With the bounds (60, 80): 59 is in band 0, 60 in 1, 80 in 2.
    """

    operand: Node
    bounds: tuple[int, ...]

    @cached_property
    def type(self) -> Integer:
        return Integer(0, len(self.bounds))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Lookup(Node):
    """`values[index]`, the index an integer from 0 to `len(values) - 1`. A value may be None: null."""

    index: Node
    values: tuple[Plain, ...]
    of: Type

    @cached_property
    def type(self) -> Type:
        return self.of

    @cached_property
    def nullable(self) -> bool:
        return self.index.nullable or None in self.values

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.index,)


@dataclass(frozen=True, eq=False)
class Translate(Node):
    """For each text of `keys` the value at its place in `values` (None is null); `otherwise` for every other text."""

    operand: Node
    keys: tuple[str, ...]
    values: tuple[Plain, ...]
    otherwise: Plain
    of: Type

    @cached_property
    def type(self) -> Type:
        return self.of

    @cached_property
    def nullable(self) -> bool:
        return self.operand.nullable or None in self.values or self.otherwise is None

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


# Integers.


@dataclass(frozen=True, eq=False)
class _Pair(Node):
    left: Node
    right: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Add(_Pair):
    """The sum of two integers."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        return Integer(left.low + right.low, left.high + right.high)


@dataclass(frozen=True, eq=False)
class Subtract(_Pair):
    """The difference of two integers."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        return Integer(left.low - right.high, left.high - right.low)


@dataclass(frozen=True, eq=False)
class Multiply(_Pair):
    """The product of two integers."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        return Integer(min(corners), max(corners))


@dataclass(frozen=True, eq=False)
class FloorDivide(_Pair):
    """The greatest integer that is not above left / right (-7 by 2 is -4); null where right is 0."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        divisors = [end for end in (right.low, right.high, -1, 1) if end and right.low <= end <= right.high]
        corners = [end // divisor for end in (left.low, left.high) for divisor in divisors] or [0]
        return Integer(min(corners), max(corners))

    @cached_property
    def nullable(self) -> bool:
        return self.left.nullable or self.right.nullable or holds(range_of(self.right), 0)


@dataclass(frozen=True, eq=False)
class TruncateDivide(_Pair):
    """left / right without its fraction (-7 by 2 is -3); null where right is 0."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        divisors = [end for end in (right.low, right.high, -1, 1) if end and right.low <= end <= right.high]
        corners = [truncated(end, divisor) for end in (left.low, left.high) for divisor in divisors]
        if not holds(left, 0) and corners:
            return Integer(min(corners), max(corners))
        return Integer(min((*corners, 0)), max((*corners, 0)))

    @cached_property
    def nullable(self) -> bool:
        return self.left.nullable or self.right.nullable or holds(range_of(self.right), 0)


@dataclass(frozen=True, eq=False)
class Remainder(_Pair):
    """left - right * FloorDivide(left, right): with the sign of right; null where right is 0."""

    @cached_property
    def type(self) -> Integer:
        right = range_of(self.right)
        return Integer(min(right.low + 1, 0), max(right.high - 1, 0))

    @cached_property
    def nullable(self) -> bool:
        return self.left.nullable or self.right.nullable or holds(range_of(self.right), 0)


@dataclass(frozen=True, eq=False)
class Absolute(Node):
    """The integer without its sign."""

    operand: Node

    @cached_property
    def type(self) -> Integer:
        inner = range_of(self.operand)
        least = 0 if holds(inner, 0) else min(abs(inner.low), abs(inner.high))
        return Integer(least, max(abs(inner.low), abs(inner.high)))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Narrowed(Node):
    """The operand itself (an integer or a day), of which it is known here that it is between low and high.

    Where it is not, the value is never looked at: a branch that is not taken.
    """

    operand: Node
    low: int
    high: int

    @cached_property
    def type(self) -> Type:
        return (
            Day(self.low, self.high) if isinstance(self.operand.type, Day) else Integer(self.low, self.high)
        )

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


# Days.


@dataclass(frozen=True, eq=False)
class DayNumber(Node):
    """The days from 1970-01-01 to a day, as an integer."""

    operand: Node

    @cached_property
    def type(self) -> Integer:
        inner = day_range(self.operand)
        return Integer(inner.low, inner.high)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class DayAt(Node):
    """The day that is so many days after 1970-01-01: DayNumber the other way round."""

    operand: Node

    @cached_property
    def type(self) -> Day:
        inner = range_of(self.operand)
        return Day(inner.low, inner.high)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


DAY_PARTS: Mapping[str, Integer] = {
    "year": Integer(1, 9999),
    "month": Integer(1, 12),
    "day": Integer(1, 31),
    "weekday": Integer(1, 7),
    "day of year": Integer(1, 366),
    "week": Integer(1, 53),
}


@dataclass(frozen=True, eq=False)
class DayPart(Node):
    """A part of a day: `year`, `month` (1 to 12), `day` (1 to 31), `weekday` (Monday 1 to Sunday 7), `day of year`
    (1 to 366), `week` (of ISO 8601: 1 to 53)."""

    part: str
    operand: Node

    @cached_property
    def type(self) -> Integer:
        if self.part != "year":
            return DAY_PARTS[self.part]
        days = day_range(self.operand)
        low, high = max(days.low, FIRST_DAY), min(days.high, LAST_DAY)
        return Integer(year_of(low), max(year_of(low), year_of(high)))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class AddMonths(Node):
    """The same day so many months (an integer, may be negative) later, or that month's last day if it is shorter."""

    day: Node
    months: Node

    @cached_property
    def type(self) -> Day:
        day, months = day_range(self.day), range_of(self.months)
        # A month has 28 to 31 days; the exact ends are not worth the while.
        return Day(day.low + min(months.low * 31, months.low * 28), day.high + max(months.high * 31, 0))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.day, self.months)


@dataclass(frozen=True, eq=False)
class MonthsBetween(Node):
    """The whole months from a day to another, negative backwards.

    That is (year2 * 12 + month2) - (year1 * 12 + month1), brought one nearer to 0 where it is positive and the second
    day of the month is below the first, or negative and the second day of the month is above the first. So from
    2024-02-29 it is 11 to 2025-02-28 and 12 to 2025-03-01.
    """

    start: Node
    end: Node

    @cached_property
    def type(self) -> Integer:
        start, end = day_range(self.start), day_range(self.end)
        return Integer(truncated(end.low - start.high, 28) - 1, truncated(end.high - start.low, 28) + 1)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.start, self.end)


@dataclass(frozen=True, eq=False)
class MakeDay(Node):
    """The day of a year, month and day (integers); null where there is no such day in the years 1 to 9999."""

    year: Node
    month: Node
    day: Node

    @cached_property
    def type(self) -> Day:
        return Day()

    @cached_property
    def nullable(self) -> bool:
        return True

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.year, self.month, self.day)


# Text.


@dataclass(frozen=True, eq=False)
class Concatenate(Node):
    """Texts one after another."""

    operands: tuple[Node, ...]

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class TextLength(Node):
    """The number of code points."""

    operand: Node

    @cached_property
    def type(self) -> Integer:
        codes = self.operand.type.codes if isinstance(self.operand.type, Text) else None
        lengths = [len(code) for code in codes or ()]
        return Integer(min(lengths), max(lengths)) if lengths else Integer(0, 2**31 - 1)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


TEXT_TESTS = ("contains", "starts with", "ends with")


@dataclass(frozen=True, eq=False)
class TextTest(Condition):
    """`contains`, `starts with`, `ends with` (the test): exact, the empty text is in every text."""

    test: str
    operand: Node
    sought: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.sought)


@dataclass(frozen=True, eq=False)
class Slice(Node):
    """The code points from `start` (an integer, from 0) on, `length` of them at most (None: to the end).

    A start at or beyond the end gives the empty text. Neither is negative.
    """

    operand: Node
    start: Node
    length: Node | None

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.start) if self.length is None else (self.operand, self.start, self.length)


@dataclass(frozen=True, eq=False)
class Before(Node):
    """What stands before the first occurrence of a text; empty where it does not occur or is itself empty."""

    operand: Node
    sought: Node

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.sought)


@dataclass(frozen=True, eq=False)
class After(Node):
    """What stands after the first occurrence of a text; empty where it does not occur, all where it is empty."""

    operand: Node
    sought: Node

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.sought)


@dataclass(frozen=True, eq=False)
class IntegerText(Node):
    """An integer of a scale written in decimals, without zeros at its end: 1250 of scale 2 is `12.5`, -5 is `-0.05`."""

    operand: Node
    scale: int

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


# Records and items.


@dataclass(frozen=True, eq=False)
class MakeRecord(Node):
    """A record of these fields; it is never null, its fields may be."""

    fields: tuple[tuple[str, Node], ...]

    @cached_property
    def type(self) -> Record:
        return Record(tuple((name, node.type) for name, node in self.fields))

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return tuple(node for _, node in self.fields)


@dataclass(frozen=True, eq=False)
class Field(Node):
    """A field of a stored record; null where the record is. The kind says the same as that of a `Read`."""

    record: Read | Field
    name: str
    held: Held

    @cached_property
    def type(self) -> Type:
        return self.held.kind.plain

    @cached_property
    def nullable(self) -> bool:
        return self.held.nullable or self.record.nullable

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.record,)


@dataclass(frozen=True, eq=False)
class MakeItems(Node):
    """A list of those values, in order, whose guard is true (None: always). Values may be null; the list never is."""

    items: tuple[tuple[Node | None, Node], ...]
    element: Type

    @cached_property
    def type(self) -> Items:
        return Items(self.element)

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return tuple(
            part for guard, value in self.items for part in ((value,) if guard is None else (guard, value))
        )


# Related rows.

AGGREGATES = ("count", "sum", "minimum", "maximum", "any")


@dataclass(frozen=True, eq=False)
class Aggregate(Node):
    """One value made of those related rows whose `where` is true (None: of all).

    `value` and `where` are worked out for each related row: there `Read` of the relation is that row's column, and
    every other `Read` is a column of the row that is decided.

    - `count`: how many rows; `value` is None. Never null.
    - `sum`: of the values that are not null; 0 where there is none. Never null.
    - `minimum`, `maximum`: of the values that are not null (`Integer`, `Day`, `Text`); null where there is none.
    - `any`: whether a value (a condition) is true; false where there is none. Never null.
    """

    relation: str
    operation: str
    value: Node | None
    where: Node | None
    most: int

    @cached_property
    def type(self) -> Type:
        if self.operation == "count":
            return Integer(0, self.most)
        if self.operation == "any" or self.value is None:
            return Truth()
        if self.operation == "sum":
            inner = range_of(self.value)
            return Integer(min(0, inner.low * self.most), max(0, inner.high * self.most))
        return self.value.type

    @cached_property
    def nullable(self) -> bool:
        return self.operation in ("minimum", "maximum")

    @property
    def inner(self) -> tuple[Node, ...]:
        """The nodes that are worked out for each related row."""
        return tuple(node for node in (self.value, self.where) if node is not None)


@dataclass(frozen=True, eq=False)
class Pick(Node):
    """The value of one of those related rows whose `where` is true (None: of all), by its position in their order.

    The position is not 0: 1 is the first, -1 the last. Null where there is no such row. The order is that of the
    file or of the nested list.
    """

    relation: str
    value: Node
    where: Node | None
    position: int

    @cached_property
    def type(self) -> Type:
        return self.value.type

    @cached_property
    def nullable(self) -> bool:
        return True

    @property
    def inner(self) -> tuple[Node, ...]:
        """The nodes that are worked out for each related row."""
        return (self.value,) if self.where is None else (self.value, self.where)


# The whole.


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that belong to a row that is decided.

    Nested: they are the elements of its list column `name` (records, or lone values: then their only column is
    `item`), and `key` is empty. Whether an element is null is `IsNull` of the `Read` with the empty name. A list that
    is null is empty here (whether it is null is `IsNull` of its `Read`).
    Keyed: they are the rows of another table, known to the back end as `name`, whose column `key` equals column
    `own_key` of the row that is decided; a null key is related to nothing.
    """

    name: str
    held: tuple[tuple[str, Held], ...]
    key: str = ""
    own_key: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result: its name, its node, and the FEEL kind that the node's plain values stand for."""

    name: str
    node: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be worked out for every row."""

    outputs: tuple[Output, ...]
    relations: Mapping[str, Relation]


# What is known of nodes.


def truncated(dividend: int, divisor: int) -> int:
    """The quotient of two integers without its fraction."""
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


def year_of(day: int) -> int:
    """The year of a day that is so many days after 1970-01-01."""
    return (date(1970, 1, 1) + timedelta(days=day)).year


def holds(range_: Integer, value: int) -> bool:
    """Whether a range holds a value."""
    return range_.low <= value <= range_.high


def range_of(node: Node) -> Integer:
    """The range of an integer node."""
    if not isinstance(node.type, Integer):
        raise TypeError(f"{node} is not an integer")
    return node.type


def day_range(node: Node) -> Day:
    """The range of a day node."""
    if not isinstance(node.type, Day):
        raise TypeError(f"{node} is not a day")
    return node.type


def widest(types: tuple[Type, ...]) -> Type:
    """The least type that holds the values of all these types, which differ in ranges and codes only."""
    first = types[0]
    match first:
        case Integer():
            ranges = [type_ for type_ in types if isinstance(type_, Integer)]
            return Integer(min(range_.low for range_ in ranges), max(range_.high for range_ in ranges))
        case Day():
            days = [type_ for type_ in types if isinstance(type_, Day)]
            return Day(min(range_.low for range_ in days), max(range_.high for range_ in days))
        case Text():
            codes: list[str] = []
            for type_ in types:
                if not isinstance(type_, Text) or type_.codes is None:
                    return Text()
                codes.extend(type_.codes)
            return Text(tuple(dict.fromkeys(codes)))
        case Record(own):
            inner = [
                [dict(type_.fields)[name] for type_ in types if isinstance(type_, Record)] for name, _ in own
            ]
            return Record(tuple((name, widest(tuple(of))) for (name, _), of in zip(own, inner, strict=True)))
        case Items():
            return Items(widest(tuple(type_.element for type_ in types if isinstance(type_, Items))))
        case Truth():
            return first


def fits_exactly(type_: Type) -> bool:
    """Whether integers of this type are within 34 digits, so that no engine rounds them."""
    return not isinstance(type_, Integer) or (type_.low >= -LARGEST_INTEGER and type_.high <= LARGEST_INTEGER)


def walk(roots: tuple[Node, ...]) -> Iterator[Node]:
    """Every node below these, those inside aggregates too, each once and after its parts."""
    seen: set[Node] = set()
    pending: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while pending:
        node, done = pending.pop()
        if done:
            yield node
            continue
        if node in seen:
            continue
        seen.add(node)
        pending.append((node, True))
        inner = node.inner if isinstance(node, Aggregate | Pick) else ()
        pending.extend((part, False) for part in (*node.parts, *inner))
