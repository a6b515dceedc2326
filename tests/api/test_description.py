"""What the interface says of itself: OpenAPI, the schema of answers, the documentation, the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from files.making import picture
from minben.api.answers import answers_schema
from minben.api.commands import app
from minben.api.problems import Kind
from minben.api.urls import urlpatterns

from .conftest import ACCOUNT, ALLOWANCE, FILLED, FOOD, Machine, newborn
from .test_files import PLAN

if TYPE_CHECKING:
    from facing import District
    from minben.blueprint.model import Blueprint

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_description_lists_every_address(district: District) -> None:
    said = district.client().get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    described = {path.removeprefix("/api/v1/").replace("{", "<").replace("}", ">") for path in said["paths"]}
    ours = {str(entry.pattern) for entry in urlpatterns} - {"", "openapi.json"}
    assert described == ours


def test_what_is_answered_is_what_the_description_says(
    midwife: Machine, machine: Machine, district: District
) -> None:
    said = district.client().get("/api/v1/openapi.json").json()

    def described(path: str, method: str, status: int) -> Draft202012Validator:
        operation = said["paths"][f"/api/v1/{path}"][method]
        schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
        return Draft202012Validator({**schema, "components": said["components"]})

    for schema in said["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    sent = midwife.post("bundle-cases", newborn(), "1")
    number, case = sent.json()["number"], sent.json()["parts"][0]["case"]
    file = machine.send("files", picture(), "1", **PLAN)
    for path, method, answer in (
        ("bundles", "get", midwife.get("bundles")),
        ("bundles/{bundle}", "get", midwife.get("bundles/newborn")),
        ("bundle-cases", "post", sent),
        ("bundle-cases", "get", midwife.get("bundle-cases")),
        ("bundle-cases/{number}", "get", midwife.get(f"bundle-cases/{number}")),
        ("cases/{number}", "get", midwife.get(f"cases/{case}")),
        ("services/{service}", "get", machine.get(f"services/{FOOD}")),
        ("files", "post", file),
        ("bundle-cases/{number}/withdraw", "post", midwife.post(f"bundle-cases/{number}/withdraw", {}, "w")),
    ):
        described(path, method, answer.status_code).validate(answer.json())
    form = said["paths"]["/api/v1/files"]["post"]["requestBody"]["content"]
    assert set(form) == {"multipart/form-data"}


def test_every_address_and_every_problem_is_documented() -> None:
    for entry in urlpatterns:
        path = str(entry.pattern)
        assert not path or f"`/api/v1/{path.replace('<', '{').replace('>', '}')}`" in DOCUMENT, path
    assert [kind for kind in Kind if f"`{kind}`" not in DOCUMENT] == []


def test_the_schema_of_each_service_is_one(guangan: Blueprint) -> None:
    for service in guangan.services.values():
        Draft202012Validator.check_schema(answers_schema(guangan, service))


def test_the_schema_takes_what_the_service_takes(guangan: Blueprint) -> None:
    of_allowance = Draft202012Validator(answers_schema(guangan, guangan.services[ALLOWANCE]))
    assert of_allowance.is_valid({"account": ACCOUNT})
    assert not of_allowance.is_valid({})
    assert not of_allowance.is_valid({"account": ACCOUNT, "colour": "red"})
    of_food = Draft202012Validator(answers_schema(guangan, guangan.services[FOOD]))
    answers = {name: value for name, value in FILLED.items() if name not in ("plan", "rules")}
    assert of_food.is_valid(answers)
    assert not of_food.is_valid({**answers, "trade": "smuggling"})


def test_a_service_is_shown_with_what_it_reads_and_asks(machine: Machine) -> None:
    said = machine.get(f"services/{ALLOWANCE}").json()
    assert said["kind"] == "resident"
    assert "Household registration" in said["reads"]
    assert said["answers"]["required"] == ["account"]


def test_a_client_is_opened_listed_and_ended_by_commands(district: District) -> None:
    run = CliRunner()
    opened = run.invoke(app, ["open", "bank", "--agency", "approval", "--service", FOOD])
    assert opened.exit_code == 0, opened.output
    token = next(line for line in opened.stdout.splitlines() if line.startswith("mb_"))
    assert Machine(token).get("services").status_code == 200
    assert "bank approval food-licence" in run.invoke(app, ["list"]).stdout
    assert run.invoke(app, ["open", "bank", "--agency", "approval", "--service", FOOD]).exit_code == 1
    assert run.invoke(app, ["open", "two", "--agency", "nowhere", "--service", FOOD]).exit_code == 1
    assert run.invoke(app, ["open", "two", "--agency", "approval", "--service", "none"]).exit_code == 1
    assert run.invoke(app, ["end", "bank"]).exit_code == 0
    assert Machine(token).get("services").status_code == 401
