"""Two at the same time, once more, and killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, connections

from minben import cases
from minben.cases import models
from minben.ledger import acting, legal_clock

from .conftest import ACCOUNT, SYSTEM, TODAY, at
from .test_allowance import apply, paid_to
from .test_licence import FILLED, WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from minben.node.postgres import Endpoint

    from .conftest import District


def together(count: int, work: Callable[[int], object]) -> list[object]:
    """Do something in as many threads, started at one moment; results or exceptions."""
    barrier = threading.Barrier(count)
    results: list[object] = [None] * count

    def run(number: int) -> None:
        try:
            with legal_clock(lambda: at(TODAY)):
                barrier.wait()
                results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_officers_at_once_one_decides_and_the_other_is_told(district: District) -> None:
    firm = district.enterprise()
    case = cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    officers = [district.officer(WINDOW) for _ in range(4)]
    (task,) = cases.tasks(officers[0]).rows
    verdicts = ("accepted", "incomplete", "not-accepted", "accepted")
    results = together(4, lambda n: cases.decide(task.step_id, officers[n], verdicts[n], "理由"))
    assert Counter(type(result).__name__ for result in results) == {"Case": 1, "AlreadyDone": 3}
    with acting(SYSTEM):
        accept = models.Step.objects.get(case=case, step="accept")
        assert models.Answers.objects.filter(case=case).count() == 1
    winner = next(n for n, result in enumerate(results) if isinstance(result, models.Case))
    assert accept.verdict == verdicts[winner]


def test_two_inspectors_at_once_make_one_inspection(district: District) -> None:
    firm = district.enterprise()
    case = cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    window = district.officer(WINDOW)
    cases.decide(cases.tasks(window).rows[0].step_id, window, "accepted")
    inspectors = [district.officer("approval/inspection") for _ in range(2)]
    (task,) = cases.tasks(inspectors[0]).rows
    together(2, lambda n: cases.decide(task.step_id, inspectors[n], "passed", answers={"findings": "好"}))
    with acting(SYSTEM):
        states = models.Step.objects.filter(case=case).values_list("step", "state")
        assert dict(states) == {"accept": "done", "inspect": "done", "decide": "ready"}


def test_the_same_application_sent_at_once_is_one_case(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    results = together(4, lambda _: apply(district, person, key="once"))
    assert len({result.id for result in results if isinstance(result, models.Case)}) == 1
    assert all(isinstance(result, models.Case) for result in results)
    assert len(paid_to(district, person)) == 1


def test_applications_sent_at_once_are_not_all_granted_on_the_same_absence_of_a_record(
    district: District,
) -> None:
    person = district.resident(date(1940, 2, 3))
    results = together(4, lambda n: apply(district, person, key=f"window {n}"))
    outcomes = Counter(result.outcome for result in results if isinstance(result, models.Case))
    assert outcomes == {"granted": 1, None: 3}, "people look at the others"
    assert len(paid_to(district, person)) == 1


def test_deadlines_passed_by_two_workers_count_once(district: District) -> None:
    firm = district.enterprise()
    for _ in range(3):
        cases.submit(
            district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
        )
    results = together(2, lambda _: cases.pass_deadlines(date(2026, 3, 10)))
    assert sorted(results, key=str) in ([0, 3], [1, 2])
    with acting(SYSTEM):
        assert models.Step.objects.filter(step="accept", by_kind="law").count() == 3
        assert models.Step.objects.filter(step="inspect").count() == 3


VICTIM = """
import sys, time
import django
django.setup()
from datetime import date
from uuid import UUID
from django.db import connections
from minben import cases, services
from minben.cases import rows
from minben.ledger import Actor, ActorKind, legal_clock
from datetime import datetime, UTC

for alias in connections:
    connections[alias].settings_dict["NAME"] = sys.argv[1]

def wait(*_args, **_values):
    print("in the middle", flush=True)
    time.sleep(600)

# The last thing that the event writes: steps, acts and the paid benefit are there, uncommitted.
rows.Rows._stand = wait
subject = UUID(sys.argv[2])
with legal_clock(lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)):
    cases.submit(
        services.in_force(), "old-age-allowance", subject, {"account": sys.argv[3]}, channel="web",
        actor=Actor(kind=ActorKind.RESIDENT, id=str(subject)), idempotency_key="killed",
    )
"""


def test_killed_in_the_middle_nothing_is_half_done(district: District, database: Endpoint) -> None:
    person = district.resident(date(1940, 2, 3))
    before = everything()
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, database.database, str(person.subject), ACCOUNT],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "minben.settings"},
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "in the middle\n"
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert everything() == before
    case = apply(district, person, key="killed")
    assert (case.state, case.outcome) == ("closed", "granted")
    assert len(paid_to(district, person)) == 1


def everything() -> dict[str, int]:
    """How many rows each table of cases, records and acts holds."""
    tables = ("cases_case", "cases_step", "cases_answers", "cases_notice", "registers_record", "ledger_act")
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())
