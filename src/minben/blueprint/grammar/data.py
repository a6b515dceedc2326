"""The jurisdiction, its posts and the data it holds: facts, registers, agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calendar import Limit
from ..forms import Filled, Form, key
from ..model import FactType, Format, Grade, Power, SubjectKind, Text
from ..shapes import (
    COUNT,
    DAY,
    FEEL,
    LANGUAGE,
    LIMIT,
    NAME,
    TEXTS,
    WORD,
    WORDS,
    YES_NO,
    ListOf,
    MapOf,
    OneOf,
    matching,
)
from .words import CODE, CURRENCY, DIVISION, FILE, HOURS, OFFICER, POST, TIMEZONE, YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, time


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
    drafts_last: Limit = key(
        LIMIT,
        "how long an application that was begun waits after it was saved last, before it is erased; "
        "left out, 30 calendar days",
        default=Limit.parse("30 calendar days"),
    )


class FactForm(Form):
    """What a field means, the same wherever it is held or asked."""

    title: Text = key(TEXTS, "what the fact is called")
    type: FactType = key(OneOf(FactType), "what kind of value it has")
    grade: Grade = key(
        OneOf(Grade), "how much harm its disclosure does; from `personal` up every read is an act"
    )
    meaning: Text = key(TEXTS, "what exactly is meant")
    format: Format | None = key(
        OneOf(Format),
        "the checker of codes: `gb11643` resident numbers, `gb32100` credit codes, `division`, `bank-account`, "
        "`phone`, `email`, `postcode`",
        default=None,
    )
    choices: Mapping[str, Text] = key(
        MapOf(CODE, TEXTS), "the values of a choice, or of choices, with their titles", default={}
    )
    max_length: int | None = key(
        COUNT, "the most characters of a text; left out, 200, of a long text 2000", default=None
    )
    level: int | None = key(
        COUNT,
        "how far down a division has to be named: 1 province, 2 city, 3 county, 4 town, 5 village; left out, down to "
        "a unit that has no parts",
        default=None,
    )


class PostForm(Form):
    """A place in an agency with named powers; its name is AGENCY/POST."""

    title: Text = key(TEXTS, "what the post is called")
    powers: tuple[Power, ...] = key(
        ListOf(OneOf(Power), least=1),
        "`handle` the tasks of its steps; `supervise` the whole jurisdiction's work; `receive` applications of people "
        "who come to the counter; `help` people to fill in theirs",
    )
    receives: tuple[str, ...] = key(
        ListOf(WORD),
        "services of other agencies that it receives applications for, beside those of its own agency",
        default=(),
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
    last_day: bool = key(
        YES_NO,
        "true for the date after which the record, and a paper that shows it, has expired",
        default=False,
    )


class RepresentativeForm(Form):
    """Who by law acts for an enterprise: they have a mandate for all services by the record alone."""

    field: str = key(NAME, "the field with the number of the resident")
    called: str = key(NAME, "the field that says what the enterprise is called")
    law: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that lets them act for it")


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
    state: str | None = key(
        NAME,
        "the field that says whether an entry is valid, a choice among the states of licences; whoever reads the "
        "register without asking for this field sees valid entries only",
        default=None,
    )
    representative: RepresentativeForm | None = key(
        Filled(RepresentativeForm),
        "who by law acts for the subject, as long as the record says so",
        default=None,
    )
    key_field: str = key(NAME, "the field that identifies a record", name="key")
    subject: str = key(NAME, "the field with the identifier of the subject")
    fields: Mapping[str, FieldForm] = key(MapOf(NAME, Filled(FieldForm)), "its columns by name")
    corrects: str | None = key(
        OFFICER, "the officer of the agency who decides whether an entry is wrong", default=None
    )
    corrects_within: Limit | None = key(LIMIT, "the time in which that is decided", default=None)
    corrects_law: tuple[CitationForm, ...] = key(
        ListOf(CITATION), "the law by which entries are corrected", default=()
    )


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


class CalendarForm(Form):
    """Which years' working days are known: `calendar.yaml`."""

    years: tuple[int, int] = key(YEARS, "the first and last year that are loaded, such as `2004-2026`")
    exceptions: str = key(FILE, "the CSV file of the days that differ from Monday-to-Friday")
    source: Text = key(TEXTS, "who laid them down")
    hours: tuple[tuple[time, time], ...] = key(
        ListOf(HOURS),
        "the hours of a working day, in order, where any limit counts working hours",
        default=(),
    )
