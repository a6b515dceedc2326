"""Handing materials in while an application is filled in: files, a promise, or a later day, one material a page.

What a register holds already stands for a material by itself; its page says so and asks for nothing. Files are kept as
they arrive, so that one after the other can be sent over a slow line, and none is lost when another is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _, ngettext

from minben import cases, files
from minben.blueprint.model import Giving
from minben.environment import MEGABYTE

from . import filling
from .bodies import was_dropped
from .fields import Problem
from .languages import say
from .templatetags.minben import limit
from .values import Known, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint, Material, Service
    from minben.cases import Brought, CaseFile, Filling, GivenMaterial, KeptDraft, StepView, Wanted
    from minben.files import Kept
    from minben.people import Person

    from .filling import Filler, Way

KILOBYTE = 1000
PROMISED = "agreed"
"""The box that is ticked for a promise, which its error points at."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as people read it."""

    id: UUID
    name: str
    size: str
    type: str


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material as people read it: ``how`` it is given in words, '' where it is not; ``change`` is its page."""

    name: str
    id: str
    title: str
    why: str
    law: tuple[str, ...]
    source: str
    accepts: str
    types: str
    required: bool
    how: str
    files: tuple[FileLine, ...]
    on_file: Known | None
    promise: str
    later: str
    change: str


def material_page(request: HttpRequest, filler: Filler, name: str) -> HttpResponse:
    """One material: what is wanted and why, and the ways to give it."""
    waiting = cases.draft_of(filler.filling)
    if waiting is None:
        return redirect(filler.way.page("begin"))
    prepared = filler.prepare(waiting.answers)
    wanted = next((one for one in prepared.materials if one.material.name == name), None)
    if wanted is None:
        raise Http404
    problem = _dropped(wanted) if was_dropped(request) else None
    if request.method == "POST":
        target = PROMISED if request.POST.get("do") == "promise" else f"answer-{name}"
        try:
            return _do(request, filler, waiting, wanted)
        except cases.DraftGone:
            return redirect(filler.way.page("begin"))
        except cases.AnswerProblems as wrong:
            problem = Problem(target, " ".join(say(text) for text in wrong.problems.values()))
        except (files.FileProblem, cases.CaseProblem) as wrong:
            problem = Problem(target, say(wrong.text))
    return _show(request, filler, wanted, problem)


def _dropped(wanted: Wanted) -> Problem:
    """That more was sent than is taken at once, with the limit of the material."""
    return Problem(f"answer-{wanted.material.name}", say(_too_large(wanted.material)))


def _too_large(material: Material) -> Mapping[str, str]:
    most = _megabytes(material)
    return {
        "zh": f"发送的内容太大，没有保存。每个文件最多{most}MB；可以压缩后再传，或者一个一个传",
        "en": f"What you sent was too large, and nothing of it was kept. Each file may have at most {most} MB; "
        "make the files smaller, or send them one after the other",
    }


def _megabytes(material: Material) -> str:
    return f"{cases.largest(material) / MEGABYTE:g}"


def _do(request: HttpRequest, filler: Filler, waiting: KeptDraft, wanted: Wanted) -> HttpResponse:
    """What was chosen on the page; the answer is the page itself after a file, else the next one."""
    name, draft = wanted.material.name, filler.filling
    here = filler.way.page("material", name)
    match request.POST.get("do"):
        case "upload":
            arrived = uploads(request, "file")
            if not arrived:
                raise cases.AnswerProblems({name: {"zh": "请先选择文件", "en": "Choose a file first"}})
            for file in arrived:
                _keep(draft, waiting.key, name, file)
            return redirect(here)
        case "remove":
            cases.take_back(draft, waiting.key, name, _uuid(request.POST.get("file", "")))
            return redirect(here)
        case "promise":
            value: dict[str, Any] = {
                "kind": str(Giving.COMMITMENT),
                "agreed": request.POST.get("agreed") == "yes",
            }
        case "later":
            value = {"kind": str(Giving.LATER)}
        case _:
            given = waiting.answers.get(name)
            value = given if isinstance(given, dict) else {}
    wrong = filler.problems({**waiting.answers, name: value}).get(name)
    if wrong is not None:
        raise cases.AnswerProblems({name: wrong})
    kept = cases.save_answers(draft, waiting.key, {name: value})
    return redirect(filling.next_page(filler.prepare(kept.answers), filler.way, kept.answers, after=name))


def _keep(filling: Filling, key: str, name: str, file: Brought) -> None:
    """Keep one file. Raises `AnswerProblems` with its name where it is refused: several may have been sent."""
    try:
        cases.hand_in(filling, key, name, file)
    except files.FileRefused as refused:
        raise cases.AnswerProblems({name: _about(file, refused)}) from refused


def _about(file: Brought, refused: files.FileProblem) -> Mapping[str, str]:
    return {
        "zh": f"“{file.name}”：{refused.text['zh']}",
        "en": f"“{file.name}”: {refused.text['en']}",
    }


def _show(request: HttpRequest, filler: Filler, wanted: Wanted, problem: Problem | None) -> HttpResponse:
    waiting = cases.draft_of(filler.filling)
    answers = waiting.answers if waiting else {}
    kept = cases.files_in_draft(filler.filling, waiting) if waiting else {}
    (line,) = shown(filler.blueprint, filler.service, [wanted], answers, kept, filler.way)
    context = {
        "service": filler.service,
        "way": filler.way,
        "material": line,
        "file_address": address_of_files(filler.way),
        "most": cases.MOST_FILES,
        "full": len(line.files) >= cases.MOST_FILES,
        "problem": problem,
        "promise_problem": problem is not None and problem.target == PROMISED,
        "errors": [problem] if problem else [],
        "back": filler.way.page("begin"),
    }
    return render(request, "pages/apply_material.html", context, status=400 if problem else 200)


def shown(
    blueprint: Blueprint,
    service: Service,
    wanted: Iterable[Wanted],
    answers: Mapping[str, Any],
    kept: Mapping[UUID, Kept],
    way: Way | None = None,
) -> list[MaterialLine]:
    """Materials in words, with what was given so far."""
    return [
        _line(
            one.material,
            Giving.LICENCE if one.on_file else _kind(answers.get(one.material.name)),
            [kept[file] for file in cases.files_of(answers, one.material.name) if file in kept],
            _known(blueprint, service, one),
            way.page("material", one.material.name) if way and one.on_file is None else "",
        )
        for one in wanted
    ]


def given_lines(blueprint: Blueprint, service: Service, given: Sequence[GivenMaterial]) -> list[MaterialLine]:
    """The materials of a case in words; those that were not given are left out."""
    return [
        _line(
            one.material,
            Giving(one.value["kind"]),
            list(one.files),
            _stood_for(blueprint, service, one),
            "",
        )
        for one in given
        if one.value is not None
    ]


def address_of_files(way: Way) -> str:
    """The address of the files of an application, to which the id of one is added."""
    none = str(UUID(int=0))
    return way.page("file", none).removesuffix(none)


def uploads(request: HttpRequest, field: str) -> list[Brought]:
    """The files of a form's field, where they lie on disk."""
    return [
        cases.Brought(Path(one.temporary_file_path()), one.name or "")
        for one in request.FILES.getlist(field)
        if isinstance(one, TemporaryUploadedFile)
    ]


