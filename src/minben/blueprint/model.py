"""What a jurisdiction says of itself, as checked values.

A blueprint folder is read by ``reader``, checked by ``check`` and becomes one `Blueprint`. Every room above works from
these classes and from nothing else that a place may decide. All are immutable; an instance reached through
`minben.blueprint.read` has passed every check, so the rooms above need not look for dangling references.

Texts are mappings from a language code of the blueprint (``zh``, ``en``) to plain words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from minben.rules import Table

    from .calendar import Calendar, Limit
    from .licensing import Licence
    from .statutes import Duty

Text = Mapping[str, str]
"""Words by language code."""


class SubjectKind(StrEnum):
    """Whom the government serves."""

    RESIDENT = "resident"
    ENTERPRISE = "enterprise"


class Grade(StrEnum):
    """How much harm the disclosure of a fact does; from ``personal`` up, a read is an act."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class FactType(StrEnum):
    """What kind of value a fact has; the FEEL type follows from it."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHOICES = "choices"
    DIVISION = "division"
    LIST = "list"


class StepKind(StrEnum):
    """What the law calls a step; the duties of statute packs are laid on kinds of step."""

    ACCEPT = "accept"
    EXAMINE = "examine"
    INSPECT = "inspect"
    DECIDE = "decide"
    DELIVER = "deliver"
    PAY = "pay"
    TELL = "tell"
    SUPPLEMENT = "supplement"
    COLLECT = "collect"
    HEARING = "hearing"
    TEST = "test"
    QUARANTINE = "quarantine"
    APPRAISE = "appraise"
    REVIEW = "review"
    TENDER = "tender"
    AUCTION = "auction"
    PUBLICISE = "publicise"
    RECTIFY = "rectify"
    BRING = "bring"


class Format(StrEnum):
    """The checkers of codes that registers apply to a text (see `minben.registers.formats`)."""

    GB11643 = "gb11643"
    GB32100 = "gb32100"
    DIVISION = "division"
    BANK_ACCOUNT = "bank-account"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"


class Outcome(StrEnum):
    """How a case ends."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    WITHDRAWN = "withdrawn"


class GuidePart(StrEnum):
    """Parts of an item's guide that a jurisdiction may not have published."""

    LAW = "law"
    MATERIALS = "materials"
    STEPS = "steps"
    TIME = "time"
    FEE = "fee"
    PLACE_AND_HOURS = "place and hours"
    PHONE = "phone"


class Channel(StrEnum):
    """How a message reaches somebody outside the portal."""

    EMAIL = "email"
    SMS = "sms"


class MessageKind(StrEnum):
    """On what occasion a message is sent: a notice of a case, a question or an answer in it, what came of a rating."""

    NOTICE = "notice"
    QUESTION = "question"
    ANSWER = "answer"
    RATING = "rating"


