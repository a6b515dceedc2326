"""Marks say in words what their colour says."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from minben.pages.marks import limit_mark


@pytest.mark.parametrize("colour", ["red", "amber", "green"])
def test_a_provisional_limit_is_never_overdue_and_says_that_it_is_provisional(colour: str) -> None:
    with override("en"):
        mark = limit_mark(colour, date(2026, 1, 5), provisional=True)
    assert mark.tone != "red"
    assert "provisionally" in mark.text
    assert "Overdue" not in mark.text


def test_a_passed_limit_is_red_and_says_so() -> None:
    with override("en"):
        mark = limit_mark("red", date(2026, 1, 5))
    assert mark.tone == "red"
    assert mark.text.startswith("Overdue since")
