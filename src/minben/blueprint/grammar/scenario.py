"""Scenarios: how a service is meant to run. Given these facts, when this happens, then that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..forms import Filled, Form, key
from ..model import Giving, Text
from ..nodes import Keyed, Node, Series
from ..shapes import (
    DAY,
    LIMIT,
    NAME,
    TEXTS,
    WORD,
    WORDS,
    ListOf,
    MapOf,
    OneOf,
    Reading,
    Schema,
    Shape,
    Written,
)
from .service import ByKey
from .words import CASE_OF, CODE, POST, RESULT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..calendar import Limit


class Wish(StrEnum):
    """What an applicant may do with a case."""

    SUPPLEMENTS = "supplements"
    WITHDRAWS = "withdraws"
    PAYS = "pays"
    ASKS_FOR_A_HUMAN = "asks for a human"
    APPEALS = "appeals"


class Ending(StrEnum):
    """How a case stands at the end of a scenario: its outcome, or that there is none yet."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    WITHDRAWN = "withdrawn"


class Decider(StrEnum):
    """Who brought an outcome about."""

    RULE = "rule"
    OFFICER = "officer"
    LAW = "law"
    SERVICE = "service"


class Refusal(StrEnum):
    """Why something cannot be done with a case."""

    ANSWERS = "answers"
    REASONS_MISSING = "reasons missing"
    UNKNOWN_VERDICT = "unknown verdict"
    NOT_YOUR_TASK = "not your task"
    ALREADY_DONE = "already done"
    NOT_FOUND = "not found"
    NOT_NOW = "not now"
    CANNOT_GIVE = "cannot give"
    CANNOT_BEGIN = "cannot begin"
    KEPT_APART = "kept apart"


class CardColour(StrEnum):
    """What a task brings its post before its limit, and once it has passed."""

    YELLOW = "yellow"
    RED = "red"


class Value(Written[str]):
    """What a field or an answer holds, as it is written: what it means follows from the fact."""

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "description": self.en}


VALUE = Value("字段的值，例如 1940-01-05", "a value such as 1940-01-05", WORDS.parse)


def _tally(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


class Tally(Written[int]):
    """How many there are; none is a number too."""

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 0}


TALLY = Tally("从0起的整数", "a whole number from 0", _tally)
VALUES = MapOf(NAME, VALUE)


@dataclass(frozen=True, slots=True)
class Answer(Shape["str | tuple[object, ...]"]):
    """An answer: a value, several of them, or of a list the answers of each entry."""

    @property
    def wanted(self) -> Text:
        return {
            "zh": "字段的值、几个值的列表，或每项一组答复的列表",
            "en": "a value, a list of values, or a list with the answers of each entry",
        }

    def read(self, node: Node, reading: Reading) -> str | tuple[object, ...]:
        if not isinstance(node, Series):
            return VALUE.read(node, reading)
        entry = MapOf(NAME, self)
        return tuple((entry if isinstance(item, Keyed) else VALUE).read(item, reading) for item in node.items)

    def schema(self) -> Schema:
        several = {"type": "array", "items": VALUE.schema()}
        entry = {"type": "object", "additionalProperties": {"anyOf": [VALUE.schema(), several]}}
        return {"anyOf": [VALUE.schema(), several, {"type": "array", "items": entry}]}


ANSWERS = MapOf(NAME, Answer())
MATERIALS = MapOf(NAME, OneOf(Giving))


_CASE = "the step whose case it happens in, where another service does it; `STEP/STEP` for the case of a step of that"


class GivenForm(Form):
    """What a scenario starts from."""

    day: date = key(DAY, "the day of receipt")
    applicant: str = key(WORDS, "the identifier of who applies: a resident number, a credit code")
    channel: str = key(WORD, "the way it comes in", default="web")
    registers: Mapping[str, tuple[Mapping[str, str], ...]] = key(
        MapOf(WORD, ListOf(VALUES)),
        "what registers hold, a list of entries for each; the field of the subject may be left out where it is the "
        "applicant, and every other field that the case does not need",
        default={},
    )
    answers: Mapping[str, object] = key(ANSWERS, "what the applicant answers to what is asked", default={})
    materials: Mapping[str, Giving] = key(
        MATERIALS, "how materials are given: `file`, `licence`, `commitment` or `later`", default={}
    )


class OfficerEventForm(Form):
    """An officer decides a task."""

    officer: str = key(POST, "the post in which the officer acts")
    decides: str = key(
        RESULT,
        "the step; `human` where people look again at what a rule has decided, `appeal`, `STEP.extension` where the "
        "head allows a longer limit (`allowed`, `not-allowed`)",
    )
    verdict: str = key(CODE, "the verdict")
    reasons: str | None = key(WORDS, "why; every verdict but the first needs it", default=None)
    answers: Mapping[str, object] = key(ANSWERS, "what the officer fills in", default={})
    who: str | None = key(
        WORDS,
        "a name that tells officers of one post apart; left out, each verdict is that of another officer",
        default=None,
    )
    case: str | None = key(CASE_OF, _CASE, default=None)


