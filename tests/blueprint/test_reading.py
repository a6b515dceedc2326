"""Reading: from files to values, with lines, whatever the files hold."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben.blueprint import Report, examine, examine_files, folder, read, read_files
from minben.blueprint.composing import compose
from minben.blueprint.folder import load
from minben.blueprint.model import (
    Doer,
    FactType,
    Format,
    GiveRecord,
    Grade,
    Outcome,
    Power,
    SubjectKind,
)
from minben.blueprint.nodes import Keyed, Scalar, Series, line_at
from minben.blueprint.sheets import sheet

from .conftest import DAY, GUANGAN
from .mistakes import KIN, OLD_AGE, Mistake

if TYPE_CHECKING:
    from pathlib import Path

    from minben.blueprint import Problem
    from minben.blueprint.model import Blueprint


@pytest.fixture(scope="module")
def district(files: dict[str, bytes]) -> Blueprint:
    """The district."""
    return read_files(files)


class TestModel:
    def test_the_jurisdiction(self, district: Blueprint) -> None:
        assert (district.id, district.languages, district.currency) == ("guangan", ("zh", "en"), "CNY")
        assert len(district.items) == 1135
        assert len(district.agencies) == 34
        assert district.agencies["civil-affairs"].short == {"zh": "区民政局"}
        assert [code.code for code in district.resident_codes] == ["512925", "513621", "511602"]

    def test_only_the_divisions_above_and_inside_are_kept(self, district: Blueprint) -> None:
        assert district.divisions["511602000000"].name == "广安区"
        above = district.divisions["511602000000"]
        names = []
        while above.parent:
            above = district.divisions[above.parent]
            names.append(above.name)
        assert names == ["广安市", "四川省", "中国"]
        assert all(
            division.level <= 3 or division.code.startswith("511602")
            for division in district.divisions.values()
        )
        assert "511603000000" not in district.divisions

    def test_calendar(self, district: Blueprint) -> None:
        assert district.calendar.knows(date(2026, 1, 1))
        assert not district.calendar.knows(date(2027, 1, 1))
        assert not district.calendar.is_working(date(2026, 10, 1))

    def test_facts_and_registers(self, district: Blueprint) -> None:
        sex = district.facts["sex"]
        assert (sex.type, sex.grade, [choice.value for choice in sex.choices]) == (
            FactType.CHOICE,
            Grade.PERSONAL,
            ["male", "female"],
        )
        population = district.registers["population"]
        assert (population.identifies, population.complete, population.key) == (True, True, "id")
        assert population.subject_kind is SubjectKind.RESIDENT
        assert not district.registers["benefits"].complete
        assert district.posts["government-office/supervision"].powers == {Power.SUPERVISE}

    def test_reads_and_asks(self, district: Blueprint) -> None:
        service = district.services["old-age-allowance"]
        paid = service.reads["paid"]
        assert (paid.register, paid.by, paid.where) == ("benefits", "resident", 'kind = "old-age-allowance"')
        assert service.asks["account"].title == district.facts["bank-account"].title, "the fact's own"
        assert district.services["kinship-certificate"].asks["relative"].title["en"] == "Kinship with whom"

    def test_steps(self, district: Blueprint) -> None:
        steps = district.services["food-licence"].steps
        assert steps["inspect"].needs == (("accept", "recheck"),)
        assert (steps["inspect"].by, steps["inspect"].people) == (Doer.OFFICER, 2)
        assert steps["decide"].counts_from == ("accept", "recheck")
        assert steps["supplement"].by is Doer.APPLICANT
        assert [verdict.id for verdict in steps["supplement"].verdicts] == ["done"]
        accept = district.services["old-age-allowance"].steps["accept"]
        assert (accept.by, accept.post) == (Doer.RULE, "civil-affairs/benefits")
        give = steps["issue"].gives[0]
        assert isinstance(give, GiveRecord)
        assert give.fields["expires"] == 'today + duration("P5Y")'
        assert district.services["food-licence"].outcomes[Outcome.NOT_ACCEPTED] == (
            "accept.not-accepted",
            "recheck.not-accepted",
        )

    def test_a_null_is_an_expression(self, district: Blueprint) -> None:
        give = district.services["kinship-certificate"].steps["issue"].gives[0]
        assert isinstance(give, GiveRecord)
        assert give.fields["expires"] == "null"

    def test_tables(self, district: Blueprint) -> None:
        table = district.services["old-age-allowance"].decisions["allowance"].table
        facts = {"age": 83, "local": True, "already_paid": False, "person": {"living": True}}
        assert table.decide(facts, on=DAY).outputs == {"eligible": True, "amount": 50}

    def test_places_are_lines(self, district: Blueprint, files: dict[str, bytes]) -> None:
        place = district.services["old-age-allowance"].steps["grant"].place
        assert files[place.file].decode().split("\n")[place.line - 1] == "  grant:"

    def test_the_name_is_all_that_is_shown(self, district: Blueprint) -> None:
        assert repr(district) == f"<Blueprint guangan {district.version[:12]}>"


class TestVersion:
    def test_it_follows_from_paths_and_bytes_alone(
        self, district: Blueprint, files: dict[str, bytes]
    ) -> None:
        assert len(district.version) == 64
        assert read_files(dict(reversed(files.items()))).version == district.version
        assert read(GUANGAN, on=DAY).version == district.version

    def test_a_changed_byte_and_a_moved_file_change_it(
        self, district: Blueprint, files: dict[str, bytes]
    ) -> None:
        changed = read_files(files | {"laws.csv": files["laws.csv"] + b"\n"})
        renamed = {file.replace("shape.yaml", "more.yaml"): data for file, data in files.items()}
        assert len({district.version, changed.version, read_files(renamed).version}) == 3

    def test_stored_files_are_read_without_the_checks_of_the_day(self, files: dict[str, bytes]) -> None:
        ended = Mistake(
            "", "agreements.yaml", "  since: 2025-01-01\n", "  since: 2025-01-01\n  until: 2025-12-31\n"
        ).put_into(files)
        assert examine_files(ended, on=DAY).errors
        assert "old-age-allowance" in read_files(ended).services


class TestFolder:
    def test_read_mes_and_hidden_files_are_no_part_of_it(self, tmp_path: Path) -> None:
        for name in (
            "facts.yaml",
            "README.md",
            ".git/config",
            "services/x/.service.yaml.swp",
            "NOTES.txt",
            "LICENSE",
        ):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("a: b\n", encoding="utf-8")
        problems: list[Problem] = []
        assert list(load(tmp_path, problems.append)) == ["facts.yaml"]
        assert problems == []

    def test_only_files_that_lie_in_the_folder_are_taken(self, tmp_path: Path) -> None:
        place = tmp_path / "place"
        (place / "services").mkdir(parents=True)
        (tmp_path / "laws.csv").write_text("law,article\n", encoding="utf-8")
        (place / "facts.yaml").write_text("a: b\n", encoding="utf-8")
        (place / "laws.csv").symlink_to(tmp_path / "laws.csv")
        (place / "posts.yaml").symlink_to(place / "nowhere")
        (place / "services" / "linked").symlink_to(tmp_path)
        os.mkfifo(place / "personas.yaml")
        problems: list[Problem] = []
        assert list(load(place, problems.append)) == ["facts.yaml"]
        assert {(problem.code, problem.place.file) for problem in problems} == {
            ("file-not-plain", file)
            for file in ("laws.csv", "posts.yaml", "services/linked", "personas.yaml")
        }

    def test_a_file_that_may_not_be_read_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "facts.yaml").write_text("a: b\n", encoding="utf-8")
        monkeypatch.setattr(os, "access", lambda *_: False)
        problems: list[Problem] = []
        assert load(tmp_path, problems.append) == {}
        assert [(problem.code, problem.place.file) for problem in problems] == [
            ("file-unreadable", "facts.yaml")
        ]

    def test_a_name_that_is_no_text_is_told_all_the_same(self, tmp_path: Path) -> None:
        (tmp_path / os.fsdecode(b"\xff.yaml")).write_text("a: b\n", encoding="utf-8")
        told = [problem for problem in examine(tmp_path).problems if problem.code == "file-unknown"]
        assert [str(problem.place).encode() for problem in told] == [b"\\xff.yaml:1"]

    def test_there_is_an_end_to_the_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(folder, "MAX_FILES", 2)
        for name in ("a.yaml", "b.yaml", "c.yaml", "d.yaml"):
            (tmp_path / name).write_text("a: b\n", encoding="utf-8")
        problems: list[Problem] = []
        assert len(load(tmp_path, problems.append)) == 2
        assert [problem.code for problem in problems] == ["too-many-files"]

    def test_what_could_not_be_taken_in_is_not_missed(self, tmp_path: Path) -> None:
        copied = shutil.copytree(GUANGAN, tmp_path / "district")
        for name in ("facts.yaml", "laws.csv", "items.csv", "agencies.csv"):
            (copied / name).rename(tmp_path / name)
            (copied / name).symlink_to(tmp_path / name)
        assert {problem.code for problem in examine(copied, on=DAY).problems} == {"file-not-plain"}

    def test_an_empty_folder_lacks_what_is_needed(self, tmp_path: Path) -> None:
        report = examine(tmp_path)
        assert report.blueprint is None
        assert {problem.place.file for problem in report.problems} == {
            "agencies.csv",
            "blueprint.yaml",
            "calendar.yaml",
            "divisions.csv",
        }


class TestNodes:
    def test_words_stay_as_written(self) -> None:
        tree = compose("a.yaml", 'a: 5115E10\nb: no\nc: 007\nd: "null"\ne: null\nf: 2025-01-01\n', _refuse)
        assert isinstance(tree, Keyed)
        values = {key: entry.value for key, entry in tree.entries.items()}
        assert values["a"] == Scalar("5115E10", 1)
        assert values["b"] == Scalar("no", 2)
        assert values["c"] == Scalar("007", 3)
        assert values["d"] == Scalar("null", 4)
        assert values["e"] == Scalar("null", 5, empty=True)
        assert values["f"] == Scalar("2025-01-01", 6)

    def test_a_block_begins_at_its_key(self) -> None:
        tree = compose("a.yaml", "# a\na:\n  b:\n    - c\n    - d: {e: f}\n", _refuse)
        assert tree is not None
        assert line_at(tree, ("a", "b")) == 3
        assert line_at(tree, ("a", "b", 1)) == 5
        assert line_at(tree, ("a", "b", 1, "d", "nothing")) == 5
        assert line_at(tree, ("z",)) == 2

    def test_repeated_nodes_are_taken(self) -> None:
        tree = compose("a.yaml", "a: &x [1, 2]\nb: *x\n", _refuse)
        assert isinstance(tree, Keyed)
        repeated = tree.entries["b"].value
        assert isinstance(repeated, Series)
        assert [item.text for item in repeated.items if isinstance(item, Scalar)] == ["1", "2"]

    def test_rows_know_their_lines_across_quoted_breaks(self) -> None:
        found = sheet("a.csv", 'a,b\n"1\n2",x\n\n3,y\n', _refuse)
        assert found is not None
        assert found.rows == ((2, ("1\n2", "x")), (5, ("3", "y")))


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab: -[]{}&*!|>'\"#,\n\t?%@é中", max_size=80))
def test_any_text_is_a_tree_or_problems(text: str) -> None:
    problems: list[Problem] = []
    tree = compose("a.yaml", text, problems.append)
    assert tree is not None or problems
    rows = sheet("a.csv", text, problems.append)
    assert rows is not None or problems


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_files_end_in_problems_and_never_in_an_exception(data: st.DataObject) -> None:
    files = load(GUANGAN, _ignore)
    name = data.draw(st.sampled_from([file for file in sorted(files) if "items" not in file]))
    text = files[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    scrap = data.draw(
        st.sampled_from([b"", b"\xff", b"x: y\n", b"[", b"}", b'"', b",,,", b"\n", b": null\n", b"- "])
    )
    report = examine_files(files | {name: text[:start] + scrap + text[end:]}, on=DAY)
    assert isinstance(report, Report)
    assert all(problem.text("zh") and problem.text("en") for problem in report.problems)


def _refuse(problem: Problem) -> None:
    pytest.fail(str(problem))


def _ignore(_: Problem) -> None:
    """The district's own files are tested elsewhere."""


@pytest.mark.parametrize("file", [OLD_AGE, KIN])
def test_a_service_that_cannot_be_read_blames_nothing_else(file: str, files: dict[str, bytes]) -> None:
    report = examine_files(files | {file: b"item: [\n"}, on=DAY)
    assert [(problem.place.file, problem.code) for problem in report.problems] == [(file, "yaml-syntax")]


def test_the_formats_are_those_that_registers_check() -> None:
    from minben.registers.formats import formats

    assert {str(name) for name in Format} == formats.known.keys()
