"""Scenarios of a bundle: what is asked, which services become cases, which wait, and what becomes of each."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING

from ..forms import Filled, Form, key
from ..shapes import NAME, TEXTS, WORD, WORDS, ListOf, MapOf, OneOf, Schema, Written
from .scenario import (
    ApplicantEventForm,
    CorrectionEventForm,
    DateEventForm,
    DaysEventForm,
    ExtensionEventForm,
    GivenForm,
    OfficerEventForm,
    RecordsEventForm,
    Refusal,
    ServiceEventForm,
    ThenForm,
)
from .service import ByKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model import Text


class PartStanding(StrEnum):
    """How a service of a bundle stands: as its case does, or why it is none."""

    WAITING = "waiting"
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    WITHDRAWN = "withdrawn"
    IMPOSSIBLE = "impossible"
    NOT_WANTED = "not wanted"


class BundleWish(StrEnum):
    """What a person may do with a bundle as a whole."""

    WITHDRAWS = "withdraws"


class Amount(Written[Decimal]):
    """An amount of money."""

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "description": self.en}


def _amount(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not found.is_finite() or found < 0:
        raise ValueError(text)
    return found


AMOUNT = Amount("金额，例如 40 或 12.50", "an amount such as 40 or 12.50", _amount)


class CaseEventForm(Form):
    """Something happens in the case of one service."""

    service: str = key(WORD, "the service whose case it is", name="in")
    event: Form = key(
        ByKey(
            (OfficerEventForm, ExtensionEventForm, ApplicantEventForm, ServiceEventForm, CorrectionEventForm)
        ),
        "what happens, as in the scenarios of a service",
        name="does",
    )


class BundleEventForm(Form):
    """The person does something with the bundle as a whole."""

    applicant: BundleWish = key(OneOf(BundleWish), "`withdraws`: all that is not decided yet")


class BundleThenForm(Form):
    """What is to come of a bundle; what is not named is not compared."""

    asked: tuple[str, ...] | None = key(
        ListOf(NAME), "the questions that these answers put, each once, in their order", default=None
    )
    services: Mapping[str, PartStanding] = key(
        MapOf(WORD, OneOf(PartStanding)),
        "for services how they stand: the outcome of the case or `open`, `waiting`, `impossible`, `withdrawn`, "
        "`not wanted`",
        default={},
    )
    because: Mapping[str, str] = key(
        MapOf(WORD, WORD), "for services that are not possible the service that is missing", default={}
    )
    fees: Mapping[str, Decimal] = key(
        MapOf(WORD, AMOUNT), "for services what their case charges; 0 where nothing", default={}
    )
    total: Decimal | None = key(AMOUNT, "what is charged altogether", default=None)
    cases: Mapping[str, ThenForm] = key(
        MapOf(WORD, Filled(ThenForm)), "for services what is to come of their case", default={}
    )
    notices: tuple[str, ...] = key(
        ListOf(WORDS), "words of what the person is told about services that are not possible", default=()
    )
    error: Refusal | None = key(
        OneOf(Refusal), "why the last event, or without one the application, cannot be done", default=None
    )


class BundleScenarioForm(Form):
    """A bundle as it is meant to run."""

    title: Text | None = key(TEXTS, "what the scenario shows", default=None)
    given: GivenForm = key(
        Filled(GivenForm), "what it starts from; answers and materials by the names of the bundle"
    )
    when: tuple[Form, ...] = key(
        ListOf(ByKey((CaseEventForm, BundleEventForm, RecordsEventForm, DaysEventForm, DateEventForm))),
        "what happens after the receipt, one thing after the other; services that waited begin in between",
        default=(),
    )
    then: BundleThenForm = key(Filled(BundleThenForm), "what is to come of it")
