"""The numbers of a supervisor's page are those of the cases, whatever happened to them and however they are kept."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from minben import cases
from minben.cases.models_timing import Card
from minben.ledger import Reach, acting, legal_clock

from .conftest import SYSTEM, TODAY, at
from .test_licence import WINDOW, apply, do

if TYPE_CHECKING:
    from .conftest import District

SUPERVISION = Reach(agency="government-office", supervise=True)


def counted() -> dict[str, Any]:
    """The same numbers from the cases themselves."""
    with acting(SYSTEM):
        rows = list(cases.Case.objects.all())
    return {
        "total": len(rows),
        "by_state": Counter(str(case.state) for case in rows),
        "by_outcome": Counter(case.outcome for case in rows if case.outcome),
        "by_decider": Counter(case.decided_by for case in rows if case.decided_by),
        "by_service": Counter(case.service for case in rows),
        "late": sum(case.late for case in rows if case.state != "open"),
        "received": Counter(case.received_on for case in rows),
        "decided": Counter(case.decided_on for case in rows if case.decided_on),
    }


def agree(days: int = 60) -> None:
    counts, true = cases.counts(SUPERVISION, days=days), counted()
    assert counts.total == true["total"]
    for name in ("by_state", "by_outcome", "by_decider", "by_service"):
        assert dict(getattr(counts, name)) == dict(true[name]), name
    assert counts.late == true["late"]
    assert {day.day: day.received for day in counts.days if day.received} == dict(true["received"])
    assert {day.day: day.decided for day in counts.days if day.decided} == dict(true["decided"])
    assert sum(counts.open_by_colour.values()) == sum(n for s, n in true["by_state"].items() if s != "closed")


def cards_counted() -> dict[str, tuple[int, ...]]:
    """The same board from the cards themselves: yellow, red, and those of open tasks."""
    with acting(SYSTEM):
        given = [(card, card.step) for card in Card.objects.select_related("step")]
    board: dict[str, Counter[str]] = {}
    for card, step in given:
        line = board.setdefault(card.service, Counter())
        line[card.colour] += 1
        line[f"{card.colour} open"] += step.state == "ready" and (card.colour == "red" or not step.overdue)
    kinds = ("yellow", "red", "yellow open", "red open")
    return {service: tuple(line[kind] for kind in kinds) for service, line in board.items()}


def some_days(district: District, seed: int) -> None:
    """Applications, verdicts, withdrawals and limits that pass, some way round."""
    chance = random.Random(seed)
    firms = [district.enterprise(f"企业{n}", serial=f"{n:08d}") for n in range(3)]
    for day in range(12):
        with legal_clock(lambda day=day: at(TODAY + timedelta(days=2 * day))):  # type: ignore[misc]
            case = apply(district, chance.choice(firms))
            match chance.randrange(4):
                case 0:
                    cases.withdraw(case.id, next(firm for firm in firms if firm.subject == case.subject))
                case 1:
                    window = district.officer(WINDOW)
                    task = chance.choice(cases.tasks(window).rows)
                    # The law may have accepted it already.
                    with contextlib.suppress(cases.AlreadyDone):
                        cases.decide(task.step_id, window, "accepted", "", {})
                case _:
                    cases.pass_deadlines()
            if chance.random() < 0.3:
                cases.lay_tallies_together()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_board_is_that_of_the_cards(district: District, seed: int) -> None:
    some_days(district, seed)
    with legal_clock(lambda: at(TODAY + timedelta(days=24))):
        board = cases.cards(SUPERVISION)
    found = {one.service: (one.yellow, one.red, one.yellow_open, one.red_open) for one in board}
    assert found
    assert found == cards_counted()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_numbers_are_those_of_the_cases(district: District, seed: int) -> None:
    some_days(district, seed)
    with legal_clock(lambda: at(TODAY + timedelta(days=24))):
        agree()
        cases.lay_tallies_together()
        agree()


def test_a_decision_that_is_reopened_is_counted_as_open_again(district: District) -> None:
    person = district.resident(TODAY.replace(year=1940))
    case = cases.submit(
        district.blueprint,
        "old-age-allowance",
        person.subject,
        {"account": "6222020000000000018"},
        channel="web",
        actor=person.actor,
    )
    agree()
    cases.ask_for_human(case.id, person)
    (task,) = cases.tasks(district.officer("civil-affairs/benefits")).rows
    cases.decide(task.step_id, district.officer("civil-affairs/benefits"), "reopened", "重新核对", {})
    agree()


def test_laid_together_there_is_a_row_for_each_way_to_stand(district: District) -> None:
    firm = district.enterprise()
    for _ in range(5):
        apply(district, firm)
    cases.lay_tallies_together()
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(n) FROM cases_tally")
        assert cursor.fetchone() == (1, 5)


def test_while_nothing_changes_laying_together_writes_nothing(district: District) -> None:
    apply(district, district.enterprise())
    cases.lay_tallies_together()

    def ids() -> list[object]:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_tally UNION ALL SELECT id FROM cases_tally_day ORDER BY 1")
            return list(cursor.fetchall())

    before = ids()
    cases.lay_tallies_together()
    assert ids() == before


def test_an_agency_sees_its_own_numbers_only(district: District) -> None:
    apply(district, district.enterprise())
    assert cases.counts(Reach(agency="approval")).total == 1
    assert cases.counts(Reach(agency="civil-affairs")).total == 0
    with acting(Reach(agency="civil-affairs")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_tally")
        assert cursor.fetchone() == (0,)


def test_nobody_writes_a_tally_by_hand(district: District) -> None:
    apply(district, district.enterprise())
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting(SYSTEM),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE cases_tally SET n = 1000")


def test_cases_that_were_there_before_are_counted(district: District) -> None:
    firm = district.enterprise()
    apply(district, firm)
    do(district, WINDOW, "accepted")
    from django.core.management import call_command

    call_command("migrate", "cases", "0012", database="owner", verbosity=0)
    call_command("migrate", "cases", database="owner", verbosity=0)
    connections.close_all()
    agree()
