"""The district at a glance: numbers that agree with the cases, as drawings and as tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from facing import FOOD, apply, play
from minben import services
from minben.console.charts import NUMBER, WIDTH, Value, day_bars, named_bars
from minben.ledger import legal_clock

if TYPE_CHECKING:
    from facing import District

values = st.lists(st.builds(Value, st.text(max_size=5), st.integers(0, 10**9)), max_size=20)


@given(values)
def test_bars_stay_in_proportion_and_inside_the_drawing(given_values: list[Value]) -> None:
    for drawing in (named_bars(given_values), day_bars(given_values)):
        most = max((value.number for value in given_values), default=0)
        for bar in drawing.bars:
            assert 0 <= bar.x + bar.width <= WIDTH - NUMBER
            assert bar.y + drawing.thick <= drawing.height
            if most:
                assert bar.width == pytest.approx(drawing.track * bar.value.number / most, abs=0.1)


def test_every_drawing_has_its_words_and_its_table(district: District) -> None:
    play(district)
    text = district.client("supervisor").get("/console/").content.decode()
    drawings = re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL)
    assert len(drawings) >= 8
    for drawing in drawings:
        assert "<title" in drawing
        assert "<desc" in drawing
        assert "style=" not in drawing
    assert text.count("<table") >= len(drawings)


def test_the_numbers_are_those_of_the_cases(district: District) -> None:
    play(district)
    text = district.client("supervisor").get("/console/").content.decode()

    def number(label: str) -> int:
        found = re.search(rf'<th scope="row"[^>]*>{label}</th><td[^>]*>(\d+)</td>', text)
        assert found is not None, label
        return int(found[1])

    assert number("Granted") == 2
    assert number("Refused") == 1
    assert number("Not accepted") == 1
    assert number("A rule") == 2
    assert number("Food business licence") == 4


def test_limits_beyond_the_calendar_are_said_to_be_provisional(district: District) -> None:
    client = district.client("supervisor")
    assert "provisional" not in client.get("/console/").content.decode()
    last = max(services.in_force().calendar.years)
    with legal_clock(lambda: datetime(last, 12, 30, 9, tzinfo=UTC)):
        apply(district, "restaurant", "food-licence", FOOD)
        text = client.get("/console/").content.decode()
    assert "1 open limit is provisional" in text


def test_no_one_s_data_is_on_the_page(district: District) -> None:
    play(district)
    text = district.client("supervisor").get("/console/").content.decode()
    assert "王桂兰" not in text
    assert "小面馆" not in text


def test_the_page_takes_the_same_queries_however_many_cases_there_are(district: District) -> None:
    client = district.client("supervisor")
    client.get("/console/")
    counts = []
    for more in (1, 10):
        for _ in range(more):
            apply(district, "restaurant", "food-licence", FOOD)
        with CaptureQueriesContext(connection) as queries:
            client.get("/console/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
