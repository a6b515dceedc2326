"""A register of residents as a county keeps it, with everything that goes wrong in one, and rules of its benefits."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA: dict[str, Any] = {
    "id": pl.Int64,
    "birth": pl.Date,
    "moved": pl.Date,
    "income": pl.Decimal(12, 2),
    "price": pl.Float64,
    "small": pl.Int8,
    "u64": pl.UInt64,
    "months": pl.Int16,
    "division": pl.String,
    "hukou": pl.Categorical(),
    "note": pl.String,
    "written": pl.String,
    "flag": pl.Boolean,
    "house": pl.String,
    "seen": pl.Datetime("us"),
    "kids": pl.List(pl.Struct({"name": pl.String, "age": pl.Int32, "income": pl.Decimal(10, 2)})),
    "codes": pl.List(pl.String),
    "nothing": pl.Null,
}


def register(size: int, seed: int = 7) -> pl.DataFrame:
    """Residents: nulls everywhere, households by text keys, nested lists with null elements, odd prices and days."""
    chance = random.Random(seed)
    return pl.DataFrame([_resident(place, chance) for place in range(size)], schema=_SCHEMA)


def _resident(place: int, chance: random.Random) -> dict[str, Any]:
    def perhaps(value: object, share: float = 0.12) -> object:
        return None if chance.random() < share else value

    day, pick = chance.randint, chance.choice
    kids: list[object] = [
        {"name": perhaps("子"), "age": perhaps(day(0, 30)), "income": perhaps(Decimal(day(0, 30000)) / 100)}
        for _ in range(day(0, 3))
    ]
    return {
        "id": place,
        "birth": perhaps(pick([date(1964, 2, 29), date(1925, 1, 1) + timedelta(days=day(0, 36500))])),
        "moved": perhaps(date(2000, 1, 1) + timedelta(days=day(0, 9000))),
        "income": perhaps(Decimal(day(-1000, 500000)) / 100),
        "price": perhaps(pick([0.1, 0.2, 0.3, 899.99, 900.0, 0.000001, -3.25, 12.345678])),
        "small": perhaps(day(-128, 127)),
        "u64": perhaps(pick([0, 1, 2**64 - 1, 2**63])),
        "months": perhaps(pick([0, 11, 12, 59, 60, 119, 120, 300])),
        "division": perhaps(pick(["511602001", "511603", "5116", "510000", "", "51 16", "５１１６"])),
        "hukou": perhaps(pick(["本区", "外地", "未知"])),
        "note": perhaps(
            pick(["低保", "残疾 二级", "Älter", "a.b", "ß", "İ", "e\u0301", "x\ny", "12.50", ""])
        ),
        "written": perhaps(pick(["2025-01-31", "2025-02-30", "1964-02-29", "20250131", "0001-01-01", ""])),
        "flag": perhaps(chance.random() < 0.5),
        "house": perhaps(f"H{day(0, 40)}", 0.05),
        "seen": perhaps(datetime(2025, 3, 1) + timedelta(seconds=day(-(10**8), 10**7))),  # noqa: DTZ001
        "kids": perhaps([*kids, *([None] if chance.random() < 0.2 else [])], 0.08),
        "codes": perhaps([perhaps(pick(["a", "b", "c"])) for _ in range(day(0, 3))], 0.08),
        "nothing": None,
    }


COMPILED = """\
years and months duration(birth, counting date).years
if years and months duration(birth, counting date).years >= 80 then 100 else 50
sum(members.income) / count(members) < 900
if count(members) > 0 then max(0, 900 - decimal(sum(members.income) / count(members), 2)) else 0
count(members[months >= 60])
count(members[house = "H1"])
sum(members[flag = true].income)
min(members[flag].income)
members[1].id
members[flag][-1].income
members[id = 5][1].income
some m in members satisfies m.income > 4000
every m in members satisfies m.income != null
count(members[years and months duration(birth, counting date).years > 60])
sum(for m in members return if m.flag then m.income else 0)
starts with(division, "5116")
substring(division, 1, 4) = "5116"
substring(division, -2)
substring before(note, ".")
substring after(note, " ")
upper case(note)
matches(division, "^5116[0-9]{2}")
replace(note, "a", "b")
date(written)
date(written).year
number(note)
string(birth)
"户" + string(months)
day of week(birth)
week of year(moved)
(moved - birth).days
birth + @"P18Y6M" <= counting date
date(birth.year + 60, birth.month, birth.day)
date(seen)
time(seen)
seen < date and time("2025-01-01T00:00:00")
abs(income)
modulo(months, 12)
ceiling(income, 1)
round half up(price, 2)
round up(income, -2)
price + 0.2
price = 0.3
small * small
u64 + 1
nothing + 1
nothing = null
list contains(codes, "a")
hukou in ("本区", "外地")
flag or income > 100
count(kids[age < 18])
sum(kids.income)
kids[1].name
some k in kids satisfies k.age < 6
mean(kids.age) > 10
decimal(mean(kids.age), 1)
{age: years and months duration(birth, counting date).years, amount: income * 2, note: note}
[income, months][item > 50]
income in [100..900)
max(income, price, months)
income in [min(price, 5)..months]
floor(months / 12)
(income - 100) / 7 < 50
""".splitlines()

BY_ROWS = """\
income / 3
sqrt(income)
for m in members return m.income
count(distinct values(codes))
sort(members, function(a, b) a.income < b.income)[1].id
if flag then income else note
function(x) x + income
date(division + "-01-01")
""".splitlines()

TABLES = {
    "old age": 'U,"years and months duration(birth, counting date).years",hukou,=> amount,from,until\n'
    'type,number,string,number,,\n1,[60..80),"""本区""",50,2020-01-01,2025-06-30\n2,[60..80),"""本区""",60,2025-07-01,\n'
    '3,>= 80,"""本区""",100,2020-01-01,\notherwise,,,0,,\n',
    "summed": "C+,income,months,=> amount\ntype,number,number,number\n1,< 900,,300\n2,,>= 60,50.5\n3,< 0,< 12,20\n",
    "first": "F,income,flag,=> level,=> why\ntype,number,boolean,number,string\n"
    '1,< 300,true,1,"""poor"""\n2,< 900,,2,note\n3,,true,3,"""other"""\n',
    "any": "A,income,months,=> answer\ntype,number,number,boolean\n1,< 900,,true\n2,,< 12,true\notherwise,,,false\n",
}


def model_in(folder: Path, sources: list[str]) -> dict[str, str]:
    """Writes a table for each expression, and the tables; gives the expressions by the names of their decisions."""
    folder.mkdir()
    named = {f"d{place}": source for place, source in enumerate(sources)}
    for name, source in named.items():
        cell = source.replace('"', '""')
        (folder / f"{name}.csv").write_text(f'U,=> out\ntype,Any\n1,"{cell}"\n', encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return named
