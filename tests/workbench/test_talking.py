"""Officers answer and ask; dissatisfied people are called back and told what was put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facing import ACCOUNT, apply, as_person
from minben import cases
from minben.ledger import acting

if TYPE_CHECKING:
    from uuid import UUID

    from facing import District


@pytest.fixture
def case(district: District) -> cases.Case:
    return apply(district, "parent", "id-card-replacement", {"reason": "lost"})


@pytest.fixture
def rating(district: District) -> UUID:
    """A bad rating of the elder."""
    case = apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    return cases.rate(case.id, as_person(district, "elder"), 1, "等了太久")


def test_a_question_waits_on_the_list_and_is_answered(district: District, case: cases.Case) -> None:
    question = cases.ask_agency(case.id, as_person(district, "parent"), "要带照片吗？")
    client = district.client("registry-officer")
    assert "要带照片吗？" in client.get("/work/questions").content.decode()
    address = f"/work/cases/{case.number}/questions/{question}"
    assert client.post(address, {"text": ""}).status_code == 400
    assert client.post(address, {"text": "不用"}).status_code == 302
    assert client.post(address, {"text": "要"}).status_code == 400
    assert "No question waits" in client.get("/work/questions").content.decode()
    assert "不用" in client.get(f"/work/cases/{case.number}").content.decode()


def test_an_officer_asks_the_applicant(district: District, case: cases.Case) -> None:
    client = district.client("registry-officer")
    assert client.post(f"/work/cases/{case.number}/ask", {"text": "何时丢失？"}).status_code == 302
    text = client.get(f"/work/cases/{case.number}").content.decode()
    assert "何时丢失？" in text
    assert "not paid yet" in text


def test_officers_without_a_part_in_the_case_find_nothing(district: District, case: cases.Case) -> None:
    client = district.client("window-officer")
    assert client.get(f"/work/cases/{case.number}/ask").status_code == 404
    assert "No question waits" in client.get("/work/questions").content.decode()


def test_a_bad_rating_is_called_back_and_put_right(district: District, rating: UUID) -> None:
    client = district.client("government-office-ratings")
    assert "等了太久" in client.get("/work/ratings").content.decode()
    address = f"/work/ratings/{rating}"
    early = client.post(address, {"do": "rectify", "text": "已整改"})
    assert early.status_code == 400
    assert b"Call the person back first" in early.content
    assert client.post(address, {"do": "call-back", "text": ""}).status_code == 400
    assert client.post(address, {"do": "call-back", "text": "排队两小时"}).status_code == 302
    assert "排队两小时" in client.get(address).content.decode()
    assert client.post(address, {"do": "rectify", "text": "已增开窗口"}).status_code == 302
    assert client.get(address).status_code == 404
    person = as_person(district, "elder")
    with acting(person.reach):
        (case,) = cases.Case.objects.filter(subject=person.subject)
        assert cases.ratings_of(case.id)[0].result == "已增开窗口"


def test_other_posts_have_no_bad_ratings(district: District, rating: UUID) -> None:
    client = district.client("window-officer")
    assert "No bad rating waits" in client.get("/work/ratings").content.decode()
    assert client.get(f"/work/ratings/{rating}").status_code == 404
