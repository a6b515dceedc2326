"""A new service checks and its scenarios pass, or nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.blueprint import read
from minben.cli import build

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
LICENCE, PUBLIC = "511A0149300000", "513A0116800002"
ENGLISH = {"LANG": "C", "LC_ALL": "C"}
runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GUANGAN, tmp_path / "guangan"))


def new(folder: Path, *answers: str) -> tuple[int, str]:
    typed = "\n".join(answers) + "\n"
    result = runner.invoke(build(), ["service", "new", str(folder)], input=typed, env=ENGLISH)
    return result.exit_code, result.output


def test_a_licence_gets_the_limits_of_the_law_and_passes(folder: Path) -> None:
    law = "中华人民共和国行政许可法 第四十二条"
    typed = [LICENCE, "street-works", "enterprise", "approval/window", law, "premises", "91511602MA1234567C"]
    code, said = new(folder, *typed, "临时占道审批", "Street works", "", "", "广安区城南街道1号")
    assert code == 0, said
    steps = read(folder).services["street-works"].steps
    limits = {name: str(step.limit) for name, step in steps.items() if step.limit}
    assert limits == {
        "accept": "5 working days",
        "recheck": "5 working days",
        "decide": "20 working days",
        "tell": "10 working days",
    }
    assert steps["accept"].overdue == "accepted"
    tested = runner.invoke(
        build(), ["service", "test", str(folder / "services" / "street-works")], env=ENGLISH
    )
    assert tested.output == "4 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("post", "fact", "applicant", "said"),
    [
        ("approval/windo", "premises", "91511602MA1234567C", 'there is no post "approval/windo"'),
        ("approval/window", "premisses", "91511602MA1234567C", 'there is no fact "premisses"'),
        ("approval/window", "premises", "91511602MA1234567X", "check for a typing mistake"),
    ],
)
def test_what_does_not_check_is_not_written(
    folder: Path, post: str, fact: str, applicant: str, said: str
) -> None:
    law = "中华人民共和国行政许可法 第四十二条"
    typed = [LICENCE, "street-works", "enterprise", post, law, fact, applicant]
    code, told = new(folder, *typed, "临时占道审批", "Street works", "", "", "广安区城南街道1号")
    assert code == 1
    assert said in told
    assert not (folder / "services" / "street-works").exists()


def test_an_item_that_is_not_published_is_refused(folder: Path) -> None:
    code, told = new(folder, "0000", "x", "resident", "approval/window", "法 第一条", "", "")
    assert code == 2
    assert "has no item" in told
