"""Every item of the catalogue has a page: it says what is known, that the rest is not published, and nothing else.

All pages of items without a service are compared with each other: apart from what the catalogue says of the item they
are the same, so none can say anything that was made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minben import services
from minben.services.guides import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client

    from facing import District
    from minben.blueprint.model import Item

LANGUAGES: Mapping[str, str] = {"zh-CN": "zh", "en": "en"}
NOT_PUBLISHED: Mapping[str, str] = {"zh-CN": "未公布", "en": "not published"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Page(HTMLParser):
    """What stands in a page's main part, and where its tags do not match."""

    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "a" and "main" in self.open:
            self.links.append(given.get("href") or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if "main" in self.open and data.strip():
            self.texts.append(" ".join(data.split()))


def page_of(client: Client, code: str) -> Page:
    """The page of an item, whose tags match and whose ids each stand once."""
    answer = client.get(f"/items/{code}")
    assert answer.status_code == 200
    page = Page()
    page.feed(answer.content.decode())
    page.close()
    assert (page.faults, page.open) == ([], []), code
    assert len(set(page.ids)) == len(page.ids), code
    return page


def without_the_catalogue(district: District, page: Page, item: Item, language: str) -> tuple[str, ...]:
    """The texts of a page in which what the catalogue says of the item is taken out."""
    guide = services.guide(district.blueprint, item)
    agency = guide.agency.title[language]
    known = {item.name: "NAME", agency: "AGENCY", guide.type.title[language]: "TYPE"}
    known |= dict.fromkeys(guide.codes, "CODE")
    said = [known.get(text, text.replace(agency, "AGENCY")) for text in page.texts]
    return tuple(text for at, text in enumerate(said) if text != "CODE" or said[at - 1] != "CODE")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_an_item_without_a_service_says_the_catalogue_and_nothing_more(
    district: District, language: str
) -> None:
    used = {service.item for service in district.blueprint.services.values()}
    items = [item for item in district.blueprint.items.values() if item.code not in used]
    client, said = district.client(language=language), {}
    for item in items[list(LANGUAGES).index(language) :: 2]:
        page = page_of(client, item.code)
        assert item.guide_url in page.links, item.code
        assert page.texts.count(NOT_PUBLISHED[language]) == len(PARTS), item.code
        said[without_the_catalogue(district, page, item, LANGUAGES[language])] = item.code
    assert len(said) == 1, said.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_an_item_with_a_service_says_its_definition_and_what_is_not_published(
    district: District, language: str
) -> None:
    client, lang = district.client(language=language), LANGUAGES[language]
    for service in district.blueprint.services.values():
        page = page_of(client, service.item)
        text = "\n".join(page.texts)
        assert district.blueprint.items[service.item].guide_url in page.links
        assert page.texts.count(NOT_PUBLISHED[language]) == len(service.unpublished), service.id
        for step in service.steps.values():
            assert step.title[lang] in text, (service.id, step.id)
        for ask in service.asks.values():
            assert ask.title[lang] in text, (service.id, ask.name)
        for citation in service.law:
            assert citation.cite in text, (service.id, citation.cite)


def test_a_page_takes_the_same_queries_for_every_item(district: District) -> None:
    client, counted = district.client(), set()
    used = [service.item for service in district.blueprint.services.values()]
    for code in [*used[:6], *list(district.blueprint.items)[:6]]:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/items/{code}")
        counted.add(len(queries))
    assert len(counted) == 1