class FileType(StrEnum):
    """The types of files that may be handed in, each known by its content (see `minben.files`)."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"
    OFD = "ofd"


class Giving(StrEnum):
    """How a material may be given: as files, by an entry on file, by a promise, or by promising it for later."""

    FILE = "file"
    LICENCE = "licence"
    COMMITMENT = "commitment"
    LATER = "later"


class Power(StrEnum):
    """What a post may do.

    Handle the tasks of its steps; look over the whole jurisdiction's work; take in applications at a counter; help
    people to fill in theirs.
    """

    HANDLE = "handle"
    SUPERVISE = "supervise"
    RECEIVE = "receive"
    HELP = "help"


class Doer(StrEnum):
    """Who does a step."""

    RULE = "rule"
    OFFICER = "officer"
    APPLICANT = "applicant"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the blueprint's files something stands; ``line`` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal basis. ``checked`` is false where the corpus of law does not hold the text.

    ``illustrative`` marks local values (amounts, thresholds) that the jurisdiction has not published.
    """

    cite: str
    checked: bool = True
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """A GB/T 2260 unit; ``level`` is 0 (nation), 1 (province) to 5 (village), ``code`` has 12 digits."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Agency:
    """An organ that holds powers and registers."""

    id: str
    title: Text
    codes: tuple[str, ...]
    place: Place
    short: Text = field(default_factory=dict)
    """The short name, in the languages that have one."""


@dataclass(frozen=True, slots=True)
class Post:
    """A place in an agency with named powers; ``id`` is ``AGENCY/POST``."""

    id: str
    agency: str
    title: Text
    powers: frozenset[Power]
    basis: tuple[Citation, ...]
    place: Place
    receives: tuple[str, ...] = ()
    """Services of other agencies that it takes applications in for, if it has the power to receive."""


@dataclass(frozen=True, slots=True)
class Taskforce:
    """Posts of several agencies that do tasks together for a time, within the scope of ``services``.

    ``lead`` belongs to it besides ``posts``, and has its tasks alone before ``since`` and after ``until``.
    """

    id: str
    title: Text
    lead: str
    posts: tuple[str, ...]
    services: tuple[str, ...]
    since: date
    until: date | None
    basis: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a fact of type choice may take."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """What a field means, the same wherever it is held or asked.

    ``format`` names a checker of codes (see `minben.registers.formats`), ``choices`` holds the values of a choice.
    ``level`` is how far down a division has to be named; None: to a unit that has no parts.
    """

    id: str
    title: Text
    type: FactType
    grade: Grade
    meaning: Text
    place: Place
    format: Format | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int = 200
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a register. ``last_day`` marks the date after which a record has expired."""

    name: str
    fact: str
    required: bool
    place: Place
    last_day: bool = False


@dataclass(frozen=True, slots=True)
class Representative:
    """Who by law acts for the subjects of a register, as long as it says so.

    ``field`` holds the identifier of that resident, ``called`` what the subject is called.
    """

    field: str
    called: str
    law: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """An authoritative set of records with one owner agency.

    ``key`` is the field that identifies an entry. ``subject`` is the field that holds the identifier (resident number,
    credit code) of the subject the record is about. ``single`` says that a subject has at most one entry.
    """

    id: str
    title: Text
    agency: str
    key: str
    subject: str
    subject_kind: SubjectKind
    single: bool
    fields: Mapping[str, Field]
    summary: Text
    place: Place
    identifies: bool = False
    """True for the register whose entries make a subject known (population, enterprises)."""
    complete: bool = False
    """True where every subject of its kind has its entries here, so that what it holds need not be asked."""
    representative: Representative | None = None
    corrects: str | None = None
    """The post that decides whether an entry is wrong; None where nobody does."""
    corrects_within: Limit | None = None
    """The time in which it has to."""
    corrects_law: tuple[Citation, ...] = ()
    state: str | None = None
    """The field that says whether an entry is valid; readers who do not ask for it see only valid entries."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The right of an agency to read fields of a register for a purpose, on a legal basis, for a period."""

    agency: str
    register: str
    purpose: str
    fields: tuple[str, ...]
    basis: tuple[Citation, ...]
    since: date
    until: date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A power or service in the agency's published catalogue. Names are as published, in the language ``language``."""

    code: str
    local_code: str
    name: str
    type: str
    agency: str
    group: str
    guide_url: str
    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class ItemType:
    """A kind of item by the national numbering (01 licence, 05 benefit, 20 public service, ...)."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words that people use for what the catalogue calls otherwise."""

    says: str
    means: str


@dataclass(frozen=True, slots=True)
class Read:
    """A fact fetched from a register: ``REGISTER where FIELD = applicant [and FEEL]``.

    The value is one context of fields if the register is single per subject, else a list of contexts. ``by`` is the
    register's subject field; ``where`` is a FEEL condition over the record's fields, or None.
    """

    name: str
    register: str
    by: str
    where: str | None
    title: Text
    place: Place
    correct: bool = False
    """Whether the subject may say that what is read is wrong, and what is right."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that the applicant (or, in a step, the officer) gives.

    ``when`` is a FEEL condition under which it is asked; ``offers`` a FEEL expression yielding the choices as a list of
    contexts ``{value, title}``; ``check`` a FEEL condition over the answer ``?`` with ``refusal`` as its message;
    ``prefill`` a FEEL expression for the answer that is shown before anything is answered.

    ``each`` holds the questions that are asked of every entry of a list. ``at_least`` and ``at_most`` are how many
    entries, or choices, an answer may have.
    """

    name: str
    fact: str
    title: Text
    why: Text
    required: bool
    place: Place
    when: str | None = None
    offers: str | None = None
    check: str | None = None
    refusal: Text = field(default_factory=dict)
    exception: Citation | None = None
    """The law by which a fact that a register holds may be asked all the same."""
    prefill: str | None = None
    each: Mapping[str, Ask] = field(default_factory=dict)
    at_least: int = 1
    at_most: int = 50


