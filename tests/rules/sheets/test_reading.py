"""Decision tables as grids: what is read of them, and what is told where they are wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from minben.rules import STRING, HitPolicy, Severity, TableError, check_table, read_table

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2025, 6, 1)


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(TableError) as caught:
        read_table(text, "t.csv")
    assert caught.value.text("zh")
    assert caught.value.text("en")
    return [(problem.place.line, problem.place.cell, problem.code) for problem in caught.value.problems]


def test_every_problem_of_a_file_is_found_at_once() -> None:
    text = (
        "X,age +,=> a,=> a,,from,# \n"
        "tipe,nmber,number,,,number,\n"
        "1,<5 5,1,2,stray,2025-13-01,\n"
        "1,（5,,2,,,\n"
        ",-,1,1,,,\n"
    )
    assert problems(text) == [
        (1, "A1", "hit-policy"),
        (1, "B1", "unexpected-end"),
        (1, "D1", "twice"),
        (1, "E1", "no-heading"),
        (1, "G1", "annotation-name"),
        (2, "A2", "type-line"),
        (2, "B2", "unknown-type"),
        (2, "D2", "no-type"),
        (2, "F2", "type-not-needed"),
        (3, "B3", "unexpected"),
        (3, "F3", "bad-date"),
        (4, "A4", "twice"),
        (4, "B4", "full-width"),
        (4, "C4", "output-empty"),
        (5, "A5", "rule-id"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", (0, "", "table-empty")),
        ("U,a\ntype,number\n1,2\n", (1, "", "no-output")),
        ("C+,a,=> x,=> y\ntype,number,number,number\n1,2,3,4\n", (1, "D1", "one-output")),
        ("P,a,=> x\ntype,number,number\n1,2,3\n", (2, "C2", "allowed-needed")),
        ("P,a,=> x\ntype,number,number: a\n1,2,3\n", (2, "C2", "allowed-not-constant")),
        ("U,a,=> x\ntype,number,number\notherwise,2,3\n", (3, "B3", "otherwise-tests")),
        (
            "U,a,=> x,from,until\ntype,number,number,,\n1,2,3,2025-02-01,2025-01-01\n",
            (3, "E3", "dates-reversed"),
        ),
        ('U,a,=> x\ntype,number,number\n1,"2,3\n', (3, "", "not-csv")),
        ("U,a,=>\ntype,number,number\n1,2,3\n", (1, "C1", "output-name")),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, problem: tuple[int, str, str]) -> None:
    assert problem in problems(text)


def test_a_cell_on_two_lines_keeps_the_count_of_lines_and_rows_apart() -> None:
    text = 'U,a,=> x\ntype,number,number\n1,"1,\n2",3\n2,4,（\n'
    assert problems(text) == [(5, "C4", "full-width")]


def test_files_are_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    text = "U,年龄,=> 可领\r\ntype,number,boolean\r\n1,>= 80,true\r\n"
    for encoding in ("utf-8", "utf-8-sig"):
        file = tmp_path / f"{encoding}.csv"
        file.write_text(text, encoding=encoding, newline="")
        table = read_table(file, file.name)
        assert table.policy is HitPolicy.UNIQUE
        assert table.decide({"年龄": 81}, on=ON).outputs == {"可领": True}


def test_a_file_that_is_not_utf_8_or_not_there_is_refused(tmp_path: Path) -> None:
    western = tmp_path / "western.csv"
    western.write_bytes("U,âge,=> x\n".encode("latin-1"))
    for file, code in ((western, "not-text"), (tmp_path / "none.csv", "unreadable")):
        with pytest.raises(TableError) as caught:
            read_table(file, file.name)
        assert caught.value.problems[0].code == code


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*'U,=>x#"\n（1-', "type", "number", ","]), max_size=60).map("".join)
)
def test_reading_anything_gives_a_table_or_a_table_error(text: str) -> None:
    try:
        table = read_table(text, "t.csv")
    except TableError:
        return
    assert table.rules or table.otherwise


def test_names_with_spaces_are_given_to_the_reader() -> None:
    table = read_table(
        "U,income - tax,=> x\ntype,number,number\n1,> 5,income-tax\n", "t.csv", ["income", "tax"]
    )
    assert table.decide({"income": 10, "tax": 2}, on=ON).outputs == {"x": 8}


# What officers type.


def head(type_: str, cell: str, output: str = "number", result: str = "1") -> str:
    cells = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in (type_, output, cell, result)]
    return f"U,fact,=> x\ntype,{cells[0]},{cells[1]}\n1,{cells[2]},{cells[3]}\n"


@pytest.mark.parametrize(
    ("type_", "cell", "meant"),
    [
        ('string: "城镇", "农村"', "城镇", '"城镇"'),
        ('string: "城镇", "农村"', "城镇，农村", '"城镇", "农村"'),
        ("string", "0123", '"0123"'),
        ("string", "a/b (c", '"a/b (c"'),
        ("string", "> 5", '"> 5"'),
        ("string", "110101199001011234", '"110101199001011234"'),
    ],
)
def test_a_text_without_quotation_marks_is_told_with_what_to_type(type_: str, cell: str, meant: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(head(type_, cell), "t.csv")
    (problem,) = caught.value.problems
    assert (problem.place.cell, problem.code) == ("B3", "bare-text")
    assert meant in problem.text("zh")
    assert meant in problem.text("en")


def test_a_result_without_quotation_marks_is_told_with_what_to_type() -> None:
    with pytest.raises(TableError) as caught:
        read_table(head("number", "1", "string", "05"), "t.csv")
    assert [(problem.place.cell, problem.code) for problem in caught.value.problems] == [("C3", "bare-text")]


def test_a_word_may_name_another_fact() -> None:
    table = read_table(head("string", "limit"), "t.csv")
    assert table.decide({"fact": "a", "limit": "a"}, on=ON).outputs == {"x": 1}


@pytest.mark.parametrize("cell", ["2025-01-31", ">= 2025/1/31", "[2025-01-31..2025-12-31]"])
def test_a_day_that_would_be_a_subtraction_is_told_with_what_to_type(cell: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(head("date", cell), "t.csv")
    (problem,) = caught.value.problems
    assert problem.code == "bare-day"
    assert '@"2025-01-31"' in problem.text("zh")
    assert read_table(head("date", '>= @"2025-01-31"'), "t.csv")


@pytest.mark.parametrize("day", ["2025-01-05", "2025/1/5", "2025年1月5日", "2025-1-5", "2025.1.5"])
def test_days_of_validity_are_taken_as_spreadsheets_leave_them(day: str) -> None:
    table = read_table(f"U,a,=> x,from\ntype,number,number,\n1,-,1,{day}\n", "t.csv")
    assert table.rules[0].since == date(2025, 1, 5)


def test_a_spreadsheets_true_and_false_are_those_of_the_rules() -> None:
    table = read_table("U,a,=> x\ntype,boolean,boolean\n1,TRUE,FALSE\n", "t.csv")
    assert table.decide({"a": True}, on=ON).outputs == {"x": False}


def test_an_arrow_that_can_be_typed_into_a_spreadsheet_heads_an_output() -> None:
    assert read_table("U,a,→ x\ntype,number,number\n1,-,1\n", "t.csv").outputs[0].name == "x"


def test_remarks_above_a_table_are_no_part_of_it() -> None:
    text = '# 高龄津贴\n"# 依据：第三十三条, 修正",\n\nU,a,=> x\ntype,number,number\n1,-,1\n'
    assert [rule.place.line for rule in read_table(text, "t.csv").rules] == [6]


@pytest.mark.parametrize("digits", ["８０", "> ８０", "１"])
def test_full_width_digits_are_told(digits: str) -> None:
    assert problems(head("number", digits))[0][2] == "full-width"


# Encodings.


@pytest.mark.parametrize(
    ("text", "encoding", "code"),
    [
        ("U,fact,=> x\n高龄,1,1\n", "gb18030", "chinese-text"),
        ("U,fact,=> x\nâge,1,1\n", "latin-1", "not-text"),
    ],
)
def test_another_encoding_is_told_at_its_line_with_what_to_do(
    text: str, encoding: str, code: str, tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode(encoding))
    with pytest.raises(TableError) as caught:
        read_table(file, file.name)
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.code) == (2, code)
    assert "CSV UTF-8" in problem.text("zh")
    assert ("高龄" in problem.text("zh")) is (code == "chinese-text")


def test_an_encoding_is_not_guessed() -> None:
    # The bytes of the one are those of other words in the other, so reading them as Chinese could change a rule.
    assert "高齡".encode("big5").decode("gb2312")


def test_a_workbook_named_csv_is_told(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"PK\x03\x04...")
    with pytest.raises(TableError) as caught:
        read_table(file, file.name)
    assert [problem.code for problem in caught.value.problems] == ["workbook-as-csv"]


def test_control_characters_are_told_with_their_cell() -> None:
    assert problems(head("string", '"a\x01"')) == [(3, "B3", "control-character")]


def test_a_line_of_endless_columns_is_refused() -> None:
    assert problems("U,a,=> x" + "," * 100_000 + "\n")[0][2] == "too-many-columns"


def test_a_name_that_there_is_not_where_texts_stand_is_told_as_a_text() -> None:
    table = read_table(head("string", "城镇, limit"), "t.csv")
    problems = check_table(table, {"fact": STRING, "limit": STRING})
    (problem,) = (problem for problem in problems if problem.severity is Severity.ERROR)
    assert (problem.place.cell, problem.code) == ("B3", "bare-text")
    assert '"城镇"' in problem.text("zh")
