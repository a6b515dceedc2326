"""Databases whose decimals have at most 38 digits: numbers are worked out as whole integers, as a plan has them.

Their arithmetic of decimals widens with every step and then rounds or fails, so a number with decimals is made an
integer where it is read, and a decimal again where it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .sql_dialects import Dialect

if TYPE_CHECKING:
    from .kinds import Number
    from .sql_parts import Sql

MOST_DIGITS = 38
_MOST_TEXT_SCALE = 3


def digits_of(low: int, high: int) -> int:
    """The digits of the larger end."""
    return max(len(str(abs(low))), len(str(abs(high))))


class Scaled(Dialect):
    """What these have in common."""

    def stored_number(self, sql: Sql, kind: Number, /) -> Sql:
        """The decimal times a power of ten, as an integer."""
        digits = max(digits_of(kind.low, kind.high), kind.scale + 1)
        if digits + kind.scale + 1 > MOST_DIGITS:
            raise RefusalError("columns-sql-range", database=self.title)
        unit = parts.cast(parts.whole(10**kind.scale), f"DECIMAL({kind.scale + 1}, 0)")
        exact = parts.cast(sql, f"DECIMAL({digits}, {kind.scale})")
        width = self.widths[self.width_of(kind.low, kind.high)]
        return parts.cast(parts.binary(exp.Mul, exact, unit), width.name)

    def shown_number(self, sql: Sql, kind: Number, exponent: int, /) -> Sql:
        """A decimal again, where there are decimals."""
        scale = kind.scale - exponent
        if not scale:
            return sql
        return self._decimal(sql, scale, digits_of(kind.low, kind.high))

    def _decimal(self, sql: Sql, scale: int, digits: int) -> Sql:
        if digits + scale + 2 > MOST_DIGITS:
            raise RefusalError("columns-sql-range", database=self.title)
        unit = parts.cast(parts.decimal(1, scale), f"DECIMAL({scale + 1}, {scale})")
        return parts.binary(exp.Mul, parts.cast(sql, f"DECIMAL({digits}, 0)"), unit)

    def integer_text(self, sql: Sql, scale: int, /) -> Sql:
        """A decimal as text, the zeros at its end taken away."""
        if not scale:
            return parts.cast(sql, self.text_type)
        if scale > _MOST_TEXT_SCALE:
            raise RefusalError("columns-sql-range", database=self.title)
        text = parts.cast(self._decimal(sql, scale, MOST_DIGITS - _MOST_TEXT_SCALE - 2), self.text_type)
        for end in ("0", "."):
            text = exp.Trim(this=text, expression=parts.text(end), position="TRAILING")
        return text