def as_attachment(kept: Kept, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """A file given out to be saved, never to be shown or run by the browser in the name of this site."""
    headers = {
        "Content-Length": str(kept.size),
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=kept.name)
        or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(pieces, content_type=kept.media, headers=headers)


def _line(
    material: Material,
    kind: Giving | None,
    kept: list[Kept],
    on_file: Known | None,
    change: str,
) -> MaterialLine:
    return MaterialLine(
        name=material.name,
        id=f"answer-{material.name}",
        title=say(material.title),
        why=say(material.why) if material.why else "",
        law=tuple(citation.cite for citation in material.law),
        source=say(material.source) if material.source else "",
        accepts=_("%(types)s; each at most %(most)s MB")
        % {
            "types": _(", ").join(str(each).upper() for each in material.accepts),
            "most": _megabytes(material),
        },
        types=",".join(f".{each}" for each in material.accepts),
        required=material.required,
        how=_how(kind, len(kept)),
        files=tuple(FileLine(one.id, one.name, _size(one.size), str(one.type).upper()) for one in kept),
        on_file=on_file,
        promise=say(material.commitment.text) if material.commitment else "",
        later=limit(material.later_within) if material.later_within else "",
        change=change,
    )


def _how(kind: Giving | None, count: int) -> str:
    match kind:
        case Giving.FILE:
            return ngettext("%(count)s file", "%(count)s files", count) % {"count": count} if count else ""
        case Giving.LICENCE:
            return _("On file already; nothing to hand in")
        case Giving.COMMITMENT:
            return _("Promised in writing instead")
        case Giving.LATER:
            return _("Will be handed in later")
        case _:
            return ""


def _kind(value: object) -> Giving | None:
    kind = value.get("kind") if isinstance(value, dict) else None
    return Giving(kind) if kind in set(Giving) else None


def _known(blueprint: Blueprint, service: Service, wanted: Wanted) -> Known | None:
    if wanted.on_file is None or wanted.material.on_file is None:
        return None
    return known(blueprint, service.reads[wanted.material.on_file], [wanted.on_file.values])


def _stood_for(blueprint: Blueprint, service: Service, given: GivenMaterial) -> Known | None:
    if given.value is None or given.material.on_file is None or given.value["kind"] != Giving.LICENCE:
        return None
    return known(blueprint, service.reads[given.material.on_file], [given.value["values"]])


def _size(size: int) -> str:
    """A number of bytes as people read it.

    >>> _size(1_340_000), _size(900)
    ('1.3 MB', '1 KB')
    """
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f} MB"
    return f"{max(1, round(size / KILOBYTE))} KB"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@dataclass(frozen=True, slots=True)
