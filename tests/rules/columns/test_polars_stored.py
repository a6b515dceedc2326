"""However columns are stored, in records, in lists and in other tables too, decisions are those of the row engine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from minben.rules import parse
from minben.rules.columns.kinds import Column, Context, ListOf, Number, String
from minben.rules.columns.schema import RelatedRows, Schema

from .differential import Data, compare, dtype_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .differential import Row

MONEY = Column(Number(2, -10_000, 10_000))
CODE = Column(String(("x", "y")))
AGE = Column(Number(0, 0, 200))
HOUSE = Column(Number(0, 0, 9))
SCHEMA = Schema(
    {
        "person": Column(
            Context((("paid", MONEY), ("code", CODE), ("sums", Column(ListOf(MONEY, 5))), ("age", AGE)))
        ),
        "count": Column(Number(0, -300, 300), nullable=False),
        "least": Column(Number(0, -128, 100)),
        "age": AGE,
        "text": Column(String()),
        "house": HOUSE,
        "visits": Column(
            ListOf(Column(Context((("age", AGE), ("code", CODE), ("cost", MONEY))), nullable=False), 5)
        ),
    },
    {
        "kin": RelatedRows(
            {"house": HOUSE, "age": AGE, "code": CODE, "name": Column(String())}, "house", "house", 100
        )
    },
)
PERSONS = [
    {"paid": Decimal("12.34"), "code": "x", "sums": [Decimal("1.50"), None], "age": 200},
    None,
    {"paid": None, "code": None, "sums": None, "age": None},
    {"paid": Decimal("-0.05"), "code": "y", "sums": [], "age": 7},
]
VISITS: list[list[Row] | None] = [
    [],
    None,
    [{"age": 3, "code": None, "cost": Decimal("-7.00")}],
    [{"age": 200, "code": "x", "cost": Decimal("1.25")}, {"age": 150, "code": "y", "cost": None}],
]
ROWS: list[Row] = [
    {
        "person": PERSONS[place % 4],
        "count": [-300, 5, 0, 1, 300, 2][place % 6],
        "least": [-128, 100, None, -127, 7][place % 5],
        "age": [200, 0, None, 100][place % 4],
        "text": ["abcdef", "", None, "x:y"][place % 4],
        "house": [1, 2, None, 9][place % 4],
        "visits": VISITS[place % 4],
    }
    for place in range(60)
]
KIN: list[Row] = [
    {"house": 1, "age": 200, "code": "y", "name": "b"},
    {"house": 1, "age": 180, "code": None, "name": "a"},
    {"house": 2, "age": None, "code": "x", "name": ""},
]


@dataclass(frozen=True)
class Narrow(Data):
    """Whole numbers are stored in as few bits as hold them, without a sign where they have none."""

    def frame(self) -> pl.DataFrame:
        return super().frame().with_columns(narrow(self.schema.columns))

    def related_frames(self) -> dict[str, pl.LazyFrame]:
        return {
            name: frame.with_columns(narrow(self.schema.related[name].columns))
            for name, frame in super().related_frames().items()
        }


def narrow(columns: Mapping[str, Column]) -> list[pl.Expr]:
    return [pl.col(name).cast(narrowest(column)) for name, column in columns.items()]


def narrowest(column: Column) -> Any:
    match column.kind:
        case Number(0, low, high):
            widths = [(pl.UInt8, 0, 255), (pl.Int8, -128, 127), (pl.Int16, -(2**15), 2**15 - 1)]
            return next(dtype for dtype, first, last in widths if first <= low and high <= last)
        case Context(fields):
            return pl.Struct({name: narrowest(inner) for name, inner in fields})
        case ListOf(element):
            return pl.List(narrowest(element))
        case kind:
            return dtype_of(kind)


DECISIONS = """
person
person.paid
person.paid + 1
person.paid > 12
{paid: person.paid, code: person.code}
[person.paid, 1]
person.code = "x"
person.code in ("x", "q")
if person.code = null then "z" else person.code
text < person.code
person.age + person.age
max(person.age, age) + max(person.age, age)
age + age
-least
abs(least)
least / -1
floor(least / -1)
round down(least / 2, 0)
modulo(least, -1)
modulo(least, 7)
max(visits.age) + min(visits.age)
visits[1].age + visits[-1].age
visits[1].code
sum(visits.cost)
max(visits.cost)
count(visits[cost > person.paid])
max(kin.age) + min(kin.age)
kin[-1].age + kin[1].age
if kin[1].code = "y" then "a" else kin[1].code
min(kin.house)
{all: sum(kin.age), many: count(kin)}
[sum(kin.age), count(kin)]
{last: max(kin.name)}
substring(text, 1, count)
substring(text, count)
substring(text, age)
substring before(text, "")
substring before("a:b", text)
substring after("a:b", text)
substring after(text, text)
contains("abcdef", text)
"""


@pytest.mark.parametrize("data", [Data(SCHEMA, ROWS, {"kin": KIN}), Narrow(SCHEMA, ROWS, {"kin": KIN})])
@pytest.mark.parametrize("text", DECISIONS.strip().splitlines())
def test_however_it_is_stored_a_decision_is_the_same(data: Data, text: str) -> None:
    compiled = compare({"decision": parse(text)}, data)
    assert not compiled.refused
