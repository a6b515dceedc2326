"""Limits in working hours pass at their minute; limits that are dates pass after their day; silence renews."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from minben import cases
from minben.designer.playing import begin, play
from minben.ledger import acting, legal_clock

from .conftest import SYSTEM, at
from .test_pauses import step
from .timed import DECISION, INSPECTION, WINDOW, WITH_LAB, apply, changed, do, report

if TYPE_CHECKING:
    from .conftest import District

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_HOURS = ("    within: 10 working days\n    law", "    within: 10 working hours\n    law")
RENEWS = (
    "    within: 20 working days\n    counts_from: accept | recheck\n",
    '    within: until date("2026-03-20")\n    overdue: granted\n',
)


def clock(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def test_a_limit_in_hours_turns_amber_and_red_at_its_minute(district: District) -> None:
    timed = changed(district, IN_HOURS)
    with legal_clock(lambda: clock(2, 15)):
        case = apply(timed, timed.enterprise())
        do(timed, WINDOW, "accepted")
    inspect = step(case, "inspect")
    assert (inspect.due, inspect.due_at) == (date(2026, 3, 4), clock(4, 10))
    assert inspect.amber_at == clock(3, 16)
    officer = timed.officer(INSPECTION)
    for moment, colour in (
        (clock(3, 15, 59), "green"),
        (clock(3, 16), "amber"),
        (clock(4, 9, 59), "amber"),
        (clock(4, 10), "red"),
    ):
        with legal_clock(lambda moment=moment: moment):  # type: ignore[misc]
            (task,) = cases.tasks(officer).rows
            assert (moment, task.colour) == (moment, colour)
            assert [row.step_id for row in cases.tasks(officer, colour=colour).rows] == [task.step_id]
            assert cases.task_counts(officer) == {task.colour: 1}
    with legal_clock(lambda: clock(4, 9, 59)):
        assert cases.pass_deadlines() == 0
    with legal_clock(lambda: clock(4, 10)):
        assert cases.pass_deadlines() == 1
    assert step(case, "inspect").overdue


def test_hours_that_are_stopped_are_given_back_to_the_minute(district: District) -> None:
    timed = changed(district, IN_HOURS, *WITH_LAB)
    with legal_clock(lambda: clock(2, 15)):
        case = apply(timed, timed.enterprise())
        do(timed, WINDOW, "accepted")
    assert step(case, "inspect").left == 10 * 3600
    with legal_clock(lambda: clock(6, 16, 20)):
        do(timed, WINDOW, "done")
    assert step(case, "inspect").due_at == clock(10, 11, 20)


def test_provisional_hours_are_reckoned_when_their_year_is_loaded(district: District) -> None:
    timed = changed(district, IN_HOURS)
    with legal_clock(lambda: datetime(2026, 12, 31, 15, tzinfo=SHANGHAI)):
        case = apply(timed, timed.enterprise())
        do(timed, WINDOW, "accepted")
        assert step(case, "inspect").due_provisional
        changed(district, IN_HOURS, years="2004-2027")
        cases.pass_deadlines()
    inspect = step(case, "inspect")
    assert (inspect.due_at, inspect.due_provisional) == (datetime(2027, 1, 4, 10, tzinfo=SHANGHAI), False)


def test_silence_until_the_old_licence_expires_renews_it(district: District) -> None:
    timed = changed(district, RENEWS)
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    for _ in range(2):
        do(timed, INSPECTION, "passed", findings="好")
    decide = step(case, "decide")
    assert (decide.due, decide.due_provisional) == (date(2026, 3, 20), False)
    with legal_clock(lambda: at(date(2026, 3, 20))):
        assert cases.pass_deadlines() == 0
    with legal_clock(lambda: at(date(2026, 3, 21))):
        assert cases.pass_deadlines() == 1
    with acting(SYSTEM):
        case.refresh_from_db()
    assert (case.outcome, case.decided_by) == ("granted", "law")


def test_a_date_that_is_not_there_is_no_limit(district: District) -> None:
    timed = changed(
        district,
        (RENEWS[0], '    within: until if trade = "none" then today else null\n    overdue: granted\n'),
    )
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    for _ in range(2):
        do(timed, INSPECTION, "passed", findings="好")
    assert step(case, "decide").due is None
    assert cases.tasks(timed.officer(DECISION)).rows[0].colour is cases.Colour.NONE


SCENARIO = """hours:
  given:
    day: 2026-03-02
    applicant: "91511602MA1234567C"
    registers:
      enterprises:
        - {name: 广安好吃餐饮有限公司, kind: company, state: open}
    answers: {premises: 广安区城南街道1号, trade: restaurant, manager: 刘勇}
  when:
    - {officer: approval/window, decides: accept, verdict: accepted}
    - passes: 9 working hours
    - passes: 1 working hour
  then:
    outcome: open
    due: {inspect: 2026-03-03}
    overdue: [inspect]
"""


def test_hours_pass_in_a_played_case_too(district: District) -> None:
    found = report(district, IN_HOURS, scenarios=SCENARIO)
    assert found.blueprint is not None
    played = begin(found.blueprint, found.scenarios[-1])
    assert play(played, found.scenarios[-1]) is None
    inspect = played.latest("inspect")
    assert inspect is not None
    assert inspect.due_at == clock(3, 12)
    assert inspect.overdue
    assert played.today == date(2026, 3, 3)
