"""Conditions in SQL, which are three-valued as those of a plan are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import Integer, Items, Record, Text
from .plan import And, Compare, IsNull, IsTrue, Node, Not, Or, Plain, Same, TextTest, Within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .sql_parts import Sql
    from .sql_write import Writer


class Conditions:
    """Writes conditions."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def true(self, node: Node) -> Sql:
        """A condition of which only matters whether it is true: null counts as false there."""
        if node not in self._writer.held:
            match node:
                case IsTrue(operand):
                    return self.true(operand)
                case And(operands):
                    return parts.junction(exp.And, list(map(self.true, operands)))
                case Or(operands):
                    return parts.junction(exp.Or, list(map(self.true, operands)))
        return self._writer.value(node)

    def write(self, node: Node) -> Sql:
        """A condition whose nulls matter."""
        write = self._writer.value
        match node:
            case Not(operand):
                return self._negated(operand)
            case And(operands):
                return parts.junction(exp.And, list(map(write, operands)))
            case Or(operands):
                return parts.junction(exp.Or, list(map(write, operands)))
            case IsTrue(operand):
                return parts.is_true(self.true(operand))
            case IsNull(operand):
                return self._writer.dialect.is_null(write(operand), operand.type)
            case TextTest(test, operand, sought):
                return self._text_test(test, write(operand), write(sought))
        return self._comparison(node)

    def _negated(self, operand: Node) -> Sql:
        if isinstance(operand, IsTrue) and operand not in self._writer.held:
            inner = parts.enclosed(self.true(operand))
            return exp.Not(this=exp.Is(this=inner, expression=parts.truth(True)))
        return parts.negate(self._writer.value(operand))

    def _comparison(self, node: Node) -> Sql:
        match node:
            case Compare(operator, left, right):
                one, other = self._two(left, right)
                if operator not in ("=", "!=") and isinstance(left.type, Text):
                    one = self._writer.dialect.ordered(one)
                return parts.compare(operator, one, other)
            case Same(left, right):
                return self._writer.dialect.same(*self._two(left, right))
            case Within(operand, values):
                return self._within(operand, values)
        raise TypeError(f"no condition: {node}")

    def _two(self, left: Node, right: Node) -> tuple[Sql, Sql]:
        """Two values that can be compared."""
        if isinstance(left.type, Record | Items):
            raise RefusalError("columns-sql-nested", database=self._writer.dialect.title)
        exponent = self._writer.exponents.common(left, right)
        return self._writer.comparable(left, exponent), self._writer.comparable(right, exponent)

    def _within(self, operand: Node, values: Sequence[Plain]) -> Sql:
        exponent = self._writer.exponents.common(operand)
        written = [
            parts.decimal(int(value or 0), exponent)
            if isinstance(operand.type, Integer)
            else self._writer.plain(value, operand.type)
            for value in values
        ]
        return parts.one_of(self._writer.comparable(operand, exponent), written)

    def _text_test(self, test: str, operand: Sql, sought: Sql) -> Sql:
        dialect = self._writer.dialect
        match test:
            case "starts with":
                return dialect.starts(operand, sought)
            case "ends with":
                return dialect.ends(operand, sought)
        return parts.compare(">", dialect.place(operand, sought), parts.whole(0))
