"""Every construct that compiles, over rows with nulls, beside the row engine."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from minben.rules import YearsMonths, parse
from minben.rules.columns.kinds import (
    Boolean,
    Column,
    Context,
    Date,
    Elapsed,
    ListOf,
    Moment,
    Months,
    Number,
    String,
)
from minben.rules.columns.schema import RelatedRows, Schema
from minben.rules.feel.temporal import day_number

from .differential import Data, Row, compare

WHOLE = Column(Number(0, -1000, 1000))
MONEY = Column(Number(2, -100_000, 100_000_000))
DAY = Column(Date(day_number(1900, 1, 1), day_number(2100, 12, 31)))
MEMBERS = Column(
    ListOf(
        Column(Context((("age", WHOLE), ("income", MONEY), ("name", Column(String())))), nullable=False), 10
    )
)
SCHEMA = Schema(
    {
        "n": WHOLE,
        "m": Column(Number(0, 0, 9), nullable=False),
        "money": MONEY,
        "code": Column(String(("a", "b", "本区"))),
        "text": Column(String()),
        "flag": Column(Boolean()),
        "day": DAY,
        "other": DAY,
        "moment": Column(Moment("", -(10**15), 4 * 10**15)),
        "months": Column(Months(-500, 500)),
        "span": Column(Elapsed(-(10**14), 10**14)),
        "person": Column(Context((("age", WHOLE), ("name", Column(String()))))),
        "members": MEMBERS,
        "sums": Column(ListOf(WHOLE, 10)),
        "house": Column(Number(0, 0, 100)),
    },
    {
        "kin": RelatedRows(
            {"house": Column(Number(0, 0, 100)), "age": WHOLE, "income": MONEY}, "house", "house", 100
        )
    },
)
MORNING = datetime(2025, 6, 1, 9, 30)  # noqa: DTZ001
BEFORE_1970 = datetime(1969, 12, 31, 23, 59, 59, 500000)  # noqa: DTZ001
MEMBER = [
    [],
    None,
    [{"age": 80, "income": Decimal("10.50"), "name": "a"}],
    [{"age": 8, "income": None, "name": "b"}, {"age": 18, "income": Decimal(7), "name": None}],
    [
        {"age": None, "income": Decimal(3), "name": "本区"},
        {"age": 90, "income": Decimal("0.01"), "name": "x"},
    ],
]


def _rows() -> list[Row]:
    numbers = [0, None, 1, -7, 999, 5]
    rows: list[Row] = []
    for place in range(60):
        rows.append(
            {
                "n": numbers[place % 6],
                "m": place % 10,
                "money": [Decimal("900.00"), None, Decimal("899.99"), Decimal("-0.05"), Decimal("123456.78")][
                    place % 5
                ],
                "code": ["a", "b", None, "本区"][place % 4],
                "text": ["", "a:b:c", "本区abc", None, "A"][place % 5],
                "flag": [True, False, None][place % 3],
                "day": [
                    date(1940, 2, 29),
                    date(2025, 6, 1),
                    None,
                    date(2005, 12, 31),
                    date(1945, 6, 2),
                    date(1945, 6, 1),
                ][place % 6],
                "other": [date(2025, 1, 31), None, date(2024, 2, 29), date(1999, 3, 1)][place % 4],
                "moment": [MORNING, None, BEFORE_1970][place % 3],
                "months": [YearsMonths(14), None, YearsMonths(-13), YearsMonths(0)][place % 4],
                "span": [timedelta(days=1, hours=5), None, timedelta(seconds=-90)][place % 3],
                "person": [None, {"age": 7, "name": "a"}, {"age": None, "name": None}][place % 3],
                "members": MEMBER[place % 5],
                "sums": [[1, 2, 3], [], None, [5, None], [4]][place % 5],
                "house": [1, None, 2, 3, 1, 99][place % 6],
            }
        )
    return rows


KIN = [
    {"house": house, "age": age, "income": income}
    for house, (age, income) in product(
        (1, 2, None, 50), ((80, Decimal("1.25")), (None, Decimal(2)), (17, Decimal(3)))
    )
] + [{"house": 3, "age": 1, "income": None}, {"house": 99, "age": 40, "income": Decimal("1799.99")}]
DATA = Data(SCHEMA, _rows(), {"kin": KIN})

COMPILES = """
n + money * 2 - m
-n
n / 4
n / -8 + money
money / 7 < 128.57
money / 7 = 128.57
n / m
decimal(n / m, 2)
decimal(money / 7, 0)
round half up(900 - money / (m + 1), 2)
round half down(money / 8, 1)
round up(n / 7, 1)
round down(n / 7, 1)
floor(money)
floor(-money / 3, 1)
ceiling(n / 3)
decimal(n, -2)
abs(n - 3)
abs(money)
modulo(n, 7)
modulo(n, m)
modulo(money, -0.7)
n ** 2
odd(n)
even(n)
odd(money)
n = 5
n != 5
n = null
n = money
n < money
n >= 4.5
n = 4.5
money between 1 and n
n between m and 10
n in (1, 5, [7..999])
n in [0..5)
n in (< 3)
n not in [1]
if n > 0 then n else if flag then money else null
if n > 0 then "x" else code
if n > 0 then "x" else 1
(if n > 0 then "x" else 1) = 1
n > 0 and flag
n > 0 or flag
not(flag)
not(n)
flag = true
flag = (n > 0)
code = "a"
code != "a"
code = text
code < "b"
text < "b"
code in ("a", "本区", "zzz")
text in ("a", "A")
code in (text, "b")
"x" + code + text
string length(text)
string length(code)
upper case(code)
upper case(text)
contains(text, "b")
starts with(text, code)
ends with(text, "c")
substring(text, 2)
substring(text, -1)
substring(text, 2, 1)
substring(text, m, 2)
substring before(text, ":")
substring after(text, ":")
substring after(text, code)
matches(code, "[ab]")
replace(code, "a", "q")
string(n)
string(flag)
number(code)
day < date("1945-06-02")
day = other
day + duration("P1M")
day - duration("P1Y1M")
day + duration("P3D")
day + months
day - other
other - day > duration("P1000D")
(other - day).days
day.year
day.month = 6
day.weekday
day of week(day)
month of year(day)
day of year(day)
week of year(day)
date(2000 + m, m, 30)
date and time(day, time("10:00:00"))
years and months duration(day, counting date)
years and months duration(day, counting date).years
years and months duration(day, counting date).years >= 80
years and months duration(day, counting date).years in [19..80)
years and months duration(day, counting date).months
years and months duration(other, day).years > -20
years and months duration(day, other)
months + duration("P1Y")
months.years
months.months
months * 2
months > duration("P1Y")
months / 2
span + duration("PT1H")
span.hours
span.days
span < duration("PT0S")
span * 1.5
moment < date and time("2025-06-01T09:30:00")
moment - date and time("2025-01-01T00:00:00")
moment + span
moment.hour
moment.minute
date(moment)
date(text)
money ** m
[n..m]
stddev(kin.income)
n / 3 * m < 2
some k in kin satisfies count(kin[age > k.age]) > 1
kin.income
for x in [n, m] return function(y) y
time(moment)
moment.year
person.age
person.age + 1
person = null
person
person.name = "a"
{a: n, b: if n > 0 then code else null}
{a: n}.a + 1
{a: n} = {a: 5}
get value({a: n}, "a")
context put({a: n}, "b", m).b
count(get entries({a: n, b: m}))
[n, m, 3]
[n, m, 3][2]
[n, m, 3][item > 2]
count([n, m, 3][item > 2])
[n, m, 3][-1]
[n, 2][m]
sum([n, money, 3])
sum([m, money][item > 2])
min([n, m])
max(n, m, 3)
mean([m, 3, 5]) > 4
decimal(mean([n, m]), 2)
count([n, m, null])
all([flag, n > 0])
any([flag, n > 0])
list contains([n, 3], 5)
some x in [n, m] satisfies x > 4
every x in [n, m] satisfies x > 4
for x in [n, m] return x * 2
for x in 1..3 return x * m
sum(for x in 1..m return x)
sum(for x in 1..m+1 return x)
append([n], m)
concatenate([n], [m, 2])
flatten([[n], [m, [2]]])
reverse([n, m])
remove([n, m], 1)
insert before([n, m], 1, 9)
sublist([n, m, 5], 2)
n instance of number
code instance of string
n instance of string
null instance of number
[n] instance of list<number>
(function(x, y) x + y)(n, m)
(function(x: string) x)(n)
{f: function(x) x * 2, r: f(n)}.r
is(n, 5)
before(day, other)
after(n, m)
includes([1..10], n)
during(n, [1..m])
[1..m].end
sum(kin.income)
count(kin)
sum(kin.income) / count(kin) < 2
decimal(sum(kin.income) / count(kin), 2)
round half up(900 - mean(kin.income), 2)
max(kin.age)
min(kin.income)
count(kin[age > 18])
count(kin[age > n])
sum(kin[age > 10].income)
kin[1].income
kin[-1].age
kin[age > 18][1].income
some k in kin satisfies k.age > 18
every k in kin satisfies k.age > 18
every k in kin satisfies k.income < money
some k in kin satisfies k.age = n
list contains(kin.age, 17)
list contains(kin.age, null)
sum(for k in kin return k.age * 2)
count(members)
sum(members.income)
members[1].name
members[age > 10].income
count(members[age > 10])
count(members[income > money])
some k in members satisfies k.name = code
every k in members satisfies k.age > n
members = null
max(members.age)
sum(sums)
count(sums)
sums[1]
count(sums[item > m])
count(sums[item > 2])
list contains(sums, n)
any(for x in sums return x > 2)
all(for x in sums return x > m)
mean(sums) > 2
sums = null
counting date
today()
nonsense
nonsense + n
null
[]
5
"""
REFUSED = {
    "n / m": "columns-quotient",
    '(if n > 0 then "x" else 1)': "columns-output",
    'if n > 0 then "x" else 1': "columns-output",
    "n / 3 * m < 2": "columns-quotient-arithmetic",
    "kin.income": "columns-rows",
    "members[age > 10].income": "columns-rows",
    "stddev(kin.income)": "columns-function",
    "some k in kin satisfies count(kin[age > k.age]) > 1": "columns-nested-relation",
    "[n..m]": "columns-output",
    "for x in [n, m] return function(y) y": "columns-output",
    "sum(for x in 1..m return x)": "columns-iteration",
    "date(text)": "columns-parse",
    "money ** m": "columns-power",
    "upper case(text)": "columns-function",
}


@pytest.mark.parametrize("source", COMPILES.strip().splitlines())
def test_columns_say_what_rows_say(source: str) -> None:
    names = {*SCHEMA.columns, *SCHEMA.related, "counting date"}
    compiled = compare({"it": parse(source, names)}, DATA)
    wanted = REFUSED.get(source)
    assert [problem.code for problem in compiled.refused.get("it", ())] == ([wanted] if wanted else [])
