"""Finding a service: search, lists, the page of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from facing import District

ALLOWANCE, FOOD = "512B0003600037", "511A0005200004"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("老年津贴", ALLOWANCE), ("高龄津贴", ALLOWANCE), ("开饭馆", FOOD), ("Food business", FOOD)],
)
def test_what_people_type_leads_to_the_item(district: District, typed: str, code: str) -> None:
    text = district.client().get("/search", {"q": typed}).content.decode()
    assert f"/items/{code}" in text


@pytest.mark.parametrize("typed", ["食品", "身分证", "shipin"])
def test_what_people_mistype_still_finds_something(district: District, typed: str) -> None:
    assert "/items/" in district.client().get("/search", {"q": typed}).content.decode()


def test_suggestions_are_a_few_links_and_no_whole_page(district: District) -> None:
    text = district.client().get("/search/suggestions", {"q": "食品"}).content.decode()
    assert 1 <= text.count("/items/") <= 6
    assert "<html" not in text


def test_nothing_found_says_what_to_do(district: District) -> None:
    text = district.client().get("/search", {"q": "qqqqzzzz"}).content.decode()
    assert "Nothing was found" in text


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 }}", "%00"]
)
def test_what_is_typed_comes_back_as_text(district: District, typed: str) -> None:
    text = district.client().get("/search", {"q": typed}).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_the_home_page_shows_what_can_be_done_at_once_and_all_agencies(district: District) -> None:
    text = district.client(language="zh-CN").get("/").content.decode()
    for service in district.blueprint.services.values():
        assert service.title["zh"] in text
    for item in list(district.blueprint.items.values())[:50]:
        assert f"/agencies/{item.agency}" in text


def test_every_page_of_an_agency_s_items_can_be_reached(district: District) -> None:
    wanted = {item.code for item in district.blueprint.items.values() if item.agency == "approval"}
    client, found, page = district.client(), set(), 1
    while True:
        text = client.get("/agencies/approval", {"page": page}).content.decode()
        found |= {code for code in wanted if f"/items/{code}" in text}
        if 'rel="next"' not in text:
            break
        page += 1
    assert found == wanted


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "١"])
def test_a_nonsense_page_number_shows_a_page(district: District, page: str) -> None:
    assert district.client().get("/kinds/5", {"page": page}).status_code == 200


def test_an_item_that_can_be_done_online_has_its_guide_and_a_way_to_apply(district: District) -> None:
    text = district.client().get(f"/items/{ALLOWANCE}").content.decode()
    assert "/services/old-age-allowance/apply" in text
    assert "not published" in text
    assert "中华人民共和国老年人权益保障法 第三十三条" in text
    assert "illustrative values" in text


def test_an_item_that_cannot_says_so_with_the_official_address(district: District) -> None:
    item = next(
        item
        for item in district.blueprint.items.values()
        if item.guide_url
        and item.code not in {service.item for service in district.blueprint.services.values()}
    )
    text = district.client().get(f"/items/{item.code}").content.decode()
    assert "not yet done online" in text
    assert "not published" in text
    assert item.guide_url.split("?")[0] in text


@pytest.mark.parametrize("path", ["/items/none", "/agencies/none", "/kinds/none", "/services/none/apply"])
def test_what_does_not_exist_is_not_found(district: District, path: str) -> None:
    assert district.client("elder").get(path).status_code == 404


def test_search_takes_the_same_queries_however_much_is_found(district: District) -> None:
    client, counts = district.client(), []
    client.get("/search?q=warm")
    for typed in ("qqqqzzzz", "许可"):
        with CaptureQueriesContext(connection) as queries:
            client.get("/search", {"q": typed})
        counts.append(len(queries))
    assert counts[0] == counts[1]
