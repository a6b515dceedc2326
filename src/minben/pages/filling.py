"""Filling in an application: what is known already, one question a page, a last look, and then it is sent, once.

The same pages serve whoever fills in: the person or their agent on the portal, an officer who attends them on the
workbench. Every answer is kept in the draft of its subject as it is given, so it can be gone on with anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben import cases, services
from minben.cases import Channel
from minben.ledger import legal_today

from . import fields, handing
from .fields import Problem
from .languages import say
from .values import known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Ask, Blueprint, Material, Service
    from minben.cases import Bundle, Case, Draft, Fetched, Filling, KeptDraft, Question

    from .values import Known


@dataclass(frozen=True, slots=True)
class Way:
    """Where the pages stand: the addresses ``{names}begin``, ``…question`` and ``…check`` with their arguments.

    ``back`` leads to where one came from, ``whose`` says by which right it is filled in for somebody else.
    ``may_begin`` is false where one may only go on.
    """

    names: str
    arguments: tuple[object, ...]
    back: str
    whose: str = ""
    may_begin: bool = True

    def page(self, name: str, *more: str) -> str:
        """The address of one of the pages."""
        return reverse(f"{self.names}{name}", args=[*self.arguments, *more])


@dataclass(frozen=True, slots=True)
class Filler:
    """Whoever fills in an application of a service, and where."""

    blueprint: Blueprint
    service: Service
    filling: Filling
    way: Way

    def prepare(self, answers: Mapping[str, Any] | None = None) -> Draft:
        """What is read and asked, given these answers."""
        return cases.prepare(self.service.id, self.filling.subject, self.filling.actor, answers)

    def problems(self, answers: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
        """What is wrong with answers, by question."""
        try:
            cases.validate(self.blueprint, self.service.id, self.filling.subject, answers, self.filling.actor)
        except cases.AnswerProblems as wrong:
            return wrong.problems
        return {}

    def send(self, key: str) -> Case | Bundle:
        """Send the draft with this key."""
        return cases.submit_draft(self.filling, key)

    @property
    def may_correct(self) -> bool:
        """Whether whoever fills in may say here that something is wrong which registers know."""
        return self.filling.channel is Channel.WEB


@dataclass(frozen=True, slots=True)
class BundleFiller(Filler):
    """Whoever fills in an application for several services as one; ``service`` is the form of the bundle."""

    def prepare(self, answers: Mapping[str, Any] | None = None) -> Draft:
        """What the services read and ask, each fact once."""
        filling = self.filling
        bundle = self.blueprint.bundles[self.service.id]
        return cases.prepare_bundle(bundle, self.blueprint, filling.subject, filling.actor, answers or {})

    def problems(self, answers: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
        """What is wrong with answers, by question, or by the service that cannot be answered by them."""
        filling = self.filling
        bundle = self.blueprint.bundles[self.service.id]
        return cases.compose(self.blueprint, bundle, filling.subject, filling.actor, answers).problems

    def send(self, key: str) -> Case | Bundle:
        """Send the draft with this key."""
        return cases.submit_bundle_draft(self.filling, key)

    @property
    def may_correct(self) -> bool:
        """A correction is asked for in one service."""
        return False


def filler(blueprint: Blueprint, service: Service, filling: Filling, way: Way) -> Filler:
    """Whoever fills in an application for a service, or for the bundle that this is the form of."""
    kind = BundleFiller if service.id in blueprint.bundles else Filler
    return kind(blueprint, service, filling, way)


@dataclass(frozen=True, slots=True)
class Row:
    """An answer at the last look, and the page that changes it."""

    field: fields.Field
    change: str


def begin_page(request: HttpRequest, filler: Filler) -> HttpResponse:
    """What we know already and what we will ask; beginning is a click, and so is going on with what waits."""
    if request.method == "POST":
        prepared = filler.prepare()
        cases.begin_draft(filler.filling)
        return redirect(next_page(prepared, filler.way, {}))
    waiting = cases.draft_of(filler.filling)
    prepared = filler.prepare(waiting.answers if waiting else None)
    context = _context(filler, waiting) | {
        "reads": _reads(filler, prepared),
        "hidden": hidden_from(filler, prepared),
        "questions": _shown(prepared.questions, {}),
        "materials": handing.shown(filler.blueprint, filler.service, prepared.materials, {}, {}),
        "go_on": next_page(prepared, filler.way, waiting.answers) if waiting else "",
    }
    return render(request, "pages/apply_begin.html", context)


def question_page(request: HttpRequest, filler: Filler, name: str) -> HttpResponse:
    """One question, its answer checked and kept before the next is put."""
    waiting = cases.draft_of(filler.filling)
    if waiting is None:
        return redirect(filler.way.page("begin"))
    asked = filler.prepare(waiting.answers).questions
    put = next((each for each in asked if each.ask.name == name), None)
    if put is None:
        raise Http404
    value: object = waiting.answers.get(name)
    problems: Mapping[str, Mapping[str, str]] = {}
    if request.method == "POST":
        value = fields.read(put, request.POST)
        answers = {**waiting.answers, name: value}
        asked = filler.prepare(answers).questions
        put = next(each for each in asked if each.ask.name == name)
        if not fields.goes_on(put, value, request.POST, filler.blueprint):
            problems = fields.of_question(filler.problems(answers), name)
            if not problems:
                return _keep(filler, waiting, name, value)
    return _ask(request, filler, asked, put, value, problems)


def _keep(filler: Filler, waiting: KeptDraft, name: str, value: Any) -> HttpResponse:
    """Keep an answer and go on; a draft that is gone meanwhile leads to a beginning."""
    try:
        kept = cases.save_answers(filler.filling, waiting.key, {name: value})
    except cases.DraftGone:
        return redirect(filler.way.page("begin"))
    return redirect(next_page(filler.prepare(kept.answers), filler.way, kept.answers, after=name))


def check_page(
    request: HttpRequest,
    filler: Filler,
    sent: Callable[[Case | Bundle], HttpResponse],
    **more: object,
) -> HttpResponse:
    """All answers once more, and then they are sent; ``sent`` answers where that has been done."""
    problems: list[Problem] = []
    if request.method == "POST":
        outcome = _send(filler, request.POST.get("key", ""))
        if not isinstance(outcome, list):
            return sent(outcome)
        problems = outcome
    waiting = cases.draft_of(filler.filling)
    if waiting is None:
        return redirect(filler.way.page("begin"))
    prepared = filler.prepare(waiting.answers)
    context = (
        _context(filler, waiting)
        | {
            "reads": _reads(filler, prepared),
            "hidden": hidden_from(filler, prepared),
            "rows": [
                Row(field, filler.way.page("question", field.name))
                for field in _shown(prepared.questions, waiting.answers)
            ],
            "materials": handing.shown(
                filler.blueprint,
                filler.service,
                prepared.materials,
                waiting.answers,
                cases.files_in_draft(filler.filling, waiting),
                filler.way,
            ),
            "file_address": handing.address_of_files(filler.way),
            "errors": problems,
            "back": _last(prepared, filler.way),
        }
        | more
    )
    return render(request, "pages/apply_check.html", context, status=400 if problems else 200)


def _send(filler: Filler, key: str) -> Case | Bundle | list[Problem]:
    """What was received, or what stands against sending."""
    try:
        return filler.send(key)
    except cases.DraftGone:
        said = _("You began anew in another window. Check the answers below and send them again.")
        return [Problem("", said)]
    except cases.AnswerProblems as wrong:
        return [Problem(f"answer-{fields.head(path)}", say(text)) for path, text in wrong.problems.items()]
    except cases.CaseProblem as wrong:
        return [Problem("", say(wrong.text))]


def _context(filler: Filler, waiting: KeptDraft | None) -> dict[str, object]:
    """What every page shows of the service, the way and the draft; what no longer fits is told at once."""
    aside = waiting.set_aside if waiting else ()
    again: list[tuple[str, str]] = []
    if waiting is not None and waiting.version != filler.blueprint.version:
        wrong = filler.problems(waiting.answers)
        asks: dict[str, Ask | Material] = {**filler.service.asks, **filler.service.materials}
        again = [
            (say(asks[fields.head(path)].title), say(text))
            for path, text in wrong.items()
            if fields.head(path) in waiting.answers
        ]
    return {
        "service": filler.service,
        "way": filler.way,
        "waiting": waiting,
        "set_aside": [(say(one.title) or one.name, _plain(one.value)) for one in aside],
        "again": again,
    }


def _plain(value: object) -> str:
    """An answer whose question is gone: as it was given."""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What whoever fills in may not read: ``reader`` their agency, ``handler`` the one that handles the service.

    ``registers`` says of each register what it is called and who keeps it.
    """

    reader: str
    handler: str
    service: str
    registers: tuple[tuple[str, str], ...]
    read_later: bool
    """Whether the agency that handles the service reads it by itself."""


