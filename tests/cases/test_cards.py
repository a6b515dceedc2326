"""A warning before a limit, a red card after it, once each; and the task is shown to those who have to see to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from minben import cases
from minben.cases.models import Card, Step
from minben.designer.testing import misses
from minben.ledger import Reach, acting, acts_of_case, legal_clock

from .conftest import SYSTEM, at
from .test_pauses import step
from .timed import DECISION, INSPECTION, WINDOW, WITH_LAB, apply, changed, do, report

if TYPE_CHECKING:
    from .conftest import District

SUPERVISOR = Reach(agency="government-office", supervise=True)
ESCALATE = ("    people: 2\n", "    people: 2\n    escalate: officer approval/decision\n")
AGAIN = ("needs: [inspect | inspect.failed]", "needs: [inspect | inspect.failed | inspect.overdue]")
PROMISE = (
    "    within: 10 working days\n    law",
    "    within: 10 working days\n    promised: 5 working days\n    law",
)


def given(case: cases.Case) -> list[tuple[str, str, str, date]]:
    with acting(SYSTEM):
        found = Card.objects.filter(case=case).order_by("given_on", "colour")
        return [(row.step.step, row.colour, row.post, row.given_on) for row in found]


def test_a_task_brings_a_yellow_card_when_urgent_and_a_red_one_when_late_once_each(
    district: District,
) -> None:
    timed = changed(district)
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    for day in (11, 12, 13, 17, 18):
        with legal_clock(lambda day=day: at(date(2026, 3, day))):  # type: ignore[misc]
            cases.pass_deadlines()
            cases.pass_deadlines()
    assert given(case) == [
        ("inspect", "yellow", INSPECTION, date(2026, 3, 12)),
        ("inspect", "red", INSPECTION, date(2026, 3, 17)),
    ]
    with acting(SYSTEM):
        kinds = [act.kind for act in acts_of_case(case.id)]
    assert (kinds.count("step.warn"), kinds.count("step.overdue")) == (1, 1)


def test_a_promise_warns_before_the_limit_of_the_law(district: District) -> None:
    timed = changed(district, PROMISE)
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    inspect = step(case, "inspect")
    assert (inspect.due, inspect.promised_on, inspect.amber_on) == (
        date(2026, 3, 16),
        date(2026, 3, 9),
        date(2026, 3, 6),
    )
    with legal_clock(lambda: at(date(2026, 3, 6))):
        assert cases.pass_deadlines() == 0
    assert [colour for _, colour, _, _ in given(case)] == ["yellow"]


def test_no_card_for_who_applies_and_none_while_a_clock_stands(district: District) -> None:
    timed = changed(district, *WITH_LAB)
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 17))):
        cases.pass_deadlines()
    assert {name for name, *_ in given(case)} == {"test"}


@pytest.mark.parametrize("changes", [(ESCALATE,), (ESCALATE, AGAIN)], ids=["as-a-set", "case-by-case"])
def test_a_late_task_is_shown_to_who_has_to_see_to_it(
    district: District, changes: tuple[tuple[str, str], ...]
) -> None:
    timed = changed(district, *changes)
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    head = timed.officer(DECISION)
    assert cases.escalated(head).rows == ()
    with acting(Reach(posts=(DECISION,))):
        assert not Step.objects.exists(), "nothing is seen before the limit has passed"
    with legal_clock(lambda: at(date(2026, 3, 17))):
        assert cases.pass_deadlines() == 1
        (row,) = cases.escalated(head).rows
        assert (row.step, row.desk, row.colour) == ("inspect", INSPECTION, "red")
        file = cases.case_file(case.number, head)
        shown = next(view for view in file.steps if view.id == "inspect")
        assert not shown.for_me, "it is shown, not handed over"
        assert file.answers is not None
    with acting(Reach(posts=(DECISION,))):
        assert {row.step for row in Step.objects.all()} >= {"inspect"}
    with acting(Reach(posts=("public-security/registry",))):
        assert not Step.objects.exists()


def test_the_board_counts_by_agency_and_service_in_one_query(district: District) -> None:
    timed = changed(district)
    for serial in ("11111111", "22222222"):
        apply(timed, timed.enterprise(serial=serial))
        do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 12))):
        cases.pass_deadlines()
    with legal_clock(lambda: at(date(2026, 3, 17))):
        cases.pass_deadlines()
        tasks = cases.tasks(timed.officer(INSPECTION)).rows
        for who in range(2):
            cases.decide(
                tasks[0].step_id, timed.officer(INSPECTION), "passed", answers={"findings": f"好{who}"}
            )
        with CaptureQueriesContext(connection) as queries:
            (line,) = cases.cards(SUPERVISOR)
    assert (line.agency, line.service) == ("approval", "food-licence")
    assert (line.yellow, line.red, line.yellow_open, line.red_open) == (2, 2, 0, 1)
    assert len([one for one in queries if "cases_tally_card" in one["sql"]]) == 1
    assert cases.cards(Reach(agency="approval")) == (line,)
    assert cases.cards(Reach(agency="public-security")) == ()


def test_cards_are_never_changed_and_others_do_not_see_them(district: District) -> None:
    timed = changed(district)
    firm = timed.enterprise()
    apply(timed, firm)
    with legal_clock(lambda: at(date(2026, 3, 9))):
        cases.pass_deadlines()
    with acting(Reach(posts=(WINDOW,))):
        assert Card.objects.count() == 1
    for reach in (firm.reach, Reach(agency="civil-affairs"), Reach(posts=(DECISION,))):
        with acting(reach):
            assert Card.objects.count() == 0
    with pytest.raises(DatabaseError, match="permission denied"), acting(SYSTEM):
        Card.objects.update(colour="red")


SCENARIO = """cards:
  given:
    day: 2026-03-02
    applicant: "91511602MA1234567C"
    registers:
      enterprises:
        - {name: 广安好吃餐饮有限公司, kind: company, state: open}
    answers: {premises: 广安区城南街道1号, trade: restaurant, manager: 刘勇}
  when:
    - {officer: approval/window, decides: accept, verdict: accepted}
    - passes: 8 working days
  then:
    cards: {inspect: yellow}
"""


def test_a_scenario_can_say_which_cards_it_brings(district: District) -> None:
    found = report(district, scenarios=SCENARIO)
    assert found.blueprint is not None
    assert misses(found.blueprint, found.scenarios[-1]) == []
    wrong = report(district, scenarios=SCENARIO.replace("yellow", "red"))
    assert wrong.blueprint is not None
    (miss,) = misses(wrong.blueprint, wrong.scenarios[-1])
    assert miss.text["en"] == 'cards inspect: expected "red", came "yellow"'
