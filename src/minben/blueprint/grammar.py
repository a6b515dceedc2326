"""The grammar of a blueprint folder: every kind of file, and every key that may stand in it.

Each declaration is made once. The reader fills these forms, `schema` publishes them as JSON Schema, the documentation
lists them (a test compares), and `build` makes the model of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .calendar import Limit
from .forms import Filled, Form, definition_name, key, keys
from .model import Doer, FactType, Grade, GuidePart, Outcome, Power, SubjectKind, Text
from .nodes import Keyed, Node, Scalar
from .problems import near
from .shapes import (
    COUNT,
    DAY,
    FEEL,
    LANGUAGE,
    LIMIT,
    NAME,
    SOME_TEXTS,
    TEXTS,
    WORD,
    WORDS,
    YES_NO,
    ListOf,
    ListOrMany,
    MapOf,
    OneOf,
    Reading,
    Schema,
    Shape,
    Written,
    matching,
)
from .statutes import Duty, duties

CODE = matching(r"[A-Za-z0-9][A-Za-z0-9._-]*", "代码，例如 511A0005200004", "a code such as 511A0005200004")
DIVISION = matching(r"\d{12}", "12位区划代码", "a division code of 12 digits")
POST = matching(
    r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*", "岗位，例如 approval/window", "a post such as approval/window"
)
FILE = matching(
    r"[\w./-]+", "本目录中的文件，例如 allowance.csv", "a file of the folder, such as allowance.csv"
)
CURRENCY = matching(r"[A-Z]{3}", "货币代码，例如 CNY", "a currency code such as CNY")
URL = matching(r"https?://\S+", "网址", "a web address")

_READ = re.compile(r"([a-z][a-z0-9-]*)\s+where\s+(\w+)\s*=\s*applicant(?:\s+and\s+(.+))?", re.DOTALL)
_RESULT = r"[A-Za-z]\w*(?:\.[a-z][\w-]*)?"


@dataclass(frozen=True, slots=True)
class By:
    """Who does a step, with the post of an officer."""

    doer: Doer
    post: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a read comes from."""

    register: str
    by: str
    where: str | None


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(text) from error
    return text


def _by(text: str) -> By:
    if text in (Doer.RULE, Doer.APPLICANT):
        return By(Doer(text), None)
    return By(Doer.OFFICER, _post(text))


def _post(text: str) -> str:
    word, _, post = text.partition(" ")
    if word != Doer.OFFICER:
        raise ValueError(text)
    return POST.parse(post.strip())


def _source(text: str) -> Source:
    match = _READ.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return Source(match[1], match[2], match[3] and match[3].strip())


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not re.fullmatch(r"\d{4}(-\d{4})?", text) or (last and last < first):
        raise ValueError(text)
    return int(first), int(last or first)


def _alternatives(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split("|"))
    if not all(re.fullmatch(_RESULT, name) for name in names):
        raise ValueError(text)
    return names


YEARS = Written("年份范围，例如 2004-2026", "years such as 2004-2026", _years, r"^\d{4}(-\d{4})?$")
TIMEZONE = Written("时区，例如 Asia/Shanghai", "a time zone such as Asia/Shanghai", _zone)
DOER = Written("rule、applicant 或 officer 部门/岗位", "rule, applicant, or officer AGENCY/POST", _by)
OFFICER = Written("officer 部门/岗位", "officer AGENCY/POST", _post)
SOURCE = Written(
    "“基础库 where 字段 = applicant”，可接“and FEEL条件”",
    "REGISTER where FIELD = applicant, and possibly: and FEEL",
    _source,
)
NEED = Written(
    "名称，可用 | 分隔几个，例如 accept | recheck.accepted",
    "a name, or alternatives such as accept | recheck.accepted",
    _alternatives,
)
RESULT = matching(
    _RESULT, "环节或环节.结论，例如 accept.refused", "a step or STEP.VERDICT, such as accept.refused"
)


class CitationForm(Form):
    """A legal basis."""

    cite: str = key(
        WORDS, "law and article, as `laws.csv` spells them, such as `中华人民共和国行政许可法 第三十二条`"
    )
    unchecked: bool = key(
        YES_NO, "true where `laws.csv` does not list it, so that nobody has compared it", default=False
    )
    illustrative: bool = key(
        YES_NO,
        "true for local values (amounts, thresholds) that are made up until they are published",
        default=False,
    )


