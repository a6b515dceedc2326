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
    """A step of a case. ``yours`` says that the applicant has to do it; ``asks`` is then the schema of its answers.

    What it ``brings`` are the materials that are handed in with it.
    """

    step: str
    title: str
    state: str
    verdict: str | None
    due: str | None
    yours: bool
    asks: dict[str, Any] | None
    brings: list[str]


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
    bundle: str | None = Field(description="the number of the bundle that it is part of")


class ServiceListed(Schema):
    """An executable service."""

    id: str
    item: str
    type: str
    title: str
    agency: str
    kind: str


class MaterialSeen(Schema):
    """What is handed in: the types of file that do, how many bytes one may have, and the ways to give it."""

    name: str
    title: str
    service: str
    required: bool
    accepts: list[str]
    at_most: int
    ways: list[str]


class ServiceSeen(ServiceListed):
    """A service in full: what it reads and asks, what it wants handed in, and what it costs."""

    summary: str
    reads: list[str]
    answers: dict[str, Any]
    materials: list[MaterialSeen]
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


_SHA256 = Field(
    "", pattern=r"^([0-9A-Fa-f]{64})?$", description="hexadecimal; a file that arrives otherwise is refused"
)


class AboutStepFile(Schema):
    """What a file is handed in as."""

    material: str = Field(max_length=LONGEST)
    sha256: str = _SHA256


class AboutFile(AboutStepFile):
    """What a file is handed in as, for which service and for whom."""

    service: str = Field(max_length=LONGEST)
    subject_kind: Literal["resident", "enterprise"]
    subject_id: str = Field(max_length=LONGEST)


class FileTaken(Schema):
    """A file that was handed in; its ``id`` is named in the answers."""

    id: str
    name: str
    type: str
    size: int
    sha256: str


class BundleListed(Schema):
    """A bundle: several services applied for as one."""

    id: str
    title: str
    lead: str
    kind: str


class BundleService(Schema):
    """A service of a bundle; ``always`` is false where it depends on the answers whether it is wanted."""

    service: str
    title: str
    agency: str
    always: bool
    after: list[str]
    fee: str | None


class BundleSeen(BundleListed):
    """A bundle in full: its services in the order in which they are done, and all that is asked, each fact once."""

    summary: str
    services: list[BundleService]
    answers: dict[str, Any]
    materials: list[MaterialSeen]


class NewBundle(Schema):
    """A bundle to be applied for."""

    bundle: str = Field(max_length=LONGEST)
    subject: Whom
    answers: dict[str, Any] = Field(default_factory=dict, description="by question; see the bundle's schema")


class CostSeen(Schema):
    """The fee of one service: due, paid, or void where it is not to be paid any more."""

    amount: str
    currency: str
    state: str


class PartSeen(Schema):
    """How a service of a bundle stands: its case, or what it waits for, or why it is not possible."""

    service: str
    title: str
    state: Literal["waiting", "received", "impossible", "withdrawn"]
    case: str | None = Field(description="the number of its case")
    outcome: str | None
    due: str | None
    after: list[str]
    because: str | None = Field(description="for one that is not possible the service that is missing")
    told: str | None = Field(description="for one that is not possible what the person was told")
    fee: CostSeen | None


class BundleStands(Schema):
    """A bundle as it stands: how many of its services are over, each of them, and what they cost together."""

    number: str
    bundle: str
    received_on: str
    withdrawn: bool
    over: int
    parts: list[PartSeen]
    total: str


class BundleSent(Schema):
    """A bundle that the client sent in."""

    number: str
    bundle: str


class BundlePage(Schema):
    """Bundles, and where the next page begins."""

    bundles: list[BundleSent]
    after: str | None
