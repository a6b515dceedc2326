"""The list of tasks: by the law's clock, for the post, in as many queries for one as for many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facing import FOOD, apply
from minben.ledger import legal_clock

if TYPE_CHECKING:
    from facing import District


MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)


def later(days: int) -> datetime:
    """The legal clock some days from now."""
    return datetime.now(UTC) + timedelta(days=days)


def test_a_post_sees_its_own_tasks_and_no_others(district: District) -> None:
    case = apply(district, "restaurant", "food-licence", FOOD)
    assert case.number in district.client("window-officer").get("/work/").content.decode()
    assert case.number not in district.client("first-inspector").get("/work/").content.decode()


@pytest.mark.parametrize(
    ("days", "tone", "words"), [(0, "green", "Due "), (6, "amber", "Due soon"), (40, "red", "Overdue")]
)
def test_a_limit_is_told_in_colour_and_in_words(district: District, days: int, tone: str, words: str) -> None:
    with legal_clock(lambda: MONDAY):
        apply(district, "restaurant", "food-licence", FOOD)
    with legal_clock(lambda: MONDAY + timedelta(days=days)):
        text = district.client("window-officer").get("/work/").content.decode()
    task = text[text.index("minben-task__mark") :]
    assert f"minben-mark--{tone}" in task
    assert words in task


def test_the_list_narrows_to_a_service_and_a_colour(district: District) -> None:
    case = apply(district, "restaurant", "food-licence", FOOD)
    client = district.client("window-officer")
    assert case.number in client.get("/work/?service=food-licence&colour=green").content.decode()
    assert "No task fits" in client.get("/work/?colour=red").content.decode()
    assert "No task fits" in client.get("/work/?service=old-age-allowance").content.decode()
    assert client.get("/work/?colour=blue").status_code == 404
    assert client.get("/work/?after=x").status_code == 404


def test_all_tasks_are_reached_page_by_page(district: District) -> None:
    import re

    wanted = {apply(district, "restaurant", "food-licence", FOOD).number for _ in range(27)}
    client, found, page = district.client("window-officer"), set(), "/work/"
    while True:
        text = client.get(page).content.decode()
        found |= set(re.findall(r"/work/cases/([0-9-]+)", text))
        older = re.search(r'href="(\?after=[^"]+)"', text)
        if older is None:
            break
        page = f"/work/{older[1].replace('&amp;', '&')}"
    assert found == wanted


def test_the_list_takes_the_same_queries_however_long_it_is(district: District) -> None:
    client = district.client("window-officer")
    client.get("/work/")
    counts = []
    for more in (1, 20):
        for _ in range(more):
            apply(district, "restaurant", "food-licence", FOOD)
        with CaptureQueriesContext(connection) as queries:
            client.get("/work/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
