"""How databases differ where a plan is concerned: the widths of their integers and the words for what a node means.

The base class says what is common; each database has a module of its own. Whatever a database cannot say with the same
values is refused (`RefusalError`), never said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import Boolean, Clock, Date, Day, Integer, Moment, Number, String, Text, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .kinds import Kind, Type
    from .sql_parts import Sql


@dataclass(frozen=True, slots=True)
class Width:
    """A type of integers."""

    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class NestedRows:
    """The elements of a list column as rows."""

    list_: Sql
    name: str
    """What the rows are called."""
    lone: bool
    """Whether they are lone values, called `item`; else they are records."""
    ordinal: bool
    """Whether their places are asked for, as `ordinality`."""


def signed(name: str, bits: int) -> Width:
    """A type of signed integers of so many bits."""
    return Width(name, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


_DAY_FIELDS: Mapping[str, str] = {
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
    "weekday": "ISODOW",
    "day of year": "DOY",
    "week": "WEEK",
}


class Dialect:
    """What is common to databases."""

    name: str
    """The name by which sqlglot knows it."""
    widths: tuple[Width, ...]
    """From the narrowest to the widest. Arithmetic of two is done in the wider of them, never in a wider one yet."""
    literal_width: int
    """The narrowest that a small literal may have (its place in `widths`)."""
    column_width = 0
    """The narrowest that a column may have; -1 where it may even be without a sign."""
    decimals = False
    """Whether numbers with decimals are left as they are, for its arithmetic of them is exact and of any length."""
    fence: int | None = None
    """The OFFSET that keeps a step of a query from being worked out anew at every place that reads it."""

    numbers_rows = True
    """Whether a part of a query that numbers its rows is worked out once, however many places read it."""

    # Integers.

    def width_of(self, low: int, high: int) -> int:
        """The place of the narrowest type that holds a range."""
        for place, width in enumerate(self.widths):
            if width.low <= low and high <= width.high:
                return place
        raise RefusalError("columns-sql-range", database=self.title)

    @property
    def title(self) -> str:
        """Its name as people know it."""
        return self.name

    def literal_width_of(self, value: int, /) -> int:
        """The width that a database gives to a literal."""
        return max(self.literal_width, self.width_of(value, value))

    def quotient(self, left: Sql, right: Sql, range_: Integer, /) -> tuple[Sql, int]:
        """The quotient of two integers without its fraction, which is in the range, and its width; right is not 0."""
        raise NotImplementedError

    def remainder(self, left: Sql, right: Sql) -> Sql:
        """What that division leaves, with the sign of the left."""
        return parts.binary(exp.Mod, left, right)

    def stored_number(self, sql: Sql, kind: Number, /) -> Sql:
        """The integer that stands for a number with decimals."""
        raise NotImplementedError

    def shown_number(self, sql: Sql, kind: Number, exponent: int, /) -> Sql:
        """The number that stands for an integer, which is given divided by 10**exponent."""
        raise NotImplementedError

    def summed(self, sql: Sql, range_: Integer, /) -> tuple[Sql, int]:
        """The sum over rows, which is in the range, and its width."""
        raise NotImplementedError

    def any_of(self, sql: Sql) -> Sql:
        """Whether a condition is true of any row."""
        return parts.call("BOOL_OR", sql)

    def picked(self, _sql: Sql, _place: Sql, _where: Sql | None, _position: int, /) -> Sql:
        """The value of one of the rows in the order of their places: 1 is the first, -1 the last."""
        raise RefusalError("columns-sql-nested", database=self.title)

    def moment(self, _sql: Sql, _kind: Moment | Clock, /) -> Sql:
        """The microseconds of a stored date and time."""
        raise RefusalError("columns-sql-kind", database=self.title)

    def shown_moment(self, _sql: Sql, _kind: Moment, /) -> Sql:
        """The date and time at microseconds."""
        raise RefusalError("columns-sql-kind", database=self.title)

    # Text.

    def ordered(self, sql: Sql) -> Sql:
        """Text that is compared by its code points."""
        return sql

    def literal(self, value: str) -> Sql:
        """A string."""
        return parts.text(value)

    def length(self, sql: Sql) -> Sql:
        """The number of code points."""
        return parts.call("LENGTH", sql)

    def place(self, sql: Sql, sought: Sql) -> Sql:
        """Where a text occurs first, from 1; 0 where it does not, 1 where it is empty."""
        return parts.call("STRPOS", sql, sought)

    def starts(self, sql: Sql, sought: Sql) -> Sql:
        """Whether a text begins so."""
        return parts.call("STARTS_WITH", sql, sought)

    def ends(self, sql: Sql, sought: Sql) -> Sql:
        """Whether a text ends so."""
        raise NotImplementedError

    def slice(self, sql: Sql, start: Sql, length: Sql | None) -> Sql:
        """The code points from a place on, from 1."""
        return (
            parts.call("SUBSTR", sql, start) if length is None else parts.call("SUBSTR", sql, start, length)
        )

    def joined(self, operands: Sequence[Sql]) -> Sql:
        """Texts one after another, null where any is null."""
        result = operands[0]
        for operand in operands[1:]:
            result = exp.DPipe(this=result, expression=parts.enclosed(operand), safe=True)
        return result

    def integer_text(self, sql: Sql, scale: int, /) -> Sql:
        """A number of decimals as text, without zeros at its end.

        Where decimals are exact the number is given itself, else the integer that stands for it.
        """
        raise NotImplementedError

    # Days.

    def day_number(self, sql: Sql) -> Sql:
        """The days since 1970-01-01."""
        return parts.binary(exp.Sub, sql, parts.day(0))

    def day_at(self, sql: Sql) -> Sql:
        """The day so many days after 1970-01-01."""
        return parts.binary(exp.Add, parts.day(0), self.index(sql))

    def day_part(self, part: str, sql: Sql) -> Sql:
        """A part of a day."""
        return exp.Extract(this=exp.Var(this=_DAY_FIELDS[part]), expression=sql)

    def add_months(self, sql: Sql, months: Sql) -> Sql:
        """The day so many months later."""
        raise NotImplementedError

    def make_day(self, year: Sql, month: Sql, day: Sql) -> Sql:
        """The day of a year, month and day, of which it is known that there is one."""
        return parts.call("MAKE_DATE", self.index(year), self.index(month), self.index(day))

    def index(self, sql: Sql) -> Sql:
        """A small number as the type that functions of the database ask for."""
        return sql if isinstance(sql, exp.Literal | exp.Neg) else parts.cast(sql, "INT")

    # Choice.

    def same(self, left: Sql, right: Sql) -> Sql:
        """Whether they are equal, null being equal to null only."""
        return parts.binary(exp.NullSafeEQ, left, right)

    def element(self, values: Sequence[Sql], index: Sql) -> Sql:
        """The value at a place, from 0."""
        raise NotImplementedError

    # What is nested, and the whole.

    def record(self, _fields: Sequence[tuple[str, Sql]], /) -> Sql:
        """A record."""
        raise RefusalError("columns-sql-nested", database=self.title)

    def items(self, _items: Sequence[tuple[Sql | None, Sql]], /) -> Sql:
        """A list of those whose guard is true."""
        raise RefusalError("columns-sql-nested", database=self.title)

    def is_null(self, sql: Sql, _of: Type, /) -> Sql:
        """Whether a value is null."""
        return parts.is_null(sql)

    def typed_null(self, type_: Type) -> Sql:
        """Null of a type."""
        match type_:
            case Integer(low, high):
                return parts.cast(parts.null(), self.widths[self.width_of(low, high)].name)
            case Text():
                return parts.cast(parts.null(), self.text_type)
            case Truth():
                return parts.cast(parts.null(), "BOOLEAN")
            case Day():
                return parts.cast(parts.null(), "DATE")
        return self.typed_nested_null(type_)

    text_type = "TEXT"

    def typed_nested_null(self, _type: Type, /) -> Sql:
        """Null of a nested type."""
        raise RefusalError("columns-sql-nested", database=self.title)

    def nested_rows(self, _rows: NestedRows, /) -> exp.Expression:
        """What stands after FROM for the elements of a list column, as rows."""
        raise RefusalError("columns-sql-nested", database=self.title)

    def shown(self, sql: Sql, kind: Kind, exponent: int) -> Sql:
        """A plain value as people keep it in a column."""
        match kind:
            case Number():
                return self.shown_number(sql, kind, exponent)
            case Moment():
                return self.shown_moment(sql, kind)
            case String() | Boolean() | Date():
                return sql
        raise RefusalError("columns-sql-kind", database=self.title)