CITATION = Filled(CitationForm)


class DatedCodeForm(Form):
    """A county code that resident numbers carry for births in a period."""

    code: str = key(matching(r"\d{6}", "6位代码", "a code of 6 digits"), "the first six digits of the number")
    since: date | None = key(DAY, "the first date of birth", default=None)
    until: date | None = key(DAY, "the last date of birth", default=None)


class BlueprintForm(Form):
    """The jurisdiction itself: `blueprint.yaml`."""

    blueprint: str = key(WORD, "the name of the blueprint")
    title: Text = key(TEXTS, "what the jurisdiction is called")
    languages: tuple[str, ...] = key(
        ListOf(LANGUAGE, least=1), "the languages that every text is given in, the first one foremost"
    )
    division: str = key(DIVISION, "the division that is governed, of `divisions.csv`")
    timezone: str = key(TIMEZONE, "the time zone of legal dates")
    currency: str = key(CURRENCY, "the currency of every fact of the type money")
    statutes: tuple[str, ...] = key(ListOf(FILE), "the statute packs in force, by file", default=())
    item_types: Mapping[str, Text] = key(
        MapOf(CODE, TEXTS), "the types of item by the number that the catalogue uses"
    )
    resident_codes: tuple[DatedCodeForm, ...] = key(
        ListOf(Filled(DatedCodeForm)),
        "the county codes that resident numbers of this place carry",
        default=(),
    )


class FactForm(Form):
    """What a field means, the same wherever it is held or asked."""

    title: Text = key(TEXTS, "what the fact is called")
    type: FactType = key(OneOf(FactType), "what kind of value it has")
    grade: Grade = key(
        OneOf(Grade), "how much harm its disclosure does; from `personal` up every read is an act"
    )
    meaning: Text = key(TEXTS, "what exactly is meant")
    format: str | None = key(
        WORD, "the checker of codes, such as `gb11643`, `gb32100`, `division`", default=None
    )
    choices: Mapping[str, Text] = key(
        MapOf(CODE, TEXTS), "the values of a choice, with their titles", default={}
    )
    max_length: int = key(COUNT, "the most characters of a text", default=200)


class PostForm(Form):
    """A place in an agency with named powers; its name is AGENCY/POST."""

    title: Text = key(TEXTS, "what the post is called")
    powers: tuple[Power, ...] = key(
        ListOf(OneOf(Power), least=1),
        "`handle` the tasks of its steps; `supervise` the whole jurisdiction's work",
    )
    basis: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that gives these powers")


class AgreementForm(Form):
    """The right of an agency to read fields of another agency's register for a purpose."""

    agency: str = key(WORD, "the agency that may read")
    register: str = key(WORD, "the register that it reads")
    purpose: str = key(WORD, "the service that it reads for")
    fields: tuple[str, ...] = key(ListOf(NAME, least=1), "the fields that it may read, and no others")
    basis: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that the agreement stands on")
    since: date = key(DAY, "the first day it is in force")
    until: date | None = key(DAY, "the last day it is in force", default=None)


class FieldForm(Form):
    """A column of a register."""

    fact: str = key(WORD, "the fact that it holds, of `facts.yaml`")
    required: bool = key(YES_NO, "true where every record has a value", default=False)


class RegisterForm(Form):
    """An authoritative set of records with one owner agency: `registers/NAME.yaml`."""

    register: str = key(WORD, "the name, the same as the file's")
    title: Text = key(TEXTS, "what the register is called")
    summary: Text = key(TEXTS, "what its records say")
    agency: str = key(WORD, "the agency that owns it; it alone writes it")
    subject_kind: SubjectKind = key(OneOf(SubjectKind), "whom its records are about")
    single: bool = key(YES_NO, "true where a subject has at most one record")
    identifies: bool = key(
        YES_NO, "true where its records make a subject known to the jurisdiction", default=False
    )
    complete: bool = key(
        YES_NO,
        "true where it holds every subject of its kind: services that can read it must not ask what it holds",
        default=False,
    )
    key_field: str = key(NAME, "the field that identifies a record", name="key")
    subject: str = key(NAME, "the field with the identifier of the subject")
    fields: Mapping[str, FieldForm] = key(MapOf(NAME, Filled(FieldForm)), "its columns by name")


