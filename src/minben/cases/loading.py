"""Taking up a case: its row locked, and how far it has come as the engine's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben import services
from minben.blueprint.model import Outcome
from minben.ledger import Reach, legal_today
from minben.registers import hold_subject, identifier_of

from . import models
from .facts import Circumstances, Facts, typed, unpacked
from .problems import NotFound
from .procedure import Progress
from .reading import as_agency
from .rows import Rows
from .states import HUMAN, StepState
from .terms import terms_of
from .work import At, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.ledger import Actor

    from .terms import Terms

PROGRAM_REACH = Reach(system=True)


def lock(case_id: UUID) -> models.Case:
    """Lock a case within the reach that holds; its events wait for one another. Raises `NotFound`."""
    case = models.Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NotFound
    return case


def take_up(case: models.Case, actor: Actor, *, today: date | None = None) -> Work:
    """A locked case ready for an event that ``actor`` brings; under the reach of the program.

    The procedure is that of the blueprint of its receipt. The events of all cases of a subject wait for one another, so
    that no two rules grant on the same absence of a record.
    """
    hold_subject(case.subject)
    latest = {row.step: row for row in models.Step.objects.filter(case=case).order_by("instance")}
    day = today or legal_today()
    return _work(case, actor, day, day, latest, answers_of(case), _settled(latest))


def begin(case: models.Case, actor: Actor, answers: Mapping[str, object]) -> Work:
    """A case that has just been received. Its first steps count as ready from the day of its receipt."""
    hold_subject(case.subject)
    return _work(case, actor, legal_today(), case.received_on, {}, answers, {})


def _work(
    case: models.Case,
    actor: Actor,
    today: date,
    ready_on: date,
    latest: dict[str, models.Step],
    answers: Mapping[str, object],
    settled: Mapping[str, object],
) -> Work:
    terms = terms_of_case(case)
    known = {name: typed(terms.fact_of(name), value) for name, value in answers.items()}
    known |= {row.step: row.verdict for row in latest.values() if row.state == StepState.DONE}
    at = At(next(iter(terms.service.steps.values())))
    facts = Facts(
        terms,
        circumstances(case, today),
        known=known,
        settled=settled,
        fetch=as_agency(terms, case.subject, case.id, today, lambda: at.step),
    )
    return Work(
        rows=Rows(case, terms, today, ready_on, latest),
        progress=progress_of(case, latest, answers),
        facts=facts,
        actor=actor,
        at=at,
    )


def progress_of(
    case: models.Case, rows: Mapping[str, models.Step], answers: Mapping[str, object]
) -> Progress:
    """How far a case has come, from the latest instances of its steps."""
    own = [row for row in rows.values() if row.step != HUMAN]
    return Progress(
        answered=frozenset(answers),
        done={row.step: str(row.verdict) for row in own if row.state == StepState.DONE},
        tasks=frozenset(row.step for row in own if row.state == StepState.READY),
        overdue=frozenset(row.step for row in own if row.overdue),
        void=frozenset(row.step for row in own if row.state == StepState.VOID),
        outcome=Outcome(case.outcome) if case.outcome else None,
    )


def answers_of(case: models.Case) -> dict[str, object]:
    """All that was answered in a case, later answers over earlier ones; erased ones are not there."""
    given = models.Answers.objects.filter(case=case, values__isnull=False).order_by("given_at", "id")
    answers: dict[str, object] = {}
    for row in given:
        answers.update(row.values or {})
    return answers


def circumstances(case: models.Case, today: date) -> Circumstances:
    """What FEEL may know of the case itself."""
    return Circumstances(
        identifier=identifier_of(case.subject) or "",
        number=case.number,
        code=case.code,
        received_on=case.received_on,
        channel=case.channel,
        today=today,
    )


def terms_of_case(case: models.Case) -> Terms:
    """The service of a case, by the blueprint of its receipt."""
    return terms_of(services.version(case.version), case.service)


def _settled(rows: Mapping[str, models.Step]) -> dict[str, object]:
    """The outputs of decisions on which done steps stand, the first one's first."""
    done = {row.id for row in rows.values() if row.state == StepState.DONE}
    settled: dict[str, object] = {}
    for ground in models.Ground.objects.filter(step__in=done).order_by("step__done_at"):
        for name, value in ground.decided.items():
            settled.setdefault(name, unpacked(value))
    return settled
