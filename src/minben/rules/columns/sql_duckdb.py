"""DuckDB, from version 1.4 on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .sql_dialects import signed
from .sql_scaled import Scaled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .kinds import Clock, Integer, Moment, Type
    from .sql_dialects import NestedRows
    from .sql_parts import Sql
_DAY_FUNCTIONS: Mapping[str, str] = {
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
    "weekday": "ISODOW",
    "day of year": "DAYOFYEAR",
    "week": "WEEK",
}


class DuckDb(Scaled):
    """DuckDB."""

    name = "duckdb"
    title = "DuckDB"
    widths = (
        signed("TINYINT", 8),
        signed("SMALLINT", 16),
        signed("INTEGER", 32),
        signed("BIGINT", 64),
        signed("HUGEINT", 128),
    )
    # A literal takes the type of what stands beside it, and a column may be without a sign.
    literal_width = -1
    column_width = -1
    text_type = "VARCHAR"

    def literal_width_of(self, _value: int, /) -> int:
        """As narrow as anything."""
        return self.literal_width

    def quotient(self, left: Sql, right: Sql, _range: Integer, /) -> tuple[Sql, int]:
        """`//` leaves the fraction away."""
        return exp.IntDiv(this=parts.enclosed(left), expression=parts.enclosed(right)), self.column_width

    def summed(self, sql: Sql, _range: Integer, /) -> tuple[Sql, int]:
        """A sum of integers is a HUGEINT."""
        return exp.Sum(this=sql), len(self.widths) - 1

    def picked(self, sql: Sql, place: Sql, where: Sql | None, position: int, /) -> Sql:
        """An element of a list in that order."""
        order = exp.Ordered(this=place, desc=True) if position < 0 else exp.Ordered(this=place)
        list_: Sql = parts.call("LIST", exp.Order(this=sql, expressions=[order]))
        if where is not None:
            list_ = exp.Filter(this=list_, expression=exp.Where(this=where))
        return parts.call("LIST_EXTRACT", list_, parts.whole(abs(position)))

    def moment(self, sql: Sql, _kind: Moment | Clock, /) -> Sql:
        """Microseconds."""
        return parts.call("EPOCH_US", sql)

    def shown_moment(self, sql: Sql, kind: Moment, /) -> Sql:
        """Microseconds after 1970."""
        word, zone = ("TIMESTAMPTZ", "+00") if kind.zone else ("TIMESTAMP", "")
        start = parts.cast(parts.text(f"1970-01-01 00:00:00{zone}"), word)
        return parts.binary(exp.Add, start, parts.call("TO_MICROSECONDS", sql))

    def ends(self, sql: Sql, sought: Sql) -> Sql:
        """By its name here."""
        return parts.call("ENDS_WITH", sql, sought)

    def day_part(self, part: str, sql: Sql) -> Sql:
        """By functions, whose results are of one type; that of `EXTRACT` depends on its operand."""
        return parts.call(_DAY_FUNCTIONS[part], sql)

    def add_months(self, sql: Sql, months: Sql) -> Sql:
        """Adding months to a day keeps within the month."""
        return parts.cast(parts.binary(exp.Add, sql, parts.call("TO_MONTHS", self.index(months))), "DATE")

    def index(self, sql: Sql) -> Sql:
        """Functions take INTEGER."""
        return sql if isinstance(sql, exp.Literal | exp.Neg) else parts.cast(sql, "INTEGER")

    def element(self, values: Sequence[Sql], index: Sql) -> Sql:
        """Lists count from 1."""
        place = parts.binary(exp.Add, self.index(index), parts.whole(1))
        return parts.call("LIST_EXTRACT", exp.Array(expressions=list(values)), place)

    def record(self, fields: Sequence[tuple[str, Sql]], /) -> Sql:
        """A struct."""
        named = [exp.PropertyEQ(this=parts.identifier(name), expression=sql) for name, sql in fields]
        return exp.Struct(expressions=named)

    def items(self, items: Sequence[tuple[Sql | None, Sql]], /) -> Sql:
        """A list, put together from its parts where its length differs by row."""
        if all(guard is None for guard, _ in items):
            return exp.Array(expressions=[sql for _, sql in items])
        pieces = [
            exp.Array(expressions=[sql])
            if guard is None
            else parts.case([(guard, exp.Array(expressions=[sql]))], exp.Array(expressions=[]))
            for guard, sql in items
        ]
        whole: Sql = pieces[0]
        for piece in pieces[1:]:
            whole = parts.call("LIST_CONCAT", whole, piece)
        return whole

    def typed_nested_null(self, _type: Type, /) -> Sql:
        """A null takes the type of what stands beside it."""
        return parts.null()

    def nested_rows(self, rows: NestedRows, /) -> exp.Expression:
        """`unnest`, twice for records: of the list, and of their fields."""
        if rows.lone:
            unnested: Sql = parts.alias(parts.call("UNNEST", rows.list_), "item")
        else:
            unnested = parts.call(
                "UNNEST",
                rows.list_,
                exp.PropertyEQ(this=exp.Var(this="max_depth"), expression=parts.whole(2)),
            )
        columns = [unnested]
        if rows.ordinal:
            places = parts.call("GENERATE_SUBSCRIPTS", rows.list_.copy(), parts.whole(1))
            columns.append(parts.alias(places, "ordinality"))
        alias = exp.TableAlias(this=parts.identifier(rows.name))
        return exp.Subquery(this=exp.Select(expressions=columns), alias=alias)
