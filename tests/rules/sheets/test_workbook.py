"""Workbooks as officers keep them, and as those make them who mean harm."""

from __future__ import annotations

import time
import zipfile
from datetime import date, datetime, time as clock_time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import openpyxl
import pytest
from hypothesis import given, strategies as st

from minben.rules import Table, TableError, read_table, read_tables
from minben.rules.sheets import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

ON = date(2025, 6, 1)
HEADS = [["U", "fact", "=> x"], ["type", "number", "number"]]


def saved(book: openpyxl.Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def fill(sheet: Worksheet, rows: list[list[Any]]) -> None:
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, str) and not value.startswith("=1"):
                cell.data_type = "s"


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        fill(book.create_sheet(title), rows)
    return saved(book)


def table(*rows: list[Any], type_: str = "number", result: str = "number") -> bytes:
    return workbook(t=[["U", "fact", "=> x"], ["type", type_, result], *rows])


def read(data: bytes, name: str = "t.xlsx") -> Table:
    return read_table(data, name)


def problems(data: bytes, name: str = "t.xlsx") -> list[tuple[str, str, str]]:
    with pytest.raises(TableError) as caught:
        read_table(data, name)
    assert caught.value.text("zh")
    assert caught.value.text("en")
    return [(problem.place.file, problem.place.cell, problem.code) for problem in caught.value.problems]