@dataclass(frozen=True, slots=True)
class Commitment:
    """A written promise in place of a proof, and the step that finds out later whether it was kept."""

    text: Text
    checked_in: str
    place: Place


@dataclass(frozen=True, slots=True)
class Material:
    """What the applicant hands in as files, unless something else takes its place.

    ``when`` is a FEEL condition under which it is wanted. ``at_most`` is the largest file in megabytes. ``on_file``
    names the read of entries that stand for it, ``later`` the step in which it comes if it is promised for later, and
    ``later_within`` its limit. ``source`` says where it comes from and is empty where the applicant makes it.
    """

    name: str
    title: Text
    why: Text
    law: tuple[Citation, ...]
    source: Text
    when: str | None
    required: bool
    accepts: tuple[FileType, ...]
    at_most: int
    copies: int
    on_file: str | None
    commitment: Commitment | None
    later: str | None
    place: Place
    later_within: Limit | None = None


@dataclass(frozen=True, slots=True)
class Derive:
    """A fact worked out by a FEEL expression over reads, asks and other derived facts. ``title`` may be empty."""

    source: str
    title: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Decide:
    """A decision table of a service; its outputs are facts. ``counts`` names the date that counts.

    ``title`` may be empty, ``outputs`` holds the titles of those outputs that have one.
    """

    name: str
    table: Table
    counts: str
    """``receipt``, ``decision``, or a FEEL expression that yields the date of the event."""
    place: Place
    title: Text = field(default_factory=dict)
    outputs: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GiveRecord:
    """A step writes an entry of a register; each field is a FEEL expression."""

    register: str
    fields: Mapping[str, str]
    since: str | None
    """FEEL expression for the first day the version holds; None: the legal date of the step."""
    place: Place


@dataclass(frozen=True, slots=True)
class GiveNotice:
    """A step tells the applicant something; ``{FEEL}`` in the text is filled in."""

    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class EndRecord:
    """Taking back what a step gave: an entry of a register is ended; ``key`` is FEEL for its key."""

    register: str
    key: str
    place: Place


@dataclass(frozen=True, slots=True)
class Repeat:
    """A step is done again until a condition holds, at most so many times, together with steps that it needs."""

    until: str
    at_most: int
    steps: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may come out of a step. The first of a step's verdicts is favourable and the only one a rule may give."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Step:
    """What is done in a procedure.

    ``needs`` holds alternatives: each entry is a tuple of names of which one must be known. Names are those of reads,
    asks, derived facts, decision outputs, steps (``inspect`` = done with its favourable verdict), particular verdicts
    (``accept.refused``) or a passed limit (``inspect.overdue``).
    ``post`` is the post that does an officer step, or that takes over when a rule does not say yes (``otherwise``; None
    where nobody does: the step is then void). ``people`` is how many different officers must.
    ``overdue`` is the verdict that the law gives when the limit has passed. A step without ``verdicts`` in its
    definition has the single verdict ``done``.
    """

    id: str
    title: Text
    needs: tuple[tuple[str, ...], ...]
    when: str | None
    by: Doer
    post: str | None
    people: int
    verdicts: tuple[Verdict, ...]
    limit: Limit | None
    counts_from: tuple[str, ...]
    """``ready`` (the step became ready), ``receipt``, or alternative steps whose completion starts the clock."""
    overdue: str | None
    asks: Mapping[str, Ask]
    gives: tuple[GiveRecord | GiveNotice, ...]
    kind: StepKind
    place: Place
    law: tuple[Citation, ...] = ()
    posts: tuple[str, ...] = ()
    """The posts that review together, each by a task of its own; then there is no ``post``."""
    repeat: Repeat | None = None
    undo: tuple[EndRecord | GiveNotice, ...] = ()
    """How what the step gave is taken back, the last first."""
    timing: Timing = field(default_factory=lambda: Timing())
    not_by: tuple[str, ...] = ()
    """Steps whose officers may not do this one."""
    brings: tuple[str, ...] = ()
    """Materials that the applicant hands in, or hands in anew, in this step."""
    service: str = ""
    """The service that does it, by a case of its own for the same subject."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What is answered to that service's questions: FEEL expressions over the facts of this one."""

    @property
    def has_limit(self) -> bool:
        """Whether its time is limited, by a number of days or hours or by a date."""
        return self.limit is not None or self.timing.until is not None


