"""An operator opens accounts for people whose identity has been established."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from minben.ledger import Actor, ActorKind, Reach, acting, legal_today
from minben.node.accounts import app
from minben.node.applying import apply
from minben.people import account_of, standing_of
from minben.registers import ensure_subjects

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint

NUMBER = "512925194103031237"
PASSWORD = "a long and winding road"
SYSTEM = Reach(system=True)
CLERK = Actor(kind=ActorKind.SYSTEM, id="test")


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*words: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words), input=typed)
    return result.exit_code, result.output


def add(username: str, *words: str, password: str = PASSWORD) -> tuple[int, str]:
    return run("add", username, "--name", "某人", *words, typed=f"{password}\n{password}\n")


def test_an_officer_gets_an_account_and_a_post_and_leaves_it(database: Endpoint, guangan: Blueprint) -> None:
    apply(guangan)
    assert add("chen", "--post", "approval/window")[0] == 0
    account = account_of("chen")
    assert account is not None
    assert account.check_password(PASSWORD)
    held = [capacity.key for capacity in standing_of(account, guangan, legal_today()).capacities]
    assert len(held) == 1
    today = legal_today()
    assert run("relieve", "chen", "approval/window", "--on", today.isoformat())[0] == 0
    tomorrow = date.fromordinal(today.toordinal() + 1)
    assert standing_of(account, guangan, tomorrow).capacities == ()


def test_a_resident_gets_an_account_only_if_a_register_knows_them(
    database: Endpoint, guangan: Blueprint, capsys: pytest.CaptureFixture[str]
) -> None:
    apply(guangan)
    code, shown = add("li", "--resident", NUMBER)
    assert code == 1
    assert NUMBER not in shown
    assert account_of("li") is None
    with acting(SYSTEM):
        ensure_subjects("resident", [NUMBER])
    assert add("li", "--resident", NUMBER)[0] == 0
    account = account_of("li")
    assert account is not None
    assert len(standing_of(account, guangan, legal_today()).capacities) == 1


def test_nothing_is_kept_of_an_account_that_cannot_be(database: Endpoint, guangan: Blueprint) -> None:
    apply(guangan)
    assert add("wang", "--post", "approval/windw")[0] == 1
    assert add("wang", password="12345678")[0] == 1
    assert account_of("wang") is None


def test_a_name_is_taken_once(database: Endpoint, guangan: Blueprint) -> None:
    apply(guangan)
    assert add("zhao")[0] == 0
    assert add("zhao")[0] == 1
