"""People at work in a process of their own, which is killed as well: ``python -m soak.desk WHAT NOTES SEED COUNT``.

``officers`` decide what lies before their posts, ``people`` pay, complete, hand in, take back and appeal, ``papers``
takes in applications that came on paper weeks ago, whose limits have passed, ``bundles`` sends several services in as
one. They use the same functions as the pages. What somebody is about to do, and that it is done, goes to the file
``NOTES``, a line each, which a kill cannot take back. Once the file `CLEAR_UP` lies beside it nothing is left alone any
more, nobody takes anything back or appeals, and the day is brought to its end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import django

from .memory import What
from .workload import BUNDLE, ON_PAPER, spared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from minben import cases, people
    from minben.ledger import Actor, Reach

    Work = Callable[[], None]

AWAY_FOR = 0.3
IDLE_FOR = 0.2
"""Seconds of rest for somebody who has found nothing to do."""
A_FEW = 10
"""How many tasks an officer does before the next officer's turn."""
READ_FIRST = 0.25
"""How often an officer who knows the form opens the case before deciding."""
CLEAR_UP = "clear-up"
WORDS, NUMBER = "广安区建安中路128号", "500"
"""What is written wherever words are asked for, or a number."""
A_MONTH = timedelta(days=30)
REASONS = "经核对，不符合条件。"
FAVOURABLE = 0.85
OLDEST, YOUNGEST = 40, 20
"""Days since an application came on paper."""

OWN_STEPS = """
SELECT s.id, s.step, c.number, c.subject, ch.id
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id LEFT JOIN cases_charge ch ON ch.step_id = s.id
 WHERE s.state = 'ready' AND s.post = ''
   AND NOT EXISTS (SELECT FROM payments_payment p WHERE p.charge = ch.id) ORDER BY random() LIMIT 20"""
TO_PAY = "SELECT cashier FROM payments_payment WHERE state = 'waiting' AND cashier <> '' ORDER BY random() LIMIT 20"
OPEN = "SELECT id, number, subject FROM cases_case WHERE state = 'open' ORDER BY random() LIMIT 3"
REFUSED = """
SELECT c.id, c.number, c.subject FROM cases_case c
 WHERE c.service = ANY (%s) AND c.outcome = 'refused' AND c.state = 'closed'
   AND NOT EXISTS (SELECT FROM cases_step s WHERE s.case_id = c.id AND s.step = 'appeal')
 ORDER BY random() LIMIT 3"""

SUBJECTS = """
SELECT DISTINCT subject FROM registers_record
 WHERE register = 'enterprises' AND superseded_at IS NULL AND values ->> 'state' = 'open' ORDER BY subject"""


@dataclass(frozen=True, slots=True)
class Oneself:
    """Somebody with their own cases, as `minben.cases` wants a person."""

    subject: UUID

    @property
    def reach(self) -> Reach:
        """What is theirs."""
        from minben.ledger import Reach

        return Reach(subjects=(self.subject,))

    @property
    def actor(self) -> Actor:
        """Themselves."""
        from minben.ledger import Actor, ActorKind

        return Actor(kind=ActorKind.RESIDENT, id=str(self.subject))


