"""Decision tables of a service in every kind of file that may hold them."""

from __future__ import annotations

from datetime import date

import pytest

from minben.blueprint import examine_files
from minben.rules import SheetTable, read_table, write_dmn
from minben.rules.models.load import model_of_tables
from minben.rules.sheets.workbook_write import workbook_of

from .conftest import DAY

FOLDER = "services/old-age-allowance/"


def with_table(files: dict[str, bytes], named: str, file: str, data: bytes) -> dict[str, bytes]:
    """The district with the table of the old-age allowance in another file."""
    changed = {name: content for name, content in files.items() if name != f"{FOLDER}allowance.csv"}
    service = changed[f"{FOLDER}service.yaml"].decode()
    assert "table: allowance.csv" in service
    changed[f"{FOLDER}service.yaml"] = service.replace("table: allowance.csv", f"table: {named}").encode()
    return changed | {f"{FOLDER}{file}": data}


def sheets(files: dict[str, bytes], *titles: str, text: str = "") -> list[SheetTable]:
    source = text or files[f"{FOLDER}allowance.csv"].decode("utf-8-sig")
    return [SheetTable(title, read_table(source, "allowance.csv"), ()) for title in titles]


def in_dmn(tables: list[SheetTable]) -> bytes:
    return write_dmn(model_of_tables("allowance", tables)).encode()


def problems(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem)) for problem in examine_files(files, on=DAY).problems]


@pytest.mark.parametrize(
    ("named", "titles"), [("rates.xlsx", ["津贴"]), ("rates.xlsx#津贴", ["津贴", "旧表"])]
)
def test_a_table_may_be_a_sheet_of_a_workbook(named: str, titles: list[str], files: dict[str, bytes]) -> None:
    data = workbook_of(sheets(files, *titles))
    changed = with_table(files, named, "rates.xlsx", data)
    assert problems(changed) == []
    blueprint = examine_files(changed, on=DAY).blueprint
    assert blueprint is not None
    table = blueprint.services["old-age-allowance"].decisions["allowance"].table
    facts = {"age": 85, "local": True, "already_paid": False, "person": {"living": True}}
    assert table.decide(facts, on=date(2025, 6, 1)).outputs["eligible"] is True


@pytest.mark.parametrize(
    ("named", "titles"), [("rates.dmn", ["allowance"]), ("rates.dmn#allowance", ["allowance", "old"])]
)
def test_a_table_may_be_a_decision_of_a_dmn_file(
    named: str, titles: list[str], files: dict[str, bytes]
) -> None:
    assert problems(with_table(files, named, "rates.dmn", in_dmn(sheets(files, *titles)))) == []


def test_which_of_several_tables_is_meant_must_be_said(files: dict[str, bytes]) -> None:
    several = sheets(files, "津贴", "旧表")
    for named, data in (("rates.xlsx", workbook_of(several)), ("rates.dmn", in_dmn(several))):
        found = problems(with_table(files, named, named, data))
        assert [code for code, _ in found] == ["table"]
        assert f"{FOLDER}{named}#津贴" in found[0][1]


def test_a_mistake_is_told_at_its_sheet_and_cell(files: dict[str, bytes]) -> None:
    text = files[f"{FOLDER}allowance.csv"].decode("utf-8-sig").replace("[80..90)", "[80..91)")
    wrong = workbook_of(sheets(files, "津贴", text=text))
    ((code, said),) = problems(with_table(files, "rates.xlsx", "rates.xlsx", wrong))
    assert code == "table"
    assert f"{FOLDER}rates.xlsx#津贴:" in said


def test_a_file_that_is_no_workbook_is_told(files: dict[str, bytes]) -> None:
    found = problems(with_table(files, "rates.xlsx", "rates.xlsx", b"U,a,=> x\n"))
    assert [code for code, _ in found] == ["table"]
    assert f"{FOLDER}rates.xlsx" in found[0][1]


def test_a_workbook_that_no_service_names_is_told(files: dict[str, bytes]) -> None:
    changed = files | {f"{FOLDER}spare.xlsx": workbook_of(sheets(files, "a"))}
    assert [code for code, _ in problems(changed)] == ["table-unused"]
