"""What somebody types who decides, explains and tests by rules in files."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from minben.rules.commands import app

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
ALLOWANCE = ROOT / "blueprints" / "guangan" / "services" / "old-age-allowance" / "allowance.csv"
FACTS = {"age": 84, "local": True, "already_paid": False, "person": {"living": True}}
BAND = '''\
U,born,=> band
type,date,string
1,"< @""1945-01-01""","""old"""
2,">= @""1945-01-01""","""young"""
'''
PAY = '''\
U,band,=> amount,# law
type,string,number,
1,"""old""",50,Art. 33
2,"""young""",0,
'''
SUM = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="sum" namespace="n">
 <inputData name="a" id="a"><variable name="a" typeRef="number"/></inputData>
 <decision name="twice" id="twice"><variable name="twice" typeRef="number"/>
  <informationRequirement><requiredInput href="#a"/></informationRequirement>
  <literalExpression><text>a * 2</text></literalExpression></decision>
</definitions>
"""
CASES = """\
<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <modelName>sum.dmn</modelName>
 <testCase id="1"><inputNode name="a"><value xsi:type="decimal">4</value></inputNode>
  <resultNode name="twice"><expected><value xsi:type="decimal">8</value></expected></resultNode></testCase>
 <testCase id="2"><inputNode name="a"><value xsi:type="decimal">4</value></inputNode>
  <resultNode name="twice" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
</testCases>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables of which one reads the other."""
    folder = tmp_path / "allowance"
    folder.mkdir()
    (folder / "band.csv").write_text(BAND, encoding="utf-8")
    (folder / "pay.csv").write_text(PAY, encoding="utf-8")
    return folder


def run(*arguments: object, lang: str = "en", stdin: str = "") -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", lang], input=stdin)


def test_a_case_is_decided_from_facts_on_the_command_line() -> None:
    result = run("eval", ALLOWANCE, "--input", json.dumps(FACTS), "--on", "2026-01-01")
    assert result.exit_code == 0
    assert result.stdout == "allowance: {eligible: true, amount: 50}\n"


def test_the_date_that_counts_says_which_rules_are_in_force() -> None:
    result = run("eval", ALLOWANCE, "--input", json.dumps(FACTS), "--on", "2024-12-31")
    assert result.stdout == "allowance: null\n"
    assert "no rule is in force on 2024-12-31; in force from 2025-01-01" in result.stderr


def test_facts_come_from_a_file_or_from_standard_input(folder: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"born": "1940-05-01"}', encoding="utf-8")
    said = 'band: "old"\npay: 50\n'
    assert run("eval", folder, "--input", f"@{facts}").stdout == said
    assert run("eval", folder, "--input", "-", stdin=facts.read_text(encoding="utf-8")).stdout == said


def test_one_decision_is_asked_for_by_its_name(folder: Path) -> None:
    result = run("eval", folder, "--input", '{"born": "1950-05-01"}', "--decision", "pay")
    assert result.stdout == "pay: 0\n"


def test_values_and_reasons_are_told_to_programs(folder: Path) -> None:
    told = json.loads(run("eval", folder, "--json").stdout)
    assert told["values"] == {"band": None, "pay": None}
    assert told["reasons"][0] == {
        "place": "band.csv:1, B1",
        "code": "no-fact",
        "text": 'nothing is given for "born"',
    }


def test_what_follows_from_a_null_is_told_by_its_place_only(tmp_path: Path) -> None:
    (tmp_path / "head.csv").write_text(
        "U,=> amount\ntype,number\n1,sum(members.income) / count(members)\n", encoding="utf-8"
    )
    (tmp_path / "aid.csv").write_text(
        "U,head * 2,=> amount\ntype,number,number\n1,-,limit - head\n", encoding="utf-8"
    )
    result = run("eval", tmp_path, "--input", '{"limit": 900}')
    assert result.stderr.splitlines() == [
        'null because head.csv:3, cell B3: nothing is given for "members"',
        "  hence null too: aid.csv:1, cell B1; aid.csv:3, cell C3",
    ]
    grounds = run("explain", tmp_path, "--input", '{"limit": 900}').stdout
    assert grounds.count("Because") == 1


def test_a_null_that_was_given_is_told_where_it_is_met(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("U,x,=> y\ntype,number,number\n1,-,z + 1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("U,=> y\ntype,number\n1,other + 1\n", encoding="utf-8")
    result = run("eval", tmp_path, "--input", '{"x": 1, "z": null}')
    assert (
        'null because a.csv:3, cell C3: line 1, column 1: "+" is not defined for Null and number'
        in result.stderr
    )
    assert "hence" not in result.stderr


def test_an_expression_is_worked_out_without_a_model() -> None:
    assert run("eval", "--expression", "1 + 1").stdout == "2\n"
    assert (
        run("eval", "--expression", "monthly sum * 2", "--input", '{"monthly sum": 1.25}').stdout == "2.50\n"
    )
    result = run("eval", "--expression", "a + 1", "--json")
    assert json.loads(result.stdout)["reasons"][0]["code"] == "unknown-name"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["eval", ALLOWANCE, "--input", '{"age": '], "--input:1: error: column 9: this is not JSON"),
        (["eval", ALLOWANCE, "--input", "@none.json"], "none.json: error: the file cannot be read"),
        (["eval", "none.csv"], "none.csv: error: the file cannot be read"),
        (["eval", ALLOWANCE, "--decision", "allowanc"], 'did you mean "allowance"?'),
        (["eval", ALLOWANCE, "--decision", "zebra"], "there are: allowance"),
        (["eval", ALLOWANCE, "--input", '{"age": "old"}'], '--input: age: error: "old" is not a number'),
        (["eval", "--expression", "1 +"], "--expression: error: line 1, column 4"),
        (["explain", ALLOWANCE, "--why-not", "eligibl=true"], 'did you mean "eligible"?'),
        (["explain", ALLOWANCE, "--why-not", "amount=many"], '"many" is not a number'),
        (["explain", ALLOWANCE, "--words", ALLOWANCE], "this is not JSON"),
        (["test", "none.xml"], "none.xml: error: the file cannot be read"),
    ],
)
def test_what_stands_in_the_way_is_said_with_its_place(arguments: list[object], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [["eval"], ["eval", ALLOWANCE, "--expression", "1"], ["eval", ALLOWANCE, "--on", "yesterday"]],
)
def test_a_wrong_call_ends_with_two(arguments: list[object]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_name_that_nothing_reads_is_remarked_on() -> None:
    facts = json.dumps({**FACTS, "agee": 1})
    result = run("eval", ALLOWANCE, "--input", facts, "--on", "2026-01-01")
    assert result.exit_code == 0
    assert 'warning: the model does not read "agee"; did you mean "age"?' in result.stderr


def test_a_decision_is_explained_with_those_behind_it(folder: Path) -> None:
    result = run("explain", folder, "--input", '{"born": "1940-05-01"}', "--decision", "pay")
    assert result.stdout == (
        "band\n"
        "Result: band: old\n"
        "By rule 1 of band (band.csv:3):\n"
        "- born: 1 May 1940 (condition: before 1 January 1945)\n"
        "\n"
        "pay\n"
        "Result: amount: 50\n"
        "By rule 1 of pay (pay.csv:3):\n"
        "- band: old, from the decision band\n"
        "Legal basis: Art. 33\n"
    )


def test_titles_and_sources_are_read_from_a_file(folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.json"
    titles = {"born": {"zh": "出生日期"}, "amount": {"zh": "每月金额"}}
    words.write_text(json.dumps({"titles": titles, "sources": {"born": "人口库"}}), encoding="utf-8")
    facts = ["--input", '{"born": "1940-05-01"}', "--words", words]
    assert "出生日期：1940年5月1日，来自人口库" in run("explain", folder, *facts, lang="zh").stdout
    words.write_text('{"title": {}}', encoding="utf-8")
    assert "this should be JSON such as" in run("explain", folder, *facts).stderr


def test_why_not_goes_on_to_the_decision_behind(folder: Path) -> None:
    result = run("explain", folder, "--input", '{"born": "1945-01-03"}', "--why-not", "amount=50")
    assert result.stdout == (
        "Why not amount: 50?\n"
        "Nearest is rule 1 (pay.csv:3), which fails on:\n"
        '- band is young, and the rule asks for "old"\n'
        "  because of the decision band:\n"
        "  Nearest is rule 1 (band.csv:3), which fails on:\n"
        "  - born is 3 January 1945, and the rule asks for before 1 January 1945 (2 days too late)\n"
        "  It would give: band: old\n"
        "It would give: amount: 50\n"
        "Legal basis: Art. 33\n"
    )
    plain = run("explain", folder, "--input", '{"born": "1945-01-03"}', "--why-not", "band=old", "--json")
    assert json.loads(plain.stdout)["nearest"]["rule"] == "1"


def test_an_explanation_is_told_to_programs(folder: Path) -> None:
    told = json.loads(run("explain", folder, "--input", '{"born": "1940-05-01"}', "--json").stdout)
    assert [decision["name"] for decision in told["decisions"]] == ["band", "pay"]
    assert told["decisions"][1]["rules"][0]["laws"] == ["Art. 33"]


def test_cases_are_counted_and_each_failing_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "sum.dmn").write_text(SUM, encoding="utf-8")
    (tmp_path / "cases.xml").write_text(CASES, encoding="utf-8")
    result = run("test", tmp_path)
    assert result.exit_code == 1
    failing, *counted = result.stdout.splitlines()
    assert failing.startswith("cases.xml:7")
    assert counted == [
        "value tests: 1 passed, 0 failed",
        "error tests: 0 passed, 1 failed",
        "1 passed, 1 failed",
    ]


def test_a_check_tells_every_problem_and_what_was_checked(folder: Path) -> None:
    sound = run("check", folder)
    assert sound.exit_code == 0
    assert sound.stdout.splitlines()[-1].startswith("allowance: 2 tables, 4 rules")
    (folder / "pay.csv").write_text(PAY + '3,"""old""",60,\n', encoding="utf-8")
    wrong = run("check", folder, ALLOWANCE)
    assert wrong.exit_code == 1
    assert 'pay.csv:5: error: rules 1 and 3 both apply where band = "old"' in wrong.stdout
    assert "1 table, 7 rules" in wrong.stdout.splitlines()[-1]
    told = json.loads(run("check", folder, "--json").stdout)
    assert told["errors"] == 1
    assert "overlap" in [problem["code"] for problem in told["problems"]]


def test_a_model_that_cannot_be_read_is_not_checked(folder: Path) -> None:
    (folder / "pay.csv").write_text("U,band,=> amount\ntype,string,number\n1,((,50\n", encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("pay.csv:3, cell B3: error: ")
    assert result.stdout.splitlines()[-1] == "allowance: cannot be read, so it was not checked; problems: 1"


def test_what_does_not_compile_to_columns_is_told(folder: Path, tmp_path: Path) -> None:
    assert "what born holds is not known" not in run("check", folder, "--columns").stdout
    loose = '"starts with(name, ""a"")"'
    (folder / "other.csv").write_text(f"U,{loose},=> x\ntype,boolean,number\n1,true,1\n", encoding="utf-8")
    assert "what name holds is not known" in run("check", folder, "--columns").stdout
    pl.DataFrame({"born": [date(1940, 5, 1)], "name": ["ann"]}).write_parquet(tmp_path / "data.parquet")
    assert "is not known" not in run("check", folder, "--data", tmp_path / "data.parquet").stdout
    missing = run("check", folder, "--data", tmp_path / "none.parquet")
    assert (missing.exit_code, "the file cannot be read" in missing.stdout) == (1, True)


def test_rules_are_converted_and_explained_alike(folder: Path, tmp_path: Path) -> None:
    facts = ["--input", '{"born": "1945-01-03"}', "--on", "2026-01-01"]
    before = run("eval", folder, *facts).stdout
    assert run("convert", folder, tmp_path / "all.dmn").exit_code == 0
    assert run("convert", tmp_path / "all.dmn", tmp_path / "all.xlsx").exit_code == 0
    assert run("eval", tmp_path / "all.dmn", *facts).stdout == before
    assert run("eval", tmp_path / "all.xlsx", *facts).stdout == before
    again = run("convert", folder, tmp_path / "all.dmn")
    assert again.exit_code == 1
    assert "all.dmn: error: " in again.stderr
    assert run("convert", folder, tmp_path / "all.dmn", "--force").exit_code == 0


def test_a_file_of_rows_is_decided_and_what_went_row_by_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "pay.csv").write_text(PAY, encoding="utf-8")
    data, out = tmp_path / "data.parquet", tmp_path / "out.parquet"
    pl.DataFrame({"id": [1, 2, 3], "band": ["old", "young", None]}).write_parquet(data)
    result = run("screen", tmp_path / "pay.csv", data, "--out", out, "--keep", "id")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"3 rows decided and written to {out}: 1 decisions by columns, 0 row by row\n"
    assert pl.read_parquet(out).rows() == [(1, 50), (2, 0), (3, None)]


def test_related_rows_come_from_another_file(tmp_path: Path) -> None:
    (tmp_path / "sum.csv").write_text(
        "U,count(members) > 1,=> size\ntype,boolean,number\n1,true,2\n2,false,1\n", encoding="utf-8"
    )
    data, out = tmp_path / "data.parquet", tmp_path / "out.parquet"
    pl.DataFrame({"id": [1, 2, 3], "home": [7, 7, 8]}).write_parquet(data)
    command = ["screen", tmp_path / "sum.csv", data, "--out", out]
    assert run(*command, "--related", f"members={data}:home").exit_code == 0
    assert pl.read_parquet(out)["sum"].to_list() == [2, 2, 1]
    wrong = run(*command, "--related", f"members={data}")
    assert (wrong.exit_code, "is not of the form NAME=FILE:KEY" in wrong.stderr) == (1, True)
    missing = run(*command)
    assert (missing.exit_code, "members" in missing.stderr) == (1, True)


def test_the_rules_need_neither_django_nor_a_database() -> None:
    said = "import sys; from minben.cli import rules_only; rules_only(); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


RATE = "U,=> rate,from,until\ntype,number,,\n1,500,2024-01-01,2024-12-31\n2,900,2025-07-01,\n"
AID = "U,income,=> aid\ntype,number,number\n1,< 900,rate - income\n2,>= 901,0\n"


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    folder = tmp_path / "dated"
    folder.mkdir()
    (folder / "rate.csv").write_text(RATE, encoding="utf-8")
    (folder / "aid.csv").write_text(AID, encoding="utf-8")
    return folder


def test_a_check_may_look_at_one_day_or_from_one_day_on(dated: Path) -> None:
    assert "from 2025-01-01 to 2025-06-30 no value is in force" in run("check", dated).stdout
    assert "no value is in force" not in run("check", dated, "--from", "2025-08-01").stdout
    assert run("check", dated, "--from", "2025-08-01").exit_code == 0
    result = run("check", dated, "--on", "2025-03-01")
    assert result.exit_code == 1
    assert "rate.csv: error: no rule is in force on 2025-03-01" in result.stdout
    assert run("check", dated, "--on", "2025-03-01", "--from", "2025-03-01").exit_code == 2


def test_the_case_of_a_finding_can_be_typed(dated: Path) -> None:
    lines = run("check", dated).stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if "no rule applies where income = 900" in line)
    words = shlex.split(lines[at + 1].removeprefix("  try "))
    assert words == ["--input", '{"income": 900}', "--on", "2025-01-01"]
    assert "aid: null" in run("eval", dated, *words).stdout


def test_a_service_is_decided_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "m.dmn"
    service = (
        '<decisionService id="s" name="doubling"><variable name="doubling"/>'
        '<outputDecision href="#twice"/><inputData href="#a"/></decisionService></definitions>'
    )
    path.write_text(SUM.replace("</definitions>", service), encoding="utf-8")
    assert run("eval", path, "--service", "doubling", "--input", '{"a": 4}').stdout == "twice: 8\n"
    result = run("eval", path, "--service", "halving")
    assert result.exit_code == 1
    assert 'there is no decision service "halving"; there are: doubling' in result.stderr
    assert run("eval", path, "--service", "doubling", "--decision", "twice").exit_code == 2


def test_a_check_for_columns_takes_related_rows(tmp_path: Path) -> None:
    table = tmp_path / "head.csv"
    table.write_text("U,=> amount\ntype,number\n1,sum(members.income)\n", encoding="utf-8")
    data = tmp_path / "people.parquet"
    pl.DataFrame({"household": [1, 1, 2], "income": [100, 200, 300]}).write_parquet(data)
    result = run("check", table, "--data", data, "--related", f"members={data}:household")
    assert "head.csv: 1 table, 1 rule: nothing found" in result.stdout
    assert run("check", table, "--related", f"members={data}:household").exit_code == 2


def test_the_grounds_say_what_a_result_is_worked_out_from(dated: Path) -> None:
    said = run(
        "explain", dated, "--input", '{"income": 600}', "--decision", "aid", "--on", "2026-01-01"
    ).stdout
    assert said.endswith(
        "By rule 1 of aid (aid.csv:3):\n"
        "- income: 600 (condition: below 900)\n"
        "- rate: 900, from the decision rate\n"
        "- Worked out as: rate - income\n"
    )


def test_the_last_line_is_explained_by_what_the_inputs_were(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "U,age,=> x,# law\ntype,number,number,\n1,>= 80,50,\notherwise,,0,Art. 1\n", encoding="utf-8"
    )
    assert run("explain", path, "--input", '{"age": 70}').stdout.endswith(
        "By the last line, because no other rule applies (t.csv:4)\n- age: 70\nLegal basis: Art. 1\n"
    )


def test_why_not_asks_about_an_output_of_the_decision_that_is_named(tmp_path: Path) -> None:
    for name, bound in {"old": 80, "very_old": 90}.items():
        table = f"U,age,=> amount\ntype,number,number\n1,>= {bound},50\n2,< {bound},0\n"
        (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
    asked = ["explain", tmp_path, "--input", '{"age": 78}', "--why-not", "amount=50"]
    assert "write one of old.amount, very_old.amount" in run(*asked).stderr
    assert "(2 too low)" in run(*asked, "--decision", "old").stdout


def test_why_not_of_several_tables_is_answered_by_the_nearest(tmp_path: Path) -> None:
    for name, bound in {"old": 80, "very_old": 90}.items():
        table = f"U,age,=> x\ntype,number,number\n1,>= {bound},50\n2,< {bound},0\n"
        (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>'
        for name in ("old", "very_old")
    )
    model = tmp_path / "m.dmn"
    assert run("convert", tmp_path, model).exit_code == 0
    text = model.read_text(encoding="utf-8")
    ids = dict(re.findall(r'<decision id="([^"]+)" name="([^"]+)"', text))
    for id_, name in ids.items():
        needs = needs.replace(f'#{name}"', f'#{id_}"')
    total = (
        f'<decision id="total" name="total"><variable name="total" typeRef="number"/>{needs}'
        "<literalExpression><text>old + very_old</text></literalExpression></decision></definitions>"
    )
    model.write_text(text.replace("</definitions>", total), encoding="utf-8")
    said = run("explain", model, "--input", '{"age": 85}', "--why-not", "total=100").stdout
    assert said.startswith(
        "Why not total: 100?\n"
        "total comes of several tables (old and very_old); the nearest is very_old:\n"
        "Nearest is rule 1 "
    )
    assert "age is 85, and the rule asks for at least 90 (5 too low)" in said


def test_a_call_that_cannot_be_understood_is_answered_in_the_language_asked_for(dated: Path) -> None:
    result = run("check", dated, "--on", "2025-01-01", "--from", "2025-01-01", lang="zh")
    assert result.exit_code == 2
    assert "只能给出其一" in result.stderr
