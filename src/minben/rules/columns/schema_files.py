"""The schema of data as it lies: its types, and the ranges that one pass over it finds.

Numbers in decimals bring their scale; those stored as binary fractions are taken only if every one of them is a decimal
of few digits, for otherwise nobody can say which number was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from ..errors import Problem
from ..feel.types import (
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    Type,
)
from ..problems import Place, PlacedProblem
from .kinds import (
    Boolean,
    Clock,
    Column,
    Context,
    Date,
    Elapsed,
    Kind,
    ListOf,
    Moment,
    Number,
    String,
)
from .schema import DECLARED_RANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_FLOAT_DECIMALS = 6
"""The most decimals of numbers that are stored as binary fractions."""


class DataError(Exception):
    """Data cannot be used as it is. Holds every problem: the file, the column, and what to do."""

    def __init__(self, problems: tuple[PlacedProblem, ...]) -> None:
        super().__init__("\n".join(problem.text("en") for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Statistics:
    """The least and the greatest value of a column (None where it has no value), and whether there is a null.

    `exact` says of binary fractions whether every one of them is a decimal of few digits.
    """

    low: object
    high: object
    nulls: bool
    exact: bool = True


def columns_of(frame: pl.LazyFrame, names: Iterable[str], place: str) -> Mapping[str, Column]:
    """What these columns hold. Raises `DataError` with every column that is missing or of no use."""
    schema = frame.collect_schema()
    wanted = list(dict.fromkeys(names))
    problems = [
        _problem(place, name, "columns-missing", have=", ".join(schema.names()))
        for name in wanted
        if name not in schema
    ]
    statistics = _statistics(frame, [name for name in wanted if name in schema], schema)
    columns: dict[str, Column] = {}
    for name in wanted:
        if name not in schema:
            continue
        kind = kind_of(schema[name], statistics[name])
        if kind is None:
            problems.append(_problem(place, name, _why(schema[name]), type=str(schema[name])))
        else:
            columns[name] = Column(kind, statistics[name].nulls)
    if problems:
        raise DataError(tuple(problems))
    return columns


def _problem(place: str, name: str, code: str, **values: str) -> PlacedProblem:
    return PlacedProblem(Place(place, cell=name), Problem(code, {"column": name, **values}))


def _why(dtype: pl.DataType) -> str:
    return "columns-float" if dtype.is_float() else "columns-type"


def _statistics(frame: pl.LazyFrame, names: list[str], schema: pl.Schema) -> dict[str, Statistics]:
    """One pass over the columns."""
    found: list[pl.Expr] = []
    for name in names:
        column, dtype = pl.col(name), schema[name]
        found.append((column.null_count() > 0).alias(f"{name}\0nulls"))
        if dtype.is_float():
            scaled = column * 10**MOST_FLOAT_DECIMALS
            # Polars divides by a lone number by multiplying with its inverse, which brings 0.1 beside itself.
            unit = column * 0 + 10**MOST_FLOAT_DECIMALS
            exact = (scaled.round() / unit == column) & (scaled.abs() < 2**52)
            found.append(exact.all(ignore_nulls=True).alias(f"{name}\0exact"))
        if dtype.is_numeric() or dtype.is_temporal():
            plain = column.to_physical() if isinstance(dtype, pl.Decimal) or dtype.is_temporal() else column
            found += [plain.min().alias(f"{name}\0low"), plain.max().alias(f"{name}\0high")]
    if not found:
        return {}
    row = frame.select(found).collect(engine="streaming").row(0, named=True)
    return {
        name: Statistics(
            row.get(f"{name}\0low"),
            row.get(f"{name}\0high"),
            bool(row[f"{name}\0nulls"]),
            bool(row.get(f"{name}\0exact", True)),
        )
        for name in names
    }


_HELD: Mapping[Type, tuple[type, ...]] = {
    NUMBER: (Number,),
    STRING: (String,),
    BOOLEAN: (Boolean,),
    DATE: (Date, Moment),
    DATE_AND_TIME: (Moment, Date),
    TIME: (Clock,),
    DAYS_AND_TIME: (Elapsed,),
    YEARS_AND_MONTHS: (),
}
"""What columns hold where a type is declared; a date is taken for the date and time of its beginning."""


def check_declared(
    frame: pl.LazyFrame, columns: Mapping[str, Column], declared: Mapping[str, Type | None], place: str
) -> None:
    """Refuses columns of another type than is declared: every value of theirs would be null.

    A column without any value, which is written without a type, is of every type. Raises `DataError` with all of them.
    """
    schema = frame.collect_schema()
    problems = [
        _problem(place, name, "columns-declared", type=str(schema[name]), declared=str(type_))
        for name, type_ in declared.items()
        if name in columns
        and type_ is not None
        and type_ in _HELD
        and not isinstance(columns[name].kind, _HELD[type_])
        and schema[name] != pl.Null
    ]
    if problems:
        raise DataError(tuple(problems))


def kind_of(dtype: pl.DataType, statistics: Statistics | None) -> Kind | None:
    """What a column of a type holds; without statistics (a field, an element) its range is taken to be wide."""
    if dtype.is_numeric():
        return _number(dtype, statistics)
    if dtype.is_temporal():
        return _temporal(dtype, statistics)
    match dtype:
        case pl.String() | pl.Categorical():
            return String()
        case pl.Enum():
            return String(tuple(dtype.categories.to_list()))
        case pl.Boolean():
            return Boolean()
        case pl.Struct():
            fields = [(field.name, kind_of(_instance(field.dtype), None)) for field in dtype.fields]
            known = tuple((name, Column(kind)) for name, kind in fields if kind is not None)
            return Context(known) if known and len(known) == len(fields) else None
        case pl.List():
            inner = kind_of(_instance(dtype.inner), None)
            return None if inner is None else ListOf(Column(inner))
    if dtype == pl.Null:
        # A column without any value is null, whatever it was to be.
        return Boolean()
    return None


def _instance(dtype: object) -> pl.DataType:
    return dtype if isinstance(dtype, pl.DataType) else dtype()  # type: ignore[operator]


def _number(dtype: pl.DataType, statistics: Statistics | None) -> Number | None:
    scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    if dtype.is_float():
        if statistics is None:
            return None
        return _float(statistics)
    if statistics is None:
        bound = (
            min(10 ** (dtype.precision or 18), 10**18) if isinstance(dtype, pl.Decimal) else DECLARED_RANGE
        )
        return Number(scale or 0, -bound, bound)
    low, high = statistics.low, statistics.high
    if not isinstance(low, int) or not isinstance(high, int):
        # No value at all.
        return Number(scale or 0, 0, 0)
    return Number(scale or 0, low, high)


def _float(statistics: Statistics) -> Number | None:
    low, high = statistics.low, statistics.high
    if not statistics.exact:
        return None
    if not isinstance(low, float) or not isinstance(high, float):
        return Number(MOST_FLOAT_DECIMALS, 0, 0)
    unit = 10**MOST_FLOAT_DECIMALS
    return Number(MOST_FLOAT_DECIMALS, round(low * unit), round(high * unit))


def _temporal(dtype: pl.DataType, statistics: Statistics | None) -> Kind | None:
    low = statistics.low if statistics is not None else None
    high = statistics.high if statistics is not None else None
    match dtype:
        case pl.Date():
            if isinstance(low, int) and isinstance(high, int):
                return Date(low, high)
            return Date(0, 0) if statistics is not None else Date()
        case pl.Datetime(time_unit=unit, time_zone=zone):
            if not isinstance(low, int) or not isinstance(high, int):
                return Moment(zone or "")
            per = {"ms": (1000, 1), "us": (1, 1), "ns": (1, 1000)}[unit]
            return Moment(zone or "", low * per[0] // per[1], -(-high * per[0] // per[1]))
        case pl.Duration():
            return Elapsed(-(10**15) * 1000, 10**15 * 1000)
        case pl.Time():
            return Clock()
    return None
