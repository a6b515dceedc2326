"""Papers: shown to their holder, verified by anyone with the code, of nobody else's reach."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from facing import CLERK, FOOD, SINCE, SYSTEM, apply, give_kin, identifier
from minben import registers
from minben.ledger import acting, legal_clock

if TYPE_CHECKING:
    from facing import District


@pytest.fixture
def code(district: District) -> str:
    """The code on the parent's certificate of kinship."""
    number = give_kin(district, "parent", "李小明", "child")
    apply(district, "parent", "kinship-certificate", {"relative": number})
    text = district.client("parent").get(paper(district)).content.decode()
    found = re.search(r'minben-paper__code">([0-9A-Z-]+)<', text)
    assert found is not None
    return found[1]


def licence(district: District, last: date) -> str:
    """The code on a licence of the restaurant that ends on a day."""
    case = apply(district, "restaurant", "food-licence", FOOD)
    values = {
        "number": "JY1",
        "code": case.code,
        "kind": "food-business",
        "holder": identifier(district, "restaurant"),
        "statement": "热食类食品制售",
        "issued": SINCE.isoformat(),
        "expires": last.isoformat(),
    }
    with acting(SYSTEM):
        registers.write_record(
            district.blueprint.registers["licences"],
            values,
            blueprint=district.blueprint,
            actor=CLERK,
            purpose="test",
            valid_from=SINCE,
        )
    return case.code


def paper(district: District) -> str:
    """The address of the parent's paper."""
    found = re.search(
        r'href="(/my/licences/[^"]+)"', district.client("parent").get("/my/licences").content.decode()
    )
    assert found is not None
    return found[1]


def test_a_paper_shows_what_it_states_its_code_and_where_to_verify_it(district: District, code: str) -> None:
    text = district.client("parent").get(paper(district)).content.decode()
    assert "李建国与李小明：子女" in text
    assert f"http://localhost/verify/{code.replace('-', '')}" in text
    assert identifier(district, "parent") in text


@pytest.mark.parametrize("way", [str.lower, lambda text: text.replace("-", " "), lambda text: f"  {text} "])
def test_a_code_is_verified_however_it_is_typed(district: District, code: str, way: object) -> None:
    client = district.client()
    typed = way(code)  # type: ignore[operator]
    text = client.get("/verify/", {"code": typed}, follow=True).content.decode()
    assert "This paper is genuine" in text
    assert "李建国与李小明：子女" in text


@pytest.mark.parametrize(
    ("language", "valid", "expired"),
    [
        ("en", "Valid until 24 November 2030", "Expired: the last day was 24 November 2030"),
        ("zh-CN", "有效期至2030年11月24日", "已过期：有效期至2030年11月24日"),
    ],
)
def test_a_paper_says_in_words_whether_it_has_expired(
    district: District, language: str, valid: str, expired: str
) -> None:
    last = date(2030, 11, 24)
    code = licence(district, last)
    for today, said, unsaid in ((last, valid, expired), (last + timedelta(days=1), expired, valid)):
        with legal_clock(partial(datetime, today.year, today.month, today.day, tzinfo=UTC)):
            text = district.client(language=language).get(f"/verify/{code}").content.decode()
        assert f">{said}<" in text
        assert f">{unsaid}<" not in text


def test_who_verifies_does_not_read_the_holder_s_number(district: District, code: str) -> None:
    text = district.client().get(f"/verify/{code}").content.decode()
    assert identifier(district, "parent") not in text


def test_the_holder_sees_that_a_paper_was_verified(district: District, code: str) -> None:
    district.client().get(f"/verify/{code}")
    assert (
        "Somebody who holds the verification code"
        in district.client("parent").get("/my/data").content.decode()
    )


@pytest.mark.parametrize("wrong", ["ABCDEFGH23456789", "x", "%00", "查验"])
def test_another_code_is_no_paper(district: District, wrong: str) -> None:
    answer = district.client().get("/verify/", {"code": f"{wrong}2"}, follow=True)
    assert answer.status_code == 404
    assert b"No such paper" in answer.content


def test_an_empty_code_is_asked_for_again(district: District) -> None:
    answer = district.client().get("/verify/", {"code": " - "})
    assert answer.status_code == 400
    assert b'href="#code"' in answer.content


def test_nobody_opens_somebody_else_s_paper(district: District, code: str) -> None:
    assert code
    assert district.client("elder").get(paper(district)).status_code == 404
