"""Machines hand files in: looked into as on the pages, kept once for a key, named by whoever brought them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.test_at_once import together
from facing import ELDER, SHOP, SYSTEM, check_digit, credit_code
from files.making import document, picture
from minben import cases, files
from minben.api.models import Upload
from minben.environment import Environment
from minben.ledger import Reach, acting, acts_about
from minben.pages.bodies import FILES_AT_ONCE, FRAME

from .conftest import FOOD, Machine, food
from .test_cases import officer

if TYPE_CHECKING:
    from facing import District

WHOM = {"subject_kind": "enterprise", "subject_id": credit_code(SHOP[:17])}
PLAN = {"service": FOOD, "material": "plan", **WHOM}
PNG = picture()


def named(*ids: str) -> dict[str, Any]:
    return {"kind": "file", "files": list(ids)}


def pointers(answer: Any) -> set[str]:
    return {fault["pointer"] for fault in answer.json()["errors"]}


def test_a_file_is_kept_and_named_by_the_application(machine: Machine, district: District) -> None:
    taken = machine.send("files", PNG, "1", **PLAN)
    assert taken.status_code == 201, taken.content
    said = taken.json()
    assert (said["type"], said["size"]) == ("png", len(PNG))
    assert said["sha256"] == hashlib.sha256(PNG).hexdigest()
    made = machine.post("cases", food(plan=named(said["id"])), "1")
    assert made.status_code == 201, made.content
    window = officer(district, "window-officer")
    file = cases.case_file(made.json()["number"], window)
    with acting(window.reach):
        plan = next(one for one in cases.materials_of(file) if one.material.name == "plan")
    assert [str(one.id) for one in plan.files] == [said["id"]]


def test_storing_it_is_an_act_of_the_client_about_the_person(machine: Machine, district: District) -> None:
    machine.send("files", PNG, "1", **PLAN)
    with acting(SYSTEM):
        acts = [act for act in acts_about(district.subjects["restaurant"]) if act.kind == "file.store"]
    assert [(act.actor.kind, act.purpose) for act in acts] == [("client", FOOD)]


def test_sent_again_with_its_key_it_is_the_same_file(machine: Machine) -> None:
    first, again = machine.send("files", PNG, "1", **PLAN), machine.send("files", PNG, "1", **PLAN)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for other in (
        machine.send("files", document(), "1", **PLAN),
        machine.send("files", PNG, "1", **PLAN | {"material": "rules"}),
    ):
        assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "idempotency-key")
    with acting(SYSTEM):
        assert Upload.objects.count() == 1


def test_sent_many_times_at_once_it_is_kept_once(machine: Machine) -> None:
    answers = together(5, lambda _: machine.send("files", PNG, "1", **PLAN).status_code)
    assert sorted(answers, key=str) == [200, 200, 200, 200, 201]
    with acting(SYSTEM):
        assert Upload.objects.count() == 1
        kept = files.kept(Upload.objects.values_list("file", flat=True))
    assert len(kept) == 1


def test_without_a_key_nothing_is_kept(machine: Machine) -> None:
    assert machine.send("files", PNG, **PLAN).status_code == 400
    with acting(SYSTEM):
        assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "changed", "status", "pointer"),
    [
        (b"", {}, 422, "/file"),
        (b"MZ" + bytes(200), {}, 422, "/file"),
        (PNG, {"sha256": "0" * 64}, 422, "/sha256"),
        (PNG, {"sha256": "no digest"}, 422, "/sha256"),
        (PNG, {"material": "nothing"}, 422, "/material"),
        (PNG, {"subject_id": check_digit(ELDER)}, 422, "/subject_id"),
        (PNG, {"subject_kind": "ghost"}, 422, "/subject_kind"),
        (PNG, {"service": "social-card"}, 404, "/service"),
    ],
)
def test_what_is_wrong_with_a_file_is_pointed_at(
    machine: Machine, content: bytes, changed: dict[str, str], status: int, pointer: str
) -> None:
    answer = machine.send("files", content, "1", **PLAN | changed)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), (
        answer.content
    )
    assert pointers(answer) == {pointer}
    with acting(SYSTEM):
        assert not Upload.objects.exists()


def test_a_request_without_a_file_is_told(machine: Machine) -> None:
    answer = machine.post("files", {}, "1")
    assert answer.status_code == 422
    assert "/file" in pointers(answer)


def test_the_digest_of_the_client_is_compared_in_any_case(machine: Machine) -> None:
    digest = hashlib.sha256(PNG).hexdigest().upper()
    assert machine.send("files", PNG, "1", sha256=digest, **PLAN).status_code == 201


def test_a_file_too_large_for_its_material_says_how_much_may_be(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINBEN_UPLOAD_LIMIT", "1")
    answer = machine.send("files", PNG + bytes(1_000_001), "1", **PLAN)
    assert (answer.status_code, pointers(answer)) == (422, {"/file"})
    assert "larger than 1 MB" in answer.json()["errors"][0]["detail"]


def test_a_request_too_large_for_the_address_is_answered_before_it_is_read(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINBEN_UPLOAD_LIMIT", "1")
    most = FILES_AT_ONCE * Environment.read().upload_limit + FRAME
    answer = machine.send("files", bytes(most), "1", **PLAN)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert str(most) in answer.json()["detail"]
    nobody = Machine("mb_nothing").send("files", bytes(3_000_000), "1", **PLAN)
    assert nobody.status_code == 413


def test_nobody_names_the_file_of_another_client_or_person(machine: Machine, stranger: Machine) -> None:
    theirs = stranger.send("files", PNG, "1", **PLAN).json()["id"]
    answer = machine.post("cases", food(plan=named(theirs)), "1")
    assert (answer.status_code, pointers(answer)) == (422, {"/answers/plan"})
    with acting(Reach()):
        assert not Upload.objects.exists()
    with acting(SYSTEM):
        assert not cases.Case.objects.exists()


@pytest.mark.parametrize("ids", [[], ["x"], ["01980000-0000-7000-8000-000000000000"], "x", [{}]])
def test_what_names_no_file_is_told(machine: Machine, ids: object) -> None:
    answer = machine.post("cases", food(plan={"kind": "file", "files": ids}), "1")
    assert (answer.status_code, pointers(answer)) == (422, {"/answers/plan"})


def test_a_file_of_one_case_is_none_of_another(machine: Machine) -> None:
    file = machine.send("files", PNG, "1", **PLAN).json()["id"]
    assert machine.post("cases", food(plan=named(file)), "1").status_code == 201
    again = machine.post("cases", food(plan=named(file)), "2")
    assert (again.status_code, pointers(again)) == (422, {"/answers/plan"})


def test_what_nothing_names_is_erased_and_its_key_says_so(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    machine.send("files", PNG, "1", **PLAN)
    monkeypatch.setattr("minben.cases.handing.LOOSE_AFTER", timedelta(0))
    assert cases.erase_loose() == 1
    answer = machine.send("files", PNG, "1", **PLAN)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (410, "file")


def test_a_step_is_completed_with_a_file(machine: Machine, district: District) -> None:
    number = machine.post("cases", food(), "1").json()["number"]
    window = officer(district, "window-officer")
    (task,) = cases.tasks(window).rows
    cases.decide(task.step_id, window, "incomplete", "请提供平面图", {})
    (asked,) = [step for step in machine.get(f"cases/{number}").json()["steps"] if step["yours"]]
    assert "plan" in asked["brings"]
    where = f"cases/{number}/steps/{asked['step']}"
    taken = machine.send(f"{where}/files", PNG, "1", material="plan")
    assert taken.status_code == 201, taken.content
    assert machine.send(f"{where}/files", PNG, "1", material="plan").json() == taken.json()
    answers = {"premises_completed": "广安区城南街道8号2楼", "plan": named(taken.json()["id"])}
    done = machine.post(where, {"answers": answers}, "2")
    assert done.status_code == 200, done.content
    assert machine.post(where, {"answers": answers}, "2").status_code == 200
    assert machine.send(f"{where}/files", PNG, "3", material="plan").status_code == 404


def test_handing_in_costs_the_same_whatever_was_handed_in_before(machine: Machine) -> None:
    machine.send("files", PNG, "0", **PLAN)
    with CaptureQueriesContext(connection) as first:
        machine.send("files", PNG, "1", **PLAN)
    for key in "2345":
        machine.send("files", PNG, key, **PLAN)
    with CaptureQueriesContext(connection) as last:
        machine.send("files", PNG, "6", **PLAN)
    assert len(last) == len(first)
