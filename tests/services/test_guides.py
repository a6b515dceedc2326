"""What an item's page tells follows from the definition of its service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from minben import services
from minben.blueprint import read_files
from minben.blueprint.model import Doer, GuidePart
from minben.services.guides import PARTS

if TYPE_CHECKING:
    from minben.blueprint import Blueprint


def guide_of(blueprint: Blueprint, service: str) -> services.Guide:
    """The guide of a service's item."""
    return services.guide(blueprint, blueprint.items[blueprint.services[service].item])


def test_what_registers_know_is_said_and_not_asked(guangan: Blueprint) -> None:
    guide = guide_of(guangan, "old-age-allowance")
    assert [known.title["en"] for known in guide.known] == [
        "Household registration",
        "Old-age allowance already paid",
    ]
    assert [asked.title["zh"] for asked in guide.asked] == ["社会保障卡银行账号"]
    person = guide.known[0]
    assert person.agency.id == "public-security"
    assert {fact["en"] for fact in person.facts} == {
        "Resident number",
        "Name",
        "Date of birth",
        "Registered residence",
        "Living",
    }, "only the fields of the agreement"


def test_the_steps_say_who_and_within_which_time(guangan: Blueprint) -> None:
    stages = guide_of(guangan, "food-licence").stages
    inspect = next(stage for stage in stages if stage.title["en"] == "Inspection on site")
    assert (inspect.by, inspect.people, str(inspect.limit)) == (Doer.OFFICER, 2, "10 working days")
    assert [post["en"] for post in inspect.posts] == ["Approval bureau: inspection"]
    rule = guide_of(guangan, "old-age-allowance").stages[0]
    assert rule.by is Doer.RULE
    assert rule.posts, "who takes over where the rule does not say yes"


@pytest.mark.parametrize(
    ("service", "result"),
    [
        ("food-licence", "Food business licence"),
        ("kinship-certificate", "Certificate of kinship"),
        ("old-age-allowance", "Old-age allowance"),
    ],
)
def test_the_result_is_what_the_service_gives(guangan: Blueprint, service: str, result: str) -> None:
    assert [one["en"] for one in guide_of(guangan, service).results] == [result]


def test_law_and_remedies_are_told(guangan: Blueprint) -> None:
    guide = guide_of(guangan, "food-licence")
    assert any("食品安全法" in citation.cite for citation in guide.law)
    assert len(guide.remedies) == 2


def test_what_is_not_published_is_said_with_the_official_address(guangan: Blueprint) -> None:
    guide = guide_of(guangan, "food-licence")
    assert guide.executable
    assert PARTS[GuidePart.FEE] in guide.unpublished
    assert PARTS[GuidePart.LAW] not in guide.unpublished
    assert guide.url.startswith("http")


def test_of_an_item_without_a_service_only_the_catalogue_is_known(guangan: Blueprint) -> None:
    used = {service.item for service in guangan.services.values()}
    item = next(item for item in guangan.items.values() if item.code not in used)
    guide = services.guide(guangan, item)
    assert not guide.executable
    assert guide.title == {"zh": item.name}
    assert guide.unpublished == tuple(PARTS.values())
    assert (guide.known, guide.asked, guide.stages, guide.law) == ((), (), (), ())
    assert item.code in guide.codes


def test_every_part_of_a_guide_has_a_title_in_both_languages() -> None:
    assert PARTS.keys() == set(GuidePart)
    assert all(title["zh"] and title["en"] for title in PARTS.values())


def test_shelves_hold_the_whole_catalogue(guangan: Blueprint) -> None:
    for shelves in (services.by_agency(guangan), services.by_type(guangan)):
        assert sum(shelf.items for shelf in shelves) == len(guangan.items)
        assert sum(shelf.executable for shelf in shelves) == len(guangan.services)
        assert [shelf.items for shelf in shelves] == sorted((s.items for s in shelves), reverse=True)
    assert services.by_agency(guangan)[0].of.id == "approval"


def test_a_guide_follows_the_definition(guangan: Blueprint) -> None:
    files = dict(guangan.files)
    path = "services/old-age-allowance/service.yaml"
    files[path] = files[path].replace(b"within: 5 working days", b"within: 3 working days", 1)
    changed = guide_of(read_files(files), "old-age-allowance")
    assert str(changed.stages[0].limit) == "3 working days"
