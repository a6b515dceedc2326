"""What a client does with cases: send in, look at, complete, withdraw; and what happened in them since it last asked.

A case and the note of who sent it in are written in one transaction. Everything else is done under the reach of the
subject in the client's services, by acts that name the client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minben import cases, services
from minben.cases import Channel
from minben.ledger import acting, follow, raw_cursor
from minben.registers import find_subject

from .clients import SYSTEM
from .models import BundleSubmission, Submission
from .retrying import do_once, mark_of, must_be, once
from .uploads import must_be_own

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from minben.blueprint.model import SubjectKind
    from minben.cases import Case, CaseFile
    from minben.ledger import ActView

    from .clients import Behalf, Client

_SENT_BEFORE = """
SELECT c.number, c.state, c.outcome, s.request FROM api_submission s JOIN cases_case c ON c.id = s."case"
 WHERE s.client = %s AND s.key = %s"""
_SEND = """
INSERT INTO api_submission ("case", number, client, subject, service, key, request)
VALUES (%s, %s, %s, %s, %s, %s, %s)"""
WINDOW = 5000
"""Leaves of the ledger that one question after events looks through."""


class UnknownService(LookupError):  # noqa: N818 - says what is wrong
    """The client may not use this service, or there is none."""


class UnknownSubject(LookupError):  # noqa: N818 - says what is wrong
    """No register knows this resident or enterprise."""


@dataclass(frozen=True, slots=True)
class Application:
    """What a client sends in: for whom, which service, and the answers as JSON values by question."""

    service: str
    kind: SubjectKind
    identifier: str
    answers: Mapping[str, Any]

    def mark(self, client: Client) -> bytes:
        """Tells this request from others, and nothing about what it says."""
        return mark_of(client.id, [self.service, self.kind, self.identifier, dict(self.answers)])


@dataclass(frozen=True, slots=True)
class Received:
    """A case that was sent in; ``again`` where the same request had made it before."""

    number: str
    state: str
    outcome: str | None
    again: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """An act in a case of the client."""

    number: str
    act: ActView


def send_in(client: Client, application: Application, key: str) -> Received:
    """Make a case, once for a key of a client.

    Raises `UnknownService`, `UnknownSubject`, `OtherRequest`, and what `minben.cases.submit` raises.
    """
    blueprint = services.in_force()
    if application.service not in client.services or application.service not in blueprint.services:
        raise UnknownService(application.service)
    mark = application.mark(client)
    return once(lambda: _sent_before(client, key, mark), lambda: _send(client, application, key, mark))


def _sent_before(client: Client, key: str, mark: bytes) -> Received | None:
    with raw_cursor() as cursor:
        cursor.execute(_SENT_BEFORE, [client.id, key])
        found = cursor.fetchone()
    if found is None:
        return None
    number, state, outcome, request = found
    must_be(mark, request)
    return Received(number, state, outcome, again=True)


def _send(client: Client, application: Application, key: str, mark: bytes) -> Received:
    subject = subject_of(application.kind, application.identifier)
    must_be_own(client, subject, application.answers)
    case = cases.submit(
        services.in_force(),
        application.service,
        subject,
        application.answers,
        channel=Channel.API,
        actor=client.actor,
    )
    # Unique by client and key: of two that come at once the second leaves no case behind.
    with raw_cursor() as cursor:
        cursor.execute(_SEND, [case.id, case.number, client.id, subject, case.service, key, mark])
    return Received(case.number, case.state, case.outcome, again=False)


def subject_of(kind: SubjectKind, identifier: str) -> UUID:
    """Whom something is for. Raises `UnknownSubject`."""
    subject = find_subject(kind, identifier)
    if subject is None:
        raise UnknownSubject
    return subject


def look_at(client: Client, number: str) -> CaseFile:
    """A case of the client. Raises `minben.cases.NotFound`."""
    return cases.case_file(number, _behalf(client, number))


def complete(client: Client, number: str, step: str, answers: Mapping[str, Any], key: str = "") -> Case:
    """Do a step of the applicant, once for a key.

    Raises `minben.cases.NotFound` and what `minben.cases.supplement` raises.
    """
    note = note_of(client, number)
    must_be_own(client, note.subject, answers)

    def do() -> None:
        cases.supplement(open_step(client, note, step), client.on_behalf_of(note.subject), answers)

    do_once(client.id, key, ["complete", number, step, dict(answers)], do)
    return _now(client, note)


def open_step(client: Client, note: Note, step: str) -> UUID:
    """The task of the applicant in this step. Raises `minben.cases.NotFound` where it is none (any more)."""
    with acting(client.on_behalf_of(note.subject).reach):
        own = cases.Step.objects.filter(case=note.case, step=step, post="")
        row = own.filter(state=cases.StepState.READY).first()
    if row is None:
        raise cases.NotFound
    return row.id


def withdraw(client: Client, number: str, key: str = "") -> Case:
    """Take an application back, once for a key. Raises `minben.cases.NotFound` and `minben.cases.NotNow`."""
    note = note_of(client, number)

    def do() -> None:
        cases.withdraw(note.case, client.on_behalf_of(note.subject))

    do_once(client.id, key, ["withdraw", number], do)
    return _now(client, note)


def _now(client: Client, note: Note) -> Case:
    with acting(client.on_behalf_of(note.subject).reach):
        return cases.Case.objects.get(id=note.case)


def sent_in(client: Client, after: str, limit: int) -> list[Submission]:
    """The cases that a client sent in, the newest first, those older than the number ``after``."""
    with acting(SYSTEM):
        own = Submission.objects.filter(client=client.id)
        if after:
            last = own.filter(number=after).first()
            if last is None:
                raise cases.NotFound
            own = own.filter(case__lt=last.case)
        return list(own.order_by("-case")[:limit])


def since(client: Client, leaf: int) -> tuple[list[Happened], int]:
    """What happened in the client's cases behind a leaf of the ledger, and the leaf to ask from the next time."""
    with acting(SYSTEM):
        acts = follow(leaf, WINDOW)
        seen = {act.case for act in acts if act.case}
        numbers = {
            note.case: note.number for note in Submission.objects.filter(client=client.id, case__in=seen)
        }
        within = cases.bundles_of(seen - numbers.keys())
        own = BundleSubmission.objects.filter(
            client=client.id, bundle__in={one.id for one in within.values()}
        )
        bundles = set(own.values_list("bundle", flat=True))
        numbers |= {case: one.case_number for case, one in within.items() if one.id in bundles}
    found = [Happened(numbers[act.case], act) for act in acts if act.case in numbers]
    last = acts[-1].leaf if acts else None
    return found, leaf if last is None else last


@dataclass(frozen=True, slots=True)
class Note:
    """A case of a client: sent in by itself, or received as a service of a bundle that was."""

    case: UUID
    subject: UUID


def note_of(client: Client, number: str) -> Note:
    """The client's case with this number. Raises `minben.cases.NotFound`."""
    with acting(SYSTEM):
        sent = Submission.objects.filter(client=client.id, number=number).first()
        if sent is not None:
            return Note(sent.case, sent.subject)
        case = cases.Case.objects.filter(number=number).first()
        within = cases.bundles_of([case.id]).get(case.id) if case else None
        own = BundleSubmission.objects.filter(client=client.id, bundle=within.id) if within else None
        if case is None or own is None or not own.exists():
            raise cases.NotFound
        return Note(case.id, case.subject)


def _behalf(client: Client, number: str) -> Behalf:
    return client.on_behalf_of(note_of(client, number).subject)
