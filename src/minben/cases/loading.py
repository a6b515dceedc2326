"""Taking up a real case: its row locked, and how far it has come read from its rows.

Locks are taken in one order: of a case that another began first the outermost is locked, so that whatever happens in a
family of cases comes one after the other. Cases of nobody else cost one statement, as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import services
from minben.ledger import Reach, acting, legal_today
from minben.registers import hold_subject

from . import kinds, models, moves
from .doing import program
from .materials import checked_answers
from .problems import AnswerProblems, CannotBegin, NotFound
from .reading import as_agency
from .receiving import Receipt, new_case, receive
from .rounds import latest_of, standing_rows
from .rows import Rows
from .sofar import SoFar, circumstances, facts_of, progress_of, settled_by
from .states import StepState
from .storing import StoredBook
from .terms import terms_at, terms_of
from .work import At, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.ledger import Actor
    from minben.registers import Identity

    from .terms import Terms

PROGRAM_REACH = Reach(system=True)


def lock(case_id: UUID) -> models.Case:
    """Lock a case within the reach that holds; its events wait for one another. Raises `NotFound`."""
    case = _locked(case_id)
    if case is None:
        raise NotFound
    return case


def lock_if_free(case_id: UUID) -> models.Case | None:
    """Lock a case where nobody else has it, or the case that it was begun for, at the moment; else None."""
    return _locked(case_id, skip_locked=True)


def _locked(case_id: UUID, *, skip_locked: bool = False) -> models.Case | None:
    cases = models.Case.objects.select_for_update(skip_locked=skip_locked)
    case = cases.filter(id=case_id, parent__isnull=True).first()
    if case is not None or not models.Case.objects.filter(id=case_id, parent__isnull=False).exists():
        return case
    with acting(PROGRAM_REACH):
        outermost = cases.filter(id=_outermost(case_id)).first()
    return cases.filter(id=case_id).first() if outermost is not None else None


def _outermost(case_id: UUID) -> UUID:
    """The case at the beginning of the line of those that began one another, which never changes."""
    here = case_id
    while (parent := models.Case.objects.values_list("parent", flat=True).get(id=here)) is not None:
        here = parent
    return here


def take_up(
    case: models.Case, actor: Actor, *, today: date | None = None, kin: StoredKin | None = None
) -> Work:
    """A locked case ready for an event that ``actor`` brings; under the reach of the program.

    The procedure is that of the blueprint of its receipt. The events of all cases of a subject wait for one another, so
    that no two rules grant on the same absence of a record.
    """
    identity = hold_subject(case.subject)
    latest, parts = latest_of(models.Step.objects.filter(case=case).order_by("instance", "part"))
    day = today or legal_today()
    standing = standing_rows(case, terms_of_case(case).procedure, latest)
    grounds = models.Ground.objects.filter(step__in=[row.id for row in standing.values()])
    so_far = SoFar(latest, parts, answers_of(case), settled_by(standing, grounds))
    return _stored(case, identity, actor, day, day, so_far, kin)


def begin(
    case: models.Case,
    actor: Actor,
    answers: Mapping[str, object],
    *,
    identity: Identity | None = None,
    kin: StoredKin | None = None,
) -> Work:
    """A case that is being received. Its first steps count as ready from the day of its receipt.

    The subject is held here, unless it is already and its ``identity`` known.
    """
    identity = identity or hold_subject(case.subject)
    return _stored(case, identity, actor, legal_today(), case.received_on, SoFar({}, {}, answers, {}), kin)


@dataclass(frozen=True, slots=True)
class StoredKin:
    """See `book.Kin`; ``known`` are the cases that this event has at work, so that each is one object."""

    today: date
    known: dict[UUID, models.Case]

    def begin(self, parent: Work, row: models.Step, answers: Mapping[str, object], because: UUID) -> None:
        # A case begun just now for another step may have ended the parent, and this step with it.
        if not models.Step.objects.filter(id=row.id, state=StepState.UNDER_WAY).exists():
            return
        actor = program(parent.case.agency)
        receipt = Receipt(parent.case.channel, actor, self.today, kinds.RECEIVE, derived_from=(because,))
        step = parent.terms.service.steps[row.step]
        terms = terms_of(parent.terms.blueprint, step.service)
        case = new_case(terms, parent.case.subject, receipt)
        case.parent, case.parent_step = parent.case, row
        facts = begin(case, actor, {}).facts
        try:
            values = checked_answers(terms, terms.service.asks, (), answers, facts, parent.book.files)
        except AnswerProblems as bad:
            raise CannotBegin(step.id, step.service, bad.problems) from bad
        self.known[case.id] = case
        receive(begin(case, actor, values, kin=self), values, receipt)

    def child(self, row: models.Step) -> Work | None:
        case = models.Case.objects.select_for_update().filter(parent_step=row, outcome__isnull=True).first()
        if case is None:
            return None
        case = self.known.setdefault(case.id, case)
        work = self._as_the_law_has_it(case)
        return work if case.outcome is None else None

    def parent(self, case: models.Case) -> Work | None:
        if case.parent_id is None:
            return None
        found = self.known.get(case.parent_id) or lock(case.parent_id)
        return self._as_the_law_has_it(self.known.setdefault(found.id, found))

    def _as_the_law_has_it(self, case: models.Case) -> Work:
        actor = program(case.agency)
        return moves.as_the_law_has_it(
            lambda who: take_up(case, who, today=self.today, kin=self), actor, actor
        )


def _stored(
    case: models.Case,
    identity: Identity | None,
    actor: Actor,
    today: date,
    ready_on: date,
    so_far: SoFar,
    kin: StoredKin | None,
) -> Work:
    terms = terms_of_case(case)
    at = At(next(iter(terms.service.steps.values())))
    about = circumstances(case, today, identity.identifier if identity else "")
    facts = facts_of(
        terms, case, about, so_far, as_agency(terms, case.subject, case.id, today, lambda: at.step)
    )
    rows = Rows(case, terms, StoredBook(), today, ready_on, so_far.latest, so_far.parts)
    kin = kin or StoredKin(today, {case.id: case})
    return Work(rows, progress_of(terms, case, so_far), facts, actor, at, kin)


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
