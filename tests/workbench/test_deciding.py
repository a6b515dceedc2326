"""One case on one screen, and deciding it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from facing import ACCOUNT, FOOD, SYSTEM, apply, as_officer, step_of
from minben import cases
from minben.ledger import acting, acts_about

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

    from facing import District
    from minben.cases import Case
    from minben.people import Officer


@pytest.fixture
def case(district: District) -> Case:
    """An application at the reception."""
    return apply(district, "restaurant", "food-licence", FOOD)


def form(client: Client, case: Case) -> dict[str, str]:
    """The hidden part of the form of the only task."""
    text = client.get(f"/work/cases/{case.number}").content.decode()
    step = re.search(r'name="step" value="([^"]+)"', text)
    assert step is not None
    return {"step": step[1]}


def looks(district: District, officer: Officer) -> list[tuple[str, str]]:
    """The kinds and registers of all that an officer was shown of the restaurant."""
    with acting(SYSTEM):
        acts = acts_about(district.subjects["restaurant"], limit=1000)
    return sorted(
        (act.kind, act.register)
        for act in acts
        if act.actor.id == str(officer.appointment) and act.kind.endswith(".read")
    )


def test_a_case_shows_what_was_asked_read_and_the_law(district: District, case: Case) -> None:
    text = (
        district.client("window-officer", language="zh-CN").get(f"/work/cases/{case.number}").content.decode()
    )
    for said in (
        "广安区建安中路128号",
        "热食类食品制售",
        "广安区老街小面馆",
        "法人基础库",
        "中华人民共和国行政许可法 第三十二条",
    ):
        assert said in text, said


def test_a_verdict_leads_back_to_the_list_and_says_so(district: District, case: Case) -> None:
    client = district.client("window-officer")
    answer = client.post(
        f"/work/cases/{case.number}", {**form(client, case), "verdict": "accepted"}, follow=True
    )
    assert answer.redirect_chain == [("/work/", 302)]
    assert b"has been taken" in answer.content


@pytest.mark.parametrize(
    ("sent", "target"),
    [({}, "verdict-"), ({"verdict": "not-accepted"}, "reasons-"), ({"verdict": "other"}, "verdict-")],
)
def test_what_is_missing_is_told_at_its_place_and_nothing_is_decided(
    district: District, case: Case, sent: dict[str, str], target: str
) -> None:
    client = district.client("window-officer")
    answer = client.post(f"/work/cases/{case.number}", {**form(client, case), **sent})
    text = answer.content.decode()
    assert answer.status_code == 400
    place = re.search(rf'href="#({target}[^"]+)"', text)
    assert place is not None
    assert f'id="{place[1]}"' in text
    assert step_of(district, case, as_officer(district, "window-officer"))


def test_what_was_typed_is_still_there_after_a_mistake(district: District, case: Case) -> None:
    client = district.client("window-officer")
    sent = {**form(client, case), "verdict": "", "reasons": "我的理由"}
    assert "我的理由" in client.post(f"/work/cases/{case.number}", sent).content.decode()


def test_who_comes_second_is_told_so_and_nothing_happens_twice(district: District, case: Case) -> None:
    client, window = district.client("window-officer"), as_officer(district, "window-officer")
    late = {**form(client, case), "verdict": "not-accepted", "reasons": "理由"}
    cases.decide(step_of(district, case, window), window, "accepted")
    answer = client.post(f"/work/cases/{case.number}", late)
    assert answer.status_code == 409
    assert b"has been done already" in answer.content
    assert cases.case_file(case.number, window).case.outcome is None


def test_a_verdict_that_is_overtaken_is_told_so_and_is_one_look(
    district: District, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, window = district.client("window-officer"), as_officer(district, "window-officer")
    sent = {**form(client, case), "verdict": "not-accepted", "reasons": "理由"}
    before = looks(district, window)
    decide = cases.decide

    def overtaken(step: UUID, officer: cases.Officer, *given: Any) -> Case:
        decide(step, officer, "accepted")
        return decide(step, officer, *given)

    monkeypatch.setattr(cases, "decide", overtaken)
    answer = client.post(f"/work/cases/{case.number}", sent)
    assert answer.status_code == 409
    assert b"has been done already" in answer.content
    assert sorted(set(before)) == [("case.read", ""), ("record.read", "enterprises")]
    assert looks(district, window) == sorted(before * 2)


def test_two_officers_sign_with_what_they_saw(district: District, case: Case) -> None:
    window = as_officer(district, "window-officer")
    cases.decide(step_of(district, case, window), window, "accepted")
    first, second = district.client("first-inspector"), district.client("second-inspector")
    answer = first.post(f"/work/cases/{case.number}", {**form(first, case), "verdict": "passed"})
    assert b'href="#answer-findings"' in answer.content
    for client in (first, second):
        sent = {**form(client, case), "verdict": "passed", "findings": "布局合理。"}
        assert client.post(f"/work/cases/{case.number}", sent).status_code == 302
    assert "Decision" in district.client("decision-officer").get("/work/").content.decode()


def test_another_agency_s_case_is_not_found(district: District, case: Case) -> None:
    assert district.client("benefits-officer").get(f"/work/cases/{case.number}").status_code == 404


def test_a_colleague_of_the_agency_sees_the_case_and_has_no_form(district: District, case: Case) -> None:
    text = district.client("decision-officer").get(f"/work/cases/{case.number}").content.decode()
    assert "Step by step" in text
    assert 'name="verdict"' not in text


def test_why_a_rule_did_not_say_yes_stands_beside_the_task(district: District) -> None:
    case = apply(district, "parent", "old-age-allowance", {"account": ACCOUNT})
    text = (
        district.client("benefits-officer", language="zh-CN")
        .get(f"/work/cases/{case.number}")
        .content.decode()
    )
    assert "未满80周岁" in text
