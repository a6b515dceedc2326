"""The commands do what they say, leave an act each, and answer mistakes with what to do."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import orjson
import pytest
import typer
from django.db import connection
from typer.testing import CliRunner, Result

from minben.ledger import Reach, acting
from minben.registers import commands, holdings, read_key

from .jurisdiction import BLUEPRINT, PEOPLE

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
HEADER = "id,name,born,living\n"


@pytest.fixture(autouse=True)
def in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up blueprint is in force, and people speak English."""
    from minben.registers import blueprints

    monkeypatch.setattr(blueprints, "_sources", [lambda: BLUEPRINT])
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(commands.app, list(words))


def last_act() -> dict[str, object]:
    """The body of the act that was written last."""
    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger_act ORDER BY at DESC LIMIT 1")
        row = cursor.fetchone()
        body: dict[str, object] = orjson.loads(bytes(row[0]))
        return body


def written(path: Path, text: str, encoding: str = "utf-8") -> str:
    """A file with this text."""
    path.write_text(text, encoding=encoding)
    return str(path)


@pytest.mark.usefixtures("database")
class TestLoad:
    """``minben registers load``."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_file_is_loaded_whatever_it_is_encoded_in(self, tmp_path: Path, encoding: str) -> None:
        file = written(tmp_path / "a.csv", HEADER + "A1,张三,1950-01-02,是\n", encoding)
        result = run("load", "people", file, "--json", "--valid-from", "2026-01-01")
        assert result.exit_code == 0, result.output
        assert orjson.loads(result.stdout)["loaded"] == 1
        with acting(Reach(system=True)):
            record = read_key(PEOPLE, "A1", on=date(2026, 1, 1))
        assert record is not None
        assert record.values["name"] == "张三"
        assert last_act()["predicate"] == "a.csv"

    def test_bad_rows_are_named_and_nothing_is_loaded(self, tmp_path: Path) -> None:
        file = written(tmp_path / "a.csv", HEADER + "A1,Li,,\nA2,,1950-13-01,\n")
        result = run("load", "people", file)
        assert result.exit_code == 1
        assert "row 2, born: This must be a real date" in result.stderr
        assert "row 2, name: This is required" in result.stderr
        assert "Nothing was loaded" in result.stderr

    def test_good_rows_are_taken_when_told_to(self, tmp_path: Path) -> None:
        file = written(tmp_path / "a.csv", HEADER + "A1,Li,,\nA2,,,\n")
        result = run("load", "people", file, "--take-good", "--json")
        report = orjson.loads(result.stdout)
        assert result.exit_code == 0
        assert (report["loaded"], report["bad"]) == (1, 1)

    def test_a_row_with_more_cells_than_the_header_is_bad(self, tmp_path: Path) -> None:
        file = written(tmp_path / "a.csv", "id,name\nA1,Li,surplus\n")
        assert orjson.loads(run("load", "people", file, "--json").stdout)["bad"] == 1

    def test_a_header_that_does_not_fit_is_refused_with_the_fields_there_are(self, tmp_path: Path) -> None:
        result = run("load", "people", written(tmp_path / "a.csv", "id,nmae\nA1,Li\n"))
        assert result.exit_code == 1
        assert "a.csv:1: people has no field nmae" in result.stderr
        assert "id, name, born" in result.stderr

    def test_an_empty_file_is_told_what_its_first_line_must_be(self, tmp_path: Path) -> None:
        result = run("load", "people", written(tmp_path / "a.csv", ""))
        assert result.exit_code == 1
        assert "a.csv:1: the first line must name fields: id, name" in result.stderr

    def test_what_is_no_csv_is_told_with_its_line_and_nothing_is_loaded(self, tmp_path: Path) -> None:
        file = written(tmp_path / "a.csv", f"id,name\nA1,Li\nA2,{'x' * 200_000}\n")
        result = run("load", "people", file)
        assert result.exit_code == 1
        assert "a.csv:3: this is not CSV" in result.stderr
        with acting(Reach(system=True)):
            assert holdings() == {}

    def test_an_unknown_register_is_refused_with_the_names_there_are(self, tmp_path: Path) -> None:
        result = run("load", "poeple", written(tmp_path / "a.csv", HEADER))
        assert result.exit_code == 1
        assert "people, benefits, homes" in result.stderr


@pytest.mark.usefixtures("database")
class TestShowAndErase:
    """``minben registers show`` and ``erase``."""

    @pytest.fixture(autouse=True)
    def loaded(self, request: pytest.FixtureRequest, tmp_path: Path) -> None:
        """Somebody is registered since 2026."""
        request.getfixturevalue("database")
        file = written(tmp_path / "a.csv", HEADER + "A1,Li,1950-01-02,yes\n")
        assert run("load", "people", file, "--valid-from", "2026-01-01").exit_code == 0

    def test_an_entry_is_shown_as_it_holds_on_a_day_and_that_is_an_act(self) -> None:
        result = run("show", "people", "A1", "--on", "2026-06-01", "--json")
        assert orjson.loads(result.stdout)["values"] == {
            "id": "A1",
            "name": "Li",
            "born": "1950-01-02",
            "living": True,
        }
        assert last_act()["kind"] == "record.read"
        assert "Li" in run("show", "people", "A1", "--on", "2026-06-01").stdout

    def test_before_it_began_or_was_known_there_is_nothing(self) -> None:
        early = run("show", "people", "A1", "--on", "2025-06-01")
        unknown = run("show", "people", "A1", "--on", "2026-06-01", "--known", "2020-01-01")
        assert (early.exit_code, unknown.exit_code) == (1, 1)
        assert "no such entry" in early.stderr

    def test_erasing_is_an_act_with_its_basis(self) -> None:
        result = run("erase", "people", "A1", "--basis", "PIPL 47", "--json")
        assert orjson.loads(result.stdout)["act"] == last_act()["id"]
        assert last_act()["basis"] == ["PIPL 47"]
        assert run("erase", "people", "A1", "--basis", "PIPL 47").exit_code == 1

    def test_erasing_needs_a_basis(self) -> None:
        assert run("erase", "people", "A1").exit_code == 2


def generate(*words: str) -> Result:
    """Type ``minben generate``."""
    app = typer.Typer()
    app.command()(commands.generate)
    return CliRunner().invoke(app, list(words))


def test_generated_files_are_those_of_the_blueprint(tmp_path: Path) -> None:
    words = (str(tmp_path / "out"), "--residents", "50", "--seed", "7", "--on", "2026-05-01", "--json")
    result = generate(*words, "--blueprint", str(GUANGAN))
    assert result.exit_code == 0, result.output
    files = orjson.loads(result.stdout)["files"]
    assert {Path(file).stem for file in files} == {
        "population",
        "households",
        "kinship",
        "benefits",
        "enterprises",
    }
    for file, count in files.items():
        with Path(file).open(encoding="utf-8", newline="") as text:
            assert len(list(csv.DictReader(text))) == count


def test_a_blueprint_without_a_demography_is_told_so(tmp_path: Path) -> None:
    result = generate(str(tmp_path))
    assert result.exit_code == 1
    assert "demography/shape.yaml: : the file is missing" in result.stderr


def test_without_a_blueprint_in_force_a_folder_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minben.registers import blueprints

    monkeypatch.setattr(blueprints, "_sources", [])
    result = generate(str(tmp_path))
    assert result.exit_code == 1
    assert "--blueprint" in result.stderr