@dataclass(frozen=True, slots=True)
class Extension:
    """A limit may be extended once, ``by`` so much, if the officer of ``approves`` allows it."""

    by: Limit
    approves: str
    law: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Timing:
    """What is said of a step's time beside its limit.

    ``until`` is a FEEL expression for the last day where no number of days is the limit. ``promised`` is the time that
    the agency promises, ``at_least`` the time before which nobody does the step. While the step is open the clocks of
    ``pauses`` stand. ``escalate`` is the post that is shown it when its limit has passed.
    """

    until: str | None = None
    promised: Limit | None = None
    at_least: Limit | None = None
    pauses: tuple[str, ...] = ()
    extend: Extension | None = None
    escalate: str | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """The applicant may appeal against an adverse outcome: which post looks again, until when, and by which law.

    ``within`` counts from the outcome, ``decides`` from the appeal.
    """

    post: str
    within: Limit
    decides: Limit
    law: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Charging:
    """How a service collects its fee: ``amount`` is a FEEL expression in the currency of the blueprint.

    The applicant pays in the step ``step``, and ``before`` waits for it. A case that ends with one of ``refunds`` after
    it was paid gives the money back.
    """

    amount: str
    step: str
    before: str
    refunds: frozenset[Outcome]


@dataclass(frozen=True, slots=True)
class Service:
    """An item with an executable definition."""

    id: str
    item: str
    title: Text
    summary: Text
    subject_kind: SubjectKind
    agency: str
    law: tuple[Citation, ...]
    reads: Mapping[str, Read]
    asks: Mapping[str, Ask]
    derives: Mapping[str, Derive]
    """By name, in order; each name is then a fact."""
    decisions: Mapping[str, Decide]
    steps: Mapping[str, Step]
    outcomes: Mapping[Outcome, tuple[str, ...]]
    """Which results of steps (``grant``, ``accept.refused``) end the case so."""
    human: str | None
    """The post that answers when somebody asks for a human."""
    fee: Text | None
    fee_basis: Citation | None
    promised: Limit | None
    unpublished: tuple[GuidePart, ...]
    """Parts of the guide that the jurisdiction has not published, shown as such."""
    place: Place
    charging: Charging | None = None
    """None where nothing is paid through the node."""
    appeal: Appeal | None = None
    materials: Mapping[str, Material] = field(default_factory=dict)
    """What is handed in, by name; each name is then a fact."""
    retention: str | None = None
    """How long the file of a case is kept: ``permanent`` or so many years; None where it is not said."""
    competent: str | None = None
    """FEEL expression over facts of the application that yields the agency that handles the case; None: its own."""
    agencies: tuple[str, ...] = ()
    """The agencies that ``competent`` can yield."""


