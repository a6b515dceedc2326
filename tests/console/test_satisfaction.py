"""How satisfied people are: drawn from all ratings, one query whatever their number, and no word of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from facing import ACCOUNT, apply, as_person
from minben import cases

if TYPE_CHECKING:
    from facing import District


def test_levels_are_drawn_and_bad_ratings_counted(district: District) -> None:
    case = apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    cases.rate(case.id, as_person(district, "elder"), 2, "等了太久")
    with CaptureQueriesContext(connection) as asked:
        text = district.client("supervisor").get("/console/satisfaction").content.decode()
    assert len([one for one in asked if "FROM cases_rating" in (one["sql"] or "")]) == 1
    assert "Dissatisfied 1" in text
    assert "Old-age allowance" in text
    assert "等了太久" not in text


def test_without_ratings_nothing_is_made_up(district: District) -> None:
    text = district.client("supervisor").get("/console/satisfaction").content.decode()
    assert "<dd>0</dd>" in text
    assert "<dd>—</dd>" in text


def test_only_supervisors_see_it(district: District) -> None:
    assert district.client("window-officer").get("/console/satisfaction").status_code == 403
    assert district.client().get("/console/satisfaction").status_code == 302
