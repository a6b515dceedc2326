"""What the layout of every page shows around the content: the place, the language, who one acts as, where to go.

Read lazily: a page that shows no one's name asks the database nothing for it, and error pages are drawn ``bare``.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from minben import messages, people, services
from minben.blueprint.model import Power
from minben.ledger import acting, current_reach

from . import languages

if TYPE_CHECKING:
    from django.http import HttpRequest

    from minben.blueprint.model import Blueprint
    from minben.people import Capacity


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go; ``exact`` when it leads to this very page."""

    title: str
    url: str
    current: bool
    exact: bool


class Frame:
    """The frame of one request's page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def bare(self) -> bool:
        """Whether only the page itself is shown, as when something is broken."""
        return bool(getattr(self.request, "bare", False))

    @cached_property
    def blueprint(self) -> Blueprint:
        """The jurisdiction."""
        return services.in_force()

    @property
    def title(self) -> str:
        """The jurisdiction's name."""
        return "Minben" if self.bare else languages.say(self.blueprint.title)

    @property
    def language(self) -> str:
        """The tag of the page's language."""
        return languages.tag(translation.get_language() or settings.LANGUAGE_CODE)

    @property
    def languages(self) -> list[languages.Language]:
        """The languages to choose from: those that both the pages and the blueprint speak."""
        if self.bare:
            return languages.choices()
        return [one for one in languages.choices() if languages.spoken(one.code) in self.blueprint.languages]

    @property
    def personas(self) -> bool:
        """Whether visitors may sign in as a persona."""
        return bool(settings.MINBEN_PERSONAS)

    @cached_property
    def capacity(self) -> Capacity | None:
        """Who the reader acts as."""
        return people.capacity(self.request, self.blueprint)

    @property
    def may_switch(self) -> bool:
        """Whether the reader could act as somebody else."""
        standing = people.standing(self.request, self.blueprint)
        return standing is not None and len(standing.capacities) > 1

    @cached_property
    def navigation(self) -> list[Entry]:
        """The ways to go for this reader; the current one is the nearest above this page."""
        ways = [(title, reverse(name)) for name, title in self._ways()]
        here = max((url for _title, url in ways if self._is_inside(url)), key=len, default="")
        return [Entry(title, url, url == here, url == self.request.path) for title, url in ways]

    def _ways(self) -> list[tuple[str, str]]:
        home = [("portal:home", _("All services"))]
        if isinstance(self.capacity, people.Officer):
            ways = []
            if Power.HANDLE in self.capacity.post.powers:
                ways.append(("workbench:tasks", _("My tasks")))
                ways.append(("workbench:questions", _("Questions")))
                ratings = self.blueprint.ratings
                if ratings is not None and ratings.post == self.capacity.post.id:
                    ways.append(("workbench:ratings", _("Bad ratings")))
                if any(one.agency == self.capacity.agency for one in self.blueprint.licences.values()):
                    ways.append(("workbench:licences", _("Licences")))
                if any(one.corrects == self.capacity.post.id for one in self.blueprint.registers.values()):
                    ways.append(("workbench:corrections", _("Corrections")))
            if Power.RECEIVE in self.capacity.post.powers:
                ways.append(("workbench:counter", _("Counter")))
            if Power.HELP in self.capacity.post.powers:
                ways.append(("workbench:help", _("Help people fill in")))
            if Power.SUPERVISE in self.capacity.post.powers:
                ways.append(("console:overview", _("At a glance")))
            return ways + home
        if isinstance(self.capacity, people.Person):
            return [
                *home,
                ("portal:my-cases", _("My cases")),
                *self._messages(self.capacity),
                ("portal:my-licences", _("My licences")),
                ("portal:mandates", _("Acting for one another")),
                ("portal:my-data", _("Who used my data")),
            ]
        return [*home, ("portal:verify", _("Verify a paper")), ("account_login", _("Sign in"))]

    def _messages(self, person: people.Person) -> list[tuple[str, str]]:
        """The mailbox with how much in it is unread, for whoever may do all that the subject may."""
        if not person.unlimited:
            return []
        # Inside a view its reach holds already.
        with nullcontext() if current_reach() == person.reach else acting(person.reach):
            unread = messages.unread(person.subject)
        title = _("Messages (%(number)s)") % {"number": unread} if unread else _("Messages")
        return [("portal:mailbox", title)]

    def _is_inside(self, url: str) -> bool:
        path = self.request.path
        return path == url or (url != reverse("portal:home") and path.startswith(url))


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor that gives every template its ``frame``."""
    return {"frame": Frame(request)}