def hidden_from(filler: Filler, prepared: Draft) -> Hidden | None:
    """What no agreement lets the agency of whoever fills in read for this service; None where there is nothing."""
    blueprint, service = filler.blueprint, filler.service
    wanted = dict.fromkeys(read.read.register for read in prepared.reads if not read.allowed)
    if not wanted:
        return None
    reader = filler.filling.actor.agency or service.agency
    registers = [blueprint.registers[name] for name in wanted]
    return Hidden(
        reader=say(blueprint.agencies[reader].title),
        handler=say(blueprint.agencies[service.agency].title),
        service=say(service.title),
        registers=tuple((say(one.title), say(blueprint.agencies[one.agency].title)) for one in registers),
        read_later=reader != service.agency,
    )


def _reads(filler: Filler, prepared: Draft) -> list[Known]:
    stands_for = {one.on_file for one in prepared.service.materials.values()}
    return [
        known_now(filler.blueprint, filler.service, read, may_correct=filler.may_correct)
        for read in prepared.reads
        if read.read.name not in stands_for and read.allowed
    ]


def known_now(blueprint: Blueprint, service: Service, read: Fetched, *, may_correct: bool) -> Known:
    """What is read about somebody today, with the page on which they may say that it is wrong."""
    pages = [
        reverse("portal:correct", args=[service.id, read.read.name, record.id])
        for record in read.records
        if may_correct and read.read.correct
    ]
    return known(
        blueprint,
        read.read,
        [record.values for record in read.records],
        as_of=legal_today(),
        correct=pages,
    )


