"""A table that is written and read again is the same table, in CSV and in workbooks."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings

from minben.rules import SheetTable, Table, TableError, read_table
from minben.rules.sheets import csv_of_table, tables_of
from minben.rules.sheets.workbook_write import workbook_of

from .tables import tables


def renamed(table: Table, name: str) -> Table:
    return replace(table, name=name)


@given(tables())
@settings(max_examples=200)
def test_csv_gives_back_the_same_table(table: Table) -> None:
    written = csv_of_table(SheetTable("t", table, ()))
    assert read_table(written, "t.csv") == table
    assert csv_of_table(SheetTable("t", read_table(written, "t.csv"), ())) == written


@given(tables())
@settings(max_examples=200)
def test_a_workbook_gives_back_the_same_table(table: Table) -> None:
    written = workbook_of([SheetTable("高龄津贴", table, ("依据：第三十三条", "a, b"))])
    (sheet,) = tables_of(written, "t.xlsx")
    assert renamed(sheet.table, "t.csv") == table
    assert sheet.table.name == "t.xlsx#高龄津贴"
    assert (sheet.name, sheet.remarks) == ("高龄津贴", ("依据：第三十三条", "a, b"))
    assert workbook_of([sheet]) == written


@given(tables())
@settings(max_examples=50)
def test_no_cell_of_a_workbook_is_a_formula(table: Table) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook_of([SheetTable("t", table, ())])))
    assert all(cell.data_type != "f" for row in book["t"].iter_rows() for cell in row)


@given(tables())
@settings(max_examples=50)
def test_no_cell_of_csv_can_be_run(table: Table) -> None:
    for row in csv.reader(StringIO(csv_of_table(SheetTable("t", table, ())), newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+")) or cell.startswith("=> ")
            assert not cell.startswith("@") or cell.startswith('@"')
            assert not cell.startswith("-") or cell == "-" or cell[1].isdigit()


FORMULA = 'U,a,=> x,# note\ntype,number,number,\n1,-,"-webservice(""http://x"")","{note}"\n'


RISKY = ["=1+1", "@SUM(1)", "+1", "-1+cmd|' /C calc'!A0", "'=1", "''x", "-", "=> x", "_x0041_"]


@pytest.mark.parametrize("note", RISKY)
def test_what_looks_like_a_formula_is_text_and_comes_back(note: str) -> None:
    table = read_table(FORMULA.format(note=note.replace("'=", "''=")), "t.csv")
    assert table.rules[0].annotations["note"] == note
    written = csv_of_table(SheetTable("t", table, ()))
    assert read_table(written, "t.csv") == table
    assert "'-webservice" in written
    (sheet,) = tables_of(workbook_of([SheetTable("t", table, ())]), "t.xlsx")
    assert sheet.table.rules == table.rules


OFFICER = '''\
U,born,kind,local,=> rate,from,until,# law
type,date,"string: ""城镇"", ""农村""",boolean,number,,,
1,"< @""1946-01-01""","""城镇""",true,0.05,2025-01-01,2025-12-31,第三十三条
2,"@""1950-05-01""","""农村""",false,12345678901234567890.5,2026-01-01,,
'''


def test_an_officer_finds_real_numbers_and_days_and_lists_to_choose_from() -> None:
    table = read_table(OFFICER, "t.csv")
    book = openpyxl.load_workbook(BytesIO(workbook_of([SheetTable("津贴", table, ())])))
    sheet = book["津贴"]
    assert sheet["E3"].value == 0.05
    assert sheet["F3"].value.isoformat() == "2025-01-01T00:00:00"
    assert sheet["F3"].number_format == "yyyy-mm-dd"
    assert sheet["B4"].value.isoformat() == "1950-05-01T00:00:00"
    assert sheet["D4"].value is False
    assert sheet["E4"].value == "12345678901234567890.5"
    assert sheet["B3"].number_format == "@"
    assert sheet.freeze_panes == "B3"
    lists = {rule.formula1: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert lists['"U,A,P,F,R,O,C,C+,C<,C>,C#"'] == "A1"
    assert lists['"' + '""城镇"",""农村""' + '"'].startswith("C3:")
    assert lists['"true,false,-"'].startswith("D3:")


@pytest.mark.parametrize(
    ("titles", "code"),
    [
        (["a" * 32], "sheet-title"),
        (["a/b"], "sheet-title"),
        (["History"], "sheet-title"),
        (["a", "A"], "sheet-title-twice"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused(titles: list[str], code: str) -> None:
    table = read_table(OFFICER, "t.csv")
    with pytest.raises(TableError) as caught:
        workbook_of([SheetTable(title, table, ()) for title in titles])
    assert [problem.code for problem in caught.value.problems] == [code]
    assert titles[-1] in caught.value.text("zh")
