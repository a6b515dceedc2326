"""Nodes of a plan as expressions of SQL.

A `Writer` writes what one step of a query selects: what earlier steps worked out it reads by name. Each kind of values
has a module of its own, which is given the writer for what its nodes are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import Context, Day, Integer, Kind, ListOf, Number, Text, Truth, Type
from .plan import (
    Aggregate,
    Case,
    Constant,
    Field,
    Lookup,
    MakeItems,
    MakeRecord,
    Node,
    Pick,
    Plain,
    Read,
    Translate,
)
from .sql_choices import Choices
from .sql_conditions import Conditions
from .sql_days import Days
from .sql_exponents import Exponents
from .sql_numbers import Figure, Numbers
from .sql_texts import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .sql_dialects import Dialect
    from .sql_parts import Sql


@dataclass(frozen=True, slots=True)
class Held:
    """A node that is a column already: how it is read, and of a number its exponent and width."""

    sql: Sql
    exponent: int = 0
    width: int = 0


class Writer:
    """Writes nodes in terms of one step: `tables` says by which name the rows of a source are read there."""

    def __init__(self, dialect: Dialect, tables: Mapping[str, str], held: Mapping[Node, Held]) -> None:
        self.dialect = dialect
        self.held = held
        self.exponents = Exponents(
            decimals=dialect.decimals, held={node: known.exponent for node, known in held.items()}
        )
        self.choices = Choices(self)
        self.numbers = Numbers(self)
        self._tables = tables
        self._conditions = Conditions(self)
        self._days = Days(self)
        self._texts = Texts(self)

    def value(self, node: Node) -> Sql:
        """A node; a number at its own exponent."""
        if isinstance(node.type, Integer):
            return self.number(node, self.exponents.common(node)).sql
        known = self.held.get(node)
        if known is not None:
            return known.sql.copy()
        if isinstance(node, Aggregate | Pick):
            # It reads the related rows around it, not only the row that is decided.
            raise RefusalError("columns-sql-nested", database=self.dialect.title)
        match node:
            case Read() | Field():
                return self.read(node)
            case Constant(value, type_):
                return self.dialect.typed_null(type_) if value is None else self.plain(value, type_)
            case Case():
                return self.choices.case(node, self.value)
            case Lookup():
                return self.choices.lookup(node, lambda value: self.plain(value, node.of))
            case Translate():
                return self.choices.translate(node, lambda value: self.plain(value, node.of))
        return self._other(node)

    def _other(self, node: Node) -> Sql:
        match node.type:
            case Truth():
                return self._conditions.write(node)
            case Day():
                return self._days.write(node)
            case Text():
                return self._texts.write(node)
        # Contexts and lists are taken apart; the whole of one is a result only (`shown`).
        raise RefusalError("columns-sql-nested", database=self.dialect.title)

    def shown(self, node: Node, kind: Kind) -> Sql:
        """A result as people keep it in a column."""
        match node, kind:
            case Case(), Context() | ListOf():
                return self.choices.case(node, lambda value: self.shown(value, kind))
            case MakeRecord(fields), Context():
                kinds = dict(kind.fields)
                return self.dialect.record(
                    [(name, self.shown(part, kinds[name].kind)) for name, part in fields]
                )
            case MakeItems(items), ListOf(element):
                return self.dialect.items(
                    [
                        (None if guard is None else self.true(guard), self.shown(part, element.kind))
                        for guard, part in items
                    ]
                )
            case Constant(None, type_), Context() | ListOf():
                return self.dialect.typed_null(type_)
        if not isinstance(node.type, Integer):
            return self.dialect.shown(self.value(node), kind, 0)
        exponent = kind.scale if isinstance(kind, Number) and self.dialect.decimals else 0
        return self.dialect.shown(self.number(node, exponent).sql, kind, exponent)

    def number(self, node: Node, exponent: int) -> Figure:
        """A number, its plain value divided by 10**exponent."""
        if isinstance(node, Aggregate | Pick) and node not in self.held:
            raise RefusalError("columns-sql-nested", database=self.dialect.title)
        return self.numbers.at(node, exponent)

    def true(self, node: Node) -> Sql:
        """A condition of which only matters whether it is true: null counts as false there."""
        return self._conditions.true(node)

    def comparable(self, node: Node, exponent: int) -> Sql:
        """A value that another, at the same exponent, is compared with."""
        return self.number(node, exponent).sql if isinstance(node.type, Integer) else self.value(node)

    def read(self, node: Read | Field) -> Sql:
        """A stored column or field."""
        if isinstance(node, Read):
            return parts.column(node.name, self._tables[node.source])
        record = self.value(node.record)
        return exp.Dot(this=exp.Paren(this=record), expression=parts.identifier(node.name))

    def plain(self, value: Plain, type_: Type) -> Sql:
        """A constant that is no number."""
        match value, type_:
            case None, _:
                return parts.null()
            case _, Truth():
                return parts.truth(bool(value))
            case int(), Day():
                return parts.day(value)
            case str(), Text():
                return self.dialect.literal(value)
        raise TypeError(f"no constant of {type_}: {value!r}")
