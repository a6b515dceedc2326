"""A browser without scripts, for one person: cookies, forms and links, and nothing else.

It speaks plain HTTP to a node on this machine. Whatever is no answer of the node (refused, cut off, too late, or its
page for trouble of its own) is `AwayError`: nobody may count on what was sent.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from urllib3.filepost import encode_multipart_formdata

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESS = "127.0.0.1"
PATIENCE = 20.0
"""How many seconds an answer may take."""
TROUBLE = 500


class AwayError(Exception):
    """The node gave no answer that counts."""


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, what it holds already, which values its radio buttons offer, what can be ticked,
    written and attached."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be sent: what it is called and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, where it leads to ('' unless elsewhere), and what is on it."""

    path: str
    status: int
    location: str
    text: str

    @property
    def forms(self) -> list[Form]:
        """All forms, those of the head of the page too."""
        reader = _Reader()
        reader.feed(self.text)
        return reader.forms

    @property
    def own_forms(self) -> list[Form]:
        """The forms that are sent to the page they are on: those that the page is there for."""
        return [form for form in self.forms if not form.action]

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        reader = _Reader()
        reader.feed(self.text)
        return reader.links


class Browser:
    """One person's window on a node."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._ask("GET", path, b"", "")

    def post(self, path: str, values: Mapping[str, str], papers: Mapping[str, Paper] | None = None) -> Page:
        """Send a form, with files where it takes some."""
        if papers:
            attached = {name: (paper.name, paper.data) for name, paper in papers.items()}
            return self._ask("POST", path, *encode_multipart_formdata({**values, **attached}))
        return self._ask("POST", path, urlencode(values).encode(), "application/x-www-form-urlencoded")

    def follow(self, page: Page) -> Page:
        """Go on to where an answer leads, until a page is there."""
        while page.location:
            page = self.get(page.location)
        return page

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Page:
        headers = {"Host": "localhost", "Accept-Language": "en", "Connection": "close"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if kind:
            headers["Content-Type"] = kind
        line = http.client.HTTPConnection(ADDRESS, self._port, timeout=PATIENCE)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise AwayError(type(error).__name__) from error
        finally:
            line.close()
        if answer.status >= TROUBLE:
            raise AwayError(str(answer.status))
        self._keep(answer.headers.get_all("Set-Cookie", []))
        location = answer.headers.get("Location")
        return Page(path, answer.status, urljoin(path, location) if location else "", text)

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value


class _Reader(HTMLParser):
    """Finds the forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what matters of an element."""
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "form":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif tag in ("input", "textarea") and self._form is not None and "name" in said:
            self._take(self._form, tag, said)

    @staticmethod
    def _take(form: Form, tag: str, said: dict[str, str]) -> None:
        name, kind = said["name"], said.get("type", "text")
        if tag == "textarea" or kind in ("text", "password"):
            form.texts.append(name)
        elif kind == "radio":
            form.choices.setdefault(name, []).append(said.get("value", ""))
        elif kind == "checkbox":
            form.boxes[name] = said.get("value", "on")
        elif kind == "file":
            form.files.append(name)
        elif kind == "hidden":
            form.values[name] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self._form = None
