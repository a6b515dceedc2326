"""A value with periods: a table without inputs, decided by the date that counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from minben.rules import Words, read_table, tell

TEXT = "U,=> base,from,until\ntype,number,,\n1,500,2024-01-01,2024-12-31\n2,900,2025-07-01,\n"
BASE = read_table(TEXT, "base.csv")


def test_a_dated_value_is_that_of_the_day() -> None:
    assert BASE.decide({}, on=date(2024, 12, 31)).value == Decimal(500)
    assert BASE.decide({}, on=date(2030, 1, 1)).value == Decimal(900)


def test_the_grounds_say_since_when_it_is_in_force() -> None:
    told = tell(BASE.decide({}, on=date(2025, 8, 1)), Words("en"))
    assert "in force from 1 July 2025" in told.text(Words("en"))
    assert "自2024年1月1日起有效，至2024年12月31日止" in tell(
        BASE.decide({}, on=date(2024, 8, 1)), Words("zh")
    ).text(Words("zh"))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2023, 1, 1), "no rule is in force on 2023-01-01; in force from 2024-01-01"),
        (
            date(2025, 1, 1),
            "no rule is in force on 2025-01-01; in force until 2024-12-31, and again from 2025-07-01",
        ),
    ],
)
def test_a_day_without_a_period_says_the_nearest_ones(on: date, said: str) -> None:
    decision = BASE.decide({}, on=on)
    assert decision.value is None
    assert [reason.problem.text("en") for reason in decision.reasons] == [said]


def test_a_value_that_is_no_more_says_until_when_it_was() -> None:
    ended = read_table(TEXT.replace("2025-07-01,", "2025-07-01,2025-12-31"), "base.csv")
    (reason,) = ended.decide({}, on=date(2026, 1, 1)).reasons
    assert reason.problem.text("en") == "no rule is in force on 2026-01-01; in force until 2025-12-31"
