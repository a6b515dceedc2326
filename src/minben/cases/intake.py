"""How a case comes in: shown what is known, asked for the rest, received, and at work before the answer goes out.

`prepare` shows a person what the service would read about them and what it asks. `submit` receives the application and
runs every rule that can run, in one transaction; `import_case` takes in a case that was begun elsewhere, by an act that
says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import files, services
from minben.ledger import ActorKind, Reach, acting, legal_today, reaching
from minben.registers import hold_subject, identity_of

from . import kinds, models
from .answers import Question, check, questions
from .facts import Circumstances, Facts, Fetched
from .loading import PROGRAM_REACH, begin
from .materials import Wanted, checked_answers, usable, wanted
from .problems import NotNow, WrongSubject
from .reading import Reader, as_checker, as_officer, as_oneself, by_mandate
from .receiving import Receipt, new_case, receive
from .scope import must_be_within
from .terms import terms_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Service
    from minben.ledger import Actor
    from minben.registers import Identity

    from .answers import Given
    from .terms import Terms


@dataclass(frozen=True, slots=True)
class Draft:
    """An application before it is made: what the service will read, and what it asks as things stand."""

    service: Service
    reads: tuple[Fetched, ...]
    questions: tuple[Question, ...]
    materials: tuple[Wanted, ...] = ()


def prepare(service: str, subject: UUID, actor: Actor, answers: Given | None = None) -> Draft:
    """What the service reads about the subject and what it asks, given the ``answers`` so far.

    One's own records are shown without an act; where an officer, or the holder of a mandate, prepares an application
    for somebody, looking is one. Answers that do not fit are ignored here; `submit` says what is wrong with them.
    Raises `WrongSubject` and `OutOfScope`.
    """
    must_be_within(subject, service)
    terms = terms_of(services.in_force(), service)
    with acting(Reach(subjects=(subject,))):
        facts = facts_before(terms, subject, actor)
        reads = facts.fetch(terms.service.reads)
        check(terms, terms.service.asks, answers or {}, facts)
        put = questions(terms, terms.service.asks, facts, answers)
        materials = tuple(wanted(terms, facts, terms.service.materials, facts.today))
        return Draft(terms.service, tuple(reads), put, materials)


def validate(
    blueprint: Blueprint, service: str, subject: UUID, answers: Given, actor: Actor
) -> dict[str, object]:
    """The answers as JSON values by question. Raises `AnswerProblems` with all that is wrong, and `WrongSubject`."""
    must_be_within(subject, service)
    terms = terms_of(blueprint, service)
    with acting(Reach(subjects=(subject,))):
        return _validated(terms, answers, facts_to_check(terms, subject, actor))


def _validated(terms: Terms, answers: Given, facts: Facts) -> dict[str, object]:
    look = usable(files.kept, terms.service.id)
    return checked_answers(terms, terms.service.asks, terms.service.materials, answers, facts, look)


def submit(
    blueprint: Blueprint,
    service: str,
    subject: UUID,
    answers: Given,
    *,
    channel: str,
    actor: Actor,
    idempotency_key: str | None = None,
    derived_from: tuple[UUID, ...] = (),
) -> models.Case:
    """Receive an application and run its rules; returns the case as it then stands.

    The same ``idempotency_key`` of a subject gives the same case, however often and at once it is sent;
    ``derived_from`` names the act that kept the draft it comes from. Raises `OutOfScope`, `AnswerProblems`,
    `WrongSubject`, and `CannotGive` where a rule's result cannot be written; nothing is kept then.
    """
    receipt = Receipt(channel, actor, legal_today(), kinds.RECEIVE, idempotency_key, derived_from)
    return _receive_once(blueprint, service, subject, answers, receipt)


def import_case(
    blueprint: Blueprint,
    service: str,
    subject: UUID,
    answers: Given,
    *,
    received_on: date,
    channel: str,
    actor: Actor,
    idempotency_key: str | None = None,
) -> models.Case:
    """Take in a case that was received elsewhere on an earlier legal day.

    The act is of today and says that this is an import; limits count from ``received_on``. Imported again with the same
    ``idempotency_key`` (its number elsewhere, say) it is the same case. Raises like `submit`, and `NotNow` for a day to
    come.
    """
    if received_on > legal_today():
        raise NotNow(zh="收件日期不能晚于今天", en="A case cannot have been received on a day to come")
    receipt = Receipt(channel, actor, received_on, kinds.IMPORT, idempotency_key)
    return _receive_once(blueprint, service, subject, answers, receipt)


def _receive_once(
    blueprint: Blueprint, service: str, subject: UUID, answers: Given, receipt: Receipt
) -> models.Case:
    """Of all that come with one key, at once or later, the first makes the case and the others find it.

    They come one after the other, for the subject is held from the beginning.
    """
    must_be_within(subject, service)
    terms, actor = terms_of(blueprint, service), receipt.actor
    with acting(PROGRAM_REACH):
        identity = hold_subject(subject)
        received = _received_before(subject, receipt.idempotency_key)
        if received is not None:
            return received
        with reaching(Reach(subjects=(subject,))):
            values = _validated(
                terms, answers, _facts_about(terms, identity, _checker(terms, subject, actor))
            )
        case = new_case(terms, subject, receipt)
        receive(begin(case, actor, values, identity=identity), values, receipt)
    return case


def _received_before(subject: UUID, key: str | None) -> models.Case | None:
    return models.Case.objects.filter(subject=subject, idempotency_key=key).first() if key else None


def facts_before(terms: Terms, subject: UUID, actor: Actor) -> Facts:
    """What may be seen of a subject before there is a case. Raises `WrongSubject`."""
    return _facts_about(terms, identity_of(subject), _reader(terms, subject, legal_today(), actor))


def facts_to_check(terms: Terms, subject: UUID, actor: Actor) -> Facts:
    """What answers are checked by: what an officer may not read, the service's agency reads. Raises `WrongSubject`."""
    return _facts_about(terms, identity_of(subject), _checker(terms, subject, actor))


def _facts_about(terms: Terms, known: Identity | None, reader: Reader) -> Facts:
    kind = terms.service.subject_kind
    if known is None or known.kind != kind:
        raise WrongSubject(kind)
    today = legal_today()
    at = Circumstances(known.identifier, "", "", today, "", today)
    return Facts(terms, at, known={}, settled={}, fetch=reader)


def _checker(terms: Terms, subject: UUID, actor: Actor) -> Reader:
    if actor.kind is ActorKind.OFFICER:
        return as_checker(terms, subject, legal_today(), actor)
    return _reader(terms, subject, legal_today(), actor)


def _reader(terms: Terms, subject: UUID, today: date, actor: Actor) -> Reader:
    if actor.kind is ActorKind.OFFICER:
        return as_officer(terms, subject, today, actor)
    if actor.kind in (ActorKind.RESIDENT, ActorKind.CLIENT) and actor.id != str(subject):
        return by_mandate(terms, subject, today, actor)
    return as_oneself(terms, subject, today)
