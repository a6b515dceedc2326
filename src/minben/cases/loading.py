"""Taking up a real case: its row locked, and how far it has come read from its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben import services
from minben.ledger import Reach, legal_today
from minben.registers import hold_subject, identifier_of

from . import models
from .problems import NotFound
from .reading import as_agency
from .rounds import latest_of, standing_rows
from .rows import Rows
from .sofar import SoFar, circumstances, facts_of, progress_of, settled_by
from .storing import StoredBook
from .terms import terms_at
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
    latest, parts = latest_of(models.Step.objects.filter(case=case).order_by("instance", "part"))
    day = today or legal_today()
    standing = standing_rows(case, terms_of_case(case).procedure, latest)
    grounds = models.Ground.objects.filter(step__in=[row.id for row in standing.values()])
    so_far = SoFar(latest, parts, answers_of(case), settled_by(standing, grounds))
    return _stored(case, actor, day, day, so_far)


def begin(case: models.Case, actor: Actor, answers: Mapping[str, object]) -> Work:
    """A case that has just been received. Its first steps count as ready from the day of its receipt."""
    hold_subject(case.subject)
    return _stored(case, actor, legal_today(), case.received_on, SoFar({}, {}, answers, {}))


def _stored(case: models.Case, actor: Actor, today: date, ready_on: date, so_far: SoFar) -> Work:
    terms = terms_of_case(case)
    at = At(next(iter(terms.service.steps.values())))
    about = circumstances(case, today, identifier_of(case.subject) or "")
    facts = facts_of(
        terms, case, about, so_far, as_agency(terms, case.subject, case.id, today, lambda: at.step)
    )
    rows = Rows(case, terms, StoredBook(), today, ready_on, so_far.latest, so_far.parts)
    return Work(rows, progress_of(terms, case, so_far), facts, actor, at)


def answers_of(case: models.Case) -> dict[str, object]:
    """All that was answered in a case, later answers over earlier ones; erased ones are not there."""
    given = models.Answers.objects.filter(case=case, values__isnull=False).order_by("given_at", "id")
    answers: dict[str, object] = {}
    for row in given:
        answers.update(row.values or {})
    return answers


def terms_of_case(case: models.Case) -> Terms:
    """The service of a case as its agency handles it, by the blueprint of its receipt."""
    return terms_at(services.version(case.version), case.service, case.agency)
