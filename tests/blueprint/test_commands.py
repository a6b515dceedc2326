"""What an author of a blueprint sees at the terminal."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from minben.blueprint.commands import app

from .conftest import GUANGAN

if TYPE_CHECKING:
    from pathlib import Path

runner = CliRunner()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The district with two mistakes."""
    folder = tmp_path / "guangan"
    shutil.copytree(GUANGAN, folder)
    for name, old, new in (
        ("facts.yaml", "grade: sensitive", "grade: sensitiv"),
        ("services/food-licence/service.yaml", "people: 2", "people: 1"),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_sound_blueprint_is_counted_and_its_version_shown() -> None:
    result = runner.invoke(app, ["check", str(GUANGAN), "--lang", "en"])
    assert result.exit_code == 0
    services = len(list((GUANGAN / "services").iterdir()))
    assert services >= 30
    assert f"1135 items, {services} executable services" in result.stdout


@pytest.mark.parametrize(("lang", "said"), [("en", "error: "), ("zh", "错误: ")])
def test_mistakes_are_told_with_file_and_line_and_no_colours(broken: Path, lang: str, said: str) -> None:
    result = runner.invoke(app, ["check", str(broken), "--lang", lang])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"facts.yaml:5: {said}")
    assert lines[1].startswith("services/food-licence/service.yaml:")
    assert "第三十四条" in lines[1]
    assert "\x1b" not in result.stdout


def test_programs_read_the_mistakes_as_json(broken: Path) -> None:
    result = runner.invoke(app, ["check", str(broken), "--json"])
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["errors"] == 2
    assert said["version"] is None
    first = said["problems"][0]
    assert (first["file"], first["line"], first["code"]) == ("facts.yaml", 5, "wrong-value")
    assert first["zh"] != first["en"]
    sound = json.loads(runner.invoke(app, ["check", str(GUANGAN), "--json"]).stdout)
    assert sound["problems"] == []
    assert len(sound["version"]) == 64


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = runner.invoke(app, ["check", str(tmp_path / "none"), "--lang", "en"])
    assert result.exit_code == 1
    assert "no folder" in result.stdout


def test_the_schema_of_a_kind_and_of_all() -> None:
    one = json.loads(runner.invoke(app, ["schema", "service"]).stdout)
    assert one["$defs"]["service"]["properties"]["steps"]["description"] == "the procedure"
    every = json.loads(runner.invoke(app, ["schema"]).stdout)
    assert "file-service" in every["$defs"]


def test_a_kind_that_does_not_exist_is_told_the_others() -> None:
    result = runner.invoke(app, ["schema", "services"])
    assert result.exit_code == 2
    assert "no kind of file" in result.output
