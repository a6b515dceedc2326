"""What an auditor types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from minben.ledger import seal_once
from minben.ledger.commands import app

from .helpers import tamper, write

if TYPE_CHECKING:
    from pathlib import Path

    from minben.node.postgres import Endpoint


def run(*arguments: object, language: str = "en_GB.UTF-8") -> Result:
    """Run a command of `minben ledger`."""
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"LC_ALL": language})


@pytest.mark.usefixtures("database")
def test_a_whole_ledger_is_said_to_be_whole_and_unwitnessed() -> None:
    write()
    seal_once()
    write()
    done = run("verify")
    assert done.exit_code == 0
    assert "whole: 1 acts, 1 signed heads" in done.stdout
    assert "1 acts wait" in done.stdout
    assert "Unwitnessed" in done.stdout


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("arguments", "language"), [((), "zh_CN.UTF-8"), (("--language", "zh"), "en_GB.UTF-8")]
)
def test_the_reader_is_answered_in_their_language(arguments: tuple[str, ...], language: str) -> None:
    done = run("verify", *arguments, language=language)
    assert "账本完好" in done.stdout
    assert "无见证" in done.stdout


def test_what_is_wrong_is_named_and_ends_with_one(database: Endpoint) -> None:
    act = write()
    seal_once()
    tamper(database, "UPDATE ledger_act SET kind = 'other'")
    done = run("verify")
    assert done.exit_code == 1
    assert f"leaf 0, act {act}" in done.stdout
    assert "columns kind disagree" in done.stdout
    said = json.loads(run("verify", "--json").stdout)
    assert (said["ok"], said["size"], said["problems"], said["witnessed"]) == (False, 1, 1, None)
    assert said["findings"][0]["code"] == "columns-differ"
    assert said["findings"][0]["act"] == str(act)


@pytest.mark.usefixtures("database")
def test_a_witness_file_is_written_and_verified_against(tmp_path: Path) -> None:
    write()
    seal_once()
    file = tmp_path / "heads.jsonl"
    assert "Appended 1 heads" in run("witness", file).stdout
    done = run("verify", "--witness", file, "--effects")
    assert done.exit_code == 0
    assert "up to act 1" in done.stdout
    file.write_text("nothing\n")
    done = run("verify", "--witness", file)
    assert done.exit_code == 1
    assert "heads.jsonl:1" in done.stderr


@pytest.mark.usefixtures("database")
def test_an_act_is_proved_to_a_file_or_to_the_terminal(tmp_path: Path) -> None:
    act = write()
    assert "not sealed yet" in run("prove", act).stderr
    assert "Sealed 1 new acts" in run("seal").stdout
    assert "nothing new" in run("seal").stdout
    assert json.loads(run("prove", act).stdout)["leaf"] == 0
    assert run("prove", act, "--out", tmp_path / "proof.json").exit_code == 0
    assert json.loads((tmp_path / "proof.json").read_text())["size"] == 1
    done = run("prove", uuid4())
    assert done.exit_code == 1
    assert "There is no act" in done.stderr


def test_every_message_is_there_in_both_languages() -> None:
    from minben.ledger.commands import SAID
    from minben.ledger.findings import MESSAGES

    assert set(SAID["zh"]) == set(SAID["en"])
    assert all(set(texts) == {"zh", "en"} for texts in MESSAGES.values())