class ExtensionEventForm(Form):
    """An officer asks that the limit of a task be extended; the answer is the task `STEP.extension` of the head."""

    extend: str = key(NAME, "the step whose limit it is")
    by: str = key(POST, "the post that has the task")
    reasons: str | None = key(WORDS, "why", default=None)
    who: str | None = key(
        WORDS,
        "a name that tells officers of one post apart; left out, another officer than in every other event",
        default=None,
    )
    case: str | None = key(CASE_OF, _CASE, default=None)


class ApplicantEventForm(Form):
    """The applicant does something."""

    applicant: Wish = key(OneOf(Wish), "`supplements`, `pays`, `withdraws`, `appeals`, or `asks for a human`")
    step: str | None = key(NAME, "what is supplemented; left out, the step that waits for them", default=None)
    answers: Mapping[str, object] = key(ANSWERS, "what is answered to what the step asks", default={})
    materials: Mapping[str, Giving] = key(MATERIALS, "how what the step brings is given", default={})
    reasons: str | None = key(WORDS, "why the applicant appeals", default=None)
    case: str | None = key(CASE_OF, _CASE, default=None)


class Ended(StrEnum):
    """How the case of a service that does a step ends."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    WITHDRAWN = "withdrawn"


class ServiceEventForm(Form):
    """The case of a service that does a step has its outcome, in short; what happens in it may be told too (`case`)."""

    service: str = key(NAME, "the step")
    outcome: Ended = key(
        OneOf(Ended), "what that case comes to: `granted`, `refused`, `not accepted`, `withdrawn`"
    )
    registers: Mapping[str, tuple[Mapping[str, str], ...]] = key(
        MapOf(WORD, ListOf(VALUES)), "what that case has written into registers", default={}
    )
    case: str | None = key(CASE_OF, _CASE, default=None)


class CorrectionEventForm(Form):
    """What a read shows was wrong, and the register's owner has corrected it."""

    corrects: str = key(NAME, "the read, one that may be corrected")
    fields: Mapping[str, str] = key(VALUES, "the fields with what they say from now on")


class RecordsEventForm(Form):
    """Registers change while the case is under way; rules of tasks that wait look again."""

    records: Mapping[str, tuple[Mapping[str, str], ...]] = key(
        MapOf(WORD, ListOf(VALUES)),
        "by register the entries about the applicant that it holds from now on, in place of those that were given",
    )


class DaysEventForm(Form):
    """Days pass."""

    passes: Limit = key(LIMIT, "how many, by the calendar")


class DateEventForm(Form):
    """A day comes."""

    until: date = key(DAY, "the day; limits that end before it have passed then")


class RecordExpectedForm(Form):
    """An entry that the case has written."""

    record: str = key(WORD, "the register")
    fields: Mapping[str, str] = key(VALUES, "fields with the value that is expected", default={})


class ThenForm(Form):
    """What is to come of it; what is not named is not compared."""

    outcome: Ending | None = key(
        OneOf(Ending), "the outcome, or `open` where there is none yet", default=None
    )
    decided_by: Decider | None = key(
        OneOf(Decider), "who brought it about: `rule`, `officer`, `law`, or `service`", default=None
    )
    steps: Mapping[str, str] = key(
        MapOf(NAME, CODE), "for steps the verdict, or `ready`, `waiting`, `void`", default={}
    )
    due: Mapping[str, date] = key(MapOf(NAME, DAY), "for steps the last day of the limit", default={})
    overdue: tuple[str, ...] = key(ListOf(NAME), "steps whose limit has passed", default=())
    cards: Mapping[str, CardColour] = key(
        MapOf(NAME, OneOf(CardColour)),
        "for steps the worst card that they have brought: `yellow` or `red`",
        default={},
    )
    services: Mapping[str, Ending] = key(
        MapOf(NAME, OneOf(Ending)),
        "for steps that another service does the outcome of its case, or `open`",
        default={},
    )
    records: tuple[RecordExpectedForm, ...] = key(
        ListOf(Filled(RecordExpectedForm)), "entries that the case has written, among others", default=()
    )
    counts: Mapping[str, int] = key(
        MapOf(WORD, TALLY), "by register how many entries the case has written into it", default={}
    )
    ended: Mapping[str, tuple[str, ...]] = key(
        MapOf(WORD, ListOf(WORDS)), "by register the keys of entries that the case has taken back", default={}
    )
    notices: tuple[str, ...] = key(
        ListOf(WORDS), "words of a notice to the applicant, in any language; each stands in one", default=()
    )
    unsaid: tuple[str, ...] = key(
        ListOf(WORDS), "words that stand in no notice to the applicant, in any language", default=()
    )
    error: Refusal | None = key(
        OneOf(Refusal), "why the last event, or without one the application, cannot be done", default=None
    )


class ScenarioForm(Form):
    """A case as it is meant to run."""

    title: Text | None = key(TEXTS, "what the scenario shows", default=None)
    given: GivenForm = key(Filled(GivenForm), "what it starts from")
    when: tuple[Form, ...] = key(
        ListOf(
            ByKey(
                (
                    OfficerEventForm,
                    ExtensionEventForm,
                    ApplicantEventForm,
                    ServiceEventForm,
                    CorrectionEventForm,
                    RecordsEventForm,
                    DaysEventForm,
                    DateEventForm,
                )
            )
        ),
        "what happens after the receipt, one thing after the other",
        default=(),
    )
    then: ThenForm = key(Filled(ThenForm), "what is to come of it")
