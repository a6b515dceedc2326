"""My messages: everything one was told, in all cases, and where else one wishes to be written to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages as notes
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import messages, services
from minben.blueprint.model import Channel
from minben.cases import About
from minben.pages import languages
from minben.pages.access import for_persons
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.notices import message_title
from minben.pages.paging import query_with

from .scope import for_all_services

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint
    from minben.cases import Told
    from minben.messages import ContactView, Entry
    from minben.people import Person


@dataclass(frozen=True, slots=True)
class Source:
    """The page of what a message is about, and how the link to it is called."""

    page: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the mailbox shows it."""

    entry: Entry
    title: str
    text: str
    about: Source


@dataclass(frozen=True, slots=True)
class Way:
    """A channel on the page of contact data, with the consent that holds, if any."""

    channel: Channel
    title: str
    label: str
    says: str
    contact: ContactView | None
    address: str
    problem: Problem | None


def line(blueprint: Blueprint, entry: Entry) -> Line:
    """An entry in words."""
    told = entry.told
    text = told.text.get("") or say(told.text)
    return Line(
        entry,
        message_title(blueprint, told),
        text,
        _source(told),
    )


def _source(told: Told) -> Source:
    """Where one goes on from a message."""
    if told.about in (About.CORRECTED, About.NOT_CORRECTED):
        return Source(reverse("portal:correction", args=[told.number]), _("Go to the correction"))
    if told.case is None:
        return Source(reverse("portal:bundle-status", args=[told.number]), _("See how everything stands"))
    return Source(reverse("portal:case", args=[told.number]), _("Go to the case"))


@for_persons
@for_all_services
@require_safe
def mailbox(request: HttpRequest, person: Person) -> HttpResponse:
    """The mailbox, newest first."""
    blueprint = services.in_force()
    try:
        page = messages.mailbox(person.subject, after=request.GET.get("after"))
    except ValueError as error:
        raise Http404 from error
    context = {
        "lines": [line(blueprint, entry) for entry in page.entries],
        "older": query_with(request, after=page.after) if page.after else "",
        "further": "after" in request.GET,
    }
    return render(request, "portal/mailbox.html", context)


@for_persons
@for_all_services
@require_safe
def entry(request: HttpRequest, person: Person, entry: UUID) -> HttpResponse:
    """One entry, read from now on."""
    found = messages.read_entry(person.subject, entry)
    if found is None:
        raise Http404
    return render(request, "portal/mail.html", {"line": line(services.in_force(), found)})


@for_persons
@for_all_services
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, person: Person) -> HttpResponse:
    """Where one wishes to be written to beside the mailbox; given and taken back here."""
    problems: dict[Channel, Problem] = {}
    if request.method == "POST":
        channel = _channel(request)
        if request.POST.get("do") == "withdraw":
            messages.withdraw(person.subject, channel, person.actor)
            notes.success(
                request, _("You will not be written to there any more. The address has been erased.")
            )
            return redirect("portal:contacts")
        language = languages.spoken(translation.get_language() or "")
        try:
            messages.give(
                person.subject, channel, request.POST.get(f"address-{channel}", ""), language, person.actor
            )
        except messages.BadAddress as wrong:
            problems[channel] = Problem(f"address-{channel}", say(wrong.text))
        else:
            notes.success(request, _("Thank you. You will be written to there from now on."))
            return redirect("portal:contacts")
    held = messages.contacts_of(person.subject)
    ways = [_way(request, channel, held.get(channel), problems.get(channel)) for channel in _shown(held)]
    context = {"ways": ways, "errors": list(problems.values())}
    return render(request, "portal/contacts.html", context, status=400 if problems else 200)


def _shown(held: dict[Channel, ContactView]) -> list[Channel]:
    """The channels that are offered, and those of which a consent is held although they are not any more."""
    offered = messages.offered()
    return [channel for channel in Channel if channel in offered or channel in held]


def _channel(request: HttpRequest) -> Channel:
    try:
        channel = Channel(request.POST.get("channel", ""))
    except ValueError as error:
        raise Http404 from error
    if request.POST.get("do") != "withdraw" and channel not in messages.offered():
        raise Http404
    return channel


def _way(request: HttpRequest, channel: Channel, held: ContactView | None, problem: Problem | None) -> Way:
    title, label = {
        Channel.EMAIL: (_("E-mail"), _("E-mail address")),
        Channel.SMS: (_("SMS"), _("Mobile number")),
    }[channel]
    said = services.in_force().messages
    carried = said.carries.get(channel, frozenset()) if said else frozenset()
    says = (
        _("The message says which service it is about and what you are told, with its reasons.")
        if "text" in carried
        else _("The message says only that there is news, not what it is about.")
    )
    return Way(channel, title, label, says, held, request.POST.get(f"address-{channel}", ""), problem)
