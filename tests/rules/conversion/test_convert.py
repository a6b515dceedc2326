"""Rules from one kind of file to another: nothing lost, nothing half-written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from minben.rules import convert, read_model
from minben.rules.conversion.tabular import table_said
from minben.rules.models.boxed import TableBox
from minben.rules.problems import ModelError
from minben.rules.sheets import SheetTable, csv_of_table

from ..dmn.models import KIT
from ..sheets.tables import tables

if TYPE_CHECKING:
    from minben.rules import Table
    from minben.rules.models.model import Model

GUANGAN = Path(__file__).parents[3] / "blueprints" / "guangan"
ALLOWANCE = GUANGAN / "services" / "old-age-allowance" / "allowance.csv"
DUE = "U,allowance.amount,=> due\ntype,number,boolean\n1,> 0,true\n2,<= 0,false\n"


def said(model: Model) -> list[tuple[str, set[str], Table, str]]:
    """What the tables of a model say."""
    return [
        (made.name, set(made.needs), replace(table_said(made, made.logic), name=""), made.description)
        for made in sorted(model.decisions, key=lambda made: made.name)
        if isinstance(made.logic, TableBox)
    ]


def refused(source: Path, target: Path, *, overwrite: bool = False) -> list[str]:
    before = sorted(target.parent.rglob("*"))
    with pytest.raises(ModelError) as caught:
        convert(source, target, overwrite=overwrite)
    assert caught.value.text("zh")
    assert sorted(target.parent.rglob("*")) == before
    return [problem.code for problem in caught.value.problems]


def rules(folder: Path) -> Path:
    """A folder of two tables, one of which reads the other."""
    made = folder / "rules"
    made.mkdir()
    text = "# 高龄津贴\n# 依据：第三十三条\n" + ALLOWANCE.read_text(encoding="utf-8")
    (made / "allowance.csv").write_text(text, encoding="utf-8")
    (made / "due.csv").write_text(DUE, encoding="utf-8")
    return made


def test_tables_go_round_through_every_kind_of_file(tmp_path: Path) -> None:
    source = rules(tmp_path)
    first = convert(source, tmp_path / "rules.dmn")
    assert first.decisions == ("allowance", "due")
    convert(tmp_path / "rules.dmn", tmp_path / "rules.xlsx")
    convert(tmp_path / "rules.xlsx", tmp_path / "again.dmn")
    convert(tmp_path / "again.dmn", tmp_path / "again")
    expected = said(read_model(source))
    assert expected[0][3] == "高龄津贴\n依据：第三十三条"
    for made in ("rules.dmn", "rules.xlsx", "again.dmn", "again"):
        assert said(read_model(tmp_path / made)) == expected
    assert sorted(file.name for file in (tmp_path / "again").iterdir()) == ["allowance.csv", "due.csv"]
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


@given(tables())
@settings(max_examples=30, deadline=None)
def test_any_table_goes_round_or_is_refused(tmp_path_factory: pytest.TempPathFactory, table: Table) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "t.csv").write_text(csv_of_table(SheetTable("t", table, ())), encoding="utf-8")
    convert(folder / "t.csv", folder / "t.dmn")
    convert(folder / "t.dmn", folder / "t.xlsx")
    back = folder / "back"
    back.mkdir()
    convert(folder / "t.xlsx", back / "t.csv")
    assert said(read_model(back / "t.csv")) == said(read_model(folder / "t.csv"))


def test_facts_get_the_types_of_the_columns_that_read_them(tmp_path: Path) -> None:
    convert(ALLOWANCE, tmp_path / "allowance.dmn")
    inputs = {data.name: str(data.type) for data in read_model(tmp_path / "allowance.dmn").inputs}
    assert inputs["age"] == "number"
    assert inputs["local"] == "boolean"


def test_what_exists_is_replaced_only_when_asked(tmp_path: Path) -> None:
    source, target = rules(tmp_path), tmp_path / "rules.dmn"
    target.write_text("old")
    assert refused(source, target) == ["target-exists"]
    convert(source, target, overwrite=True)
    folder = tmp_path / "out"
    folder.mkdir()
    convert(target, folder)
    assert refused(target, folder) == ["target-exists"]
    (folder / "stale.csv").write_text("old")
    convert(target, folder, overwrite=True)
    assert sorted(file.name for file in folder.iterdir()) == ["allowance.csv", "due.csv"]
    (folder / "notes.txt").write_text("mine")
    assert refused(target, folder, overwrite=True) == ["target-holds-others"]


@pytest.mark.parametrize(
    ("file", "ending", "codes"),
    [
        ("0003-iteration", ".xlsx", {"no-table-in-sheets"}),
        ("0009-invocation-arithmetic", "", {"no-table-in-sheets", "not-in-sheets"}),
        ("0004-simpletable-U", ".csv", {"csv-named"}),
        ("0004-simpletable-U", ".pdf", {"convert-kind"}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_written(
    file: str, ending: str, codes: set[str], tmp_path: Path
) -> None:
    (source,) = KIT.rglob(f"{file}.dmn")
    assert codes <= set(refused(source, tmp_path / f"out{ending}"))


def test_several_tables_need_a_folder_or_a_workbook(tmp_path: Path) -> None:
    assert refused(rules(tmp_path), tmp_path / "all.csv") == ["several-into-csv"]


def test_a_model_that_imports_others_stays_beside_them(tmp_path: Path) -> None:
    (source,) = KIT.rglob("0086-import.dmn")
    assert refused(source, tmp_path / "out.dmn") == ["imports-elsewhere"]
    for file in source.parent.glob("*.dmn"):
        shutil.copy(file, tmp_path)
    convert(tmp_path / source.name, tmp_path / "out.dmn")
    made, before = read_model(tmp_path / "out.dmn"), read_model(source)
    assert {name: made.tree_of(name) for name in made.elements} == {
        name: before.tree_of(name) for name in before.elements
    }


def test_a_faulty_source_is_told_with_its_cell(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("U,a,=> x\ntype,number,number\n1,<5 5,1\n", encoding="utf-8")
    assert refused(file, tmp_path / "t.dmn") == ["unexpected"]


def test_a_fact_that_no_table_reads_is_not_lost_unseen(tmp_path: Path) -> None:
    convert(ALLOWANCE, tmp_path / "allowance.dmn")
    text = (tmp_path / "allowance.dmn").read_text(encoding="utf-8")
    unread = '<inputData id="u" name="unread"><variable name="unread" typeRef="number"/></inputData>'
    (tmp_path / "more.dmn").write_text(
        text.replace("<inputData ", f"{unread}<inputData ", 1), encoding="utf-8"
    )
    assert refused(tmp_path / "more.dmn", tmp_path / "more.xlsx") == ["fact-not-kept"]


@pytest.mark.parametrize("file", sorted(KIT.rglob("*.dmn")), ids=lambda file: file.stem)
def test_every_model_of_the_kit_is_kept_or_refused(file: Path, tmp_path: Path) -> None:
    try:
        convert(file, tmp_path / "out.xlsx")
    except ModelError as fault:
        told = fault.problems
    else:
        told = ()
        assert said(read_model(tmp_path / "out.xlsx")) == said(read_model(file))
    assert (tmp_path / "out.xlsx").exists() is not bool(told)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("minben.rules.conversion.files.tempfile.TemporaryDirectory", full)
    source = tmp_path / "due.csv"
    source.write_text(DUE, encoding="utf-8")
    assert refused(source, tmp_path / "due.dmn") == ["unwritable"]
