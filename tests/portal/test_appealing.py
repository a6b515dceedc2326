"""Appealing on the pages: offered while its time lasts, with reasons, decided by another officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facing import FOOD, apply, as_officer, settle, step_of
from minben import cases
from minben.blueprint import read_files

if TYPE_CHECKING:
    from django.test import Client

    from facing import District
    from minben.blueprint.model import Blueprint
    from minben.cases import Case
    from minben.node.postgres import Endpoint

SERVICE = "services/food-licence/service.yaml"
APPEAL = """
appeal:
  by: officer approval/window
  within: 60 calendar days
  decides: 30 calendar days
  law: [{cite: 食品经营许可和备案管理办法, unchecked: true}]
unpublished:"""


@pytest.fixture
def appealable(database: Endpoint, guangan: Blueprint) -> District:
    """The district, where a refused food licence can be appealed against."""
    del database
    text = guangan.files[SERVICE].decode().replace("\nunpublished:", APPEAL, 1)
    return settle(read_files({**guangan.files, SERVICE: text.encode()}))


def restaurant(district: District, language: str = "en") -> Client:
    client = district.client("parent", language)
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    return client


def not_accepted(district: District) -> Case:
    window = as_officer(district, "window-officer")
    case = apply(district, "restaurant", "food-licence", FOOD)
    return cases.decide(step_of(district, case, window), window, "not-accepted", "不属于本机关受理范围。")


def test_an_appeal_is_offered_with_its_last_day_made_with_reasons_and_shown_with_its_state(
    appealable: District,
) -> None:
    case = not_accepted(appealable)
    client = restaurant(appealable)
    address = f"/my/cases/{case.number}/appeal"
    page = client.get(f"/my/cases/{case.number}").content.decode()
    assert f'href="{address}"' in page
    assert "you can appeal until" in page
    empty = client.post(address, {"reasons": " "})
    assert empty.status_code == 400
    assert 'href="#reasons"' in empty.content.decode()
    client.post(address, {"reasons": "经营场所属于广安区"})
    page = client.get(f"/my/cases/{case.number}").content.decode()
    assert "Your appeal has been received" in page
    assert "What happens next" in page
    assert f'href="{address}"' not in page
    assert client.get(address).status_code == 302
    again = client.post(address, {"reasons": "再次申诉"})
    assert again.status_code == 409


def test_the_officer_who_refused_is_told_that_another_has_to_decide(appealable: District) -> None:
    case = not_accepted(appealable)
    restaurant(appealable).post(f"/my/cases/{case.number}/appeal", {"reasons": "经营场所属于广安区"})
    page = appealable.client("window-officer").get(f"/work/cases/{case.number}").content.decode()
    assert "another officer has to decide on the appeal" in page
    assert "Give this verdict" not in page


def test_in_chinese_too(appealable: District) -> None:
    case = not_accepted(appealable)
    page = restaurant(appealable, "zh-hans").get(f"/my/cases/{case.number}/appeal").content.decode()
    assert "您为什么不服这一决定？" in page


def test_nobody_appeals_in_somebody_else_s_case(appealable: District) -> None:
    case = not_accepted(appealable)
    stranger = appealable.client("elder")
    assert stranger.post(f"/my/cases/{case.number}/appeal", {"reasons": "不服"}).status_code == 404
