"""Acting for somebody by a mandate: within its scope, and never unseen by who gave it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from facing import ACCOUNT, CLERK, FOOD, SINCE, SYSTEM, apply, as_officer, identifier, step_of
from minben import cases, people
from minben.blueprint.model import SubjectKind
from minben.ledger import acting, acts_about, legal_today
from minben.node.representatives import follow_representatives
from minben.people.models import Mandate

if TYPE_CHECKING:
    from django.test import Client

    from facing import District

ALLOWANCE, KINSHIP = "old-age-allowance", "kinship-certificate"


def holder(district: District, *services: str) -> Client:
    """The parent's browser, acting for the elder by a mandate for these services."""
    people.give_mandate(
        district.subjects["elder"],
        SubjectKind.RESIDENT,
        district.subjects["parent"],
        name="王桂兰",
        actor=CLERK,
        basis=("中华人民共和国民法典 第一百六十一条",),
        services=services,
        since=SINCE,
    )
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("elder")})
    return client


def looks(district: District, giver: str) -> list[tuple[str, str]]:
    """The kinds and registers of all that the parent was shown of somebody."""
    parent = str(district.subjects["parent"])
    with acting(SYSTEM):
        acts = acts_about(district.subjects[giver], limit=1000)
    return sorted(
        (act.kind, act.register) for act in acts if act.actor.id == parent and act.kind.endswith(".read")
    )


def test_a_case_of_another_service_is_as_if_there_were_none(district: District) -> None:
    case = apply(district, "elder", ALLOWANCE, {"account": ACCOUNT})
    client = holder(district, KINSHIP)
    assert case.number not in client.get("/my/cases").content.decode()
    for path in ("", "/withdraw", "/complete/supplement"):
        answer = client.get(f"/my/cases/{case.number}{path}")
        assert answer.status_code == 404
        assert ACCOUNT.encode() not in answer.content
    for path in ("/withdraw", "/human", "/complete/supplement"):
        assert client.post(f"/my/cases/{case.number}{path}").status_code == 404
    assert looks(district, "elder") == []


def test_a_case_within_the_scope_is_shown(district: District) -> None:
    case = apply(district, "elder", ALLOWANCE, {"account": ACCOUNT})
    client = holder(district, ALLOWANCE)
    assert case.number in client.get("/my/cases").content.decode()
    assert ACCOUNT in client.get(f"/my/cases/{case.number}").content.decode()
    assert client.post(f"/my/cases/{case.number}/human").status_code == 302


def test_in_one_s_own_name_a_giver_s_case_is_not_found(district: District) -> None:
    case = apply(district, "elder", ALLOWANCE, {"account": ACCOUNT})
    client = holder(district)
    client.post("/act-as", {"capacity": f"subject:{district.subjects['parent']}"})
    assert client.get(f"/my/cases/{case.number}").status_code == 404


def test_acting_for_somebody_one_s_own_case_is_not_found(district: District) -> None:
    case = apply(district, "parent", ALLOWANCE, {"account": ACCOUNT})
    assert holder(district).get(f"/my/cases/{case.number}").status_code == 404


@pytest.mark.parametrize("page", ["/my/data", "/my/licences", "/my/licences/1"])
def test_what_belongs_to_all_services_is_closed_to_a_limited_mandate(district: District, page: str) -> None:
    answer = holder(district, ALLOWANCE).get(page)
    assert answer.status_code == 403
    assert b"by a mandate for certain services only" in answer.content


@pytest.mark.parametrize("page", ["/my/data", "/my/licences"])
def test_what_belongs_to_all_services_is_open_to_a_mandate_without_limits(
    district: District, page: str
) -> None:
    assert holder(district).get(page).status_code == 200


def test_an_application_that_was_begun_ends_with_the_scope(district: District) -> None:
    client = holder(district, ALLOWANCE)
    client.post(f"/services/{ALLOWANCE}/apply")
    question = f"/services/{ALLOWANCE}/apply/questions/account"
    assert client.get(question).status_code == 200
    with acting(SYSTEM):
        given = Mandate.objects.get(giver=district.subjects["elder"])
    people.end_mandate(given.id, legal_today() - timedelta(days=1), actor=CLERK)
    holder(district, KINSHIP)
    assert client.get("/my/cases").status_code == 200
    assert client.get(question).status_code == 302


def test_the_look_of_a_mandate_holder_is_an_act(district: District) -> None:
    case = apply(district, "elder", ALLOWANCE, {"account": ACCOUNT})
    holder(district).get(f"/my/cases/{case.number}")
    assert looks(district, "elder") == [
        ("case.read", ""),
        ("record.read", "benefits"),
        ("record.read", "population"),
    ]


def test_the_look_of_the_giver_is_none(district: District) -> None:
    case = apply(district, "elder", ALLOWANCE, {"account": ACCOUNT})
    district.client("elder").get(f"/my/cases/{case.number}")
    with acting(SYSTEM):
        acts = acts_about(district.subjects["elder"], limit=1000)
    assert not [act for act in acts if act.kind == "case.read"]


def test_an_application_for_somebody_reads_by_acts_once_a_page(district: District) -> None:
    client = holder(district)
    client.get(f"/services/{ALLOWANCE}/apply")
    once = looks(district, "elder")
    assert ("record.read", "population") in once
    assert len(once) == len(set(once))
    client.post(f"/services/{ALLOWANCE}/apply")
    assert looks(district, "elder") == sorted(once * 2)
    client.get(f"/services/{ALLOWANCE}/apply/questions/account")
    assert looks(district, "elder") == sorted(once * 3)


