"""What a client does with cases: send in, look at, complete, withdraw; and what happened in them since it last asked.

A case and the note of who sent it in are written in one transaction. Everything else is done under the reach of the
subject in the client's services, by acts that name the client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from minben import cases, services
from minben.cases import Channel
from minben.ledger import Reach, acting, follow, raw_cursor
from minben.registers import find_subject

from .models import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import SubjectKind
    from minben.cases import Case, CaseFile
    from minben.ledger import ActView

    from .clients import Behalf, Client

SYSTEM = Reach(system=True)
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


class OtherRequest(ValueError):  # noqa: N818 - says what is wrong
    """The idempotency key was used for another request."""


@dataclass(frozen=True, slots=True)
class Application:
    """What a client sends in: for whom, which service, and the answers as JSON values by question."""

    service: str
    kind: SubjectKind
    identifier: str
    answers: Mapping[str, Any]

    def mark(self, client: Client) -> bytes:
        """Tells this request from others, and nothing about what it says."""
        said = orjson.dumps(
            [self.service, self.kind, self.identifier, dict(self.answers)], option=orjson.OPT_SORT_KEYS
        )
        return salted_hmac(f"minben.api.request:{client.id}", said, algorithm="sha256").digest()


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
    try:
        with acting(SYSTEM):
            return _sent_before(client, key, mark) or _send(client, application, key, mark)
    except IntegrityError:
        # The same key came twice at once, and the other was first.
        with acting(SYSTEM):
            received = _sent_before(client, key, mark)
        if received is None:
            raise
        return received


def _sent_before(client: Client, key: str, mark: bytes) -> Received | None:
    with raw_cursor() as cursor:
        cursor.execute(_SENT_BEFORE, [client.id, key])
        found = cursor.fetchone()
    if found is None:
        return None
    number, state, outcome, request = found
    if bytes(request) != mark:
        raise OtherRequest
    return Received(number, state, outcome, again=True)


def _send(client: Client, application: Application, key: str, mark: bytes) -> Received:
    subject = find_subject(application.kind, application.identifier)
    if subject is None:
        raise UnknownSubject
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


def look_at(client: Client, number: str) -> CaseFile:
    """A case of the client. Raises `minben.cases.NotFound`."""
    return cases.case_file(number, _behalf(client, number))


def complete(client: Client, number: str, step: str, answers: Mapping[str, Any]) -> Case:
    """Do a step of the applicant. Raises `minben.cases.NotFound` and what `minben.cases.supplement` raises."""
    behalf = _behalf(client, number)
    with acting(behalf.reach):
        own = cases.Step.objects.filter(case__number=number, step=step, post="")
        row = own.filter(state=cases.StepState.READY).first()
    if row is None:
        raise cases.NotFound
    return cases.supplement(row.id, behalf, answers)


def withdraw(client: Client, number: str) -> Case:
    """Take an application back. Raises `minben.cases.NotFound` and `minben.cases.NotNow`."""
    note = _note(client, number)
    return cases.withdraw(note.case, client.on_behalf_of(note.subject))


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
        own = Submission.objects.filter(client=client.id, case__in={act.case for act in acts if act.case})
        numbers = {note.case: note.number for note in own}
    found = [Happened(numbers[act.case], act) for act in acts if act.case in numbers]
    last = acts[-1].leaf if acts else None
    return found, leaf if last is None else last


def _behalf(client: Client, number: str) -> Behalf:
    return client.on_behalf_of(_note(client, number).subject)


def _note(client: Client, number: str) -> Submission:
    with acting(SYSTEM):
        note = Submission.objects.filter(client=client.id, number=number).first()
    if note is None:
        raise cases.NotFound
    return note