def _shown(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[fields.Field]:
    return [fields.field_of(each, answers.get(each.ask.name)) for each in questions]


def _ask(
    request: HttpRequest,
    filler: Filler,
    asked: Sequence[Question],
    put: Question,
    value: Any,
    problems: Mapping[str, Mapping[str, str]],
) -> HttpResponse:
    names = [each.ask.name for each in asked]
    number = names.index(put.ask.name)
    shown = fields.field_of(put, value, problems)
    way = filler.way
    context = {
        "service": filler.service,
        "way": way,
        "field": shown,
        "errors": list(shown.problems),
        "number": number + 1,
        "total": len(names),
        "back": way.page("question", names[number - 1]) if number else way.page("begin"),
    }
    return render(request, "pages/apply_question.html", context, status=400 if problems else 200)


def _last(prepared: Draft, way: Way) -> str:
    places = _places(prepared, way)
    return list(places.values())[-1] if places else way.page("begin")


def next_page(prepared: Draft, way: Way, answers: Mapping[str, Any], *, after: str = "") -> str:
    """The first page, behind that of ``after`` if it is given, that has no answer yet; else the last look."""
    places = _places(prepared, way)
    names = list(places)
    left = names[names.index(after) + 1 :] if after in names else names
    following = next((name for name in left if name not in answers), None)
    return places[following] if following else way.page("check")


def _places(prepared: Draft, way: Way) -> dict[str, str]:
    """The pages of everything that is asked, and then of every material that nothing on file stands for."""
    asked = {one.ask.name: way.page("question", one.ask.name) for one in prepared.questions}
    wanted = [one.material.name for one in prepared.materials if one.on_file is None]
    return {**asked, **{name: way.page("material", name) for name in wanted}}


def service_of(service: str) -> tuple[Blueprint, Service]:
    """The blueprint in force and a service of it, or the form of a bundle; 404 where there is none of this name."""
    blueprint = services.in_force()
    found = blueprint.form(service)
    if found is None:
        raise Http404
    return blueprint, found
