"""Lists and numbers: the right rows in the right order, by the same few queries however many there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minben import cases
from minben.ledger import legal_clock

from .conftest import ACCOUNT, TODAY, at
from .test_licence import DECISION, FILLED, INSPECTION, WINDOW, do

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import District, Somebody

SUPERVISION = "government-office/supervision"


def import_licences(district: District, firm: Somebody, count: int, received_on: date = TODAY) -> None:
    for _ in range(count):
        cases.import_case(
            district.blueprint,
            "food-licence",
            firm.subject,
            FILLED,
            received_on=received_on,
            channel="window",
            actor=firm.actor,
        )


def queries(work: Callable[[], object]) -> int:
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_every_list_takes_as_many_queries_for_two_cases_as_for_twelve(district: District) -> None:
    firm = district.enterprise()
    officer, supervisor = district.officer(WINDOW), district.officer(SUPERVISION)
    lists: list[Callable[[], object]] = [
        lambda: cases.tasks(officer),
        lambda: cases.task_counts(officer),
        lambda: cases.my_cases([firm.subject]),
        lambda: cases.case_list(officer.reach),
        lambda: cases.case_list(supervisor.reach),
        lambda: cases.counts(supervisor.reach),
    ]
    import_licences(district, firm, 2)
    few = [queries(work) for work in lists]
    import_licences(district, firm, 10)
    assert len(cases.tasks(officer).rows) == 12
    many = [queries(work) for work in lists]
    assert few == many
    assert max(many) <= 5, "a transaction, its reach, and one or two statements"


def test_a_case_file_takes_as_many_queries_however_long_the_case(district: District) -> None:
    firm = district.enterprise()
    import_licences(district, firm, 1)
    number = cases.my_cases([firm.subject]).rows[0].number
    short = queries(lambda: cases.case_file(number, firm))
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="好")
    do(district, INSPECTION, "passed", findings="好")
    do(district, DECISION, "granted")
    assert queries(lambda: cases.case_file(number, firm)) == short


def test_tasks_come_most_pressing_first_page_by_page(district: District) -> None:
    firm = district.enterprise()
    for day in (20, 6, 13, 9, 27):
        import_licences(district, firm, 1, date(2026, 2, day))
    officer = district.officer(WINDOW)
    whole = [row.step_id for row in cases.tasks(officer).rows]
    days = [row.received_on.day for row in cases.tasks(officer).rows]
    assert days == [6, 9, 13, 20, 27]
    paged, after = [], None
    while True:
        page = cases.tasks(officer, after=after, limit=2)
        paged += [row.step_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert paged == whole
    with pytest.raises(ValueError, match="Invalid"):
        cases.tasks(officer, after="nonsense")


def test_cases_come_newest_first_page_by_page(district: District) -> None:
    firm = district.enterprise()
    import_licences(district, firm, 5)
    whole = [row.number for row in cases.my_cases([firm.subject]).rows]
    assert whole == sorted(whole, reverse=True)
    first = cases.my_cases([firm.subject], limit=3)
    second = cases.my_cases([firm.subject], limit=3, after=first.after)
    assert [row.number for row in (*first.rows, *second.rows)] == whole
    assert second.after is None
    assert {(row.next_step, row.next_post) for row in first.rows} == {("accept", WINDOW)}


def test_an_agency_lists_its_own_cases_and_a_supervisor_all(district: District) -> None:
    firm, old = district.enterprise(), district.resident(date(1940, 2, 3))
    import_licences(district, firm, 2)
    cases.submit(
        district.blueprint,
        "old-age-allowance",
        old.subject,
        {"account": ACCOUNT},
        channel="web",
        actor=old.actor,
    )
    listed = {
        post: [row.service for row in cases.case_list(district.officer(post).reach).rows]
        for post in (WINDOW, "civil-affairs/benefits", SUPERVISION, "public-security/registry")
    }
    assert listed == {
        WINDOW: ["food-licence"] * 2,
        "civil-affairs/benefits": ["old-age-allowance"],
        SUPERVISION: ["old-age-allowance", "food-licence", "food-licence"],
        "public-security/registry": [],
    }


def test_the_numbers_of_the_district(district: District) -> None:
    firm, old, young = (
        district.enterprise(),
        district.resident(date(1940, 2, 3)),
        district.resident(date(1950, 2, 3), order=12),
    )
    for person in (old, young):
        cases.submit(
            district.blueprint,
            "old-age-allowance",
            person.subject,
            {"account": ACCOUNT},
            channel="web",
            actor=person.actor,
        )
    desk = district.officer("civil-affairs/benefits")
    cases.decide(cases.tasks(desk).rows[0].step_id, desk, "refused", "未满80周岁")
    import_licences(district, firm, 1, date(2026, 2, 10))
    import_licences(district, firm, 1)
    cases.pass_deadlines(TODAY)
    do(district, INSPECTION, "passed", findings="好")
    counts = cases.counts(district.officer(SUPERVISION).reach, days=3)
    assert counts.total == 4
    assert counts.by_state == {"open": 2, "closed": 2}
    assert counts.by_outcome == {"granted": 1, "refused": 1}
    assert counts.by_decider == {"rule": 1, "officer": 1}
    assert counts.by_service == {"old-age-allowance": 2, "food-licence": 2}
    assert (counts.on_time, counts.late) == (2, 0)
    assert [(day.day, day.received, day.decided) for day in counts.days] == [
        (date(2026, 2, 28), 0, 0),
        (date(2026, 3, 1), 0, 0),
        (date(2026, 3, 2), 3, 2),
    ]
    assert sum(counts.open_by_colour.values()) == 2
    assert cases.counts(desk.reach).total == 2


def test_what_is_open_is_known_by_service_and_post(district: District) -> None:
    from minben.ledger import acting

    from .conftest import SYSTEM

    firm = district.enterprise()
    import_licences(district, firm, 3)
    with acting(SYSTEM):
        work = cases.open_work(shown=2)
    assert work.services["food-licence"].count == 3
    assert len(work.posts[WINDOW].numbers) == 2


def test_a_task_without_a_limit_stands_behind_all_that_have_one(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    case = cases.submit(
        district.blueprint,
        "old-age-allowance",
        person.subject,
        {"account": ACCOUNT},
        channel="web",
        actor=person.actor,
    )
    cases.ask_for_human(case.id, person)
    younger = district.resident(date(1950, 2, 3), order=12)
    with legal_clock(lambda: at(date(2026, 3, 3))):
        cases.submit(
            district.blueprint,
            "old-age-allowance",
            younger.subject,
            {"account": ACCOUNT},
            channel="web",
            actor=younger.actor,
        )
    desk = district.officer("civil-affairs/benefits")
    assert [row.step for row in cases.tasks(desk).rows] == ["accept", cases.HUMAN]
    assert cases.tasks(desk, limit=1, after=cases.tasks(desk, limit=1).after).rows[0].step == cases.HUMAN


@pytest.mark.parametrize(("of", "index"), [("post", "tasks"), ("escalated_to", "escalated")])
def test_row_security_lets_the_task_lists_use_their_indexes(district: District, of: str, index: str) -> None:
    from minben.cases import lists
    from minben.ledger import acting, legal_now

    firm = district.enterprise()
    import_licences(district, firm, 3)
    officer = district.officer(WINDOW)
    given: dict[str, Any] = {
        "desks": [WINDOW],
        "appointment": officer.appointment,
        "today": TODAY,
        "now": legal_now(),
        "limit": 2,
        "due": TODAY,
        "id": officer.appointment,
    }
    with acting(officer.reach), connection.cursor() as cursor:
        # A handful of rows is quicker read whole; what matters is that the index can be used at all.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        narrowed = f"{lists._ESCALATED if index == 'escalated' else ''} {lists._TASKS_AFTER}"
        cursor.execute("EXPLAIN " + lists._TASKS.format(of=of, narrowed=narrowed), given)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan using cases_step_{index}" in plan
    assert "ROW(pressing, id) > ROW(" in plan.split("Index Cond:")[1].split("\n")[0]


def test_tasks_can_be_narrowed_to_a_colour_or_a_service(district: District) -> None:
    firm = district.enterprise()
    for day in (date(2026, 2, 6), date(2026, 2, 24), TODAY):
        import_licences(district, firm, 1, day)
    officer = district.officer(WINDOW)
    found = {
        colour: [row.received_on for row in cases.tasks(officer, colour=colour).rows]
        for colour in cases.Colour
    }
    assert found == {
        "red": [date(2026, 2, 6)],
        "amber": [date(2026, 2, 24)],
        "green": [TODAY],
        "stopped": [],
        "none": [],
    }
    assert cases.task_counts(officer) == dict.fromkeys(("red", "amber", "green"), 1)
    assert len(cases.tasks(officer, service="food-licence").rows) == 3
    assert cases.tasks(officer, service="old-age-allowance").rows == ()
    with pytest.raises(ValueError, match="blue"):
        cases.tasks(officer, colour="blue")
