"""Of a group that has rows, what asks whether it has any is settled, and nothing else."""

from __future__ import annotations

from minben.rules.columns import build
from minben.rules.columns.kinds import Column, Number
from minben.rules.columns.occupied import of_some
from minben.rules.columns.plan import Aggregate, IsNull, Narrowed, Read

INCOME = Read("kin", "income", Column(Number(0, 0, 1_000)))
ALL = Aggregate("kin", "count", None, None, 100)
SOME = Aggregate("kin", "count", None, build.compare("<", INCOME, build.number(5)), 100)
SUM = Aggregate("kin", "sum", INCOME, None, 100)
UNKNOWN = Aggregate("kin", "any", IsNull(INCOME), None, 100)


def test_a_count_of_all_rows_is_at_least_one() -> None:
    assert of_some(build.compare("=", ALL, build.number(0))) is build.FALSE
    assert of_some(build.compare(">", ALL, build.number(0))) is build.TRUE


def test_a_count_of_some_rows_may_be_none() -> None:
    asked = build.compare("=", SOME, build.number(0))
    assert of_some(asked) is asked


def test_what_is_guarded_by_the_count_loses_its_guard() -> None:
    nobody = build.compare("=", ALL, build.number(0))
    guarded = build.unless(build.any_of((UNKNOWN, nobody)), SUM)
    assert of_some(guarded) is build.unless(UNKNOWN, SUM)
    per_head = build.floor_divide(SUM, Narrowed(ALL, 1, 100))
    assert of_some(build.unless(nobody, per_head)) is of_some(per_head)
