"""A new service checks and its scenarios pass, or nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.blueprint import read
from minben.cli import build

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
LICENCE, ALLOWANCE = "511A0149300000", "512B0003600037"
LAW = "中华人民共和国行政许可法 第四十二条"
ENGLISH = {"LANG": "C", "LC_ALL": "C", "COLUMNS": "400"}
runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GUANGAN, tmp_path / "guangan"))


def new(folder: Path, *options: str, typed: str = "") -> tuple[int, str]:
    words = ["service", "new", str(folder), *options]
    result = runner.invoke(build(), words, input=typed, env=ENGLISH)
    return result.exit_code, result.output


def played(folder: Path, name: str) -> str:
    words = ["service", "test", str(folder / "services" / name)]
    return runner.invoke(build(), words, env=ENGLISH).output


def street_works(*more: str) -> list[str]:
    basic = ["--item", LICENCE, "--name", "street-works", "--for", "enterprise", "--post", "approval/window"]
    return [*basic, "--law", LAW, "--no-questions", *more]


def free_item(folder: Path, agency: str, kind: str) -> str:
    """An item of the agency and type that no service has."""
    blueprint = read(folder)
    taken = {service.item for service in blueprint.services.values()}
    fitting = (one for one in blueprint.items.values() if (one.agency, one.type) == (agency, kind))
    return next(one.code for one in fitting if one.code not in taken)


def test_a_licence_asked_for_at_the_terminal_gets_what_the_law_demands(folder: Path) -> None:
    typed = [
        LICENCE,
        "street-works",
        "",
        "enterprise",
        "approval/window",
        LAW,
        "",
        "premises",
        "",
        "",
        "",
        "",
        "",
        "",
    ]
    code, said = new(folder, typed="\n".join([*typed, "", ""]) + "\n")
    assert code == 0, said
    steps = read(folder).services["street-works"].steps
    limits = {name: str(step.limit) for name, step in steps.items() if step.limit}
    assert limits == {
        "accept": "5 working days",
        "recheck": "5 working days",
        "decide": "20 working days",
        "tell": "10 working days",
    }
    assert steps["accept"].overdue == "accepted"
    assert (steps["inspect"].people, steps["inspect"].post) == (2, "approval/window")
    assert played(folder, "street-works") == "5 passed, 0 failed\n"


def test_without_inspection_where_that_is_wanted(folder: Path) -> None:
    code, said = new(folder, *street_works("--shape", "officers", "--asks", "premises,area"))
    assert code == 0, said
    assert list(read(folder).services["street-works"].steps) == [
        "accept",
        "supplement",
        "recheck",
        "decide",
        "tell",
    ]
    assert played(folder, "street-works") == "5 passed, 0 failed\n"


def test_with_a_fee_and_a_material(folder: Path) -> None:
    more = ("--fee", "20", "--fee-basis", LAW, "--material", "site-plan=场地平面图")
    code, said = new(folder, *street_works(*more))
    assert code == 0, said
    service = read(folder).services["street-works"]
    assert service.charging is not None
    assert (service.charging.amount, service.charging.step, service.charging.before) == (
        "20",
        "pay",
        "decide",
    )
    assert service.materials["site_plan"].title["zh"] == "场地平面图"
    assert service.steps["supplement"].brings == ("site_plan",)
    assert played(folder, "street-works") == "6 passed, 0 failed\n"


def test_a_benefit_that_a_rule_grants_into_a_register(folder: Path) -> None:
    item = free_item(folder, "civil-affairs", "20")
    basic = ["--item", item, "--name", "heating", "--post", "civil-affairs/benefits", "--no-questions"]
    wish = [
        "--law",
        "中华人民共和国老年人权益保障法 第三十三条",
        "--reads",
        "population",
        "--asks",
        "bank-account",
    ]
    wish += ["--shape", "rule", "--writes", "benefits"]
    wish += ["--agreement", "中华人民共和国老年人权益保障法 第三十三条"]
    code, said = new(folder, *basic, *wish)
    assert code == 2
    assert "an entry of benefits needs more: kind, amount" in said
    wish += ["--field", 'kind="old-age-allowance"', "--field", "amount=100"]
    code, said = new(folder, *basic, *wish)
    assert code == 0, said
    service = read(folder).services["heating"]
    assert read(folder).agreements[-1].fields == ("id", "name", "sex", "birth_date", "division", "living")
    assert service.derives["holds"].source == "population_entry != null"
    (record, _) = service.steps["tell"].gives
    assert record.fields == {  # type: ignore[union-attr]
        "kind": '"old-age-allowance"',
        "amount": "100",
        "number": '"H" + case.number',
        "resident": "applicant",
        "account": "bank_account",
    }
    assert played(folder, "heating") == "5 passed, 0 failed\n"


def test_a_rule_over_what_is_asked(folder: Path) -> None:
    item = free_item(folder, "public-security", "20")
    basic = ["--item", item, "--name", "quick", "--post", "public-security/registry", "--no-questions"]
    wish = ["--law", "中华人民共和国户口登记条例 第三条", "--asks", "months", "--condition", "months < 12"]
    code, said = new(folder, *basic, *wish)
    assert code == 0, said
    assert played(folder, "quick") == "4 passed, 0 failed\n"
    code, said = new(folder, *basic[:2], "--name", "again", *basic[4:], *wish)
    assert code == 2
    assert "the item has a service already: 'quick'" in said


def test_the_agreement_that_is_missing_is_said(folder: Path) -> None:
    code, said = new(folder, *street_works("--reads", "population"))
    assert code == 2
    assert "approval may not read population for street-works" in said
    assert "purpose: street-works" in said
    assert not (folder / "services" / "street-works").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--post", "approval/windo"), 'there is no post "approval/windo"'),
        (("--asks", "premisses"), 'there is no fact "premisses"'),
        (("--applicant", "91511602MA1234567X"), "check for a typing mistake"),
        (("--shape", "rule"), "a rule needs something to look at"),
        (("--shape", "rule", "--asks", "months", "--condition", "months >"), "service.yaml"),
        (("--writes", "benefits"), "the register 'benefits' belongs to another agency"),
        (("--writes", "nothing"), "there is no register 'nothing'"),
        (("--material", "plan"), "NAME=VALUE is wanted: plan"),
    ],
)
def test_what_does_not_check_is_refused_and_not_written(
    folder: Path, options: tuple[str, ...], said: str
) -> None:
    code, told = new(folder, *street_works(*options))
    assert code in (1, 2)
    assert said in told
    assert not (folder / "services" / "street-works").exists()


def test_an_example_that_does_not_get_it_is_told_and_not_written(folder: Path) -> None:
    item = free_item(folder, "public-security", "20")
    basic = ["--item", item, "--name", "quick", "--post", "public-security/registry", "--no-questions"]
    wish = ["--law", "中华人民共和国户口登记条例 第三条", "--asks", "months", "--condition", "months < 12"]
    code, said = new(folder, *basic, *wish, "--example", "months=24")
    assert code == 1
    assert 'outcome: expected "granted", came "open"' in said
    assert not (folder / "services" / "quick").exists()


def test_an_item_that_is_not_published_is_refused(folder: Path) -> None:
    code, told = new(folder, "--item", "0000", "--no-questions")
    assert code == 2
    assert "has no item" in told