@dataclass(frozen=True, slots=True)
class BundlePart:
    """A service of a bundle.

    ``takes`` says which question of the bundle answers which of the service's, ``materials`` the same of materials.
    ``answers`` are FEEL expressions for those that are not put. ``after`` are the services that must be granted first.
    """

    service: str
    when: str | None
    after: tuple[str, ...]
    answers: Mapping[str, str]
    takes: Mapping[str, str]
    materials: Mapping[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several services applied for as one.

    ``form`` is what is filled in: a service without a procedure, with every question and material of the bundle.
    ``own`` holds the questions that belong to the bundle itself, with their conditions. ``parts`` stand in an order in
    which none comes before one that it waits for.
    """

    id: str
    title: Text
    summary: Text
    subject_kind: SubjectKind
    lead: str
    law: tuple[Citation, ...]
    form: Service
    own: Mapping[str, Ask]
    parts: Mapping[str, BundlePart]
    place: Place


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a person can do against a refusal, told with every one."""

    text: Text
    cite: str
    place: Place
    checked: bool = True


@dataclass(frozen=True, slots=True)
class StatuteRule:
    """One duty that a law puts on procedures of some item types.

    ``kind`` names the kind of duty, ``duty`` is the duty itself with its parameters (see ``statutes``).
    """

    id: str
    kind: str
    cite: str
    item_types: frozenset[str]
    says: Text
    duty: Duty
    place: Place
    checked: bool = True


@dataclass(frozen=True, slots=True)
class StatutePack:
    """The law in the check: rules over services, and what refusals must tell."""

    id: str
    title: Text
    rules: tuple[StatuteRule, ...]
    remedies: tuple[Remedy, ...]
    remedies_item_types: frozenset[str]
    place: Place


@dataclass(frozen=True, slots=True)
class DatedDivisionCode:
    """The county code that resident numbers of this place carried for births in a period."""

    code: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody a visitor of the demo can be: an officer in a post, or a kind of resident or enterprise."""

    id: str
    title: Text
    post: str | None
    subject_kind: SubjectKind | None
    pick: str | None
    """FEEL condition over the identifying register's record by which the demo picks the person."""
    place: Place


@dataclass(frozen=True, slots=True)
class Template:
    """The words of a message; ``{NAME}`` in them is filled in. ``subject`` is empty where the channel has none."""

    subject: Text
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Messages:
    """Which personal values a channel may carry, and what is sent over it on which occasion."""

    carries: Mapping[Channel, frozenset[str]]
    templates: Mapping[MessageKind, Mapping[Channel, Template]]


@dataclass(frozen=True, slots=True)
class Ratings:
    """Who answers a bad rating, within which limits the person is called back and the matter is put right."""

    post: str
    call_back: Limit
    rectify: Limit
    law: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True, repr=False)
class Blueprint:
    """A whole jurisdiction. ``version`` is the SHA-256 over its files: the same files, the same version."""

    id: str
    title: Text
    languages: tuple[str, ...]
    division: str
    timezone: str
    currency: str
    version: str
    drafts_last: Limit
    """How long a draft waits after it was saved last."""
    divisions: Mapping[str, Division]
    agencies: Mapping[str, Agency]
    posts: Mapping[str, Post]
    calendar: Calendar
    facts: Mapping[str, Fact]
    registers: Mapping[str, Register]
    agreements: tuple[Agreement, ...]
    item_types: Mapping[str, ItemType]
    items: Mapping[str, Item]
    services: Mapping[str, Service]
    statutes: tuple[StatutePack, ...]
    synonyms: tuple[Synonym, ...]
    resident_codes: tuple[DatedDivisionCode, ...]
    personas: Mapping[str, Persona]
    demography: Mapping[str, object]
    """The shape by which the generator makes a population (ages, sexes, household sizes, surnames, given names)."""
    articles: frozenset[tuple[str, str]]
    """The (law, article) pairs that were compared with the text of the law."""
    taskforces: Mapping[str, Taskforce]
    files: Mapping[str, bytes]
    """Every file that was read, by its path in the folder: what a version is stored and compared as."""
    messages: Messages | None = None
    """None where nobody is written to outside the portal."""
    ratings: Ratings | None = None
    """None where nobody is asked how it was."""
    licences: Mapping[str, Licence] = field(default_factory=dict)
    bundles: Mapping[str, Bundle] = field(default_factory=dict)

    def form(self, name: str) -> Service | None:
        """What is filled in to apply for a service or a bundle; None where there is none of this name."""
        bundle = self.bundles.get(name)
        return bundle.form if bundle else self.services.get(name)

    def __repr__(self) -> str:
        """The name and version only: logs and failing tests are no place for a whole jurisdiction."""
        return f"<Blueprint {self.id} {self.version[:12]}>"
