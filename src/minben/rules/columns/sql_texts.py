"""Text in SQL, counted in code points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .plan import After, Before, Concatenate, IntegerText, Node, Slice, range_of

if TYPE_CHECKING:
    from .sql_parts import Sql
    from .sql_write import Writer

_LONGEST = 2**30
"""Longer than any text in a database."""


class Texts:
    """Writes texts."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, node: Node) -> Sql:
        """A text."""
        write, dialect = self._writer.value, self._writer.dialect
        match node:
            case Concatenate(operands):
                return dialect.joined(list(map(write, operands)))
            case Slice(operand, start, length):
                first = parts.binary(exp.Add, self._count(start), parts.whole(1))
                return dialect.slice(write(operand), first, None if length is None else self._count(length))
            case Before(operand, sought):
                return self._before(write(operand), write(sought))
            case After(operand, sought):
                return self._after(write(operand), write(sought))
            case IntegerText(operand, scale):
                exponent = scale if dialect.decimals else 0
                return dialect.integer_text(self._writer.number(operand, exponent).sql, scale)
        raise TypeError(f"no text: {node}")

    def _count(self, node: Node) -> Sql:
        """A count of code points that no function refuses: what is too large for one is beyond every end."""
        range_, sql = range_of(node), self._writer.number(node, 0).sql
        if range_.low < 0:
            sql = parts.case([(parts.compare("<", sql.copy(), parts.whole(0)), parts.whole(0))], sql)
        if range_.high > _LONGEST:
            far = parts.compare(">", sql.copy(), parts.whole(_LONGEST))
            sql = parts.case([(far, parts.whole(_LONGEST))], sql)
        return self._writer.dialect.index(sql)

    def _before(self, operand: Sql, sought: Sql) -> Sql:
        dialect = self._writer.dialect
        place = dialect.place(operand, sought)
        length = parts.binary(exp.Sub, place.copy(), parts.whole(1))
        found = dialect.slice(operand.copy(), parts.whole(1), length)
        return parts.case([(parts.compare("=", place, parts.whole(0)), parts.text(""))], found)

    def _after(self, operand: Sql, sought: Sql) -> Sql:
        dialect = self._writer.dialect
        place = dialect.place(operand, sought)
        start = parts.binary(exp.Add, place.copy(), dialect.length(sought.copy()))
        found = dialect.slice(operand.copy(), start, None)
        return parts.case([(parts.compare("=", place, parts.whole(0)), parts.text(""))], found)
