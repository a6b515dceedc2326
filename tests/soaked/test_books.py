"""The books of a soak are right where a node is right, and name what somebody changed behind its back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connections
from soak.books import books
from soak.ending import Known, ended
from soak.limits import limits

from facing import FOOD, apply, as_officer
from minben import cases

if TYPE_CHECKING:
    from facing import District

OPEN_TWICE = """
INSERT INTO cases_step (id, case_id, step, instance, state, service, agency, subject, post, people, ready_at, ready_on,
                        due_provisional, overdue)
SELECT gen_random_uuid(), case_id, step, 2, state, service, agency, subject, post, people, ready_at, ready_on,
       false, false FROM cases_step WHERE state = 'ready'"""
DONE_BY_ANOTHER = """
UPDATE cases_step SET act = received.act FROM (SELECT act FROM cases_case) received WHERE state = 'done'"""
COUNTED_TWICE = """
INSERT INTO cases_tally_day (agency, day, received, decided) SELECT agency, received_on, 1, 0 FROM cases_case"""
FOUND_BY_BOOKS = {
    "a step of an act that did another": DONE_BY_ANOTHER,
    "a step that is open twice": OPEN_TWICE,
    "a case that is due on another day": "UPDATE cases_case SET due = due + 1",
    "a case that is late without reason": "UPDATE cases_case SET late = true",
    "a tally that was lost": "DELETE FROM cases_tally WHERE n > 0",
    "a day that was counted twice": COUNTED_TWICE,
    "a passed limit without a card": "UPDATE cases_step SET overdue = true WHERE state = 'ready'",
    "an outcome without a verdict": "UPDATE cases_case SET outcome = 'granted', state = 'closed'",
}


@pytest.fixture
def case(district: District) -> cases.Case:
    """A case that was accepted, and is inspected next."""
    apply(district, "restaurant", "food-licence", FOOD)
    window = as_officer(district, "window-officer")
    (task,) = cases.tasks(window).rows
    return cases.decide(task.step_id, window, "accepted", "", {})


def doctor(statement: str) -> None:
    """Change something as nobody may, whatever guards it."""
    with connections["owner"].cursor() as cursor:
        for table in ("cases_step", "cases_case", "cases_tally", "cases_tally_day"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement)
    connections["owner"].close()


def wrong() -> list[str]:
    """Everything that the books find."""
    return [text for _, texts in books() for text in texts]


def test_the_books_of_a_node_are_right(case: cases.Case) -> None:
    assert case.state == "open"
    assert wrong() == []
    assert sum(right for right, _ in books()) > 0
    assert limits() == (2, [])


@pytest.mark.parametrize("statement", FOUND_BY_BOOKS.values(), ids=FOUND_BY_BOOKS)
def test_what_was_changed_is_found(case: cases.Case, statement: str) -> None:
    del case
    doctor(statement)
    assert wrong()


def test_a_limit_that_was_moved_is_found(case: cases.Case) -> None:
    doctor("UPDATE cases_step SET due = due + 1 WHERE state = 'ready'")
    right, found = limits()
    assert right == 1
    assert len(found) == 1
    assert case.number in found[0]


def test_a_case_that_is_not_over_or_is_lost_is_found(case: cases.Case) -> None:
    right, found = ended({case.number: Known("food-licence", FOOD), "lost": Known("food-licence", FOOD)})
    assert right == 0
    assert found == [
        "acknowledged and lost: lost",
        f"{case.number} (food-licence): it is not over, inspect lies before somebody",
    ]
