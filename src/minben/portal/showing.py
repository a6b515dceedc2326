"""Showing a licence: the holder chooses what a verifier may read, or takes it as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import licences, services
from minben.ledger import legal_now
from minben.pages.access import for_persons
from minben.pages.fields import Problem
from minben.pages.languages import say, tag
from minben.pages.limits import limited
from minben.pages.values import Shown, in_words
from minben.people import Limit

from .licences import find, paper_view
from .scope import for_all_services

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from minben.blueprint.licensing import Licence
    from minben.blueprint.model import Blueprint
    from minben.licences import Paper
    from minben.people import Person

PRINTS = Limit("print a licence", times=20, seconds=60)
MOST_IN_CODE = 1800
"""Characters that a code on a telephone still holds so that another telephone reads it."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing that the holder may show or keep back."""

    id: str
    name: str
    shown: Shown
    chosen: bool


@limited(PRINTS, methods=("POST",))
@for_persons
@for_all_services
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Choose what to disclose; then the presentation as text, and as a code to be scanned where it fits."""
    blueprint = services.in_force()
    paper = find(blueprint, person, number)
    if paper.issued is None or paper.issued.credential is None:
        raise Http404
    licence = blueprint.licences[paper.issued.kind]
    view = paper_view(request, blueprint, paper)
    context: dict[str, object] = {"view": view}
    if request.method != "POST":
        context |= {
            "always": _always(blueprint, licence, paper),
            "choices": _choices(blueprint, licence, paper, ()),
        }
        return render(request, "portal/show.html", context)
    names = set(request.POST.getlist("disclose")) & set(licence.discloses)
    presentation = licences.present(paper.issued.credential, names)
    chosen = [each for each in _choices(blueprint, licence, paper, names) if each.chosen]
    context |= {
        "always": _always(blueprint, licence, paper),
        "choices": chosen,
        "kept": len(_choices(blueprint, licence, paper, ())) - len(chosen),
        "presentation": presentation,
        "code": _code(presentation) if len(presentation) <= MOST_IN_CODE else "",
    }
    return render(request, "portal/shown.html", context)


@limited(PRINTS)
@for_persons
@for_all_services
@require_safe
def as_pdf(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """The licence as a PDF in the language of the page."""
    blueprint = services.in_force()
    paper = find(blueprint, person, number)
    try:
        content = licences.pdf(_sheet(request, blueprint, paper))
    except licences.LicenceProblem as missing:
        problem = Problem("", say(missing.text))
        return render(
            request,
            "portal/licence.html",
            {"view": paper_view(request, blueprint, paper), "errors": [problem], "holder": person.name},
            status=503,
        )
    response = HttpResponse(content, content_type="application/pdf")
    name = paper.issued.identifier if paper.issued else paper.code
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _sheet(request: HttpRequest, blueprint: Blueprint, paper: Paper) -> licences.Sheet:
    view = paper_view(request, blueprint, paper)
    licence = blueprint.licences.get(paper.issued.kind) if paper.issued else None
    names = licence.shows if licence else tuple(field.name for field in paper.fields)
    values = {field.name: field for field in paper.fields}
    rows = tuple(
        (say(values[name].fact.title), in_words(blueprint, values[name].fact, values[name].value))
        for name in names
        if name in values and values[name].value is not None
    )
    note = _(
        "The stamp is an image and no electronic seal (GB/T 38540). Where this paper and the register differ, the "
        "register is right."
    )
    if licence and licence.illustrative:
        note = (
            f"{note} {_('The type code in the identifier is made up until the national one is published.')}"
        )
    return licences.Sheet(
        language=tag(request.LANGUAGE_CODE),
        agency=view.agency,
        issuer=blueprint.agencies[paper.agency].title[blueprint.languages[0]],
        title=say(licence.title) if licence else view.title,
        text=_filled(say(licence.text), rows, names) if licence else view.statement,
        rows=rows,
        identifier=(_("Identifier"), paper.issued.identifier if paper.issued else ""),
        day=view.since,
        verify=_("Scan to verify, or type the code %(code)s at:") % {"code": view.code},
        address=view.address,
        note=note,
        printed_at=legal_now(),
        invalid="" if paper.state == "valid" else view.state.text,
    )


def _filled(text: str, rows: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> str:
    for name, (_label, value) in zip(names, rows, strict=False):
        text = text.replace(f"{{{name}}}", value)
    return text


def _choices(
    blueprint: Blueprint, licence: Licence, paper: Paper, names: Collection[str]
) -> list[Disclosure]:
    values = (paper.issued.shown if paper.issued else None) or {}
    register = blueprint.registers[licence.register]
    found = [name for name in licence.shows if name in licence.discloses and name in values]
    return [
        Disclosure(
            f"disclose-{at}",
            name,
            _shown(blueprint, register.fields[name].fact, values[name]),
            name in names,
        )
        for at, name in enumerate(found, start=1)
    ]


def _always(blueprint: Blueprint, licence: Licence, paper: Paper) -> list[Shown]:
    values = (paper.issued.shown if paper.issued else None) or {}
    register = blueprint.registers[licence.register]
    return [
        _shown(blueprint, register.fields[name].fact, values[name])
        for name in licence.shows
        if name not in licence.discloses and name in values
    ]


def _shown(blueprint: Blueprint, fact: str, value: object) -> Shown:
    return Shown(say(blueprint.facts[fact].title), in_words(blueprint, blueprint.facts[fact], value))


def _code(presentation: str) -> SafeString:
    """An SVG of squares alone; nothing of the presentation stands in it as text."""
    drawn = segno.make(presentation, error="l", micro=False).svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - made of numbers only
