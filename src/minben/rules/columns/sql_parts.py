"""The pieces that SQL is put together from, as sqlglot's expressions, with brackets where they are needed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence

Sql = exp.Expression

_EPOCH = date(1970, 1, 1)
_WORDS = (
    "all analyse analyze and anti any array as asc asof asymmetric at authorization binary both case "
    "cast check collate collation column concurrently constraint create cross current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user date "
    "default deferrable desc describe distinct do else end except exists extract false fetch for "
    "foreign freeze from full grant group having ilike in initially inner intersect interval into is "
    "isnull join lambda lateral leading left like limit localtime localtimestamp minus natural not "
    "notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing "
    "position positional primary qualify references returning right select semi session_user show "
    "similar some substring summarize symmetric system_user table tablesample then time timestamp to "
    "trailing true union unique unpivot user using values variadic verbose when where window with "
)
RESERVED = frozenset(_WORDS.split())
"""Words that one database or another does not take for a name."""
_LOOSE = (exp.Binary, exp.Between, exp.In, exp.Not, exp.Neg, exp.Is)
"""What must stand in brackets beside an operator, or binds so loosely that it is read better in them."""
_TIGHT = (exp.Column, exp.Dot, exp.Bracket)


def column(name: str, table: str = "") -> Sql:
    """A column, quoted where its name needs it."""
    return exp.column(identifier(name), table=identifier(table) if table else None)


def identifier(name: str) -> exp.Identifier:
    """A name as it is: always quoted, for databases fold the letters of others."""
    plain = name.isascii() and name.isidentifier() and name.islower()
    return exp.to_identifier(name, quoted=not plain or name in RESERVED)


def table(name: str) -> exp.Table:
    """A table, `schema.table` where it has a dot."""
    parts = [identifier(part) for part in name.split(".")]
    return exp.Table(this=parts[-1], db=parts[-2] if len(parts) > 1 else None)


def text(value: str) -> Sql:
    """A string."""
    return exp.Literal.string(value)


def whole(value: int) -> Sql:
    """An integer."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def decimal(value: int, exponent: int) -> Sql:
    """value / 10**exponent, written out, without zeros at its end."""
    if exponent <= 0 or value % 10**exponent == 0:
        return whole(value // 10**exponent if exponent > 0 else value * 10**-exponent)
    digits = str(abs(value)).rjust(exponent + 1, "0")
    literal = exp.Literal.number(f"{digits[:-exponent]}.{digits[-exponent:].rstrip('0')}")
    return exp.Neg(this=literal) if value < 0 else literal


def day(number: int) -> Sql:
    """A date, from its days since 1970-01-01."""
    return exp.Introducer(
        this=exp.Var(this="DATE"), expression=text((_EPOCH + timedelta(number)).isoformat())
    )


def null() -> Sql:
    """Null of no type."""
    return exp.Null()


def truth(value: bool) -> Sql:
    """True or false."""
    return exp.Boolean(this=value)


def enclosed(sql: Sql) -> Sql:
    """The expression, in brackets where an operator beside it could tear it apart."""
    return exp.Paren(this=sql) if isinstance(sql, _LOOSE) and not isinstance(sql, _TIGHT) else sql


def binary(kind: type[Sql], left: Sql, right: Sql) -> Sql:
    """Two expressions with an operator between them."""
    return kind(this=_side(kind, left, first=True), expression=_side(kind, right, first=False))


def _side(kind: type[Sql], side: Sql, *, first: bool) -> Sql:
    """Multiplication binds closer than addition, and addition than comparison; else brackets say so."""
    closer = isinstance(side, _CLOSER.get(kind, ()))
    chained = first and kind in (exp.Add, exp.Mul) and isinstance(side, kind)
    return side if closer or chained else enclosed(side)


_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Mod)
_CLOSER: dict[type[Sql], tuple[type[Sql], ...]] = {
    exp.Add: (exp.Mul,),
    exp.Sub: (exp.Mul,),
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _SUMS),
}
_COMPARISONS: dict[str, type[Sql]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def compare(operator: str, left: Sql, right: Sql) -> Sql:
    """A comparison."""
    return binary(_COMPARISONS[operator], left, right)


def negate(sql: Sql) -> Sql:
    """`NOT`."""
    if isinstance(sql, exp.Is):
        return exp.Is(this=sql.this, expression=exp.Not(this=sql.expression))
    return exp.Not(this=enclosed(sql))


def is_null(sql: Sql) -> Sql:
    """`IS NULL`."""
    return exp.Is(this=enclosed(sql), expression=null())


def is_true(sql: Sql) -> Sql:
    """`IS TRUE`."""
    return exp.Is(this=enclosed(sql), expression=truth(True))


def junction(kind: type[exp.And] | type[exp.Or], operands: Sequence[Sql]) -> Sql:
    """`AND` or `OR` of several, in a balanced tree, since engines go down into it."""
    if len(operands) == 1:
        return operands[0]
    half = len(operands) // 2
    sides = (junction(kind, operands[:half]), junction(kind, operands[half:]))
    left, right = (side if type(side) is kind else _bracketed(side) for side in sides)
    return kind(this=left, expression=right)


def _bracketed(sql: Sql) -> Sql:
    return exp.Paren(this=sql) if isinstance(sql, exp.Connector) else sql


def one_of(operand: Sql, values: Sequence[Sql]) -> Sql:
    """`IN`."""
    return exp.In(this=enclosed(operand), expressions=list(values))


def call(name: str, *operands: Sql) -> Sql:
    """A function by its name in the database."""
    return exp.Anonymous(this=name, expressions=list(operands))


def cast(sql: Sql, type_: str) -> Sql:
    """`CAST`, to a type by its name in the database."""
    return exp.Cast(this=sql, to=exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=type_))


def case(branches: Sequence[tuple[Sql, Sql]], otherwise: Sql | None) -> Sql:
    """`CASE WHEN`; what would be null anyhow is left out, and a case for the rest goes on with the same one."""
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    if isinstance(otherwise, exp.Case) and otherwise.this is None:
        return exp.Case(ifs=[*ifs, *otherwise.args["ifs"]], default=otherwise.args.get("default"))
    default = None if otherwise is None or isinstance(otherwise, exp.Null) else otherwise
    return exp.Case(ifs=ifs, default=default)


def coalesce(sql: Sql, default: Sql) -> Sql:
    """The first, or the second where it is null."""
    return exp.Coalesce(this=sql, expressions=[default])


def nullif(sql: Sql, value: Sql) -> Sql:
    """Null where they are equal."""
    return exp.Nullif(this=sql, expression=value)


def alias(sql: Sql, name: str) -> Sql:
    """`AS`; a column that has the name already stays as it is."""
    if isinstance(sql, exp.Column) and sql.name == name:
        return sql
    return exp.Alias(this=sql, alias=identifier(name))
