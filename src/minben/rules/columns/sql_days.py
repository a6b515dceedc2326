"""Days in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import FIRST_DAY, LAST_DAY
from .plan import AddMonths, DayAt, MakeDay, Node, day_range, range_of

if TYPE_CHECKING:
    from .sql_parts import Sql
    from .sql_write import Writer

_FAR = 400_000_000
"""Days around 1970 that every calendar of the databases reaches."""


class Days:
    """Writes days."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, node: Node) -> Sql:
        """A day."""
        dialect = self._writer.dialect
        match node:
            case DayAt(operand):
                return self._at(operand)
            case AddMonths(day, months):
                reached = day_range(node)
                if reached.low < -_FAR or reached.high > _FAR:
                    raise RefusalError("columns-sql-range", database=dialect.title)
                return dialect.add_months(self._writer.value(day), self._writer.number(months, 0).sql)
            case MakeDay(year, month, day):
                numbers = (self._writer.number(part, 0).sql for part in (year, month, day))
                return self._made(*numbers)
        raise TypeError(f"no day: {node}")

    def _at(self, operand: Node) -> Sql:
        range_, number = range_of(operand), self._writer.number(operand, 0).sql
        made = self._writer.dialect.day_at(number)
        if range_.low >= FIRST_DAY and range_.high <= LAST_DAY:
            return made
        # Branches that are not taken may be worked out all the same, and must not fail.
        inside = _between(number.copy(), FIRST_DAY, LAST_DAY)
        return parts.case([(inside, made)], None)

    def _made(self, year: Sql, month: Sql, day: Sql) -> Sql:
        """The day of a year, month and day, null where there is none: asked for, a database fails."""
        leap = parts.junction(
            exp.And,
            [
                parts.compare("=", _rest(year, 4), parts.whole(0)),
                parts.junction(
                    exp.Or,
                    [
                        parts.compare("!=", _rest(year, 100), parts.whole(0)),
                        parts.compare("=", _rest(year, 400), parts.whole(0)),
                    ],
                ),
            ],
        )
        february = parts.case([(leap, parts.whole(29))], parts.whole(28))
        short = parts.one_of(month.copy(), [parts.whole(number) for number in (4, 6, 9, 11)])
        second = parts.compare("=", month.copy(), parts.whole(2))
        last = parts.case([(second, february), (short, parts.whole(30))], parts.whole(31))
        exists = parts.junction(
            exp.And,
            [
                _between(year.copy(), 1, 9999),
                _between(month.copy(), 1, 12),
                parts.compare(">=", day.copy(), parts.whole(1)),
                parts.compare("<=", day.copy(), last),
            ],
        )
        return parts.case([(exists, self._writer.dialect.make_day(year, month, day))], None)


def _rest(year: Sql, divisor: int) -> Sql:
    return parts.binary(exp.Mod, year.copy(), parts.whole(divisor))


def _between(sql: Sql, low: int, high: int) -> Sql:
    return exp.Between(this=parts.enclosed(sql), low=parts.whole(low), high=parts.whole(high))
