"""What the data holds: its columns, and the related rows that belong to each row.

A schema comes from a Parquet file and its statistics (`schema_files`), or, before there is any data, from the types
that a model declares for its inputs. The narrower it is, the more compiles and the faster it runs; a number whose
range is not known cannot be proven exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from ..feel.evaluate import compile_node
from ..feel.run import run_code
from ..feel.temporal import Date as FeelDate
from ..feel.types import (
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ConstrainedType,
    ContextType,
    ListType,
    NamedType,
    Type,
)
from ..feel.values import Range, admit
from .abstract import scaled
from .kinds import (
    MICROSECONDS_OF_A_DAY,
    Boolean,
    Clock,
    Column,
    Context,
    Date,
    Elapsed,
    Kind,
    ListOf,
    Moment,
    Months,
    Number,
    String,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..feel.tree import UnaryTests
    from ..feel.values import Value

DECLARED_SCALE = 6
"""The decimals that a declared number is taken to have at most."""
DECLARED_RANGE = 10**12
"""The magnitude that a declared number without allowed values is taken to have at most."""
DECLARED_DAYS = FeelDate(1583, 1, 1).number, FeelDate(2999, 12, 31).number
"""The days that a declared date is taken to be within."""
MOST_RELATED = 1_000_000
"""The related rows that one row is taken to have at most, where nothing else is known."""


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """Rows of another table (or the same) whose column `key` equals column `own_key` of the row that is decided."""

    columns: Mapping[str, Column]
    key: str
    own_key: str
    most: int = MOST_RELATED


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of the rows that are decided, by name, and the rows related to them."""

    columns: Mapping[str, Column]
    related: Mapping[str, RelatedRows] = field(default_factory=dict)

    @classmethod
    def of_types(cls, types: Mapping[str, Type], named: Mapping[str, Type]) -> Schema:
        """The schema that declared types promise: for a check before there is data.

        Inputs whose type says nothing are left out: whatever reads them does not compile.
        """
        columns = {name: column_of(type_, named) for name, type_ in types.items()}
        return cls({name: column for name, column in columns.items() if column is not None})


def column_of(type_: Type, named: Mapping[str, Type], allowed: UnaryTests | None = None) -> Column | None:
    """What a column of a declared type holds, None where the type does not tell."""
    match type_:
        case NamedType(name):
            return column_of(named[name], named, allowed) if name in named else None
        case ConstrainedType(base, tests):
            return column_of(base, named, tests)
        case ListType(element):
            inner = column_of(element, named)
            return None if inner is None else Column(ListOf(inner))
        case ContextType(fields):
            columns = [(name, column_of(inner, named)) for name, inner in fields]
            known = tuple((name, column) for name, column in columns if column is not None)
            return Column(Context(known)) if len(known) == len(columns) and known else None
        case _:
            kind = _declared(type_, _constants(allowed))
            return None if kind is None else Column(kind)


def _constants(allowed: UnaryTests | None) -> list[Value]:
    if allowed is None or allowed.negated:
        return []
    return [admit(run_code(compile_node(test), {}).value) for test in allowed.tests]


def _declared(type_: Type, allowed: list[Value]) -> Kind | None:
    days = DECLARED_DAYS
    kinds: Mapping[Type, Kind] = {
        BOOLEAN: Boolean(),
        DATE: Date(*days),
        DATE_AND_TIME: Moment("", days[0] * MICROSECONDS_OF_A_DAY, (days[1] + 1) * MICROSECONDS_OF_A_DAY),
        TIME: Clock(),
        YEARS_AND_MONTHS: Months(-120_000, 120_000),
        DAYS_AND_TIME: Elapsed(-(10**18), 10**18),
    }
    if type_ == NUMBER:
        return _declared_number(allowed)
    if type_ == STRING:
        texts = tuple(value for value in allowed if isinstance(value, str))
        return String(texts if texts and len(texts) == len(allowed) else None)
    return kinds.get(type_)


def _declared_number(allowed: list[Value]) -> Number:
    """A number within its allowed values; whole numbers written out have no decimals."""
    unit = 10**DECLARED_SCALE
    lows: list[Decimal] = []
    highs: list[Decimal] = []
    for value in allowed:
        low, high = (value.low, value.high) if isinstance(value, Range) else (value, value)
        lows.append(low if isinstance(low, Decimal) else Decimal(-DECLARED_RANGE))
        highs.append(high if isinstance(high, Decimal) else Decimal(DECLARED_RANGE))
    low, high = min(lows, default=Decimal(-DECLARED_RANGE)), max(highs, default=Decimal(DECLARED_RANGE))
    plain = [scaled(value) for value in allowed if isinstance(value, Decimal)]
    if plain and len(plain) == len(allowed):
        scale = max(own for _, own in plain)
        values = [value * 10 ** (scale - own) for value, own in plain]
        return Number(scale, min(values), max(values))
    return Number(DECLARED_SCALE, int(low * unit), int(high * unit))