class Desk:
    """What all of them have: a file for notes, whims, and the way they meet a database that is away."""

    def __init__(self, notes: Path, seed: str) -> None:
        self.random = Random(f"{seed} {os.getpid()}")  # noqa: S311 - whims, not secrets
        self.stop = threading.Event()
        self._clear_up = notes.with_name(CLEAR_UP)
        self._notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, **said: str) -> None:
        """Write down what has been done; one write, so that no half of it stays."""
        os.write(self._notes, json.dumps(said, ensure_ascii=False).encode() + b"\n")

    @property
    def clears_up(self) -> bool:
        """Whether the day is being brought to its end."""
        return self._clear_up.exists()

    def leaves_alone(self, number: str) -> bool:
        """Whether this case is none of anybody's business for now."""
        return spared(number) and not self.clears_up

    @contextmanager
    def deed(self, what: What, place: str, verdict: str = "", by: str = "") -> Iterator[None]:
        """Write down that something is asked for, and then that it is done or was refused."""
        from minben import cases

        said = {"what": what, "place": place, "verdict": verdict, "by": by}
        self.note(did="asked", **said)
        try:
            yield
        except (cases.AlreadyDone, cases.NotFound, cases.NotNow, cases.NotYourTask, cases.KeptApart):
            self.note(did="refused", **said)
            raise
        self.note(did="done", **said)

    def run(self, works: Iterator[Work]) -> None:
        """One piece of work after the other, until told to stop."""
        for work in works:
            if self.stop.is_set():
                return
            self.attempt(work)

    def attempt(self, work: Work) -> bool:
        """Do something; whether it was done. Others may be quicker; what nobody should meet is noted."""
        from django.db import InterfaceError, OperationalError, connection

        from minben import cases

        try:
            work()
        except (OperationalError, InterfaceError):
            connection.close()
            self.stop.wait(AWAY_FOR)
        except (cases.AlreadyDone, cases.NotFound, cases.NotNow, cases.NotYourTask, cases.KeptApart):
            pass
        except Exception as error:
            self.note(did="complain", what=f"{type(error).__name__}: {error}")
        else:
            return True
        return False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a step can be given and asks, the same in every case of its service."""

    verdicts: tuple[str, ...]
    answers: Mapping[str, Any]


class Officers(Desk):
    """All officers of the soak, each with the pages of their list."""

    def __init__(self, notes: Path, seed: str) -> None:
        super().__init__(notes, seed)
        self._sheets: dict[tuple[str, str], Sheet] = {}

    def works(self) -> Iterator[Work]:
        """They take turns, for ever; each goes on in the list where they left it."""
        officers: list[people.Officer] = []
        while not officers:
            self.attempt(lambda: officers.extend(officers_of_the_soak()))
        places: dict[UUID, str | None] = {}
        while True:
            officer = self.random.choice(officers)
            found: list[cases.TaskRow] = []
            yield lambda officer=officer, found=found: self._look(officer, places, found)  # type: ignore[misc]
            for task in self.random.sample(found, min(A_FEW, len(found))):
                yield lambda officer=officer, task=task: self._decide(officer, task)  # type: ignore[misc]

    def _look(
        self, officer: people.Officer, places: dict[UUID, str | None], found: list[cases.TaskRow]
    ) -> None:
        from minben import cases

        page = cases.tasks(officer, after=places.get(officer.appointment))
        places[officer.appointment] = page.after
        found += [
            task for task in page.rows if not (task.mine or task.barred or self.leaves_alone(task.number))
        ]

    def _decide(self, officer: people.Officer, task: cases.TaskRow) -> None:
        from minben import cases

        sheet = self._sheets.get((task.service, task.step))
        if sheet is None or self.random.random() < READ_FIRST:
            sheet = self._read(officer, task)
        if sheet is None:
            return
        # Colleagues who must agree see the same place, and so come to the same.
        seen = Random(str(task.step_id))  # noqa: S311 - whims, not secrets
        favourable = sheet.verdicts[0]
        verdict = favourable if seen.random() < FAVOURABLE else seen.choice(sheet.verdicts)
        reasons = "" if verdict == favourable else REASONS
        with self.deed(What.VERDICT, str(task.step_id), verdict, str(officer.appointment)):
            cases.decide(task.step_id, officer, verdict, reasons, sheet.answers)

    def _read(self, officer: people.Officer, task: cases.TaskRow) -> Sheet | None:
        """Open the case, as an officer does who is shown it; None where there is nothing for them to do."""
        from minben import cases

        file = cases.case_file(task.number, officer)
        view = next(
            (one for one in file.steps if one.row and one.row.id == task.step_id and one.for_me), None
        )
        if view is None:
            return None
        sheet = Sheet(tuple(verdict.id for verdict in view.verdicts), _answers(view))
        return self._sheets.setdefault((task.service, task.step), sheet)


class People(Desk):
    """Whoever has applied, and has to do something or wants to."""

    def works(self) -> Iterator[Work]:
        """Mostly what they have to do; now and then somebody takes an application back or appeals."""
        while True:
            yield self._pay
            yield self._own_steps
            whim = self.random.random()
            if self.clears_up:
                continue
            if whim < 0.1:
                yield self._withdraw
            elif whim < 0.3:
                yield self._appeal

    def _pay(self) -> None:
        from .cashier import pay_at

        for (cashier,) in _rows(TO_PAY):
            pay_at(str(cashier))

    def _own_steps(self) -> None:
        steps = [row for row in _rows(OWN_STEPS) if not self.leaves_alone(row[2])]
        for step, name, number, subject, charge in steps:
            person = Oneself(subject)
            self.attempt(
                (lambda person=person, charge=charge: self._begin_payment(person, charge))  # type: ignore[misc]
                if charge
                else lambda person=person, step=step, name=name, number=number: self._complete(
                    person, step, name, number
                )  # type: ignore[misc]
            )
        if not steps:
            self.stop.wait(IDLE_FOR)

    def _begin_payment(self, person: Oneself, charge: UUID) -> None:
        from minben import payments
        from minben.ledger import acting

        self.note(did="ask to pay", charge=str(charge))
        with acting(person.reach):
            payment = payments.begin(charge, person.actor)
        self.note(did="pay", payment=str(payment.id))

    def _complete(self, person: Oneself, step: UUID, name: str, number: str) -> None:
        from minben import cases

        file = cases.case_file(number, person)
        view = next((one for one in file.steps if one.row and one.row.id == step and one.for_me), None)
        if view is None or view.step is None:
            return
        answers = _answers(view)
        if not answers:
            answers = {
                material: {"kind": "file", "files": [str(self._bring(person, step, material))]}
                for material in view.step.brings
            }
        with self.deed(What.COMPLETE, f"{number} {name}"):
            cases.supplement(step, person, answers)

    def _bring(self, person: Oneself, step: UUID, material: str) -> UUID:
        from minben import cases

        from .visitors import PLAN

        with tempfile.NamedTemporaryFile() as file:
            file.write(PLAN.data)
            file.flush()
            return cases.bring(step, person, material, cases.Brought(Path(file.name), PLAN.name))

    def _withdraw(self) -> None:
        from minben import cases

        for case, number, subject in _rows(OPEN):
            if not self.leaves_alone(number):
                with self.deed(What.WITHDRAW, number):
                    cases.withdraw(case, Oneself(subject))

    def _appeal(self) -> None:
        from minben import cases, services

        with_appeal = [name for name, one in services.in_force().services.items() if one.appeal]
        for case, number, subject in _rows(REFUSED, with_appeal):
            with self.deed(What.APPEAL, number):
                cases.appeal(case, Oneself(subject), REASONS)


class Takers(Desk):
    """Those who take so many applications in, each until it is there; from the beginning again after a kill."""

    def __init__(self, notes: Path, seed: str, count: int) -> None:
        super().__init__(notes, seed)
        self._seed, self._count = seed, count

    def works(self) -> Iterator[Work]:
        """One after the other, for one enterprise after the other."""
        enterprises: list[UUID] = []
        while not enterprises:
            self.attempt(lambda: enterprises.extend(row[0] for row in _rows(SUBJECTS)))
        for number in range(self._count):
            subject = enterprises[number % len(enterprises)]
            done: list[bool] = []
            while not done:
                yield lambda number=number, subject=subject, done=done: self._take_once(number, subject, done)  # type: ignore[misc]

    def _take_once(self, number: int, subject: UUID, done: list[bool]) -> None:
        self.take(number, subject)
        done.append(True)

    def take(self, number: int, subject: UUID) -> None:
        """Take the application of this number in, under the key of this number, and write it down."""
        raise NotImplementedError

    def key(self, number: int) -> str:
        """The key of an application, the same after a kill."""
        return f"{type(self).__name__.lower()} {self._seed} {number}"


class Papers(Takers):
    """Applications that came on paper weeks ago and are entered now: their limits have passed."""

    def take(self, number: int, subject: UUID) -> None:
        """Enter one with the working day on which it came."""
        from minben import cases, services
        from minben.ledger import Actor, ActorKind, legal_today

        blueprint = services.in_force()
        days = Random(number).randint(YOUNGEST, OLDEST)  # noqa: S311 - whims, not secrets
        received = legal_today() - timedelta(days=days)
        while not blueprint.calendar.is_working(received):
            received -= timedelta(days=1)
        key = self.key(number)
        case = cases.import_case(
            blueprint,
            ON_PAPER.service,
            subject,
            ON_PAPER.answers[0],
            received_on=received,
            channel="paper",
            actor=Actor(kind=ActorKind.SYSTEM, id="soak"),
            idempotency_key=key,
        )
        self.note(did="enter", key=key, number=case.number)


class Bundles(Takers):
    """Several services sent in as one."""

    def take(self, number: int, subject: UUID) -> None:
        """Send one bundle in, now and then twice, as somebody does who got no answer."""
        from minben import cases, services

        key = self.key(number)
        for _ in range(self.random.choice((1, 1, 2))):
            bundle = cases.submit_bundle(
                services.in_force(),
                BUNDLE.bundle,
                subject,
                BUNDLE.answers,
                channel="mobile",
                actor=Oneself(subject).actor,
                idempotency_key=key,
            )
            self.note(did="bundle", key=key, number=bundle.number)


def officers_of_the_soak() -> list[people.Officer]:
    """Those that were appointed before, in their posts."""
    from minben import people, services
    from minben.ledger import Reach, acting, legal_today

    blueprint, today = services.in_force(), legal_today()
    with acting(Reach(system=True)):
        accounts = list(people.Account.objects.filter(username__startswith="soak-").order_by("username"))
    return [
        capacity
        for account in accounts
        for capacity in people.standing_of(account, blueprint, today).capacities
        if isinstance(capacity, people.Officer)
    ]


def _answers(view: cases.StepView) -> dict[str, Any]:
    return {
        question.ask.name: question.options[0].value if question.options else _written(question.ask.fact)
        for question in view.questions
    }


def _written(fact: str) -> str:
    from minben import services
    from minben.blueprint.model import FactType

    kind = services.in_force().facts[fact].type
    if kind is FactType.DATE:
        return (date.today() + A_MONTH).isoformat()  # noqa: DTZ011 - any day after today will do
    return {FactType.NUMBER: NUMBER, FactType.YES_NO: "yes"}.get(kind, WORDS)


def _rows(query: str, *values: list[Any]) -> list[tuple[Any, ...]]:
    from django.db import connection

    from minben.ledger import Reach, acting

    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute(query, list(values) or None)
        return list(cursor.fetchall())


def main(what: str, notes: str, seed: str, count: str) -> int:
    """Work until SIGTERM."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "minben.settings"
    django.setup()
    path = Path(notes)
    makers: Mapping[str, Callable[[], Officers | People | Takers]] = {
        "officers": lambda: Officers(path, seed),
        "people": lambda: People(path, seed),
        "papers": lambda: Papers(path, seed, int(count)),
        "bundles": lambda: Bundles(path, seed, int(count)),
    }
    desk = makers[what]()
    signal.signal(signal.SIGTERM, lambda *_: desk.stop.set())
    desk.run(desk.works())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