def test_an_application_for_oneself_reads_without_an_act(district: District) -> None:
    district.client("elder").get(f"/services/{ALLOWANCE}/apply")
    with acting(SYSTEM):
        acts = acts_about(district.subjects["elder"], limit=1000)
    assert not [act for act in acts if act.kind == "record.read"]


def test_a_withdrawal_that_comes_too_late_is_one_look(district: District) -> None:
    window = as_officer(district, "window-officer")
    case = apply(district, "restaurant", "food-licence", FOOD)
    cases.decide(step_of(district, case, window), window, "not-accepted", "不属于本机关受理范围。")
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    assert client.post(f"/my/cases/{case.number}/withdraw").status_code == 409
    assert looks(district, "restaurant") == [("case.read", ""), ("record.read", "enterprises")]


# Given and ended on the pages.

GIVE = "/my/mandates/give"


def form(district: District, **changed: object) -> dict[str, object]:
    """What the elder fills in to let the parent act in one service."""
    number = identifier(district, "parent")
    return {"number": number, "name": "建国", "scope": "some", "services": [ALLOWANCE], **changed}


def test_a_mandate_is_given_with_services_and_both_sides_see_it(district: District) -> None:
    elder = district.client("elder")
    assert elder.post(GIVE, form(district))["Location"] == "/my/mandates"
    text = elder.get("/my/mandates").content.decode()
    assert "建国" in text
    assert district.blueprint.services[ALLOWANCE].title["en"] in text
    parent = district.client("parent")
    assert "王桂兰" in parent.get("/my/mandates").content.decode()
    parent.post("/act-as", {"capacity": district.mandate("elder")})
    assert parent.get(f"/services/{ALLOWANCE}/apply").status_code == 200
    assert parent.get(f"/services/{KINSHIP}/apply").status_code == 403
    with acting(SYSTEM):
        for side in ("elder", "parent"):
            assert "mandate.give" in {act.kind for act in acts_about(district.subjects[side])}


@pytest.mark.parametrize("side", ["elder", "parent"])
def test_either_side_ends_a_mandate_after_being_asked(district: District, side: str) -> None:
    district.client("elder").post(GIVE, form(district))
    page = f"/my/mandates/{district.mandate('elder').partition(':')[2]}/end"
    client = district.client(side)
    assert b"Do you want to end this mandate" in client.get(page).content
    assert client.post(page)["Location"] == "/my/mandates"
    assert client.get(page).status_code == 404
    parent = district.client("parent")
    assert parent.post("/act-as", {"capacity": district.mandate("elder")}).status_code == 400


def test_somebody_else_s_mandate_is_not_found(district: District) -> None:
    district.client("elder").post(GIVE, form(district))
    page = f"/my/mandates/{district.mandate('elder').partition(':')[2]}/end"
    assert district.client("window-officer").get(page).status_code == 403
    other = people.give_mandate(
        district.subjects["elder"], SubjectKind.RESIDENT, uuid4(), name="王桂兰", actor=CLERK
    )
    assert district.client("parent").get(f"/my/mandates/{other.id}/end").status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"number": ""}, "Enter the resident number"),
        ({"number": "512925194103031238"}, "Nobody is known by this number"),
        ({"name": " "}, "Enter what you call them"),
        ({"scope": ""}, "Choose what the mandate is for"),
        ({"services": []}, "Choose at least one service"),
        ({"services": ["food-licence"]}, "Choose at least one service"),
        ({"until-year": "2026", "until-month": "2", "until-day": "30"}, "Enter a date that exists"),
        ({"until-year": "2000", "until-month": "1", "until-day": "1"}, "cannot lie before today"),
    ],
)
def test_what_is_wrong_with_a_mandate_is_told_at_its_place(
    district: District, changed: dict[str, object], says: str
) -> None:
    answer = district.client("elder").post(GIVE, form(district, **changed))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert people.mandates_of(district.subjects["elder"]) == ()


def test_nobody_gives_themselves_a_mandate(district: District) -> None:
    answer = district.client("elder").post(GIVE, form(district, number=identifier(district, "elder")))
    assert b"This is your own number" in answer.content


def test_who_holds_a_mandate_does_not_pass_it_on(district: District) -> None:
    client = holder(district)
    assert client.get(GIVE).status_code == 404
    assert b"cannot pass it on" in client.get("/my/mandates").content


def test_a_representative_by_law_gives_mandates_for_the_enterprise(district: District) -> None:
    follow_representatives()
    with acting(SYSTEM):
        by_law = Mandate.objects.get(source="enterprises")
    client = district.client("parent")
    client.post("/act-as", {"capacity": f"mandate:{by_law.id}"})
    sent = form(district, number=identifier(district, "elder"), services=["food-licence"])
    assert client.post(GIVE, sent)["Location"] == "/my/mandates"
    text = client.get("/my/mandates").content.decode()
    assert "by law, as" in text
    assert client.get(f"/my/mandates/{by_law.id}/end").status_code == 404


def test_several_mandates_of_one_giver_are_told_apart_where_one_chooses(district: District) -> None:
    client = holder(district, ALLOWANCE)
    holder(district, KINSHIP)
    text = client.get("/act-as").content.decode()
    for service in (ALLOWANCE, KINSHIP):
        assert district.blueprint.services[service].title["en"] in text
