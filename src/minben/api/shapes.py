"""What goes over the wire, as types that the interface checks and describes (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

LONGEST = 64


class Whom(Schema):
    """For whom a case is."""

    kind: Literal["resident", "enterprise"]
    id: str = Field(max_length=LONGEST, description="resident number or unified social credit code")


class NewCase(Schema):
    """A case to be made."""

    service: str = Field(max_length=LONGEST)
    subject: Whom
    answers: dict[str, Any] = Field(default_factory=dict, description="by question; see the service's schema")


class Completion(Schema):
    """What a step of the applicant asks."""

    answers: dict[str, Any] = Field(default_factory=dict)


class CaseMade(Schema):
    """A case as it stands after it was received and its rules have run."""

    number: str
    state: str
    outcome: str | None


class StepSeen(Schema):
    """A step of a case. ``yours`` says that the applicant has to do it; ``asks`` is then the schema of its answers."""

    step: str
    title: str
    state: str
    verdict: str | None
    due: str | None
    yours: bool
    asks: dict[str, Any] | None


class NoticeSeen(Schema):
    """What the applicant was told."""

    on: str
    text: str


class CaseSeen(CaseMade):
    """A case in full."""

    service: str
    received_on: str
    due: str | None
    steps: list[StepSeen]
    notices: list[NoticeSeen]


class ServiceListed(Schema):
    """An executable service."""

    id: str
    item: str
    type: str
    title: str
    agency: str
    kind: str


class ServiceSeen(ServiceListed):
    """A service in full: what it reads and asks, what it wants handed in, and what it costs."""

    summary: str
    reads: list[str]
    answers: dict[str, Any]
    materials: list[str]
    fee: str | None


class CaseListed(Schema):
    """A case that the client sent in."""

    number: str
    service: str


class CasePage(Schema):
    """Cases, and where the next page begins."""

    cases: list[CaseListed]
    after: str | None


class EventSeen(Schema):
    """An act in a case of the client."""

    leaf: int
    at: str
    case: str
    kind: str
    step: str
    result: str


class EventPage(Schema):
    """Events, and the leaf to ask from the next time."""

    events: list[EventSeen]
    after: int
