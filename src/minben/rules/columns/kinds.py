"""What a column holds, in the words of FEEL, and the plain value that stands for it in a plan.

A plan knows five plain types only (`Integer`, `Text`, `Truth`, `Day`, and the nested `Record` and `Items`). A kind says
which of them stands for a FEEL value, and how:

| kind       | FEEL                      | plain value                                                        |
|------------|---------------------------|--------------------------------------------------------------------|
| `Number`   | number                    | the integer value * 10**scale                                      |
| `String`   | string                    | the text                                                           |
| `Boolean`  | boolean                   | the truth value                                                    |
| `Date`     | date                      | the day                                                            |
| `Moment`   | date and time             | microseconds since 1970-01-01T00:00:00, of UTC or of local time    |
| `Clock`    | time, without a zone      | microseconds since midnight                                        |
| `Months`   | years and months duration | months                                                             |
| `Elapsed`  | days and time duration    | microseconds                                                       |
| `Context`  | context                   | a record                                                           |
| `ListOf`   | list                      | items                                                              |
"""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_INTEGER = 10**34 - 1
"""Numbers of FEEL have 34 digits: a plain integer within this is never rounded by either engine."""
MOST_DECIMALS = 18
"""The most decimals that a column of numbers may have."""
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 as days since 1970-01-01: what the columns of every engine can hold."""
MICROSECONDS_OF_A_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number from low to high, both included (null aside). Proven: an engine may choose its width by it."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string. `codes` are all the values that can occur, where that is known; else None."""

    codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the Gregorian calendar, from low to high, both included, as days since 1970-01-01."""

    low: int = FIRST_DAY
    high: int = LAST_DAY


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields, in order."""

    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Any number of values of one type, in order; each may be null."""

    element: Type


Type = Integer | Text | Truth | Day | Record | Items


@dataclass(frozen=True, slots=True)
class Number:
    """Exact numbers of at most `scale` decimals; `low` and `high` are the ends of their range times 10**scale."""

    scale: int
    low: int
    high: int

    @property
    def plain(self) -> Integer:
        """The type that stands for it."""
        return Integer(self.low, self.high)


@dataclass(frozen=True, slots=True)
class String:
    """Strings; `codes` are the values that can occur, where they are known."""

    codes: tuple[str, ...] | None = None

    @property
    def plain(self) -> Text:
        """The type that stands for it."""
        return Text(self.codes)


@dataclass(frozen=True, slots=True)
class Boolean:
    """Truth values."""

    @property
    def plain(self) -> Truth:
        """The type that stands for it."""
        return Truth()


@dataclass(frozen=True, slots=True)
class Date:
    """Days, `low` to `high` as days since 1970-01-01."""

    low: int = FIRST_DAY
    high: int = LAST_DAY

    @property
    def plain(self) -> Day:
        """The type that stands for it."""
        return Day(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Moment:
    """Dates and times of one zone for the whole column: `zone` is an IANA name, `UTC`, or empty for local time."""

    zone: str = ""
    low: int = FIRST_DAY * MICROSECONDS_OF_A_DAY
    high: int = (LAST_DAY + 1) * MICROSECONDS_OF_A_DAY - 1

    @property
    def plain(self) -> Integer:
        """The type that stands for it."""
        return Integer(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Clock:
    """Times of day without a zone."""

    @property
    def plain(self) -> Integer:
        """The type that stands for it."""
        return Integer(0, MICROSECONDS_OF_A_DAY - 1)


@dataclass(frozen=True, slots=True)
class Months:
    """Durations of years and months, `low` to `high` months."""

    low: int
    high: int

    @property
    def plain(self) -> Integer:
        """The type that stands for it."""
        return Integer(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Durations of days and time, `low` to `high` microseconds."""

    low: int
    high: int

    @property
    def plain(self) -> Integer:
        """The type that stands for it."""
        return Integer(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column, a field or an element holds, and whether it may be null."""

    kind: Kind
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """Contexts of the same fields."""

    fields: tuple[tuple[str, Column], ...]

    @property
    def plain(self) -> Record:
        """The type that stands for it."""
        return Record(tuple((name, column.kind.plain) for name, column in self.fields))

    def get(self, name: str) -> Column | None:
        """What a field holds, None where there is no such field."""
        return next((column for known, column in self.fields if known == name), None)


@dataclass(frozen=True, slots=True)
class ListOf:
    """Lists of one kind of elements, `most` of them at most."""

    element: Column
    most: int = 1_000_000

    @property
    def plain(self) -> Items:
        """The type that stands for it."""
        return Items(self.element.kind.plain)


Kind = Number | String | Boolean | Date | Moment | Clock | Months | Elapsed | Context | ListOf
