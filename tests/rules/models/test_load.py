"""A model is read from where it is kept: a DMN file, a table, a workbook, a folder of tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben.rules import NUMBER, ModelError, read_model

from ..dmn.files import NAMESPACES, decision, dmn_file, feel

if TYPE_CHECKING:
    from pathlib import Path

LINE = "U,=> amount,from,until\ntype,number,,\n1,850,2024-07-01,2025-06-30\n2,900,2025-07-01,\n"
SUBSIDY = "U,income,=> amount\ntype,number,number\n1,< line,line - income\notherwise,,0\n"


def problems(path: Path, lang: str = "en") -> list[str]:
    with pytest.raises(ModelError) as refused:
        read_model(path)
    return [problem.text(lang) for problem in refused.value.problems]


def write(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_table_is_a_model_of_one_decision(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, line=LINE) / "line.csv")
    assert (model.name, [known.name for known in model.decisions], model.inputs) == ("line", ["line"], ())
    assert model.decide({}, on=date(2025, 6, 30)).values == {"line": 850}


def test_the_tables_of_a_folder_read_one_another_by_name(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, line=LINE, subsidy=SUBSIDY))
    assert {known.name: known.needs for known in model.decisions} == {
        "line": (),
        "subsidy": ("income", "line"),
    }
    assert [(known.name, known.type) for known in model.inputs] == [("income", NUMBER)]
    assert model.decide({"income": 600}, on=date(2025, 6, 30)).values == {"line": 850, "subsidy": 250}
    assert model.decide({"income": 600}, on=date(2025, 7, 1)).values == {"line": 900, "subsidy": 300}
    assert [table.table for table in model.decide({"income": 1}, on=date(2026, 1, 1)).tables] == [
        "line.csv",
        "subsidy.csv",
    ]


def test_a_fact_has_the_type_that_all_columns_give_it(tmp_path: Path) -> None:
    other = 'U,income,=> kind\ntype,string,string\n1,-,"""a"""\n'
    model = read_model(write(tmp_path, subsidy=SUBSIDY.replace("line", "9"), kind=other))
    assert [(known.name, known.type) for known in model.inputs] == [("income", None)]


def test_every_problem_of_a_folder_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    write(tmp_path, line=LINE.replace("850", "850 +"), subsidy=SUBSIDY.replace("< line", "< <"))
    assert problems(tmp_path) == [
        "line.csv:3, cell B3: line 1, column 6: the expression ends where an expression was expected",
        'subsidy.csv:3, cell B3: line 1, column 3: found "<" where an expression was expected',
    ]
    assert problems(tmp_path, "zh")[0].startswith("line.csv:3，单元格 B3：第")


def test_tables_that_need_one_another_in_a_circle_are_told(tmp_path: Path) -> None:
    one = "U,=> x\ntype,number\n1,{}\n"
    write(tmp_path, a=one.format("b + 1"), b=one.format("a + 1"))
    assert problems(tmp_path) == ["a.csv: these need one another in a circle: a → b → a"]


def test_a_folder_of_dmn_files_is_the_one_that_no_other_imports(tmp_path: Path) -> None:
    dmn_file(tmp_path, decision("x", feel("1")), file="a.dmn", namespace="urn:a")
    importing = f'<import name="a" namespace="urn:a" importType="{NAMESPACES["1.5"]}"/>'
    dmn_file(tmp_path, importing + decision("y", feel("2")), file="b.dmn", namespace="urn:b")
    assert [known.name for known in read_model(tmp_path).decisions] == ["y"]
    dmn_file(tmp_path, decision("z", feel("3")), file="c.dmn", namespace="urn:c")
    assert problems(tmp_path)[0].endswith("(b.dmn, c.dmn); name one")


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path.name}: the folder holds no .dmn, .csv or .xlsx file"]
    dmn_file(write(tmp_path, line=LINE), "")
    assert problems(tmp_path)[0].endswith("holds both DMN files and tables; name one of its files")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "a.dmn") == ["a.dmn: the file cannot be read (No such file or directory)"]
    assert problems(tmp_path / "a.csv") == ["a.csv: the file cannot be read (No such file or directory)"]
