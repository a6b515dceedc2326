"""Items are found by what people type, on the real catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben import services
from minben.blueprint import read_files
from minben.services import Way
from minben.services.searching import index_of
from minben.services.ways import best_of

if TYPE_CHECKING:
    from minben.blueprint import Blueprint

FOOD = "511A0005200004"
OLD_AGE = "512B0003600037"
KINSHIP = "513A0116800002"


@pytest.fixture(scope="module")
def unhelped(guangan: Blueprint) -> Blueprint:
    """The catalogue without synonyms, so that spelling and sound have to do."""
    return read_files(dict(guangan.files) | {"synonyms.csv": "says,means\n没有这种说法,食品\n".encode()})


def found(blueprint: Blueprint, text: str, limit: int = 10) -> list[str]:
    """The names that are found."""
    return [hit.item.name for hit in services.search(blueprint, text, limit)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("食品", FOOD),
        ("食品（含保健食品）经营许可核发", FOOD),
        ("食品(含保健食品)", FOOD),
        ("开饭馆", FOOD),
        ("我想开一家饭馆", FOOD),
        ("shipin", FOOD),
        ("food licence", FOOD),
        ("Food business licence", FOOD),
        ("licence for food", FOOD),
        ("food licance", FOOD),
        ("511A0005200004", FOOD),
        ("老年津贴", OLD_AGE),
        ("高龄津贴", OLD_AGE),
        ("高龄 津贴", OLD_AGE),
        ("高灵津贴", OLD_AGE),
        ("gljt", OLD_AGE),
        ("GLJT", OLD_AGE),
        ("gaolingjintie", OLD_AGE),
        ("old-age", OLD_AGE),
        ("亲属关系", KINSHIP),
        ("qsgx", KINSHIP),
        ("kinship", KINSHIP),
        ("kinshp", KINSHIP),
    ],
)
def test_the_service_that_is_meant_comes_first(guangan: Blueprint, typed: str, code: str) -> None:
    assert services.search(guangan, typed)[0].item.code == code


@pytest.mark.parametrize("typed", ["civil affairs", "民政局"])
def test_whoever_names_an_agency_finds_first_what_can_be_done_there(guangan: Blueprint, typed: str) -> None:
    first = services.search(guangan, typed)[0].item
    assert first.agency == "civil-affairs"
    assert services.service_of(guangan, first) is not None


@pytest.mark.parametrize("typed", ["身分证", "身份正", "身正证", "shenfenzheng", "sfz", "身份证"])
def test_identity_cards_are_found_despite_a_wrong_character(unhelped: Blueprint, typed: str) -> None:
    names = found(unhelped, typed, 20)
    assert any("身份证" in name for name in names), names


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("亲属关系证明", Way.EXACT),
        ("511A0005200004", Way.CODE),
        ("开饭馆", Way.SYNONYM),
        ("亲属关系", Way.NAME),
        ("kinship", Way.TITLE),
        ("高灵津贴", Way.SOUND),
        ("gljt", Way.INITIALS),
        ("食品经管许可", Way.ALIKE),
        ("林业局", Way.AGENCY),
    ],
)
def test_how_an_item_was_found_is_said(guangan: Blueprint, typed: str, way: Way) -> None:
    hit = services.search(guangan, typed, 1)[0]
    assert hit.way is way
    told = way in (Way.EXACT, Way.NAME, Way.TITLE) or all(hit.why[lang] for lang in ("zh", "en"))
    assert told


def test_a_synonym_is_named_in_the_reason(guangan: Blueprint) -> None:
    assert "开饭馆" in services.search(guangan, "开饭馆", 1)[0].why["zh"]


def test_services_that_can_be_used_come_first_among_equals(guangan: Blueprint) -> None:
    hits = services.search(guangan, "食品", 50)
    names = [hit for hit in hits if hit.way is Way.NAME]
    usable = {service.item for service in guangan.services.values()}
    assert [hit.item.code in usable for hit in names] == sorted(
        (hit.item.code in usable for hit in names), reverse=True
    )
    assert len(names) > 5


def test_finds_are_ordered_by_how_sure_they_are(guangan: Blueprint) -> None:
    ways = [hit.way for hit in services.search(guangan, "营业执照", 50)]
    assert ways == sorted(ways, reverse=True)


@pytest.mark.parametrize("typed", ["", "   ", "（）", "——"])
def test_nothing_typed_finds_nothing(guangan: Blueprint, typed: str) -> None:
    assert services.search(guangan, typed) == []


def test_what_is_not_there_is_not_found(guangan: Blueprint) -> None:
    assert found(guangan, "zzzzqqqq") == []
    assert found(guangan, "甚么") == []


def test_the_limit_holds(guangan: Blueprint) -> None:
    assert len(services.search(guangan, "证", 7)) == 7


def test_every_item_is_found_by_its_own_name(guangan: Blueprint) -> None:
    missed = [
        item.name
        for item in list(guangan.items.values())[::9]
        if item.name not in found(guangan, item.name, 5)
    ]
    assert missed == []


def test_whatever_is_typed_the_search_answers_in_order(guangan: Blueprint) -> None:
    @settings(max_examples=60, deadline=None)
    @given(typed=st.text(max_size=80))
    def answers(typed: str) -> None:
        hits = services.search(guangan, typed, 5)
        assert len({hit.item.code for hit in hits}) == len(hits) <= 5
        assert all(0 <= hit.score <= 1 for hit in hits)
        assert [hit.way for hit in hits] == sorted((hit.way for hit in hits), reverse=True)

    answers()


def test_the_index_is_made_once_for_a_version(guangan: Blueprint) -> None:
    assert index_of(guangan) is index_of(guangan)
    assert best_of([]) == {}
