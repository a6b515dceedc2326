"""Lays a query out for people: a line for each column, and the branches of a long case below one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .sql_parts import Sql

WIDTH = 100
_STEP = "  "


def laid_out(select: exp.Select, named: Sequence[tuple[Sql, exp.Select, bool]], dialect: str) -> str:
    """The query; `named` are its parts with their names, and whether their rows must be kept."""
    layout = _Layout(dialect)
    parts = []
    for name, part, kept in named:
        kind = " AS MATERIALIZED (" if kept else " AS ("
        parts.append(f"{layout.plain(name)}{kind}\n{layout.select(part, _STEP)}\n)")
    head = f"WITH {', '.join(parts)}\n" if parts else ""
    return head + layout.select(select, "")


class _Layout:
    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def plain(self, sql: exp.Expression) -> str:
        """On one line."""
        return sql.sql(dialect=self._dialect)

    def select(self, select: exp.Select, indent: str) -> str:
        """A line for each column, for each table, and for what is done with them."""
        inner = indent + _STEP
        columns = ",\n".join(f"{inner}{self._expression(column, inner)}" for column in select.expressions)
        lines = [f"{indent}SELECT\n{columns}"]
        if select.args.get("from_"):
            lines.append(f"{indent}FROM {self.plain(select.args['from_'].this)}")
        lines.extend(indent + self._join(join, indent) for join in select.args.get("joins") or ())
        for name in ("group", "offset"):
            if select.args.get(name):
                lines.append(indent + self.plain(select.args[name]).strip())
        return "\n".join(lines)

    def _join(self, join: exp.Join, indent: str) -> str:
        lateral = join.this
        if not isinstance(lateral, exp.Lateral):
            return self.plain(join).strip()
        inner = self.select(lateral.this.this, indent + _STEP)
        kind = "LEFT" if join.side else "CROSS"
        on = f" ON {self.plain(join.args['on'])}" if join.args.get("on") else ""
        return f"{kind} JOIN LATERAL (\n{inner}\n{indent}) AS {self.plain(lateral.args['alias'])}{on}"

    def _expression(self, sql: exp.Expression, indent: str) -> str:
        written = self.plain(sql)
        if len(indent) + len(written) <= WIDTH:
            return written
        match sql:
            case exp.Alias():
                return f"{self._expression(sql.this, indent)} AS {self.plain(sql.args['alias'])}"
            case exp.Paren():
                return f"({self._expression(sql.this, indent)})"
            case exp.Mul() | exp.Add() | exp.Sub():
                sides = [self._expression(side, indent) for side in (sql.this, sql.expression)]
                return {exp.Mul: " * ", exp.Add: " + ", exp.Sub: " - "}[type(sql)].join(sides)
            case exp.Case():
                return self._case(sql, indent)
        return written

    def _case(self, case: exp.Case, indent: str) -> str:
        inner = indent + _STEP
        lines = ["CASE"]
        for branch in case.args["ifs"]:
            value = self._expression(branch.args["true"], inner)
            lines.append(f"{inner}WHEN {self.plain(branch.this)} THEN {value}")
        default = case.args.get("default")
        if default is not None:
            lines.append(f"{inner}ELSE {self._expression(default, inner)}")
        lines.append(f"{indent}END")
        return "\n".join(lines)
