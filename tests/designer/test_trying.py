"""A case is played through step by step; on a terminal people are asked for what is missing."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import build

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
ENGLISH = {"LANG": "C", "LC_ALL": "C"}
OLD = """
day: 2026-03-02
applicant: "512925194001050023"
registers:
  population:
    - {name: 王桂兰, birth_date: 1940-01-05, division: "511602001001", living: yes}
answers: {account: "6222020000000000018"}
"""
RESTAURANT = """
day: 2026-03-02
applicant: "91511602MA1234567C"
registers:
  enterprises: [{name: 广安好吃餐饮有限公司}]
"""
runner = CliRunner()


def tried(tmp_path: Path, service: str, given: str) -> tuple[int, str]:
    file = tmp_path / "given.yaml"
    file.write_text(given, encoding="utf-8")
    words = ["service", "try", service, str(GUANGAN), "--given", str(file)]
    result = runner.invoke(build(), words, env=ENGLISH)
    return result.exit_code, result.output


def test_each_step_is_told_with_who_did_it_and_why(tmp_path: Path) -> None:
    code, said = tried(tmp_path, "old-age-allowance", OLD)
    assert code == 0
    assert "✔ Check of entitlement (accept): the rule: Entitled" in said
    assert "Age in whole years: 86, from Population" in said
    assert "Written to Benefits: number=GL511602-260302-00001" in said
    assert said.endswith("Outcome: granted, by the rule\n")


def test_off_a_terminal_it_says_what_the_case_waits_for(tmp_path: Path) -> None:
    answers = "answers: {premises: 广安区城南街道1号, trade: restaurant, manager: 刘勇}\n"
    answers += "materials: {plan: file, rules: commitment}\n"
    code, said = tried(tmp_path, "food-licence", RESTAURANT + answers)
    assert code == 0
    assert said.splitlines()[-2] == "No outcome yet"
    assert "waits for Approval bureau: reception" in said.splitlines()[-1]
    assert said.endswith("to be done by 2026-03-09\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("account:", "acount:", "acount: There is no such question"),
        ("1940-01-05", "1940-13-05", "registers.population.0.birth_date: This must be a real date"),
        ("day:", "dya:", 'there is no key "dya"'),
    ],
)
def test_what_is_wrong_with_what_is_given_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    code, told = tried(tmp_path, "old-age-allowance", OLD.replace(old, new))
    assert code == 1
    assert said in told


def test_on_a_terminal_answers_and_verdicts_are_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "given.yaml"
    file.write_text(RESTAURANT, encoding="utf-8")
    typed = [
        "广安区城南街道1号",
        "restaurant",
        "刘勇",
        "commitment",
        "",
        "1",
        "incomplete",
        "缺少门牌号",
        "6 working days",
        "withdraw",
    ]
    said = on_a_terminal(["service", "try", "food-licence", str(GUANGAN), "--given", str(file)], typed)
    assert "Acceptance (accept): an officer: To be completed" in said
    assert "缺少门牌号" in said
    assert "Today is 2026-03-10" in said
    assert "Outcome: withdrawn" in said


def on_a_terminal(words: list[str], typed: list[str]) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "minben.cli", *words],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **ENGLISH, "PYTHONIOENCODING": "utf-8"},
    ) as program:
        os.write(ours, ("\n".join(typed) + "\n").encode())
        said, _ = program.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    return said.decode()


def test_a_fee_is_paid_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "given.yaml"
    given = OLD.replace('account: "6222020000000000018"', "reason: lost")
    file.write_text(given, encoding="utf-8")
    words = ["service", "try", "id-card-replacement", str(GUANGAN), "--given", str(file)]
    said = on_a_terminal(words, ["lost", "1", ""])
    assert "Pay for the card (pay): the applicant: Paid" in said
    assert "costs CN¥40.00" in said


def test_a_step_of_another_service_waits_for_its_case(tmp_path: Path) -> None:
    given = (
        "day: 2026-09-07\napplicant: '512925197503080015'\n"
        "registers:\n  population: [{name: 罗建国, birth_date: 1975-03-08, division: '511602001001', living: yes}]\n"
        "answers: {account: '6222020000000000018', with_card: 'yes', category: limb, condition: 右下肢截肢}\n"
    )
    _, said = tried(tmp_path, "severe-disability-care-subsidy", given)
    assert "First, the disability card (card): waits for the case of another service" in said
    assert "No outcome yet" in said


def at_a_terminal(folder: Path, service: str, given: str, *typed: str) -> str:
    file = folder / "given.yaml"
    file.write_text(given, encoding="utf-8")
    return on_a_terminal(["service", "try", service, str(GUANGAN), "--given", str(file)], list(typed))


WORKS = """day: 2026-03-02
applicant: "91511602MA1234567C"
registers:
  enterprises: [{name: 广安管网建设有限公司, kind: company, state: open}]
