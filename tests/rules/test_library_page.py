"""What the pages of the library and of the commands show is so."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import minben.rules
from minben.rules.commands import app

DOCS = Path(__file__).parents[2] / "docs" / "rules"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")
LIBRARY = (DOCS / "library.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ (.+)\n((?:.+\n|\n)*?)```", COMMANDS)


def test_the_examples_of_the_library_run() -> None:
    assert doctest.testfile(str(DOCS / "library.md"), module_relative=False, encoding="utf-8").failed == 0


def test_the_library_has_what_its_page_names() -> None:
    rows = re.findall(r"^\| (`.+?) \| ", LIBRARY, re.MULTILINE)
    names = [name.split(".")[0] for row in rows for name in re.findall(r"`([\w.]+)`", row)]
    assert len(names) > 10
    assert not [name for name in names if not hasattr(minben.rules, name)]


@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_a_command_of_the_page_answers_as_shown(
    command: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "allowance"
    folder.mkdir()
    for name, text in re.findall(r"```csv (\S+)\n(.*?)```", COMMANDS, re.DOTALL):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    program, room, *arguments = shlex.split(command)
    assert (program, room) == ("minben", "rules")
    said = CliRunner().invoke(app, [*arguments, "--lang", "en"]).stdout
    shown, more, _ = answer.partition("...\n")
    assert said.startswith(shown) if more else said == shown


def test_every_example_is_run() -> None:
    assert len(SHOWN) == COMMANDS.count("\n$ minben") == 5
