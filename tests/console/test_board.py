"""The board of cards: its numbers are those of the cards, drawn and as a table, with a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from facing import FOOD, apply
from minben import cases
from minben.ledger import legal_clock, legal_now
from minben.pages.marks import TONES, colour_name

if TYPE_CHECKING:
    from facing import District


def late(district: District, times: int) -> None:
    """So many applications that nobody looks at until the limit of acceptance is near."""
    for _ in range(times):
        apply(district, "restaurant", "food-licence", FOOD)
    soon = legal_now() + timedelta(days=7)
    with legal_clock(lambda: soon):
        cases.give_warnings()


def test_the_board_counts_cards_and_says_whose(district: District) -> None:
    late(district, 2)
    text = district.client("supervisor").get("/console/cards").content.decode()
    assert "Yellow and red cards" in text
    assert "Food business licence" in text
    assert text.count("<svg") == 2 - text.count("There is nothing yet.")
    chinese = district.client("supervisor", language="zh-CN").get("/console/cards").content.decode()
    assert "将到期未办结" in chinese


def test_it_takes_as_many_queries_for_many_cards_as_for_few(district: District) -> None:
    client = district.client("supervisor")

    def queries() -> int:
        client.get("/console/cards")
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/console/cards").status_code == 200
        return len(counted)

    late(district, 1)
    few = queries()
    late(district, 5)
    assert queries() == few


def test_only_those_who_supervise_see_it(district: District) -> None:
    assert district.client("window-officer").get("/console/cards").status_code == 403
    assert district.client("restaurant").get("/console/cards").status_code == 403


def test_every_colour_of_a_limit_has_its_word() -> None:
    assert set(TONES) == {str(colour) for colour in cases.Colour}
    assert all(colour_name(tone) for tone in TONES)
