"""A policy of thirty tables, as a city has them: the yardstick's four, and local allowances of many kinds around them.

The tables are invented, by seed, but of shapes that are met: bands of age, of income and of insured months, levels,
kinds of employment, with every hit policy that gives one answer, and some that look at the whole household.
``python -m benchmarks.rules.thirty FOLDER`` writes them as CSV files.
"""

from __future__ import annotations

import csv
import shutil
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.rules.residents import EMPLOYMENT, HUKOU

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

YARDSTICK = Path(__file__).with_name("policy")
TABLES = ("old_age_allowance", "minimum_living", "disability_subsidy", "unemployment_months")
"""Those of the yardstick that decide; its other files say what these read."""
AGE = "years and months duration(birth_date, counting date).years"
OLD_MEMBERS = f"count(members[{AGE} >= 80])"
JOBLESS = 'count(members[employment = "失业"])'
EARNING = 'some m in members satisfies m.employment = "在职" and m.monthly_income >= 2000'

Row = list[str]


def write_thirty(folder: Path, seed: int = 30) -> tuple[str, ...]:
    """Writes the policy into the folder and tells the thirty names of what it decides for a resident."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in YARDSTICK.glob("*.csv"):
        shutil.copy(path, folder)
    names = list(TABLES)
    for sheet in _sheets(Random(seed)):
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(sheet.lines)
        names.append(sheet.name)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is written: what its inputs are, with their types, and the rules below."""

    name: str
    policy: str
    inputs: tuple[tuple[str, str], ...]
    rules: Sequence[tuple[tuple[str, ...], str]]
    otherwise: str = ""

    @property
    def lines(self) -> Iterator[Row]:
        """The lines of its file."""
        yield [self.policy, *(text for text, _ in self.inputs), "=> amount", "from", "# law"]
        yield ["type", *(kind for _, kind in self.inputs), "number", "", ""]
        for number, (tests, result) in enumerate(self.rules, 1):
            yield [str(number), *tests, result, "2025-01-01", "示例"]
        if self.otherwise:
            yield ["otherwise", *("" for _ in self.inputs), self.otherwise, "", ""]


def _quoted(text: str) -> str:
    return f'"{text}"'


def _codes(name: str, values: Sequence[str]) -> tuple[str, str]:
    return name, "string: " + ", ".join(map(_quoted, values))


_AGE = (AGE, "number")
_INCOME = ("monthly_income", "number: >= 0")
_LEVEL = ("disability_level", "number: 0, 1, 2, 3, 4")
_MONTHS = ("insurance_months", "number: >= 0")
_PER_HEAD = ("income_per_head", "number")
_HUKOU, _EMPLOYMENT = _codes("hukou", HUKOU), _codes("employment", EMPLOYMENT)
_LEVELS = ("1", "2", "3, 4")


def _bands(bounds: Sequence[int]) -> list[str]:
    """Tests that leave no gap from the first bound up."""
    inner = [f"[{low}..{high})" for low, high in pairwise(bounds)]
    return [*inner, f">= {bounds[-1]}"]


def _rising(random: Random, first: int, step: tuple[int, int], count: int, of: int = 1) -> list[int]:
    """Whole numbers from the first on, each further by a step within bounds, in multiples."""
    values = [first]
    while len(values) < count:
        values.append(values[-1] + random.randint(*step) * of)
    return values


def _sheets(random: Random) -> Iterator[Sheet]:
    yield from _town_allowances(random)
    yield from _care_subsidies(random)
    yield from _job_subsidies(random)
    yield from _reliefs(random)
    yield from _household_subsidies(random)


def _town_allowances(random: Random) -> Iterator[Sheet]:
    """Seven towns pay the old something of their own, by bands of five years or ten, two of them by income too."""
    for number in range(1, 8):
        bands = _bands(_rising(random, random.choice((60, 65, 70)), (1, 2), random.randint(4, 7), of=5))
        amounts = map(str, _rising(random, random.randint(2, 6) * 10, (1, 8), len(bands), of=10))
        local = _quoted(random.choice(HUKOU[:2]))
        if number > 5:
            limit = f"< {random.randint(20, 40) * 100}"
            by_income = tuple(
                ((band, local, limit), amount) for band, amount in zip(bands, amounts, strict=True)
            )
            yield Sheet(f"town_allowance_{number}", "F", (_AGE, _HUKOU, _INCOME), by_income, "0")
        else:
            rules = tuple(((band, local), amount) for band, amount in zip(bands, amounts, strict=True))
            yield Sheet(f"town_allowance_{number}", "U", (_AGE, _HUKOU), rules, "0")


