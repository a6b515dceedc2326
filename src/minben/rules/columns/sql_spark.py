"""Spark SQL, from version 4 on, in its ANSI mode, the default there: an overflow is an error, never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import Moment
from .sql_dialects import Width, signed
from .sql_scaled import Scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .kinds import Clock, Integer
    from .sql_parts import Sql

_LONG = 3


class Spark(Scaled):
    """Spark."""

    name = "spark"
    title = "Spark"
    widths = (
        signed("TINYINT", 8),
        signed("SMALLINT", 16),
        signed("INT", 32),
        signed("BIGINT", 64),
        Width("DECIMAL(38, 0)", -(10**38) + 1, 10**38 - 1),
    )
    literal_width = 2
    text_type = "STRING"
    numbers_rows = False

    def quotient(self, left: Sql, right: Sql, range_: Integer, /) -> tuple[Sql, int]:
        """`div` leaves the fraction away and gives a BIGINT."""
        if self.width_of(range_.low, range_.high) > _LONG:
            raise RefusalError("columns-sql-range", database=self.title)
        return exp.IntDiv(this=parts.enclosed(left), expression=parts.enclosed(right)), _LONG

    def summed(self, sql: Sql, range_: Integer, /) -> tuple[Sql, int]:
        """A sum of integers is a BIGINT, which may be too small."""
        width = max(self.width_of(range_.low, range_.high), _LONG)
        return exp.Sum(this=parts.cast(sql, self.widths[width].name)), width

    def moment(self, sql: Sql, kind: Moment | Clock, /) -> Sql:
        """Microseconds; a local time would be taken for one of the session's zone."""
        if not isinstance(kind, Moment) or not kind.zone:
            raise RefusalError("columns-sql-kind", database=self.title)
        return parts.call("UNIX_MICROS", sql)

    def shown_moment(self, sql: Sql, kind: Moment, /) -> Sql:
        """The moment at microseconds."""
        if not kind.zone:
            raise RefusalError("columns-sql-kind", database=self.title)
        return parts.call("TIMESTAMP_MICROS", sql)

    def place(self, sql: Sql, sought: Sql) -> Sql:
        """By its name here."""
        return parts.call("INSTR", sql, sought)

    def starts(self, sql: Sql, sought: Sql) -> Sql:
        """By its name here."""
        return parts.call("STARTSWITH", sql, sought)

    def ends(self, sql: Sql, sought: Sql) -> Sql:
        """By its name here."""
        return parts.call("ENDSWITH", sql, sought)

    def day_number(self, sql: Sql) -> Sql:
        """Days between two dates."""
        return parts.call("DATEDIFF", sql, parts.day(0))

    def day_at(self, sql: Sql) -> Sql:
        """Days added to a date."""
        return parts.call("DATE_ADD", parts.day(0), self.index(sql))

    def day_part(self, part: str, sql: Sql) -> Sql:
        """The days of a week have a name of their own."""
        if part == "weekday":
            return exp.Extract(this=exp.Var(this="DAYOFWEEK_ISO"), expression=sql)
        return super().day_part(part, sql)

    def add_months(self, sql: Sql, months: Sql) -> Sql:
        """Adding months to a day keeps within the month."""
        return parts.call("ADD_MONTHS", sql, self.index(months))

    def element(self, values: Sequence[Sql], index: Sql) -> Sql:
        """`get` counts from 0; `element_at` and brackets overlook an index that is null."""
        return parts.call("GET", exp.Array(expressions=list(values)), self.index(index))

    def record(self, fields: Sequence[tuple[str, Sql]], /) -> Sql:
        """A struct."""
        named = [part for name, sql in fields for part in (parts.text(name), sql)]
        return parts.call("NAMED_STRUCT", *named)
