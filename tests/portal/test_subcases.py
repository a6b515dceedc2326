"""A case that another began, on the pages: who is shown which of the two, and how they belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facing import SYSTEM, apply
from minben.cases.models import Case
from minben.ledger import acting

if TYPE_CHECKING:
    from facing import District

CARD = {
    "account": "6222020000000000018",
    "with_card": "yes",
    "category": "limb",
    "condition": "右下肢截肢",
}


@pytest.fixture
def family(district: District) -> tuple[str, str]:
    """The number of the subsidy's case, and that of the card's which it began."""
    case = apply(district, "parent", "severe-disability-care-subsidy", CARD)
    with acting(SYSTEM):
        child = Case.objects.get(parent=case.id)
    return case.number, child.number


def test_the_applicant_goes_from_one_case_to_the_other(district: District, family: tuple[str, str]) -> None:
    parent, child = family
    client = district.client("parent")
    page = client.get(f"/my/cases/{parent}").content.decode()
    assert f'href="/my/cases/{child}"' in page
    assert "Another service: Disability card" in page
    assert "In progress" in page
    page = client.get(f"/my/cases/{child}").content.decode()
    assert "This is part of your case:" in page
    assert f'href="/my/cases/{parent}"' in page
    page = client.get("/my/cases").content.decode()
    assert "Part of your case" in page
    assert page.count(f'href="/my/cases/{parent}"') == 2


def test_in_chinese_too(district: District, family: tuple[str, str]) -> None:
    parent, child = family
    client = district.client("parent", "zh-hans")
    assert "由另一项服务办理：残疾人证新办" in client.get(f"/my/cases/{parent}").content.decode()
    assert "此办件属于您的办件：" in client.get(f"/my/cases/{child}").content.decode()
    assert "属于您的办件" in client.get("/my/cases").content.decode()


def test_the_officer_sees_that_the_other_case_runs_and_cannot_open_it(
    district: District, family: tuple[str, str]
) -> None:
    parent, child = family
    officer = district.client("benefits-officer")
    page = officer.get(f"/work/cases/{parent}").content.decode()
    assert child in page
    assert "Disability card" in page
    assert "Due " in page
    assert f'href="/work/cases/{child}"' not in page
    assert officer.get(f"/work/cases/{child}").status_code == 404


def test_the_case_goes_with_its_parent(district: District, family: tuple[str, str]) -> None:
    parent, child = family
    client = district.client("parent")
    client.post(f"/my/cases/{parent}/withdraw")
    page = client.get(f"/my/cases/{child}").content.decode()
    assert "so it is withdrawn as well" in page
    assert "Withdrawn" in page


def test_the_guide_says_that_another_service_does_a_step(district: District) -> None:
    item = district.blueprint.services["severe-disability-care-subsidy"].item
    page = district.client(None).get(f"/items/{item}").content.decode()
    assert "Another service, in a case of its own: Disability card" in page


def test_the_officers_of_the_other_case_are_told_what_waits_for_it(
    district: District, family: tuple[str, str]
) -> None:
    parent, child = family
    page = district.client("disabled-persons-assessment-a").get(f"/work/cases/{child}").content.decode()
    assert f"Begun for the case {parent} (Care subsidy for the severely disabled" in page
    assert f"/work/cases/{parent}" not in page
