"""Scenarios of bundles are played by what receives real ones; whatever comes out otherwise is told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .test_testing import GUANGAN, change, run

NEWBORN = "bundles/newborn/scenarios.yaml"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district with the services of its bundles and nothing else to be tested."""
    folder = Path(shutil.copytree(GUANGAN, tmp_path_factory.mktemp("bundles") / "guangan"))
    for scenarios in folder.glob("services/*/scenarios*"):
        shutil.rmtree(scenarios) if scenarios.is_dir() else scenarios.unlink()
    return folder


@pytest.fixture
def folder(district: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(district, tmp_path / "guangan"))


@pytest.mark.parametrize("bundle", ["newborn", "restaurant", "retirement", "closing"])
def test_every_bundle_of_the_district_has_scenarios_that_pass(district: Path, bundle: str) -> None:
    code, said = run("test", str(district / "bundles" / bundle))
    passed = int(said.split()[0])
    assert (code, said) == (0, f"{passed} passed, 0 failed\n")
    assert passed >= 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[child_name, born,", "[born, child_name,", "asked: expected"),
        ("birth-registration: waiting", "birth-registration: open", 'expected "open", came "waiting"'),
        ("social-card: not wanted", "social-card: waiting", 'expected "waiting", came "not wanted"'),
        (
            "residents-medical-enrolment: birth-registration",
            "residents-medical-enrolment: birth-certificate",
            'because residents-medical-enrolment: expected "birth-certificate", came "birth-registration"',
        ),
        ("fees: {birth-certificate: 0}", "fees: {birth-certificate: 40}", 'expected "40", came "0"'),
        ("total: 0", "total: 12.50", 'total: expected "12.50", came "0"'),
        ("后者没有准予", "后者没有受理", 'notices: expected "以“《出生医学证明》'),
        ("due: {verify: 2026-09-10}", "due: {verify: 2026-09-11}", 'due verify: expected "2026-09-11"'),
        ("holder: 51160220260820002X", "holder: 511602202608200020", "social-cards.holder: expected"),
        ("error: answers", "error: not now", 'error: expected "not now", came "answers"'),
        ("verdict: issued}", "verdict: refused}", "cannot be done: A verdict against the applicant"),
    ],
)
def test_what_comes_out_otherwise_is_told_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, NEWBORN, old, new)
    code, told = run("test", str(folder / "bundles" / "newborn"))
    assert code == 1
    line = next(line for line in told.splitlines() if said in line)
    number = int(line.removeprefix(f"{folder / NEWBORN}:").partition(":")[0])
    assert 0 < number <= len((folder / NEWBORN).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("in: birth-certificate,", "in: birth-certficate,", 'no service "birth-certficate"'),
        ("decides: verify", "decides: verfy", 'no step "verfy"'),
        ("child_name: 周小禾", "childs_name: 周小禾", 'no question "childs_name"'),
        ("asked: [child_name,", "asked: [name,", 'no question "name"'),
        ("social-card: not wanted", "card: not wanted", 'no service "card"'),
        (
            "birth-registration: birth-certificate",
            "birth-registration: certificate",
            'no service "certificate"',
        ),
        ("due: {verify:", "due: {check:", 'no step "check"'),
        ("households: [{household:", "households: [{house:", 'no field "house"'),
    ],
)
def test_what_names_nothing_is_told_by_the_check(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, NEWBORN, old, new)
    code, told = run("test", str(folder / "bundles" / "newborn"))
    assert code == 1
    assert said in told


PAPERS = """\
title: {zh: 证件, en: Papers}
summary: {zh: 一并办理, en: Both at once}
for: resident
lead: public-security
law: [{cite: 中华人民共和国居民身份证法 第十一条}]
services:
  id-card-replacement: {}
  social-card:
    answers: {for_child: "false"}
"""
PAID = """\
both:
  given:
    day: 2026-09-07
    applicant: "512925198806200015"
    registers:
      population: [{name: 陈军, sex: male, birth_date: 1988-06-20, division: "511602001001", living: yes}]
    answers: {reason: lost}
  when:
    - {in: id-card-replacement, does: {applicant: pays}}
  then:
    services: {id-card-replacement: open, social-card: granted}
    fees: {id-card-replacement: 40, social-card: 0}
    total: 40
    cases: {id-card-replacement: {steps: {pay: paid}}}
"""


def test_fees_are_charged_by_each_case_and_added_up(folder: Path) -> None:
    bundle = folder / "bundles" / "papers"
    bundle.mkdir()
    (bundle / "bundle.yaml").write_text(PAPERS, encoding="utf-8")
    (bundle / "scenarios.yaml").write_text(PAID, encoding="utf-8")
    assert run("test", str(bundle)) == (0, "1 passed, 0 failed\n")
    change(folder, "bundles/papers/scenarios.yaml", "total: 40", "total: 41")
    assert 'total: expected "41", came "40.00"' in run("test", str(bundle))[1]


def test_registers_that_change_meanwhile_are_known_to_what_begins_later(folder: Path) -> None:
    text = (folder / NEWBORN).read_text(encoding="utf-8")
    text = text[: text.index("\nno-certificate-no-registration")]
    text = text[text.index("the-others-wait") :].replace(
        "  when: [{passes: 2 working days}]\n",
        "  when:\n"
        '    - records: {population: [{name: 周雨, birth_date: 1995-06-20, division: "511600000000", living: yes}]}\n'
        "    - {in: birth-certificate, does: {officer: health/births, decides: verify, verdict: issued}}\n",
    )
    then = text.index("  then:")
    text = text[:then] + "  then:\n    cases: {birth-registration: {steps: {accept: ready}}}\n"
    (folder / NEWBORN).write_text(text, encoding="utf-8")
    # Not a household of the district any more: no rule accepts the registration.
    assert run("test", str(folder / "bundles" / "newborn")) == (0, "1 passed, 0 failed\n")


def test_scenarios_of_a_bundle_are_no_part_of_the_version(folder: Path) -> None:
    from minben.blueprint import read

    before = read(folder)
    change(folder, NEWBORN, "the-others-wait:", "others-wait:")
    assert read(folder).version == before.version
    assert NEWBORN not in before.files