# What officers keep.


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1, "General", "1"),
        (0.1, "General", "0.1"),
        (0.1 + 0.2, "General", "0.3"),
        (1.1 * 3, "0.00", "3.3"),
        (0.29, "General", "0.29"),
        (-0.0, "General", "0"),
        (1e-7, "General", "0.0000001"),
        (123456789012345, "General", "123456789012345"),
        (0.05, "0%", "0.05"),
        (900, "#,##0.00", "900"),
        (900, '"¥"#,##0', "900"),
        (900, "[Red]0", "900"),
        (True, "General", "true"),
        (False, "General", "false"),
        (date(2025, 1, 31), "yyyy-mm-dd", '@"2025-01-31"'),
        (date(2025, 1, 31), 'yyyy"年"m"月"d"日"', '@"2025-01-31"'),
        (date(2025, 1, 1), 'yyyy"年"m"月"', '@"2025-01-01"'),
        (datetime.fromisoformat("2025-01-31T08:30"), "yyyy-mm-dd hh:mm", '@"2025-01-31T08:30:00"'),
        (datetime.fromisoformat("2025-01-31"), "yyyy-mm-dd hh:mm", '@"2025-01-31T00:00:00"'),
        (clock_time(8, 30), "hh:mm", '@"08:30:00"'),
        (timedelta(hours=36), "[h]:mm", '@"P1DT12H"'),
        ("[80..90)", "@", "[80..90)"),
    ],
)
def test_a_cell_is_read_as_what_it_shows(value: object, form: str, text: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    fill(sheet, [["U", "fact", "=> x"], ["type", "Any", "Any"], ["1", "-", value]])
    sheet["C3"].number_format = form
    assert read(saved(book)).rules[0].result_cells[0].text == text


def test_codes_keep_their_leading_zeros() -> None:
    decided = read(table(["01", '"0123"', 1], type_="string")).decide({"fact": "0123"}, on=ON)
    assert (decided.fired[0].id, decided.outputs) == ("01", {"x": 1})


def test_formats_that_chinese_editions_have_built_in_are_days() -> None:
    data = table(["1", "-", 45688], result="date")
    styles = part(data, "xl/styles.xml")
    position = styles[styles.index("<cellXfs") : styles.index("</cellXfs>")].count("<xf ")
    data = changed(
        data,
        {
            "xl/styles.xml": lambda xml: xml.replace("</cellXfs>", '<xf numFmtId="31"/></cellXfs>'),
            SHEET: lambda xml: xml.replace('<c r="C3" ', f'<c r="C3" s="{position}" '),
        },
    )
    assert read(data).rules[0].result_cells[0].text == '@"2025-01-31"'


def test_a_cell_merged_downwards_counts_for_each_of_its_rules() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    fill(sheet, [["U", "age", "kind", "=> x", "# law"], ["type", "number", "string", "number", ""]])
    rows: list[list[Any]] = [
        ["1", ">= 80", '"a"', 1, "第三十三条"],
        ["2", None, '"b"', 2],
        ["3", "< 80", "-", 3],
    ]
    for row, cells in enumerate(rows, 3):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    sheet.merge_cells("B3:B4")
    sheet.merge_cells("E3:E5")
    sheet.merge_cells("E1:E2")
    rules = read(saved(book)).rules
    assert [rule.test_cells[0].text for rule in rules] == [">= 80", ">= 80", "< 80"]
    assert [rule.annotations.get("law") for rule in rules] == ["第三十三条"] * 3
    assert read(saved(book)).decide({"age": 85, "kind": "b"}, on=ON).outputs == {"x": 2}


def test_several_sheets_are_several_tables_and_others_are_left_out(tmp_path: Path) -> None:
    rule = [["1", "-", 1]]
    data = workbook(
        津贴=HEADS + rule,
        殡葬=HEADS + rule,
        README=[["how to use"]],
        说明=[["x"]],
        备注=[["# only said"]],
        空=[],
    )
    file = tmp_path / "t.xlsx"
    file.write_bytes(data)
    assert [sheet.name for sheet in read_tables(file)] == ["津贴", "殡葬"]
    assert read(data, "t.xlsx#殡葬").name == "t.xlsx#殡葬"
    assert problems(data) == [("t.xlsx", "", "sheet-needed")]
    assert problems(data, "t.xlsx#低保") == [("t.xlsx#低保", "", "sheet-missing")]


def test_problems_of_every_sheet_are_told_at_once() -> None:
    data = workbook(一=[*HEADS, ["1", "<5 5", 1]], 二=[*HEADS, ["1", "-", None]])
    with pytest.raises(TableError) as caught:
        tables_of(data, "t.xlsx")
    assert [problem.place.text("zh") for problem in caught.value.problems] == [
        "t.xlsx#一:3，单元格 B3",
        "t.xlsx#二:3，单元格 C3",
    ]


def test_rows_without_anything_in_them_are_no_rules() -> None:
    book = openpyxl.load_workbook(BytesIO(table(["1", "-", 1])))
    book.worksheets[0].cell(900, 3).number_format = "@"
    book.worksheets[0].cell(20, 1, "2")
    book.worksheets[0].cell(20, 3, 5)
    assert [(rule.id, rule.place.line) for rule in read(saved(book)).rules] == [("1", 3), ("2", 20)]


# What is told.


def test_formulas_errors_rounded_numbers_and_impossible_days_are_told_by_their_cells() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    fill(sheet, [["U", "fact", "=> x"], ["type", "Any", "Any"]])
    values: list[Any] = ["=1+1", "#REF!", 110101199001011234, -5]
    for row, value in enumerate(values, 3):
        sheet.cell(row, 1, str(row))
        sheet.cell(row, 3, value)
    sheet["C4"].data_type = "e"
    sheet["C6"].number_format = "yyyy-mm-dd"
    assert problems(saved(book)) == [
        ("t.xlsx#Sheet", "C3", "formula"),
        ("t.xlsx#Sheet", "C4", "error-cell"),
        ("t.xlsx#Sheet", "C5", "number-rounded"),
        ("t.xlsx#Sheet", "C6", "no-moment"),
    ]


def test_a_cell_merged_across_columns_is_told() -> None:
    book = openpyxl.load_workbook(BytesIO(table(["1", "-", 1])))
    book.worksheets[0].merge_cells("B3:C3")
    assert ("t.xlsx#t", "B3", "merged-across") in problems(saved(book))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_table_is_told_and_other_hidden_sheets_are_left_out(
    state: Literal["hidden", "veryHidden"],
) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(t=[*HEADS, ["1", "-", 1]], lists=[["a"], ["b"]])))
    book["lists"].sheet_state = state
    assert read(saved(book)).name == "t.xlsx#t"
    fill(book["lists"], [*HEADS, ["1", "-", 1]])
    assert problems(saved(book)) == [("t.xlsx#lists", "", "sheet-hidden")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("t.xls", b"\xd0\xcf\x11\xe0...", "workbook-kind"),
        ("t.xlsm", b"PK\x03\x04", "workbook-kind"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0...", "workbook-locked"),
        ("t.xlsx", b"U,a,=> x\n", "not-workbook"),
        ("t.xlsx", b"", "not-workbook"),
        ("t.xlsx", workbook(t=[]), "table-empty"),
        ("t.xlsx", b"PK" + bytes(10_000_001), "too-large"),
    ],
)
def test_another_kind_of_file_is_told_with_what_to_do(name: str, data: bytes, code: str) -> None:
    assert problems(data, name) == [(name, "", code)]


# What is hostile.


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(data)).read(name).decode()


def changed(data: bytes, changes: dict[str, Callable[[str], str]], **added: bytes) -> bytes:
    """The archive with some of its parts changed, and others added."""
    source, written = zipfile.ZipFile(BytesIO(data)), BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, changes[name](text) if name in changes else text)
        for name, content in added.items():
            target.writestr(name, content)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SOUND = table(["1", "-", 1])


def with_sheet(change: Callable[[str], str]) -> bytes:
    return changed(SOUND, {SHEET: change})


