"""From filled-in forms to the model: the second stage of reading. Nothing is judged here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from . import materials
from .build_bundles import bundle
from .build_licences import licence
from .build_words import charging, messages, ratings
from .calendar import Calendar, Limit
from .grammar import (
    BUNDLE_SCENARIOS,
    SCENARIOS,
    AgencyRow,
    AgreementForm,
    AppealForm,
    AskForm,
    BlueprintForm,
    BundleForm,
    CalendarForm,
    CitationForm,
    DayRow,
    DivisionRow,
    EndRecordForm,
    FactForm,
    GiveNoticeForm,
    GiveRecordForm,
    ItemRow,
    LawRow,
    LicenceForm,
    MessagesForm,
    PartForm,
    PersonaForm,
    PostForm,
    RatingsForm,
    ReadForm,
    RegisterForm,
    RepeatForm,
    RepresentativeForm,
    ServiceForm,
    StatuteForm,
    StepForm,
    SynonymRow,
    TaskforceForm,
    Until,
)
from .model import (
    Agency,
    Agreement,
    Appeal,
    Ask,
    Blueprint,
    Choice,
    Citation,
    DatedDivisionCode,
    Decide,
    Derive,
    Division,
    EndRecord,
    Extension,
    Fact,
    FactType,
    Field,
    GiveNotice,
    GiveRecord,
    Item,
    ItemType,
    Persona,
    Post,
    Read,
    Register,
    Remedy,
    Repeat,
    Representative,
    Service,
    StatutePack,
    StatuteRule,
    Step,
    Synonym,
    Taskforce,
    Timing,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DONE = Verdict("done", {"zh": "已办", "en": "Done"})
"""The verdict of a step that declares none."""
SHORT, LONG = 200, 2000
"""The most characters of a text and of a long text that say nothing of it."""


@dataclass(slots=True)
class Forms:
    """What was read of every file but `blueprint.yaml`."""

    facts: Mapping[str, FactForm] = field(default_factory=dict)
    posts: Mapping[str, PostForm] = field(default_factory=dict)
    taskforces: Mapping[str, TaskforceForm] = field(default_factory=dict)
    agreements: tuple[AgreementForm, ...] = ()
    registers: list[RegisterForm] = field(default_factory=list)
    services: dict[str, ServiceForm] = field(default_factory=dict)
    statutes: dict[str, StatuteForm] = field(default_factory=dict)
    calendar: CalendarForm | None = None
    days: tuple[DayRow, ...] = ()
    divisions: tuple[DivisionRow, ...] = ()
    agencies: tuple[AgencyRow, ...] = ()
    items: tuple[ItemRow, ...] = ()
    synonyms: tuple[SynonymRow, ...] = ()
    laws: tuple[LawRow, ...] = ()
    personas: Mapping[str, PersonaForm] = field(default_factory=dict)
    messages: MessagesForm | None = None
    ratings: RatingsForm | None = None
    licences: list[LicenceForm] = field(default_factory=list)
    bundles: dict[str, BundleForm] = field(default_factory=dict)
    decisions: dict[tuple[str, str], Decide] = field(default_factory=dict)
    """By service and name."""
    demography: Mapping[str, object] = field(default_factory=dict)


def version_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the paths and the SHA-256 of each file's bytes, in order of the paths; 64 hexadecimal digits.

    Scenarios are left out: they say what the procedure should come to, not what it is.
    """
    digest = hashlib.sha256()
    for path in sorted(in_force_of(files)):
        digest.update(f"{path}\n{hashlib.sha256(files[path]).hexdigest()}\n".encode())
    return digest.hexdigest()