def _care_subsidies(random: Random) -> Iterator[Sheet]:
    """Five subsidies for residents with disabilities: the best of several, or several together."""
    for number in range(1, 6):
        ages = ["< 18", *_bands(_rising(random, 18, (20, 42), 2))]
        limits = _rising(random, random.randint(6, 9) * 100, (2, 6), 2, of=100)
        tests = [((levels, age, "-"), 3) for levels in _LEVELS for age in ages]
        tests += [((levels, "-", f"< {limit}"), 5) for levels in _LEVELS for limit in limits]
        rules = tuple((test, str((least + random.randint(0, 6)) * 10)) for test, least in tests)
        policy = ("C>", "C+", "C+", "C<", "C#")[number - 1]
        yield Sheet(f"care_subsidy_{number}", policy, (_LEVEL, _AGE, _INCOME), rules, "0")


def _job_subsidies(random: Random) -> Iterator[Sheet]:
    """Five subsidies for those who look for work or work for themselves, by insured months, income or age."""
    kinds = (('"失业"', '"灵活就业"'), ('"失业", "其他"', '"灵活就业"'), ('"灵活就业"', '"在职"'))
    for number in range(1, 6):
        third = (_AGE, _INCOME)[number % 2]
        limits = ("[16..50)", ">= 50") if third is _AGE else ("< 1800", "[1800..3000)")
        bands = _bands(_rising(random, 12, (1, 4), random.randint(3, 5), of=12))
        rules = tuple(
            ((kind, band, limit), str(random.randint(1, 12) * 50))
            for kind in kinds[number % 3]
            for band in bands
            for limit in limits
        )
        yield Sheet(f"job_subsidy_{number}", "UFUFU"[number - 1], (_EMPLOYMENT, _MONTHS, third), rules, "0")


def _reliefs(random: Random) -> Iterator[Sheet]:
    """Five reliefs by what one earns and is: of premiums, heating, fares, and for those at school."""
    for number in range(1, 4):
        limits = _rising(random, random.randint(5, 9) * 100, (3, 9), 4, of=100)
        kinds = HUKOU[: 1 + number % 2]
        amounts = zip(limits, (300, 180, 90, 30), strict=True)
        relief = tuple(
            ((f"< {limit}", _quoted(hukou)), str(amount)) for limit, amount in amounts for hukou in kinds
        )
        yield Sheet(f"premium_relief_{number}", "F", (_INCOME, _HUKOU), relief, "0")
    ages = _bands([6, 12, 15, 18, 25])
    school = tuple(((age, _quoted("在学")), str(random.randint(2, 20) * 25)) for age in ages)
    yield Sheet("school_aid", "U", (_AGE, _EMPLOYMENT), school, "0")
    fares = (
        ((">= 70", "-", "-"), "100"),
        (("-", "1, 2", "-"), "100"),
        (("[60..70)", "0, 3, 4", _quoted("退休")), "50"),
    )
    yield Sheet("fare_relief", "A", (_AGE, _LEVEL, _EMPLOYMENT), fares, "0")


def _household_subsidies(random: Random) -> Iterator[Sheet]:
    """Four subsidies by what the household earns and who belongs to it."""
    low, high = random.randint(9, 11) * 100, random.randint(13, 16) * 100
    heads = ((f"< {low}",), "240"), ((f"[{low}..{high})",), "120")
    yield Sheet("heating_subsidy", "U", (_PER_HEAD,), heads, "0")
    aid = tuple(((f"< {limit}", '"在学"', "< 23"), amount) for limit, amount in ((900, "400"), (1350, "250")))
    yield Sheet("student_aid", "F", (_PER_HEAD, _EMPLOYMENT, _AGE), aid, "0")
    old = (("1", "-"), "60"), ((">= 2", "-"), "100"), (("0", "< 900"), "20")
    yield Sheet("old_household_care", "F", ((OLD_MEMBERS, "number"), _PER_HEAD), old, "0")
    jobless = ((">= 2", "-"), "300"), (("1", "false"), "200"), (("1", "true"), "80")
    yield Sheet("jobless_household", "U", ((JOBLESS, "number"), (EARNING, "boolean")), jobless, "0")


if __name__ == "__main__":
    sys.stdout.write("\n".join(write_thirty(Path(sys.argv[1]))) + "\n")
