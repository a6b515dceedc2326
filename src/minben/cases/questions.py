"""Questions and answers within a case, from either side.

The applicant asks the agency at work, an officer of that agency or at work on the case asks the applicant. Every
question and every answer is an act that commits to its words. No clock stops for a question: what the law lets pause a
limit is said in the procedure. What is not answered yet is counted on the lists of whoever has to answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minben.ledger import Act, RecordRef, acting, commit_values, legal_today, now, uuid7, write_act

from . import kinds
from .loading import PROGRAM_REACH, lock
from .models_words import CaseQuestion
from .problems import CaseProblem, NotFound
from .sets import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from minben.ledger import Actor

    from . import models
    from .parties import Officer, Person

LONGEST = 2000
PAGE = 50
_OPEN_IN = """
SELECT case_id, count(*) FROM cases_casequestion
 WHERE case_id = ANY (%(cases)s) AND answer_act IS NULL AND {side} GROUP BY case_id"""
_OF_APPLICANT, _OF_OFFICER = "post = ''", "post <> ''"
_TO_ANSWER = """
SELECT q.id, c.number, q.service, q.text, q.at, q."on" FROM cases_casequestion q JOIN cases_case c ON c.id = q.case_id
 WHERE q.answer_act IS NULL AND q.post = ''
   AND (q.agency = %(agency)s OR c.posts && %(posts)s::text[])
 ORDER BY q.at, q.id LIMIT %(limit)s"""


class NoWords(CaseProblem):
    """Nothing was written, or more than a question or an answer may hold."""

    def __init__(self) -> None:
        super().__init__(
            zh=f"请写明内容，不超过 {LONGEST} 字", en=f"Write something, of at most {LONGEST} characters"
        )


class AnsweredAlready(CaseProblem):
    """A colleague, or the same person a moment ago, has answered."""

    def __init__(self) -> None:
        super().__init__(
            zh="这一提问已经答复，未再次答复；请刷新查看",
            en="This question has been answered already; nothing was done twice. Reload to see the answer",
        )


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of a case with its answer; ``post`` is empty where the applicant asks. ``mine`` to answer."""

    id: UUID
    post: str
    text: str
    on: date
    answer: str | None
    answer_post: str
    answered_on: date | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that waits for an officer."""

    id: UUID
    number: str
    service: str
    text: str
    at: datetime
    on: date


def ask_agency(case_id: UUID, person: Person, text: str) -> UUID:
    """Put the applicant's question to the agency. Raises `NotFound` and `NoWords`."""
    said = _words(text)
    with acting(person.reach):
        case = lock(case_id)
        if case.subject not in person.reach.subjects:
            raise NotFound
        return _ask(case, person.actor, "", said)


def ask_applicant(case_id: UUID, officer: Officer, text: str) -> UUID:
    """Put an officer's question to the applicant. Raises `NotFound` and `NoWords`."""
    said = _words(text)
    with acting(officer.reach):
        case = lock(case_id)
        if not _at_work(case, officer):
            raise NotFound
        return _ask(case, officer.actor, officer.post.id, said)


def answer_agency(question_id: UUID, person: Person, text: str) -> models.Case:
    """The applicant's answer to an officer's question. Raises `NotFound`, `NoWords`, `AnsweredAlready`."""
    said = _words(text)
    with acting(person.reach):
        question = _locked(question_id)
        if not question.post or question.subject not in person.reach.subjects:
            raise NotFound
        return _answer(question, person.actor, "", said)


def answer_applicant(question_id: UUID, officer: Officer, text: str) -> models.Case:
    """An officer's answer to the applicant's question. Raises `NotFound`, `NoWords`, `AnsweredAlready`."""
    said = _words(text)
    with acting(officer.reach):
        question = _locked(question_id)
        if question.post or not _at_work(question.case, officer):
            raise NotFound
        return _answer(question, officer.actor, officer.post.id, said)


def questions_of(case_id: UUID, *, officer: bool) -> tuple[QuestionView, ...]:
    """The questions of a case within the reach that holds, the earliest first, for an officer or the applicant."""
    found = CaseQuestion.objects.filter(case=case_id).order_by("at", "id")
    return tuple(
        QuestionView(
            id=one.id,
            post=one.post,
            text=one.text,
            on=one.on,
            answer=one.answer,
            answer_post=one.answer_post,
            answered_on=one.answered_on,
            mine=one.answer_act is None and bool(one.post) != officer,
        )
        for one in found
    )


def unanswered_by_officers(cases: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many questions of the applicant wait in each of these cases; one query within the reach that holds."""
    return dict(rows(_OPEN_IN.format(side=_OF_APPLICANT), {"cases": list(cases)}))


def unanswered_by_applicant(cases: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many questions of officers wait in each of these cases; one query within the reach that holds."""
    return dict(rows(_OPEN_IN.format(side=_OF_OFFICER), {"cases": list(cases)}))


def to_answer(officer: Officer, *, limit: int = PAGE) -> tuple[Unanswered, ...]:
    """What applicants have asked the officer's agency, or in cases of the officer's post; the longest waiting first."""
    given: dict[str, Any] = {
        "agency": officer.post.agency,
        "posts": [officer.post.id],
        "limit": limit,
    }
    with acting(officer.reach):
        return tuple(Unanswered(*row) for row in rows(_TO_ANSWER, given))


def _at_work(case: models.Case, officer: Officer) -> bool:
    return case.agency == officer.post.agency or officer.post.id in case.posts


def _words(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise NoWords
    return said


def _locked(question_id: UUID) -> CaseQuestion:
    found = CaseQuestion.objects.filter(id=question_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound
    case = lock(found)
    question = CaseQuestion.objects.get(id=question_id)
    question.case = case
    if question.answer_act is not None:
        raise AnsweredAlready
    return question


def _ask(case: models.Case, actor: Actor, post: str, text: str) -> UUID:
    committed = commit_values({"text": text})
    question = CaseQuestion(
        id=uuid7(),
        case=case,
        subject=case.subject,
        service=case.service,
        agency=case.agency,
        post=post,
        text=text,
        at=now(),
        on=legal_today(),
        act=uuid7(),
        salt=committed.salt,
        commitment=committed.digest,
    )
    with acting(PROGRAM_REACH):
        reference = RecordRef(question.id, committed.digest.hex())
        write_act(_act(kinds.ASK, case, actor, post, reference), id=question.act)
        question.save(force_insert=True)
    return question.id


def _answer(question: CaseQuestion, actor: Actor, post: str, text: str) -> models.Case:
    committed = commit_values({"answer": text})
    question.answer, question.answer_post = text, post
    question.answered_at, question.answered_on = now(), legal_today()
    question.answer_act = uuid7()
    question.answer_salt, question.answer_commitment = committed.salt, committed.digest
    with acting(PROGRAM_REACH):
        reference = RecordRef(question.id, committed.digest.hex())
        act = _act(kinds.ANSWER, question.case, actor, post, reference, (question.act,))
        write_act(act, id=question.answer_act)
        question.save(
            update_fields=[
                "answer",
                "answer_post",
                "answered_at",
                "answered_on",
                "answer_act",
                "answer_salt",
                "answer_commitment",
            ]
        )
    return question.case


def _act(
    kind: str, case: models.Case, actor: Actor, post: str, record: RecordRef, behind: tuple[UUID, ...] = ()
) -> Act:
    return Act(
        kind=kind,
        actor=actor,
        purpose=case.service,
        power=post,
        subjects=(case.subject,),
        case=case.id,
        records=(record,),
        derived_from=behind,
    )