answers: {project: 供水管网改造, place: 省道203线, measures: 半幅施工, ends: "2026-06-30", affects: "yes"}
"""
AID = """day: 2026-09-07
applicant: "512925198505050017"
registers:
  population: [{name: 唐勇, birth_date: 1985-05-05, division: "511602001001", living: yes}]
answers: {matter: other, story: 邻里纠纷, migrant: "no", per_head: "500"}
"""
HOSPITAL = """day: 2026-09-07
applicant: 91511602MA1234567C
registers:
  enterprises: [{name: 广安康民医院, kind: company, state: open}]
answers: {kind: hospital, premises: 广安区凤凰大道31号, doctors: "20", nurses: "40", departments: 内科}
"""
INSPECTED = ("1", "", "", "设施齐全")
CARE = """day: 2026-09-07
applicant: "512925197503080015"
registers:
  population: [{name: 罗建国, birth_date: 1975-03-08, division: "511602001001", living: yes}]
answers: {account: "6222020000000000018", with_card: "yes", category: limb, condition: 右下肢截肢}
"""


def test_each_of_several_posts_gives_its_verdict_and_who_is_missing_is_said(tmp_path: Path) -> None:
    accepted, roads, police = ("1", "", ""), ("1", "agreed", ""), ("1", "opposed", "无绕行条件")
    said = at_a_terminal(tmp_path, "road-works", WORKS, *accepted, *roads, *police, "")
    assert "2 posts do it together, 1 have given their verdict" in said
    assert "Transport: roads: Agreed" in said
    assert "Public security: safety of traffic: Opposed" in said
    assert "Decision (decide): waits for" in said


def test_a_longer_limit_is_asked_for_and_allowed_by_the_head(tmp_path: Path) -> None:
    accepted, agreed = ("1", "", ""), ("1", "", "")
    said = at_a_terminal(
        tmp_path, "road-works", WORKS, *accepted, *agreed, *agreed, "extend 1", "需核实", "2", "", "", ""
    )
    assert "Extension: Decision (decide.extension): waits for" in said
    assert "Extension: Decision (decide.extension): an officer: Allowed" in said
    assert "to be done by 2026-04-14" in said


def test_a_limit_that_cannot_be_extended_offers_no_extension(tmp_path: Path) -> None:
    said = at_a_terminal(tmp_path, "road-works", WORKS, "extend 1", "想晚一点", "")
    assert "'extend NUMBER'" not in said
    assert "No law allows this limit to be extended" in said


def test_a_refusal_can_be_appealed_against_once(tmp_path: Path) -> None:
    refused = ("", "1", "refused", "不属于范围")
    said = at_a_terminal(tmp_path, "legal-aid", AID, *refused, "appeal", "人身损害", "1", "", "", "")
    assert "Appeal (appeal): an officer: Decide again" in said
    assert said.count("'appeal'") == 1
    assert said.endswith("No outcome yet\n" + said[said.rindex("  Decision (decide): waits for") :])


def test_days_pass_while_experts_review_and_the_clock_of_the_decision_stands(tmp_path: Path) -> None:
    done, reviewed = ("1", "", ""), ("5 working days", "1", "", "")
    typed = (*done, *INSPECTED, *INSPECTED, *reviewed, "")
    said = at_a_terminal(tmp_path, "medical-institution", HOSPITAL, *typed)
    assert "the time for “Decision” does not run" in said
    assert "the time for “Decision” runs on" in said
    assert said.rstrip().endswith("to be done by 2026-10-16")


def test_the_case_of_another_service_is_played_along(tmp_path: Path) -> None:
    assessed = ("2", "", "", "limb", "2")
    said = at_a_terminal(tmp_path, "severe-disability-care-subsidy", CARE, *assessed, *assessed, "2", "", "")
    assert "[Disability card 511602-260907-01001] Decision (decide): an officer: Granted" in said
    assert "First, the disability card (card): another service: Issued" in said
    assert "Outcome: granted, by the rule" in said


def test_a_day_is_come_to_and_what_is_not_understood_is_said(tmp_path: Path) -> None:
    said = at_a_terminal(tmp_path, "road-works", WORKS, "2026-03-10", "next week", "")
    assert "Today is 2026-03-10" in said
    assert "Not understood: 'next week'" in said
    assert "Acceptance (accept): the law, for the limit has passed: Accepted" in said
