"""Scenarios are played by the engine of real cases, and whatever comes out otherwise is told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from minben.cli import build

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
FOOD = "services/food-licence/scenarios.yaml"


def scenarios_of(service: str = "*") -> int:
    """How many scenarios stand beside the district's services and bundles."""
    patterns = (f"*/{service}/scenarios.yaml", f"*/{service}/scenarios/*.yaml")
    paths = [path for pattern in patterns for path in GUANGAN.glob(pattern)]
    return sum(len(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths)


SCENARIOS = scenarios_of()
runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the district that may be changed."""
    return Path(shutil.copytree(GUANGAN, tmp_path / "guangan"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*words: str) -> tuple[int, str]:
    result = runner.invoke(build(), ["service", *words], env={"LANG": "C", "LC_ALL": "C"})
    return result.exit_code, result.output


def test_the_one_blueprint_below_is_meant_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GUANGAN, tmp_path / "blueprints" / "guangan")
    monkeypatch.chdir(tmp_path)
    assert run("test") == (0, f"{SCENARIOS} passed, 0 failed\n")
    (tmp_path / "blueprints" / "other").mkdir()
    (tmp_path / "blueprints" / "other" / "blueprint.yaml").touch()
    assert run("test")[0] == 2


def test_every_scenario_of_the_district_passes() -> None:
    code, said = run("test", str(GUANGAN))
    assert SCENARIOS >= 90
    assert (code, said.strip()) == (0, f"{SCENARIOS} passed, 0 failed")


def test_a_folder_of_one_service_is_tested_alone() -> None:
    assert run("test", str(GUANGAN / "services" / "food-licence")) == (0, "16 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("outcome: granted", "outcome: refused", 'outcome: expected "refused", came "granted"'),
        ("decided_by: officer", "decided_by: rule", 'decided_by: expected "rule", came "officer"'),
        (
            "inspect: passed, decide",
            "inspect: failed, decide",
            'steps inspect: expected "failed", came "passed"',
        ),
        (
            "inspect: 2026-03-16",
            "inspect: 2026-03-17",
            'due inspect: expected "2026-03-17", came "2026-03-16"',
        ),
        (
            "expires: 2031-03-02",
            "expires: 2030-03-02",
            'licences.expires: expected "2030-03-02", came "2031-03-02"',
        ),
        ("[食品经营许可证已签发]", "[已驳回]", 'notices: expected "已驳回"'),
        ("overdue: [accept]", "overdue: [inspect]", 'overdue inspect: expected "overdue", came "ready"'),
        ("error: already done", "error: not found", 'error: expected "not found", came "already done"'),
        (
            "verdict: granted}",
            "verdict: refused}",
            "cannot be done: A verdict against the applicant needs reasons",
        ),
        (
            '"91511602MA1234567C"',
            '"91511602MA1234567X"',
            "scenarios.yaml:5: granted-after-inspection: The last",
        ),
    ],
)
def test_what_comes_out_otherwise_is_told_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, FOOD, old, new)
    code, told = run("test", str(folder))
    assert code == 1
    assert said in told
    line = next(line for line in told.splitlines() if said in line)
    number = int(line.removeprefix(f"{folder / FOOD}:").partition(":")[0])
    assert number <= len((folder / FOOD).read_text(encoding="utf-8").splitlines())


def test_a_change_of_the_procedure_is_found(folder: Path) -> None:
    change(folder, "services/old-age-allowance/allowance.csv", "true,50,", "true,60,")
    code, told = run("test", str(folder / "services" / "old-age-allowance"))
    assert code == 1
    assert 'records benefits.amount: expected "50", came "60"' in told
    failed = int(told.splitlines()[-1].split()[2])
    assert 0 < failed < scenarios_of("old-age-allowance")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "decides: inspect",
            "decides: inspct",
            'scenarios.yaml:13: error: there is no step "inspct"; did you mean "inspect"?',
        ),
        ("verdict: passed", "verdict: pased", 'there is no verdict "pased"'),
        ("officer: approval/window", "officer: approval/windo", 'there is no post "approval/windo"'),
        ("premises: 广安区城南街道1号", "premise: 广安区城南街道1号", 'there is no question "premise"'),
        ("kind: company", "kid: company", 'there is no field "kid"'),
        (
            "until: 2026-03-10",
            "untill: 2026-03-10",
            "a mapping with officer or extend or applicant or service or corrects or records or passes or until",
        ),
    ],
)
def test_what_names_nothing_is_told_by_the_check(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, FOOD, old, new)
    result = runner.invoke(build(), ["blueprint", "check", str(folder)], env={"LANG": "C", "LC_ALL": "C"})
    assert result.exit_code == 1
    assert said in result.output
    assert run("test", str(folder))[0] == 1


def test_a_scenario_is_no_part_of_the_version(folder: Path) -> None:
    from minben.blueprint import read

    before = read(folder)
    change(folder, FOOD, "withdrawn:", "taken-back:")
    after = read(folder)
    assert after.version == before.version
    assert FOOD not in after.files
    assert read(GUANGAN).version == before.version


def test_where_there_is_no_blueprint_that_is_said(tmp_path: Path) -> None:
    code, said = run("test", str(tmp_path))
    assert code == 2
    assert "blueprint.yaml" in said


YOUNG = """
corrected-while-it-waits:
  given:
    day: 2026-03-02
    applicant: "512925195001050028"
    registers:
      population: [{name: 张玉珍, birth_date: 1950-01-05, division: "511602001001", living: yes}]
    answers: {account: "6222020000000000018"}
  when:
    - records: {population: [{name: 张玉珍, birth_date: 1940-01-05, division: "511602001001", living: yes}]}
  then:
    outcome: granted
    decided_by: rule
    counts: {benefits: 1}
    unsaid: [不予]
"""


def test_registers_change_while_a_case_waits_and_what_came_of_it_is_counted(folder: Path) -> None:
    service = folder / "services" / "old-age-allowance"
    shutil.rmtree(service / "scenarios", ignore_errors=True)
    (service / "scenarios.yaml").write_text(YOUNG, encoding="utf-8")
    assert run("test", str(service)) == (0, "1 passed, 0 failed\n")
    change(folder, "services/old-age-allowance/scenarios.yaml", "benefits: 1", "benefits: 0")
    change(folder, "services/old-age-allowance/scenarios.yaml", "不予", "已批准")
    code, said = run("test", str(service))
    assert code == 1
    assert 'counts benefits: expected "0", came "1"' in said
    assert 'unsaid 已批准: expected "-", came "您的高龄津贴已批准' in said
    change(
        folder,
        "services/old-age-allowance/scenarios.yaml",
        "birth_date: 1940-01-05",
        "birth_date: 1940-13-05",
    )
    code, said = run("test", str(service))
    assert code == 1
    assert "scenarios.yaml:10" in said