class ReadForm(Form):
    """A fact fetched from a register: never asked."""

    source: Source = key(
        SOURCE,
        "`REGISTER where FIELD = applicant`, then possibly `and` with a FEEL condition over the record's fields; one "
        "context where the register is `single`, else a list of them",
        name="from",
    )
    title: Text = key(TEXTS, "what is read, shown to the applicant as known already")


class AskForm(Form):
    """A fact that the applicant gives (in the asks of an officer's step: the officer)."""

    fact: str = key(WORD, "what is asked, of `facts.yaml`")
    title: Text | None = key(TEXTS, "the question; left out, the fact's title", default=None)
    why: Text = key(TEXTS, "why it is asked, shown beside the question")
    required: bool = key(YES_NO, "false where it may be left empty", default=True)
    when: str | None = key(FEEL, "ask only if this FEEL condition is true", default=None)
    offers: str | None = key(
        FEEL, "a FEEL list of contexts `{value, title}`: the answers to choose from", default=None
    )
    check: str | None = key(FEEL, "a FEEL condition over the answer `?` that must be true", default=None)
    refusal: Text | None = key(TEXTS, "what is said when `check` is not true", default=None)
    exception: CitationForm | None = key(
        CITATION, "the law by which this may be asked although a register holds it", default=None
    )


