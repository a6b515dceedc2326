"""PostgreSQL, from version 15 on: `numeric` is exact and of any length, so numbers stay as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import Record
from .sql_dialects import Dialect, Width, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .kinds import Clock, Integer, Moment, Number, Type
    from .sql_dialects import NestedRows
    from .sql_parts import Sql

_ENDLESS = 10**1000
_EXACT = 2**53


class Postgres(Dialect):
    """PostgreSQL."""

    name = "postgres"
    title = "PostgreSQL"
    widths = (
        signed("SMALLINT", 16),
        signed("INTEGER", 32),
        signed("BIGINT", 64),
        Width("NUMERIC", -_ENDLESS, _ENDLESS),
    )
    literal_width = 1
    decimals = True
    # An OFFSET of 0 costs nothing, and a subquery that has one is not merged into the query around it.
    fence = 0

    def quotient(self, left: Sql, right: Sql, _range: Integer, /) -> tuple[Sql, int]:
        """`div` is of numeric, and exact; the operator `/` would round."""
        return parts.call("DIV", left, right), len(self.widths) - 1

    def stored_number(self, sql: Sql, _kind: Number, /) -> Sql:
        """The column itself."""
        return sql

    def shown_number(self, sql: Sql, kind: Number, exponent: int, /) -> Sql:
        """The value itself, where it is at its scale already."""
        if exponent == kind.scale:
            return sql
        return parts.binary(exp.Mul, sql, parts.decimal(1, kind.scale - exponent))

    def summed(self, sql: Sql, _range: Integer, /) -> tuple[Sql, int]:
        """A sum is at least of the width of BIGINT, and of numeric where its values are of BIGINT."""
        return exp.Sum(this=sql), 2

    def picked(self, sql: Sql, place: Sql, where: Sql | None, position: int, /) -> Sql:
        """An element of an array in that order."""
        if isinstance(sql, exp.Literal) and sql.is_string:
            sql = parts.cast(sql, "TEXT")
        order = exp.Ordered(this=place, desc=True) if position < 0 else exp.Ordered(this=place)
        array: Sql = exp.ArrayAgg(this=exp.Order(this=sql, expressions=[order]))
        if where is not None:
            array = exp.Filter(this=array, expression=exp.Where(this=where))
        return exp.Bracket(this=exp.Paren(this=array), expressions=[parts.whole(abs(position))], offset=1)

    def moment(self, sql: Sql, _kind: Moment | Clock, /) -> Sql:
        """`extract` gives a numeric."""
        seconds = exp.Extract(this=exp.Var(this="EPOCH"), expression=sql)
        return parts.cast(parts.binary(exp.Mul, seconds, parts.whole(1_000_000)), "BIGINT")

    def shown_moment(self, sql: Sql, kind: Moment, /) -> Sql:
        """Microseconds added as an interval, which is a multiple of double precision: exact until the year 2255."""
        if max(abs(kind.low), abs(kind.high)) > _EXACT:
            raise RefusalError("columns-sql-range", database=self.title)
        start = exp.Introducer(
            this=exp.Var(this="TIMESTAMPTZ" if kind.zone else "TIMESTAMP"),
            expression=parts.text("1970-01-01 00:00:00" + ("+00" if kind.zone else "")),
        )
        step = exp.Introducer(this=exp.Var(this="INTERVAL"), expression=parts.text("1 microsecond"))
        return parts.binary(exp.Add, start, parts.binary(exp.Mul, sql, step))

    def ordered(self, sql: Sql) -> Sql:
        """By the bytes of UTF-8, whose order is that of code points."""
        return exp.Collate(this=parts.enclosed(sql), expression=exp.to_identifier("C", quoted=True))

    def literal(self, value: str) -> Sql:
        """A text of PostgreSQL has no NUL."""
        if "\0" in value:
            raise RefusalError("columns-sql-text", database=self.title)
        return parts.text(value)

    def length(self, sql: Sql) -> Sql:
        """Code points, where the database is of UTF-8."""
        return parts.call("CHAR_LENGTH", sql)

    def ends(self, sql: Sql, sought: Sql) -> Sql:
        """By the end of that length."""
        return parts.compare("=", parts.call("RIGHT", sql, parts.call("CHAR_LENGTH", sought)), sought)

    def integer_text(self, sql: Sql, _scale: int, /) -> Sql:
        """`trim_scale` takes the zeros away."""
        return parts.cast(parts.call("TRIM_SCALE", sql), "TEXT")

    def day_part(self, part: str, sql: Sql) -> Sql:
        """`extract` gives a numeric."""
        return parts.cast(super().day_part(part, sql), "INTEGER")

    def add_months(self, sql: Sql, months: Sql) -> Sql:
        """Adding months to a day keeps within the month."""
        step = exp.Introducer(this=exp.Var(this="INTERVAL"), expression=parts.text("1 month"))
        moved = parts.binary(exp.Add, sql, parts.binary(exp.Mul, months, step))
        return parts.cast(moved, "DATE")

    def index(self, sql: Sql) -> Sql:
        """Functions and arrays take INTEGER."""
        return sql if isinstance(sql, exp.Literal | exp.Neg) else parts.cast(sql, "INTEGER")

    def element(self, values: Sequence[Sql], index: Sql) -> Sql:
        """An array that is constant is made once."""
        place = parts.binary(exp.Add, parts.cast(index, "INTEGER"), parts.whole(1))
        return exp.Bracket(
            this=exp.Paren(this=exp.Array(expressions=list(values))), expressions=[place], offset=1
        )

    def record(self, fields: Sequence[tuple[str, Sql]], /) -> Sql:
        """A record without a type of its own is kept as `jsonb`."""
        named = [part for name, sql in fields for part in (parts.text(name), sql)]
        return parts.call("JSONB_BUILD_OBJECT", *named)

    def items(self, items: Sequence[tuple[Sql | None, Sql]], /) -> Sql:
        """A list whose length differs by row is put together from its parts, as `jsonb`."""
        if all(guard is None for guard, _ in items):
            return parts.call("JSONB_BUILD_ARRAY", *(sql for _, sql in items))
        whole: Sql | None = None
        empty = exp.Introducer(this=exp.Var(this="JSONB"), expression=parts.text("[]"))
        for guard, sql in items:
            one = parts.call("JSONB_BUILD_ARRAY", sql)
            piece = one if guard is None else parts.case([(guard, one)], empty.copy())
            whole = piece if whole is None else exp.DPipe(this=whole, expression=piece, safe=True)
        return whole if whole is not None else empty

    def is_null(self, sql: Sql, of: Type, /) -> Sql:
        """`IS NULL` holds for a record whose fields are all null, too."""
        return self.same(sql, parts.null()) if isinstance(of, Record) else parts.is_null(sql)

    def typed_nested_null(self, _type: Type, /) -> Sql:
        """What is nested is kept as `jsonb`."""
        return parts.cast(parts.null(), "JSONB")

    def nested_rows(self, rows: NestedRows, /) -> exp.Expression:
        """`unnest` makes the fields of composite elements columns."""
        columns = ["item", *(["ordinality"] if rows.ordinal else [])] if rows.lone else []
        alias = exp.TableAlias(
            this=parts.identifier(rows.name), columns=[parts.identifier(name) for name in columns]
        )
        return exp.Table(
            this=parts.call("UNNEST", rows.list_), alias=alias, ordinality=True if rows.ordinal else None
        )
