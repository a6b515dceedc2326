"""A service: what it reads and asks, how it decides, its procedure and its outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..forms import Filled, Form, key, keys
from ..model import GuidePart, Outcome, Place, StepKind, SubjectKind, Text
from ..nodes import Keyed, Node
from ..shapes import (
    COUNT,
    FEEL,
    LIMIT,
    NAME,
    TEXTS,
    WORD,
    YES_NO,
    ListOf,
    ListOrMany,
    MapOf,
    OneOf,
    Reading,
    Schema,
    Shape,
)
from .data import CITATION, CitationForm
from .fees import FeeForm
from .materials import MaterialForm
from .steps import AppealForm, EndRecordForm, RepeatForm
from .timing import WITHIN, ExtendForm, Until
from .words import CODE, DOER, NEED, OFFICER, POST, RESULT, RETENTION, SOURCE, TABLE, By, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..calendar import Limit


class ReadForm(Form):
    """A fact fetched from a register: never asked."""

    source: Source = key(
        SOURCE,
        "`REGISTER where FIELD = applicant`, then possibly `and` with a FEEL condition over the record's fields; one "
        "context where the register is `single`, else a list of them",
        name="from",
    )
    title: Text = key(TEXTS, "what is read, shown to the applicant as known already")
    correct: bool = key(
        YES_NO,
        "true where the applicant may say that what is read is wrong, and what is right; the register's owner decides",
        default=False,
    )


class PartForm(Form):
    """A question of a list, asked of each entry."""

    fact: str = key(WORD, "what is asked, of `facts.yaml`")
    title: Text | None = key(TEXTS, "the question; left out, the fact's title", default=None)
    why: Text | None = key(TEXTS, "why it is asked, shown beside the question", default=None)
    required: bool = key(YES_NO, "false where it may be left empty", default=True)
    when: str | None = key(FEEL, "ask only if this FEEL condition is true", default=None)
    offers: str | None = key(
        FEEL, "a FEEL list of contexts `{value, title}`: the answers to choose from", default=None
    )
    check: str | None = key(FEEL, "a FEEL condition over the answer `?` that must be true", default=None)
    refusal: Text | None = key(TEXTS, "what is said when `check` is not true", default=None)
    prefill: str | None = key(
        FEEL, "a FEEL expression for the answer that is shown at first and may be changed", default=None
    )
    at_least: int = key(COUNT, "the fewest choices that must be made, or entries of a list", default=1)
    at_most: int = key(COUNT, "the most choices that may be made, or entries of a list", default=50)


class AskForm(PartForm):
    """A fact that the applicant gives (in the asks of an officer's step: the officer)."""

    why: Text = key(TEXTS, "why it is asked, shown beside the question")
    each: Mapping[str, PartForm] = key(
        MapOf(NAME, Filled(PartForm)), "for a fact of type list: what is asked of each entry", default={}
    )
    exception: CitationForm | None = key(
        CITATION, "the law by which this may be asked although a register holds it", default=None
    )


class DeriveForm(Form):
    """A fact worked out by a rule. Without a title the expression may stand alone: `age: EXPRESSION`."""

    source: str = key(FEEL, "a FEEL expression over reads, asks and other derived facts", name="is")
    title: Text | None = key(
        TEXTS,
        "what the fact is called; left out, people read its name where a decision is explained",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Derived(Shape[DeriveForm]):
    """A derived fact: its form, or its expression alone."""

    @property
    def wanted(self) -> Text:
        return FEEL.wanted

    def read(self, node: Node, reading: Reading) -> DeriveForm:
        if isinstance(node, Keyed):
            return Filled(DeriveForm).read(node, reading)
        return DeriveForm(place=Place(reading.file, node.line), source=FEEL.read(node, reading))

    def parts(self) -> Iterator[Shape[Any]]:
        return iter((Filled(DeriveForm), FEEL))

    def schema(self) -> Schema:
        return {"anyOf": [part.schema() for part in self.parts()]}


class DecideForm(Form):
    """A decision table of the service."""

    table: str = key(
        TABLE,
        "the file of the table, beside `service.yaml`: CSV, XLSX or DMN; where it holds several, `#` and the name of "
        "the sheet or decision: `rates.xlsx#2025`",
    )
    counts: str = key(
        FEEL,
        "the date whose rules apply: `receipt`, `decision`, or a FEEL expression for the date of the event",
        default="receipt",
    )
    title: Text | None = key(TEXTS, "what the decision is called", default=None)
    outputs: Mapping[str, Text] = key(
        MapOf(NAME, TEXTS),
        "what its outputs are called; of others people read the name where the decision is explained",
        default={},
    )


class GiveRecordForm(Form):
    """A step writes an entry of a register."""

    record: str = key(WORD, "the register that is written")
    fields: Mapping[str, str] = key(MapOf(NAME, FEEL), "the value of each field as a FEEL expression")
    since: str | None = key(FEEL, "the first day the record holds, if not the day of the step", default=None)


class GiveNoticeForm(Form):
    """A step tells the applicant something."""

    notice: Text = key(TEXTS, "what is told; `{FEEL}` in braces is filled in, the same in every language")


@dataclass(frozen=True, slots=True)
class ByKey(Shape[Form]):
    """One of several forms, told apart by a key that only it has."""

    forms: tuple[type[Form], ...]
    """Each one's first key tells it apart."""

    @property
    def wanted(self) -> Text:
        names = [keys(form)[0].name for form in self.forms]
        return {
            "zh": "含有 " + " 或 ".join(names) + " 的键值表",
            "en": "a mapping with " + " or ".join(names),
        }

    def read(self, node: Node, reading: Reading) -> Form:
        if isinstance(node, Keyed):
            for form in self.forms:
                if keys(form)[0].name in node.entries:
                    return Filled(form).read(node, reading)
        raise self.wrong(node, reading)

    def parts(self) -> Iterator[Shape[Any]]:
        return (Filled(form) for form in self.forms)

    def schema(self) -> Schema:
        return {"oneOf": [part.schema() for part in self.parts()]}


class StepForm(Form):
    """What is done in a procedure. Order follows from the needs alone."""

    title: Text = key(TEXTS, "what the step is called")
    kind: StepKind = key(
        OneOf(StepKind),
        "what the law calls it: accept, examine, inspect, decide, deliver, pay, tell, supplement, collect (a fee), "
        "hearing, test, quarantine, appraise, review (by experts), tender, auction, publicise, rectify, bring (what "
        "was promised for later)",
    )
    needs: tuple[tuple[str, ...], ...] = key(
        ListOrMany(NEED),
        "what must be known before it starts: reads, asks, derived facts, outputs of tables, other steps (`accept` = "
        "done with its first verdict), particular verdicts (`accept.refused`), passed limits (`inspect.overdue`); "
        "alternatives by `|`",
        default=(),
    )
    when: str | None = key(
        FEEL,
        "do it only if this FEEL condition is true: else `otherwise` takes over, or the step falls away",
        default=None,
    )
    by: By = key(
        DOER,
        "who does it: `rule`, `applicant`, `officer AGENCY/POST`, several posts together (`officers AGENCY/POST, "
        "AGENCY/POST`), `taskforce NAME`, or another service by a case of its own (`service NAME`)",
    )
    answers: Mapping[str, str] = key(
        MapOf(NAME, FEEL),
        "in a step by `service`: what is answered to its questions, as FEEL expressions over the facts of this one",
        default={},
    )
    otherwise: str | None = key(
        OFFICER, "the officer who decides when the rule does not say yes (a rule never refuses)", default=None
    )
    people: int = key(COUNT, "how many different officers must agree", default=1)
    verdicts: Mapping[str, Text] | None = key(
        MapOf(CODE, TEXTS),
        "what may come of it; the first is favourable and the only one a rule gives",
        default=None,
    )
    within: Limit | Until | None = key(
        WITHIN,
        "the limit by law: so many working days, calendar days or working hours; or `until` and a FEEL expression for "
        "its last day (`until licence.expires`), null for none",
        default=None,
    )
    promised: Limit | None = key(
        LIMIT, "the time that the agency promises, not longer than `within`", default=None
    )
    at_least: Limit | None = key(
        LIMIT,
        "the time that must have passed since the step became ready before anybody does it",
        default=None,
    )
    counts_from: tuple[str, ...] = key(
        NEED,
        "where the limit starts: `ready` (the step's needs are there), `receipt`, or steps that start it",
        default=("ready",),
    )
    overdue: str | None = key(CODE, "the verdict that the law gives when the limit has passed", default=None)
    pauses: tuple[str, ...] = key(
        ListOrMany(NAME),
        "the steps whose clocks stand while this one is open; the applicant is told in writing when they stop and when "
        "they run again",
        default=(),
    )
    extend: ExtendForm | None = key(
        Filled(ExtendForm), "the limit may be extended once, as the law allows", default=None
    )
    escalate: str | None = key(
        OFFICER, "the officer who is shown the task once its limit has passed", default=None
    )
    not_by: tuple[str, ...] = key(ListOrMany(NAME), "steps whose officers may not do this one", default=())
    asks: Mapping[str, AskForm] = key(
        MapOf(NAME, Filled(AskForm)), "what whoever does the step fills in", default={}
    )
    brings: tuple[str, ...] = key(
        ListOrMany(NAME),
        "in a step of the applicant: materials that are handed in, or handed in anew",
        default=(),
    )
    gives: tuple[Form, ...] = key(
        ListOf(ByKey((GiveRecordForm, GiveNoticeForm))), "what comes of the favourable verdict", default=()
    )
    law: tuple[CitationForm, ...] = key(
        ListOf(CITATION), "the articles that the step carries out", default=()
    )
    repeat: RepeatForm | None = key(
        Filled(RepeatForm), "it is done again until a condition holds", default=None
    )
    undo: tuple[Form, ...] = key(
        ListOf(ByKey((EndRecordForm, GiveNoticeForm))),
        "how what it gave is taken back, the last first, if the case does not end as granted or is reopened",
        default=(),
    )


class ServiceForm(Form):
    """An item with an executable definition: `services/NAME/service.yaml`."""

    item: str = key(CODE, "the item that it makes executable, of `items.csv`")
    title: Text = key(TEXTS, "what the service is called")
    summary: Text = key(TEXTS, "for whom it is and what one gets, in two sentences")
    subject_kind: SubjectKind = key(OneOf(SubjectKind), "who may apply", name="for")
    agency: str = key(WORD, "the agency that answers for it")
    law: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that it carries out")
    reads: Mapping[str, ReadForm] = key(
        MapOf(NAME, Filled(ReadForm)), "what registers know already", default={}
    )
    asks: Mapping[str, AskForm] = key(
        MapOf(NAME, Filled(AskForm)), "what the applicant is asked; nothing that can be read", default={}
    )
    materials: Mapping[str, MaterialForm] = key(
        MapOf(NAME, Filled(MaterialForm)), "what the applicant hands in", default={}
    )
    derives: Mapping[str, DeriveForm] = key(
        MapOf(NAME, Derived()),
        "facts worked out by FEEL expressions over reads, asks and other derived facts",
        default={},
    )
    decisions: Mapping[str, DecideForm] = key(
        MapOf(NAME, Filled(DecideForm)), "decision tables; their outputs are facts", default={}
    )
    steps: Mapping[str, StepForm] = key(MapOf(NAME, Filled(StepForm)), "the procedure")
    outcomes: Mapping[Outcome, tuple[str, ...]] = key(
        MapOf(OneOf(Outcome), ListOrMany(RESULT)),
        "which results end the case as `granted`, `refused`, `not accepted`; `withdrawn` needs no step",
    )
    competent: str | None = key(
        FEEL,
        "which of `agencies` handles the case, by what is read and answered at its receipt; where it yields none of "
        "them the agency that answers for the service does; `competent/POST` stands for a post of that agency",
        default=None,
    )
    agencies: tuple[str, ...] = key(
        ListOf(WORD), "the agencies that can be competent, beside the service's own", default=()
    )
    human: str | None = key(POST, "the post that answers when somebody asks for a human", default=None)
    fee: FeeForm | None = key(
        Filled(FeeForm), "what it costs; left out, it is free or not published", default=None
    )
    promised: Limit | None = key(LIMIT, "the time that the agency promises for the whole", default=None)
    retention: str | None = key(
        RETENTION, "how long the file of a case is kept: `permanent` or so many years", default=None
    )
    unpublished: tuple[GuidePart, ...] = key(
        ListOf(OneOf(GuidePart)), "parts of the guide that are not published, and said to be so", default=()
    )
    appeal: AppealForm | None = key(
        Filled(AppealForm), "the appeal against an adverse outcome, within the agency", default=None
    )
