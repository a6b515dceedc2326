"""The licences of the officer's agency: found by number or identifier, looked at, and changed under the law.

What a post may do with which licences the blueprint says; each change is a page of its own with its law and reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import licences, services
from minben.blueprint.licensing import LicenceMove
from minben.blueprint.model import FactType, Power
from minben.licences import Wanted
from minben.pages.access import for_officers
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.licences import changes
from minben.pages.marks import Mark
from minben.pages.values import Shown, in_words
from minben.registers import FieldProblems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.licensing import Licence, LicenceChange
    from minben.blueprint.model import Blueprint
    from minben.licences import History, Issued
    from minben.people import Officer

TONES = {"valid": "green", "withheld": "amber", "transferring": "amber"}


@dataclass(frozen=True, slots=True)
class Line:
    """A licence as a list shows it."""

    id: UUID
    title: str
    number: str
    identifier: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Something that the officer may do with a licence; ``adverse`` where it takes something from the holder."""

    move: str
    title: str
    law: tuple[str, ...]
    adverse: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A field that gets a new value: ``value`` is what stands in it, ``hint`` how it is written."""

    id: str
    name: str
    title: str
    hint: str
    value: str
    long: bool
    choices: tuple[tuple[str, str], ...]
    problem: Problem | None


@for_officers(Power.HANDLE)
@require_safe
def listed(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The newest licences of the agency, or the one that is looked for."""
    blueprint, wanted = services.in_force(), request.GET.get("number", "").strip()
    found = licences.agency_licences(officer, wanted)
    lines = [_line(blueprint, each) for each in found]
    return render(request, "workbench/licences.html", {"lines": lines, "wanted": wanted, "officer": officer})


@for_officers(Power.HANDLE)
@require_safe
def licence(request: HttpRequest, officer: Officer, licence_id: UUID) -> HttpResponse:
    """One licence with its history, and what the officer may do with it."""
    blueprint = services.in_force()
    issued, history, kind = _find(blueprint, officer, licence_id)
    context = {
        "line": _line(blueprint, issued),
        "version": issued.version,
        "values": _values(blueprint, kind, issued),
        "changes": changes(history),
        "versions": history.versions,
        "moves": [_move(change) for change in licences.moves_of(kind, issued.state, officer.post.id)],
    }
    return render(request, "workbench/licence.html", context)


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, officer: Officer, licence_id: UUID, move: str) -> HttpResponse:
    """Make one change, with its reasons."""
    blueprint = services.in_force()
    issued, _history, kind = _find(blueprint, officer, licence_id)
    wanted = next((known for known in kind.changes if known == move), None)
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return _form(request, blueprint, issued, kind, wanted)
    names = licences.changeable(kind, blueprint.registers[kind.register], wanted)
    sent = {name: request.POST.get(name, "").strip() for name in names}
    reasons = request.POST.get("reasons", "")
    try:
        licences.change(licence_id, officer, Wanted(wanted, reasons, sent))
    except FieldProblems as wrong:
        return _form(
            request, blueprint, issued, kind, wanted, sent=sent, reasons=reasons, wrong=wrong.problems
        )
    except licences.LicenceProblem as wrong:
        problem = Problem("reasons", say(wrong.text))
        return _form(request, blueprint, issued, kind, wanted, sent=sent, reasons=reasons, problem=problem)
    said = {"number": issued.key, "change": move_title(wanted)}
    messages.success(request, _("Licence %(number)s: “%(change)s” is done. The holder can see it.") % said)
    return redirect("workbench:licence", licence_id=licence_id)


def move_title(move: str) -> str:
    """What an officer is about to do."""
    return {
        LicenceMove.WITHHOLD: _("Withhold it"),
        LicenceMove.RESTORE: _("Give it back"),
        LicenceMove.REVOKE: _("Revoke it"),
        LicenceMove.CANCEL: _("Cancel it"),
        LicenceMove.WITHDRAW: _("Withdraw it as a penalty"),
        LicenceMove.RENEW: _("Renew it"),
        LicenceMove.CORRECT: _("Correct it"),
    }[LicenceMove(move)]


def _find(blueprint: Blueprint, officer: Officer, licence_id: UUID) -> tuple[Issued, History, Licence]:
    found = licences.licence_for(officer, licence_id)
    kind = blueprint.licences.get(found[0].kind) if found else None
    if found is None or kind is None:
        raise Http404
    return *found, kind


def _line(blueprint: Blueprint, issued: Issued) -> Line:
    kind = blueprint.licences.get(issued.kind)
    word = say(licences.STATE_WORDS[issued.state])
    return Line(
        id=issued.id,
        title=say(kind.title) if kind else issued.kind,
        number=issued.key,
        identifier=issued.identifier,
        mark=Mark(TONES.get(issued.state, "red"), word),
    )


def _move(change: LicenceChange) -> MoveLine:
    adverse = change.move not in (LicenceMove.RESTORE, LicenceMove.RENEW, LicenceMove.CORRECT)
    law = tuple(citation.cite for citation in change.law)
    return MoveLine(str(change.move), move_title(change.move), law, adverse)


def _values(blueprint: Blueprint, kind: Licence, issued: Issued) -> list[Shown]:
    fields, shown = blueprint.registers[kind.register].fields, issued.shown or {}
    facts = {name: blueprint.facts[fields[name].fact] for name in kind.shows if name in shown}
    return [Shown(say(fact.title), in_words(blueprint, fact, shown[name])) for name, fact in facts.items()]


def _form(
    request: HttpRequest,
    blueprint: Blueprint,
    issued: Issued,
    kind: Licence,
    move: LicenceMove,
    *,
    sent: dict[str, str] | None = None,
    reasons: str = "",
    wrong: Mapping[str, Mapping[str, str]] | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    register = blueprint.registers[kind.register]
    names = licences.changeable(kind, register, move)
    values, wrong = sent if sent is not None else issued.shown or {}, wrong or {}
    boxes = [_box(blueprint, register.fields[name].fact, name, values, wrong.get(name)) for name in names]
    errors = [box.problem for box in boxes if box.problem]
    errors += [Problem("reasons", say(text)) for name, text in wrong.items() if name not in names]
    errors += [problem] if problem else []
    context = {
        "line": _line(blueprint, issued),
        "values": _values(blueprint, kind, issued),
        "move": _move(kind.changes[move]),
        "boxes": boxes,
        "reasons": reasons,
        "reasons_problem": problem,
        "errors": errors,
    }
    return render(request, "workbench/licence_change.html", context, status=400 if errors else 200)


def _box(
    blueprint: Blueprint, fact_id: str, name: str, values: object, wrong: Mapping[str, str] | None
) -> Box:
    fact = blueprint.facts[fact_id]
    given = values.get(name, "") if isinstance(values, dict) else ""
    return Box(
        id=f"field-{name}",
        name=name,
        title=say(fact.title),
        hint=_("A date as 2031-03-02") if fact.type is FactType.DATE else "",
        value=str(given or ""),
        long=fact.max_length > 200,
        choices=tuple((choice.value, say(choice.title)) for choice in fact.choices),
        problem=Problem(f"field-{name}", say(wrong)) if wrong else None,
    )