class DecideForm(Form):
    """A decision table of the service."""

    table: str = key(FILE, "the CSV file of the table, beside `service.yaml`")
    counts: str = key(
        FEEL,
        "the date whose rules apply: `receipt`, `decision`, or a FEEL expression for the date of the event",
        default="receipt",
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

    def schema(self) -> Schema:
        return {"oneOf": [Filled(form).schema() for form in self.forms]}


class StepForm(Form):
    """What is done in a procedure. Order follows from the needs alone."""

    title: Text = key(TEXTS, "what the step is called")
    kind: str = key(
        WORD, "what the law calls it: accept, examine, inspect, decide, deliver, pay, tell, supplement"
    )
    needs: tuple[tuple[str, ...], ...] = key(
        ListOrMany(NEED),
        "what must be known before it starts: reads, asks, derived facts, outputs of tables, other steps (`accept` = done "
        "with its first verdict), particular verdicts (`accept.refused`), passed limits (`inspect.overdue`); "
        "alternatives by `|`",
        default=(),
    )
    when: str | None = key(
        FEEL,
        "do it only if this FEEL condition is true: else `otherwise` takes over, or the step falls away",
        default=None,
    )
    by: By = key(DOER, "who does it: `rule`, `applicant`, or `officer AGENCY/POST`")
    otherwise: str | None = key(
        OFFICER, "the officer who decides when the rule does not say yes (a rule never refuses)", default=None
    )
    people: int = key(COUNT, "how many different officers must agree", default=1)
    verdicts: Mapping[str, Text] | None = key(
        MapOf(CODE, TEXTS),
        "what may come of it; the first is favourable and the only one a rule gives",
        default=None,
    )
    within: Limit | None = key(LIMIT, "the limit by law", default=None)
    counts_from: tuple[str, ...] = key(
        NEED,
        "where the limit starts: `ready` (the step's needs are there), `receipt`, or steps that start it",
        default=("ready",),
    )
    overdue: str | None = key(CODE, "the verdict that the law gives when the limit has passed", default=None)
    asks: Mapping[str, AskForm] = key(
        MapOf(NAME, Filled(AskForm)), "what whoever does the step fills in", default={}
    )
    gives: tuple[Form, ...] = key(
        ListOf(ByKey((GiveRecordForm, GiveNoticeForm))), "what comes of the favourable verdict", default=()
    )
    law: tuple[CitationForm, ...] = key(
        ListOf(CITATION), "the articles that the step carries out", default=()
    )


class FeeForm(Form):
    """What the service costs."""

    text: Text = key(TEXTS, "how much, for what, and who pays less")
    basis: CitationForm | None = key(CITATION, "the law that allows the fee", default=None)


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
    derives: Mapping[str, str] = key(
        MapOf(NAME, FEEL),
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
    human: str | None = key(POST, "the post that answers when somebody asks for a human", default=None)
    fee: FeeForm | None = key(
        Filled(FeeForm), "what it costs; left out, it is free or not published", default=None
    )
    promised: Limit | None = key(LIMIT, "the time that the agency promises for the whole", default=None)
    unpublished: tuple[GuidePart, ...] = key(
        ListOf(OneOf(GuidePart)), "parts of the guide that are not published, and said to be so", default=()
    )


class RemedyForm(Form):
    """What a person can do against a refusal."""

    cite: str = key(WORDS, "law and article")
    unchecked: bool = key(YES_NO, "true where `laws.csv` does not list it", default=False)
    text: Text = key(TEXTS, "what one can do, where, until when")


class RemediesForm(Form):
    """What every refusal tells."""

    item_types: tuple[str, ...] = key(ListOf(CODE, least=1), "the types of item whose refusals tell it")
    texts: tuple[RemedyForm, ...] = key(ListOf(Filled(RemedyForm), least=1), "the remedies")


@dataclass(frozen=True, slots=True)
class DutyShape(Shape[Duty]):
    """A rule of a statute pack; its kind says which other keys it has."""

    @property
    def wanted(self) -> Text:
        return {"zh": "含有 kind 的规则", "en": "a rule with its kind"}

    def read(self, node: Node, reading: Reading) -> Duty:
        if not isinstance(node, Keyed):
            raise self.wrong(node, reading)
        entry = node.entries.get("kind")
        named = entry.value.text if entry and isinstance(entry.value, Scalar) else ""
        form = duties().get(named)
        if form is None:
            line = entry.line if entry else node.line
            known = ", ".join(duties())
            suggestion = near(named, duties())
            raise reading.refuse(line, "unknown-duty", name=named, known=known, near=suggestion)
        return Filled(form).read(node, reading)

    def schema(self) -> Schema:
        return {
            "oneOf": [
                {
                    "allOf": [Filled(form).schema(), {"properties": {"kind": {"const": name}}}],
                }
                for name, form in duties().items()
            ]
        }


class StatuteForm(Form):
    """A law as duties that the check lays on services: `statutes/NAME.yaml`."""

    statute: str = key(WORD, "the name of the pack")
    title: Text = key(TEXTS, "the law")
    rules: Mapping[str, Duty] = key(MapOf(CODE, DutyShape()), "its duties by name")
    remedies: RemediesForm | None = key(Filled(RemediesForm), "what every refusal tells", default=None)


class PersonaForm(Form):
    """Somebody whom a visitor of the demo can be."""

    title: Text = key(TEXTS, "who it is")
    post: str | None = key(POST, "for an officer: the post", default=None)
    subject_kind: SubjectKind | None = key(
        OneOf(SubjectKind), "for somebody served: resident or enterprise", name="for", default=None
    )
    pick: str | None = key(
        FEEL,
        "a FEEL condition over the identifying register's record: the demo picks somebody who fits",
        default=None,
    )


class DivisionRow(Form):
    """A unit of GB/T 2260: `divisions.csv`, from the nation down to what the blueprint governs and its villages."""

    code: str = key(DIVISION, "the code of 12 digits")
    name: str = key(WORDS, "the name")
    level: int = key(
        Written(
            "0至5的层级",
            "a level from 0 to 5",
            lambda text: int(matching(r"[0-5]", "", "").parse(text)),
            "^[0-5]$",
        ),
        "0 nation, 1 province, 2 city, 3 county, 4 town, 5 village",
    )
    parent: str | None = key(DIVISION, "the code of the unit that it is part of", default=None)


class AgencyRow(Form):
    """An organ that holds powers and registers: `agencies.csv`."""

    id: str = key(WORD, "the name by which the blueprint speaks of it")
    codes: str | None = key(WORDS, "its codes in the catalogue, separated by spaces; opaque", default=None)
    name: Text = key(TEXTS, "its name: the columns `name_zh`, `name_en`, one per language")
    short: Text = key(SOME_TEXTS, "its short name where it has one: `short_zh`", default={})


class ItemRow(Form):
    """A power or service of the published catalogue: `items.csv`."""

    code: str = key(CODE, "the code of the item")
    name: str = key(WORDS, "the name as published, in the blueprint's first language")
    type: str = key(CODE, "the type, of `item_types`")
    agency: str = key(WORD, "the agency that holds the power")
    group: str | None = key(WORDS, "the heading that the catalogue puts it under", default=None)
    guide_url: str | None = key(URL, "where the official guide is", default=None)
    local_code: str | None = key(WORDS, "the code that the province uses", default=None)


class CalendarForm(Form):
    """Which years' working days are known: `calendar.yaml`."""

    years: tuple[int, int] = key(YEARS, "the first and last year that are loaded, such as `2004-2026`")
    exceptions: str = key(FILE, "the CSV file of the days that differ from Monday-to-Friday")
    source: Text = key(TEXTS, "who laid them down")


class DayRow(Form):
    """A day that differs from Monday-to-Friday: `calendar.csv`."""

    day: date = key(DAY, "the day", name="date")
    working: bool = key(YES_NO, "whether it is worked")
    name: Text = key(SOME_TEXTS, "why: `name_zh`, `name_en`", default={})


class SynonymRow(Form):
    """Words that people use for what the catalogue calls otherwise: `synonyms.csv`."""

    says: str = key(WORDS, "what people say")
    means: str = key(WORDS, "what the catalogue says")


class LawRow(Form):
    """An article that was compared with the text of the law: `laws.csv`."""

    law: str = key(WORDS, "the law")
    article: str = key(WORDS, "the article")
    status: str | None = key(WORDS, "whether it is in force, as the corpus says", default=None)
    effective: date | None = key(DAY, "since when it is in force", default=None)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: which paths, what shape. ``sheet`` where it is CSV with a row per form."""

    name: str
    pattern: re.Pattern[str]
    shown: str
    shape: Shape[Any]
    doc: str
    required: bool = False
    sheet: type[Form] | None = None
    unique: str = ""
    """The column in which no value stands twice."""


def _tree(
    name: str, pattern: str, shown: str, shape: Shape[Any], doc: str, *, required: bool = False
) -> FileKind:
    return FileKind(name, re.compile(pattern), shown, shape, doc, required)


def _sheet(form: type[Form], file: str, *, unique: str = "", required: bool = False) -> FileKind:
    name = definition_name(form).removesuffix("-row")
    return FileKind(
        name, re.compile(re.escape(file)), file, ListOf(Filled(form)), form.__doc__ or "", required, form, unique
    )


BLUEPRINT = _tree(
    "blueprint",
    r"blueprint\.yaml",
    "blueprint.yaml",
    Filled(BlueprintForm),
    BlueprintForm.__doc__ or "",
    required=True,
)
FACTS = _tree("facts", r"facts\.yaml", "facts.yaml", MapOf(WORD, Filled(FactForm)), "The facts by name.")
POSTS = _tree(
    "posts", r"posts\.yaml", "posts.yaml", MapOf(POST, Filled(PostForm)), "The posts by AGENCY/POST."
)
AGREEMENTS = _tree(
    "agreements",
    r"agreements\.yaml",
    "agreements.yaml",
    ListOf(Filled(AgreementForm)),
    "The agreements, a list.",
)
REGISTER = _tree(
    "register",
    r"registers/[^/]+\.yaml",
    "registers/NAME.yaml",
    Filled(RegisterForm),
    RegisterForm.__doc__ or "",
)
SERVICE = _tree(
    "service",
    r"services/[^/]+/service\.yaml",
    "services/NAME/service.yaml",
    Filled(ServiceForm),
    ServiceForm.__doc__ or "",
)
STATUTE = _tree(
    "statute", r"statutes/[^/]+\.yaml", "statutes/NAME.yaml", Filled(StatuteForm), StatuteForm.__doc__ or ""
)
PERSONAS = _tree(
    "personas",
    r"personas\.yaml",
    "personas.yaml",
    MapOf(WORD, Filled(PersonaForm)),
    "The demo's personas by name.",
)
DIVISIONS = _sheet(DivisionRow, "divisions.csv", unique="code", required=True)
AGENCIES = _sheet(AgencyRow, "agencies.csv", unique="id", required=True)
ITEMS = _sheet(ItemRow, "items.csv", unique="code")
CALENDAR = _tree(
    "calendar",
    r"calendar\.yaml",
    "calendar.yaml",
    Filled(CalendarForm),
    CalendarForm.__doc__ or "",
    required=True,
)
DAYS = _sheet(DayRow, "calendar.csv", unique="date")
SYNONYMS = _sheet(SynonymRow, "synonyms.csv")
LAWS = _sheet(LawRow, "laws.csv")

FILE_KINDS = (
    BLUEPRINT,
    DIVISIONS,
    AGENCIES,
    POSTS,
    FACTS,
    REGISTER,
    AGREEMENTS,
    ITEMS,
    SERVICE,
    STATUTE,
    LAWS,
    CALENDAR,
    DAYS,
    SYNONYMS,
    PERSONAS,
)
