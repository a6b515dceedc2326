"""Officers find the licences of their agency and change them under the law."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from facing import apply, give_kin
from licences.conftest import issue

if TYPE_CHECKING:
    from facing import District


@pytest.fixture
def address(district: District) -> str:
    """Where the registry officer sees the parent's certificate."""
    apply(
        district,
        "parent",
        "kinship-certificate",
        {"relative": give_kin(district, "parent", "李小明", "child")},
    )
    issue()
    text = district.client("registry-officer").get("/work/licences").content.decode()
    found = re.search(r'href="(/work/licences/[0-9a-f-]{36})"', text)
    assert found is not None
    return found[1]


def test_an_officer_revokes_with_reasons_and_the_holder_reads_them(district: District, address: str) -> None:
    officer = district.client("registry-officer")
    assert "Revoke it" in officer.get(address).content.decode()
    empty = officer.post(f"{address}/revoke", {"reasons": " "})
    assert empty.status_code == 400
    assert b'href="#reasons"' in empty.content
    done = officer.post(f"{address}/revoke", {"reasons": "登记的关系有误"}, follow=True).content.decode()
    assert "Revoked" in done
    assert "In this state your post may do nothing with it." in done
    parent = district.client("parent")
    mine = re.search(r'href="(/my/licences/[^"]+)"', parent.get("/my/licences").content.decode())
    assert mine is not None
    text = parent.get(mine[1]).content.decode()
    assert "登记的关系有误" in text
    assert "Revoked since" in text


def test_a_correction_makes_a_new_version(district: District, address: str) -> None:
    officer = district.client("registry-officer")
    form = officer.get(f"{address}/correct").content.decode()
    assert 'name="statement"' in form
    assert 'name="holder"' not in form, "a licence is never made somebody else's"
    statement = {"statement": "李建国与李小明：父子", "kind": "kinship-certificate", "issued": "2026-11-24"}
    officer.post(f"{address}/correct", {**statement, "reasons": "关系表述有误"})
    issue()
    text = officer.get(address).content.decode()
    assert "李建国与李小明：父子" in text
    assert "Version 2" in text


@pytest.mark.parametrize("move", ["withhold", "renew", "transfer", "%00"])
def test_what_the_blueprint_does_not_allow_is_no_page(district: District, address: str, move: str) -> None:
    assert district.client("registry-officer").get(f"{address}/{move}").status_code == 404


def test_officers_of_other_agencies_and_residents_see_nothing(district: District, address: str) -> None:
    assert district.client("window-officer").get(address).status_code == 404
    assert district.client("window-officer").post(f"{address}/revoke", {"reasons": "x"}).status_code == 404
    assert district.client("parent").get(address).status_code == 403
    assert district.client().get(address).status_code == 302
