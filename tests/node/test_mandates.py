"""An operator enters what was agreed on paper, and ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from minben.ledger import Reach, acting
from minben.node.applying import apply
from minben.node.mandates import app
from minben.people import mandates_of
from minben.registers import ensure_subjects

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint

GIVER, HOLDER = "512925194103031237", "512925198003031233"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


@pytest.fixture
def giver(database: Endpoint, guangan: Blueprint, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    apply(guangan)
    with acting(Reach(system=True)):
        return ensure_subjects("resident", [GIVER, HOLDER])[GIVER]


def give(*words: str) -> tuple[int, str]:
    return run("give", GIVER, HOLDER, "--name", "王桂兰", *words)


def test_a_mandate_is_given_listed_and_ended(giver: UUID) -> None:
    code, shown = give("--service", "old-age-allowance", "--until", "2999-12-31")
    assert code == 0
    (mandate,) = mandates_of(giver)
    assert shown.strip() == str(mandate.id)
    assert mandate.services == ["old-age-allowance"]
    assert f"{mandate.id} -> - old-age-allowance" in run("list", GIVER)[1]
    assert f"{mandate.id} <- 王桂兰 old-age-allowance" in run("list", HOLDER)[1]
    assert run("end", str(mandate.id))[0] == 0
    assert run("end", str(mandate.id))[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--service", "food-licence"),
        ("--service", "nothing"),
        ("--since", "2026-02-01", "--until", "2026-01-01"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused(giver: UUID, words: tuple[str, ...]) -> None:
    assert give(*words)[0] == 1
    assert mandates_of(giver) == ()


def test_nobody_is_named_who_is_not_known(giver: UUID) -> None:
    code, shown = run("give", GIVER, "512925198003031234", "--name", "x")
    assert code == 1
    assert "512925198003031234" not in shown
    assert run("give", GIVER, GIVER, "--name", "x")[0] == 1
    assert mandates_of(giver) == ()
