"""Who used my data: every use, with who, why, law and place in the ledger; mine alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facing import ACCOUNT, FOOD, apply, as_officer
from minben import cases, ledger

if TYPE_CHECKING:
    import pytest

    from facing import District


def test_a_use_names_who_what_for_which_law_and_its_place(district: District) -> None:
    apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    client = district.client("elder")
    assert "being sealed" in client.get("/my/data").content.decode()
    ledger.seal_once()
    text = client.get("/my/data").content.decode()
    for said in (
        "A rule, without any person · Civil Affairs Bureau",
        "Old-age allowance from 80",
        "中华人民共和国老年人权益保障法 第三十三条",
        "Population",
    ):
        assert said in text, said
    assert re.search(r"entry No\. \d+, sealed", text)


def test_an_officer_s_look_at_my_case_is_there_with_the_post(district: District) -> None:
    case = apply(district, "restaurant", "food-licence", FOOD)
    cases.case_file(case.number, as_officer(district, "window-officer"))
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    text = client.get("/my/data").content.decode()
    assert "Approval bureau: reception" in text


def test_the_list_narrows_to_an_agency(district: District) -> None:
    apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    client = district.client("elder")
    text = client.get("/my/data?agency=civil-affairs").content.decode()
    assert "Civil Affairs Bureau" in text
    assert "Account linked" not in text
    assert "no entry of this agency" in client.get("/my/data?agency=nobody").content.decode()


def test_nobody_sees_what_is_about_others(district: District) -> None:
    apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    assert "Old-age allowance" not in district.client("parent").get("/my/data").content.decode()


def test_a_long_list_goes_on_without_gaps_or_repetition(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minben.portal.data.WINDOW", 10)
    for _ in range(12):
        apply(district, "restaurant", "food-licence", FOOD)
    ledger.seal_once()
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    leaves: list[str] = []
    page = "/my/data"
    while True:
        text = client.get(page).content.decode()
        leaves += re.findall(r"entry No\. (\d+), sealed", text)
        older = re.search(r'href="(\?before=[^"]+)"', text)
        if older is None:
            break
        page = f"/my/data{older[1]}"
    assert len(leaves) == len(set(leaves)) > 30
    assert leaves == sorted(leaves, key=int, reverse=True)