class Bringing:
    """The materials that a step of the applicant brings, as sent so far: files by material, and what was refused."""

    sent: Mapping[str, tuple[UUID, ...]]
    problems: Mapping[str, Mapping[str, str]]

    def values(self) -> dict[str, object]:
        """What was sent, to be given with the answers of the step."""
        return {
            name: {"kind": str(Giving.FILE), "files": [str(file) for file in ids]}
            for name, ids in self.sent.items()
            if ids
        }


@dataclass(frozen=True, slots=True)
class BroughtField:
    """A material of a step as a field of its form."""

    line: MaterialLine
    problem: Problem | None


def bringing(
    request: HttpRequest, view: StepView, materials: Mapping[str, Material], person: Person
) -> Bringing:
    """Keep the files that were sent with a step; those that were sent before are named in the form."""
    sent: dict[str, tuple[UUID, ...]] = {}
    problems: dict[str, Mapping[str, str]] = {}
    if view.step is not None and was_dropped(request):
        problems = {name: _too_large(materials[name]) for name in view.step.brings}
    for name in view.step.brings if view.step and request.method == "POST" else ():
        ids = [_uuid(one) for one in request.POST.getlist(f"sent-{name}")]
        for file in uploads(request, f"file-{name}"):
            try:
                ids.append(cases.bring(_row_id(view), person, name, file))
            except files.FileRefused as refused:
                problems[name] = _about(file, refused)
            except (files.FileProblem, cases.CaseProblem) as wrong:
                problems[name] = wrong.text
        sent[name] = tuple(ids)
    return Bringing(sent, problems)


def brought_fields(
    file: CaseFile, view: StepView, so_far: Bringing, problems: Mapping[str, Mapping[str, str]]
) -> list[BroughtField]:
    """The fields of the materials of a step."""
    if view.step is None:
        return []
    kept = files.kept(one for ids in so_far.sent.values() for one in ids)
    found = []
    for name in view.step.brings:
        own = [kept[one] for one in so_far.sent.get(name, ()) if one in kept]
        line = _line(file.service.materials[name], Giving.FILE, own, None, "")
        wrong = so_far.problems.get(name) or problems.get(name)
        found.append(BroughtField(line, Problem(line.id, say(wrong)) if wrong else None))
    return found


def _row_id(view: StepView) -> UUID:
    if view.row is None:
        raise Http404
    return view.row.id