def cell(text: str) -> bytes:
    return with_sheet(lambda xml: xml.replace("</sheetData>", f"{text}</sheetData>"))


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
)
BAD_MERGE = '</sheetData><mergeCells><mergeCell ref="?"/></mergeCells>'
RELATIONS = "xl/_rels/workbook.xml.rels"
UNSOUND = {
    "entities": with_sheet(lambda xml: BOMB + xml),
    "external": with_sheet(lambda xml: '<!DOCTYPE a SYSTEM "http://example.org/x">' + xml),
    "depth": cell("<row><c>" + "<is>" * 100_000 + "</is>" * 100_000 + "</c></row>"),
    "row": cell('<row r="99999999999"><c><v>1</v></c></row>'),
    "column": cell('<row><c r="ABCD1"><v>1</v></c></row>'),
    "string": cell('<row><c t="s"><v>99999</v></c></row>'),
    "style": cell('<row><c s="99999"><v>1</v></c></row>'),
    "not a number": cell("<row><c><v>NaN</v></c></row>"),
    "a word": cell("<row><c><v>one</v></c></row>"),
    "cut xml": with_sheet(lambda xml: xml[:200]),
    "merge": with_sheet(lambda xml: xml.replace("</sheetData>", BAD_MERGE)),
    "half": SOUND[: len(SOUND) // 2],
    "compression": SOUND.replace(b"\x08\x00", b"\x63\x00"),
    "path": changed(SOUND, {RELATIONS: lambda xml: xml.replace("worksheets/sheet1", "../../../etc/passwd")}),
}


@pytest.mark.parametrize("data", UNSOUND.values(), ids=UNSOUND)
def test_a_workbook_that_is_not_sound_is_refused(data: bytes) -> None:
    assert [code for _, _, code in problems(data)] == ["not-workbook"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    zeros = BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as target:
        for number in range(6):
            target.writestr(f"{number}.xml", bytes(9_999_999))
    assert problems(zeros.getvalue()) == [("t.xlsx", "", "too-large-unpacked")]


def test_millions_of_empty_cells_are_refused_early() -> None:
    data = cell(f"<row>{'<c/>' * 5_000_000}</row>")
    assert len(data) < 100_000
    assert problems(data) == [("t.xlsx", "", "too-many-elements")]


def test_macros_are_refused() -> None:
    data = changed(SOUND, {}, **{"xl/vbaProject.bin": b"x"})
    assert problems(data) == [("t.xlsx", "", "workbook-macros")]


def test_claimed_dimensions_cost_nothing() -> None:
    began = time.process_time()
    data = with_sheet(lambda xml: xml.replace('<dimension ref="A1:C3"/>', '<dimension ref="A1:XFD1048576"/>'))
    assert "XFD1048576" in part(data, SHEET)
    assert read(data).rules[0].id == "1"
    far = cell('<row r="1048576"><c r="A1048576"><v>2</v></c><c r="C1048576"><v>5</v></c></row>')
    assert [rule.place.line for rule in read(far).rules] == [3, 1_048_576]
    assert time.process_time() - began < 2


def test_cells_far_to_the_right_are_refused() -> None:
    assert problems(cell('<row r="4"><c r="XFD4"><v>1</v></c></row>')) == [
        ("t.xlsx#t", "", "too-many-columns")
    ]


def test_merging_everything_with_everything_is_refused() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(4, 2_004))
    merged = '<mergeCell ref="A3:A1048576"/>' * 2_000
    data = with_sheet(
        lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData><mergeCells>{merged}</mergeCells>")
    )
    assert problems(data) == [("t.xlsx#t", "", "too-many-cells")]


def test_links_to_other_workbooks_are_not_followed() -> None:
    data = changed(
        SOUND,
        {
            RELATIONS: lambda text: text.replace(
                "</Relationships>",
                '<Relationship Id="x" Type="a/externalLink" Target="http://example.org/" TargetMode="External"/>'
                "</Relationships>",
            )
        },
    )
    assert read(data).rules[0].id == "1"
    linked = cell('<row r="4"><c r="A4"><v>2</v></c><c r="C4"><f>[1]Sheet!A1</f><v>7</v></c></row>')
    assert problems(linked) == [("t.xlsx#t", "C4", "formula")]


@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place: int, bytes_: bytes) -> None:
    data = SOUND[:place] + bytes_ + SOUND[place + len(bytes_) :]
    try:
        made = read(data)
    except TableError:
        return
    assert made.rules


@given(st.text(alphabet='<>/&"= rcvtsnfA1Z9#', max_size=60))
def test_any_cell_is_read_or_refused(text: str) -> None:
    try:
        made = read(cell(text))
    except TableError:
        return
    assert made.rules
