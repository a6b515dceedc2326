"""What an operator types about licences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from cases.conftest import SYSTEM
from licences.conftest import licence_of, licensed
from licences.test_changing import change
from minben.ledger import acting, seal_once
from minben.licences import models
from minben.licences.commands import app

if TYPE_CHECKING:
    from cases.conftest import District, Somebody
    from minben.licences import Issued


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_licences_are_listed_by_state_without_what_they_show(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert [(row["identifier"], row["state"]) for row in listed] == [(food[1].identifier, "valid")]
    assert food[0].identifier not in run("list").stdout
    change(district, food[1], "revoke")
    assert run("list", "--state", "valid").stdout == ""
    assert "Revoked" in run("list", "--state", "revoked", "--agency", "approval").stdout
    assert run("list", "--state", "gone").exit_code == 2
    assert json.loads(run("state", "--json").stdout) == [
        {"kind": "food-business", "state": "revoked", "number": 1}
    ]


def test_a_licence_is_shown_with_its_changes_and_without_reasons(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    change(district, food[1], "withhold")
    shown = json.loads(run("show", food[1].identifier.lower(), "--json").stdout)
    assert [(one["move"], one["state"]) for one in shown["changes"]] == [("withhold", "withheld")]
    assert [one["status"] for one in shown["versions"]] == [2]
    assert "隐患" not in run("show", food[1].identifier).stdout
    assert run("show", "1.2.3").exit_code == 1


def test_what_is_not_issued_yet_is_issued_by_hand(district: District) -> None:
    firm = district.enterprise()
    licensed(district, firm)
    seal_once()
    with acting(SYSTEM):
        models.Cursor.objects.filter(name="acts").update(place=10_000)
    done = run("issue")
    assert "1 licences were issued" in done.stderr
    assert licence_of(firm).version == 1
    assert "0 licences were issued" in run("issue").stderr


@pytest.mark.usefixtures("district")
def test_keys_are_listed_and_rotated() -> None:
    before = json.loads(run("keys", "list", "public-security", "--json").stdout)
    assert run("keys", "rotate", "public-security").exit_code == 0
    after = json.loads(run("keys", "list", "public-security", "--json").stdout)
    assert after[1:] == before
    assert all("d" not in key for key in after), "private parts are never shown"
    assert run("keys", "rotate", "civil-affairs").exit_code == 2
