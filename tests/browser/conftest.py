"""A served district and a browser, both for as long as the browser tests run."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from facing import District, paper, play, settle
from minben import ledger
from minben.node.postgres import create_database, drop_database

from .further import further
from .walk import pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, Page

    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint

__all__ = ["paper"]

NAME = "minben_browser"


@dataclass(frozen=True, slots=True)
class Site:
    """A served district, and the browser that looks at it."""

    address: str
    district: District
    browser: Browser
    further: Mapping[str, list[str]]

    def pages(self, role: str) -> list[str]:
        """The addresses that a reader opens; '' is a visitor."""
        return list(dict.fromkeys([*pages(self.district).get(role, ()), *self.further.get(role, ())]))

    def context(self, persona: str | None = None, language: str = "en-GB", **options: Any) -> BrowserContext:
        """A fresh window of a reader of this language, signed in by one click; ``restaurant`` acts for it.

        The page that signed in stays open: Chromium never ends a page that is closed while it still loads.
        """
        context = self.browser.new_context(locale=language, base_url=self.address, **options)
        if persona is not None:
            page = context.new_page()
            self.sign_in(page, "parent" if persona == "restaurant" else persona)
            if persona == "restaurant":
                page.goto("/act-as")
                page.check(f"input[value='{self.district.mandate('restaurant')}']")
                with page.expect_navigation():
                    page.click("main form button")
        return context

    @staticmethod
    def sign_in(page: Page, persona: str) -> None:
        """Be somebody of the demonstration."""
        page.goto(f"/personas?q={persona}")
        with page.expect_navigation():
            page.click(f"form[action='/personas/{persona}'] button")


class Quiet(WSGIRequestHandler):
    """Serves without a log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@pytest.fixture(scope="package")
def site(
    browser: Browser, template: Endpoint, guangan: Blueprint, request: pytest.FixtureRequest
) -> Iterator[Site]:
    """The small district after some cases."""
    request.getfixturevalue("paper")
    drop_database(template, NAME)
    point_at(create_database(template, NAME, template=template.database))
    district = settle(guangan)
    play(district)
    places = further(district)
    ledger.seal_once()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MINBEN_PERSONAS", True)
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(f"http://localhost:{server.server_port}", district, browser, places)
        server.shutdown()
        thread.join()
        server.server_close()
    from django.db import connections

    connections.close_all()
    drop_database(template, NAME)


def point_at(endpoint: Endpoint) -> None:
    """Let Django's aliases reach this database, in every thread."""
    from django.db import connections

    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = endpoint.database