def in_force_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that are put in force: all but the scenarios, in order of the paths."""
    tried = (SCENARIOS.pattern, BUNDLE_SCENARIOS.pattern)
    return {
        path: files[path] for path in sorted(files) if not any(pattern.fullmatch(path) for pattern in tried)
    }


def build(head: BlueprintForm, forms: Forms, files: Mapping[str, bytes]) -> Blueprint:
    """The model of a whole folder; ``head`` is what `blueprint.yaml` says."""
    first = head.languages[0]
    services = {id_: _service(id_, form, forms) for id_, form in forms.services.items()}
    return Blueprint(
        id=head.blueprint,
        title=head.title,
        languages=head.languages,
        division=head.division,
        timezone=head.timezone,
        currency=head.currency,
        version=version_of(files),
        drafts_last=head.drafts_last,
        divisions=_divisions(head.division, forms.divisions),
        agencies={row.id: _agency(row) for row in forms.agencies},
        posts={id_: _post(id_, form) for id_, form in forms.posts.items()},
        calendar=_calendar(forms.calendar, forms.days),
        facts={id_: _fact(id_, form) for id_, form in forms.facts.items()},
        registers={form.register: _register(form) for form in forms.registers},
        agreements=tuple(_agreement(form) for form in forms.agreements),
        item_types={code: ItemType(code, title) for code, title in head.item_types.items()},
        items={row.code: _item(row, first) for row in forms.items},
        services=services,
        statutes=tuple(_statute(forms.statutes[file]) for file in head.statutes if file in forms.statutes),
        synonyms=tuple(Synonym(row.says, row.means) for row in forms.synonyms),
        resident_codes=tuple(
            DatedDivisionCode(form.code, form.since, form.until) for form in head.resident_codes
        ),
        personas={id_: _persona(id_, form) for id_, form in forms.personas.items()},
        demography=forms.demography,
        articles=frozenset((row.law, row.article) for row in forms.laws),
        taskforces={id_: _taskforce(id_, form) for id_, form in forms.taskforces.items()},
        files=in_force_of(files),
        messages=messages(forms.messages) if forms.messages else None,
        ratings=ratings(forms.ratings) if forms.ratings else None,
        licences={form.licence: licence(form, forms.agencies) for form in forms.licences},
        bundles={
            id_: bundle(id_, form, _asks(form.asks, forms), services) for id_, form in forms.bundles.items()
        },
    )


def _divisions(governed: str, listed: tuple[DivisionRow, ...]) -> Mapping[str, Division]:
    """The governed division, what it is part of up to the nation, and everything inside it."""
    rows = {row.code: row for row in listed}
    parts: dict[str, list[str]] = {}
    for row in listed:
        parts.setdefault(row.parent or "", []).append(row.code)
    kept = set()
    above = rows.get(governed)
    while above is not None and above.code not in kept:
        kept.add(above.code)
        above = rows.get(above.parent or "")
    inside = [governed]
    for code in inside:
        fresh = [part for part in parts.get(code, ()) if part not in kept]
        inside += fresh
        kept.update(fresh)
    return {
        code: Division(code, row.name, row.level, row.parent) for code, row in rows.items() if code in kept
    }


def _agency(row: AgencyRow) -> Agency:
    return Agency(row.id, row.name, tuple((row.codes or "").split()), row.place, row.short)


def _post(id_: str, form: PostForm) -> Post:
    agency = id_.partition("/")[0]
    return Post(
        id_, agency, form.title, frozenset(form.powers), _citations(form.basis), form.place, form.receives
    )


def _taskforce(id_: str, form: TaskforceForm) -> Taskforce:
    return Taskforce(
        id=id_,
        title=form.title,
        lead=form.lead,
        posts=form.posts,
        services=form.services,
        since=form.since,
        until=form.until,
        basis=_citations(form.basis),
        place=form.place,
    )


def _calendar(form: CalendarForm | None, days: tuple[DayRow, ...]) -> Calendar:
    first, last = form.years if form else (1, 0)
    hours = form.hours if form else ()
    return Calendar(frozenset(range(first, last + 1)), {row.day: row.working for row in days}, hours)


def _fact(id_: str, form: FactForm) -> Fact:
    return Fact(
        id=id_,
        title=form.title,
        type=form.type,
        grade=form.grade,
        meaning=form.meaning,
        place=form.place,
        format=form.format,
        choices=tuple(Choice(value, title) for value, title in form.choices.items()),
        max_length=form.max_length or (LONG if form.type is FactType.LONG_TEXT else SHORT),
        level=form.level,
    )


def _register(form: RegisterForm) -> Register:
    return Register(
        id=form.register,
        title=form.title,
        agency=form.agency,
        key=form.key_field,
        subject=form.subject,
        subject_kind=form.subject_kind,
        single=form.single,
        fields={
            name: Field(name, entry.fact, entry.required, entry.place, entry.last_day)
            for name, entry in form.fields.items()
        },
        summary=form.summary,
        place=form.place,
        identifies=form.identifies,
        complete=form.complete or form.identifies,
        representative=_representative(form.representative),
        corrects=form.corrects,
        corrects_within=form.corrects_within,
        corrects_law=_citations(form.corrects_law),
        state=form.state,
    )


def _representative(form: RepresentativeForm | None) -> Representative | None:
    return Representative(form.field, form.called, _citations(form.law)) if form else None


def _agreement(form: AgreementForm) -> Agreement:
    return Agreement(
        agency=form.agency,
        register=form.register,
        purpose=form.purpose,
        fields=form.fields,
        basis=_citations(form.basis),
        since=form.since,
        until=form.until,
        place=form.place,
    )


def _item(row: ItemRow, language: str) -> Item:
    return Item(
        code=row.code,
        local_code=row.local_code or "",
        name=row.name,
        type=row.type,
        agency=row.agency,
        group=row.group or "",
        guide_url=row.guide_url or "",
        language=language,
        place=row.place,
    )


def _service(id_: str, form: ServiceForm, forms: Forms) -> Service:
    return Service(
        id=id_,
        item=form.item,
        title=form.title,
        summary=form.summary,
        subject_kind=form.subject_kind,
        agency=form.agency,
        law=_citations(form.law),
        reads={
            **{name: _read(name, read) for name, read in form.reads.items()},
            **{read.name: read for read in materials.reads(form.materials)},
        },
        asks=_asks(form.asks, forms),
        derives={
            name: Derive(derive.source, derive.title or {}, derive.place)
            for name, derive in form.derives.items()
        },
        decisions={
            name: forms.decisions[id_, name] for name in form.decisions if (id_, name) in forms.decisions
        },
        steps={
            **{name: _step(name, step, forms) for name, step in form.steps.items()},
            **{step.id: step for step in materials.steps(form.materials)},
        },
        outcomes=form.outcomes,
        human=form.human,
        fee=form.fee.text if form.fee else None,
        fee_basis=_citation(form.fee.basis) if form.fee and form.fee.basis else None,
        promised=form.promised,
        retention=form.retention,
        unpublished=form.unpublished,
        place=form.place,
        charging=charging(form),
        competent=form.competent,
        agencies=form.agencies,
        appeal=_appeal(form.appeal) if form.appeal else None,
        materials={name: materials.material(name, one) for name, one in form.materials.items()},
    )


def _read(name: str, form: ReadForm) -> Read:
    source = form.source
    return Read(name, source.register, source.by, source.where, form.title, form.place, form.correct)


def _asks(asks: Mapping[str, AskForm], forms: Forms) -> Mapping[str, Ask]:
    return {name: _ask(name, form, forms) for name, form in asks.items()}


def _ask(name: str, form: AskForm, forms: Forms) -> Ask:
    return replace(
        _part(name, form, forms),
        exception=_citation(form.exception) if form.exception else None,
        each={part: _part(part, inner, forms) for part, inner in form.each.items()},
    )


def _part(name: str, form: PartForm, forms: Forms) -> Ask:
    fact = forms.facts.get(form.fact)
    return Ask(
        name=name,
        fact=form.fact,
        title=form.title or (fact.title if fact else {}),
        why=form.why or {},
        required=form.required,
        place=form.place,
        when=form.when,
        offers=form.offers,
        check=form.check,
        refusal=form.refusal or {},
        prefill=form.prefill,
        at_least=form.at_least,
        at_most=form.at_most,
    )


def _step(name: str, form: StepForm, forms: Forms) -> Step:
    verdicts = tuple(Verdict(id_, title) for id_, title in (form.verdicts or {}).items())
    return Step(
        id=name,
        title=form.title,
        needs=form.needs,
        when=form.when,
        by=form.by.doer,
        post=form.by.post or form.otherwise,
        people=form.people,
        verdicts=verdicts or (DONE,),
        limit=form.within if isinstance(form.within, Limit) else None,
        counts_from=form.counts_from,
        overdue=form.overdue,
        asks=_asks(form.asks, forms),
        gives=tuple(_gives(form.gives)),
        kind=form.kind,
        place=form.place,
        law=_citations(form.law),
        posts=form.by.posts,
        repeat=_repeat(form.repeat) if form.repeat else None,
        undo=tuple(_undo(form.undo)),
        timing=_timing(form),
        not_by=form.not_by,
        brings=form.brings,
        service=form.by.service,
        answers=form.answers,
    )


def _timing(form: StepForm) -> Timing:
    extend = form.extend
    return Timing(
        until=form.within.source if isinstance(form.within, Until) else None,
        promised=form.promised,
        at_least=form.at_least,
        pauses=form.pauses,
        extend=Extension(extend.by, extend.approves, _citations(extend.law), extend.place)
        if extend
        else None,
        escalate=form.escalate,
    )


def _repeat(form: RepeatForm) -> Repeat:
    return Repeat(form.until, form.at_most, form.steps, form.place)


def _undo(forms: Iterable[object]) -> Iterable[EndRecord | GiveNotice]:
    for form in forms:
        match form:
            case EndRecordForm():
                yield EndRecord(form.end, form.entry, form.place)
            case GiveNoticeForm():
                yield GiveNotice(form.notice, form.place)


def _appeal(form: AppealForm) -> Appeal:
    return Appeal(form.by, form.within, form.decides, _citations(form.law), form.place)


def _gives(forms: Iterable[object]) -> Iterable[GiveRecord | GiveNotice]:
    for form in forms:
        match form:
            case GiveRecordForm():
                yield GiveRecord(form.record, form.fields, form.since, form.place)
            case GiveNoticeForm():
                yield GiveNotice(form.notice, form.place)


def _statute(form: StatuteForm) -> StatutePack:
    remedies = form.remedies
    return StatutePack(
        id=form.statute,
        title=form.title,
        rules=tuple(
            StatuteRule(
                id=id_,
                kind=duty.kind,
                cite=duty.cite,
                item_types=frozenset(duty.item_types),
                says=duty.says,
                duty=duty,
                place=duty.place,
                checked=not duty.unchecked,
            )
            for id_, duty in form.rules.items()
        ),
        remedies=tuple(
            Remedy(text.text, text.cite, text.place, not text.unchecked)
            for text in (remedies.texts if remedies else ())
        ),
        remedies_item_types=frozenset(remedies.item_types if remedies else ()),
        place=form.place,
    )


def _persona(id_: str, form: PersonaForm) -> Persona:
    return Persona(id_, form.title, form.post, form.subject_kind, form.pick, form.place)


def _citations(forms: Iterable[CitationForm]) -> tuple[Citation, ...]:
    return tuple(map(_citation, forms))


def _citation(form: CitationForm) -> Citation:
    return Citation(form.cite, not form.unchecked, form.illustrative)
