"""How a stored column of Polars becomes the plain value of a plan, and a plain value a column of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from .kinds import (
    Boolean,
    Clock,
    Context,
    Date,
    Day,
    Elapsed,
    Integer,
    Items,
    ListOf,
    Moment,
    Months,
    Number,
    Record,
    String,
    Text,
    Truth,
)

if TYPE_CHECKING:
    from polars.datatypes import DataTypeClass

    from .kinds import Kind, Type

_WIDTHS = (
    (2**7, pl.Int8),
    (2**15, pl.Int16),
    (2**31, pl.Int32),
    (2**63, pl.Int64),
)


def width_of(range_: Integer) -> type[pl.DataType]:
    """The narrowest type of signed integers that holds a range."""
    for limit, dtype in _WIDTHS:
        if -limit <= range_.low and range_.high < limit:
            return dtype
    return pl.Int128


def dtype_of(type_: Type) -> pl.DataType | type[pl.DataType]:
    """The type of Polars that holds plain values."""
    match type_:
        case Integer():
            return width_of(type_)
        case Text():
            return pl.String
        case Truth():
            return pl.Boolean
        case Day():
            return pl.Date
        case Record(fields):
            return pl.Struct({name: dtype_of(inner) for name, inner in fields})
        case Items(element):
            return pl.List(dtype_of(element))


def field_type(stored: pl.DataType, name: str) -> pl.DataType:
    """How a field of a stored record is stored."""
    if not isinstance(stored, pl.Struct):
        raise TypeError(stored)
    return instance_of(next(field.dtype for field in stored.fields if field.name == name))


def instance_of(dtype: DataTypeClass | pl.DataType) -> pl.DataType:
    """A type of Polars that may be given by its class."""
    return pl.select(pl.lit(None, dtype)).dtypes[0]


def plain_value(column: pl.Expr, stored: pl.DataType, kind: Kind) -> pl.Expr:
    """A stored value as the plain one: an integer of whatever width it is stored in, a text maybe by its code.

    What is inside a list or a record has the very type of its plain values.
    """
    match kind:
        case ListOf(element) if isinstance(stored, pl.List):
            inner = instance_of(stored.inner)
            return column.list.eval(_exactly(pl.element(), inner, element.kind))
        case Context(fields):
            parts = (
                _exactly(column.struct.field(name), field_type(stored, name), held.kind).alias(name)
                for name, held in fields
            )
            return pl.when(column.is_not_null()).then(pl.struct(parts))
        case _:
            return _plain_integer(column, stored, kind)


def _exactly(column: pl.Expr, stored: pl.DataType, kind: Kind) -> pl.Expr:
    plain = plain_value(column, stored, kind)
    match kind.plain:
        case Integer() as range_:
            return plain.cast(width_of(range_), wrap_numerical=True)
        case Text():
            return plain.cast(pl.String)
        case _:
            return plain


def _plain_integer(column: pl.Expr, stored: pl.DataType, kind: Kind) -> pl.Expr:
    match kind:
        case Number(scale):
            return _scaled(column, stored, scale, width_of(kind.plain))
        case Moment():
            return column.dt.cast_time_unit("us").to_physical()
        case Elapsed():
            return column.dt.cast_time_unit("us").to_physical()
        case Clock():
            return column.to_physical() // 1000
        case _:
            return column


def _scaled(column: pl.Expr, stored: pl.DataType, scale: int, width: type[pl.DataType]) -> pl.Expr:
    if isinstance(stored, pl.Decimal):
        own = stored.scale or 0
        physical = column.to_physical()
        return physical if own == scale else physical * int(10 ** (scale - own))
    if stored.is_float():
        return (column * int(10**scale)).round().cast(width)
    if stored == pl.UInt64:
        # Beside signed integers Polars would make it a binary fraction.
        column = column.cast(width)
    return column if scale == 0 else column.cast(width) * int(10**scale)


def is_wide(stored: pl.DataType) -> bool:
    """Whether a stored number is held in more bits than any plain integer of its range needs as a rule."""
    return isinstance(stored, pl.Decimal)


# Results.


def shown(plain: pl.Expr, kind: Kind) -> pl.Expr:
    """A plain value as the column of the result: a number as a decimal where it has decimals, and so on."""
    match kind:
        case Number(scale) if _differs(kind):
            # A plan that was made smaller may have narrower integers than the kind says.
            return plain.cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, scale))
        case Moment(zone):
            return plain.cast(pl.Int64).cast(pl.Datetime("us", zone or None))
        case Clock():
            return (plain.cast(pl.Int64) * 1000).cast(pl.Time)
        case Elapsed():
            return plain.cast(pl.Int64).cast(pl.Duration("us"))
        case Context(fields) if any(_differs(column.kind) for _, column in fields):
            inner = pl.struct(
                shown(plain.struct.field(name), column.kind).alias(name) for name, column in fields
            )
            return pl.when(plain.is_not_null()).then(inner)
        case ListOf(element) if _differs(element.kind):
            return plain.list.eval(shown(pl.element(), element.kind))
        case _:
            return plain


def _differs(kind: Kind) -> bool:
    """Whether the column of the result is other than the plain one."""
    match kind:
        case Number(scale):
            return scale > 0 or width_of(kind.plain) is pl.Int128
        case Moment() | Clock() | Elapsed():
            return True
        case Context(fields):
            return any(_differs(column.kind) for _, column in fields)
        case ListOf(element):
            return _differs(element.kind)
        case String() | Boolean() | Date() | Months():
            return False
