"""What the program says at the terminal is what there is to say, letter for letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from minben.blueprint import Problem
from minben.blueprint.model import Place
from minben.ledger import commands as ledger
from minben.node import accounts, commands as node
from minben.node.demo.script import ScriptProblem, read_script
from minben.registers import commands as registers

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from minben.blueprint.model import Blueprint


def test_a_place_is_no_picture(capsys: pytest.CaptureFixture[str]) -> None:
    node.print_problems((Problem(Place("services/x/service.yaml", 100), "file-empty"),))
    assert capsys.readouterr().err.startswith("services/x/service.yaml:100: ")


@pytest.mark.parametrize(
    "screen",
    [node.screen, accounts.screen, registers.screen, ledger.screen, ledger.out],
    ids=["node", "accounts", "registers", "ledger", "ledger out"],
)
def test_no_screen_makes_pictures_of_words(screen: Console) -> None:
    with screen.capture() as said:
        screen.print("x:100:", markup=False)
    assert said.get() == "x:100:\n"


def test_a_day_that_is_not_written_is_said_to_be_missing(tmp_path: Path, guangan: Blueprint) -> None:
    with pytest.raises(ScriptProblem, match=r"elsewhere\.day\.yaml"):
        read_script(tmp_path / "elsewhere.day.yaml", guangan)
