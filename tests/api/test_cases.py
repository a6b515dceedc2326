"""Machines send in cases, look at their own, complete and withdraw them, and follow what happens."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.test_licence import WINDOW
from facing import SYSTEM
from minben import cases
from minben.api.clients import end_client, open_client
from minben.api.models import Submission
from minben.ledger import acting, acts_about, acts_of_case, seal_once, verify_ledger
from minben.people import Officer, standing_of

from .conftest import ALLOWANCE, FOOD, Machine, allowance, food

if TYPE_CHECKING:
    from facing import District

STATEMENTS = 21
"""For making a case that reads one register for its applicant and once more for its agency."""


def officer(district: District, persona: str) -> Officer:
    from minben.ledger import legal_today

    chosen = standing_of(district.accounts[persona], district.blueprint, legal_today()).capacities[0]
    assert isinstance(chosen, Officer)
    return chosen


def test_a_case_is_made_and_decided_by_rules_at_once(machine: Machine, district: District) -> None:
    answer = machine.post("cases", allowance(), "1")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["state"], made["outcome"]) == ("closed", "granted")
    seen = machine.get(f"cases/{made['number']}").json()
    assert [step["state"] for step in seen["steps"]] == ["done"] * 4
    assert "granted" in seen["notices"][0]["text"]


def test_the_same_key_gives_the_same_case(machine: Machine) -> None:
    first = machine.post("cases", allowance(), "1")
    again = machine.post("cases", allowance(), "1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_case_is_made_by_few_statements(machine: Machine) -> None:
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert machine.post("cases", food(), f"k{number}").status_code == 201
    said = [" ".join(str(one["sql"]).split()) for one in asked]
    assert len(said) <= STATEMENTS, "\n".join(line[:120] for line in said)


def test_a_key_is_not_used_for_another_request(machine: Machine) -> None:
    machine.post("cases", allowance(), "1")
    for other in (allowance(answers={"account": "6228480000000000015"}), food()):
        answer = machine.post("cases", other, "1")
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("/idempotency-key")


def test_the_keys_of_two_clients_do_not_meet(machine: Machine, stranger: Machine) -> None:
    first = machine.post("cases", food(), "1").json()
    second = stranger.post("cases", food(), "1")
    assert second.status_code == 201
    assert second.json()["number"] != first["number"]


def test_a_key_sent_many_times_at_once_makes_one_case(machine: Machine) -> None:
    answers: list[int] = []

    def send() -> None:
        try:
            answers.append(machine.post("cases", food(), "1").status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 5 + [201]
    with acting(SYSTEM):
        assert Submission.objects.count() == cases.Case.objects.count() == 1


def test_without_a_key_nothing_is_made(machine: Machine) -> None:
    answer = machine.post("cases", allowance())
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    with acting(SYSTEM):
        assert not cases.Case.objects.exists()


def test_wrong_answers_are_pointed_at_in_the_readers_language(machine: Machine) -> None:
    request = allowance(answers={"account": "123", "colour": "red"})
    said = machine.post("cases", request, "1").json()
    assert {fault["pointer"] for fault in said["errors"]} == {"/answers/account", "/answers/colour"}
    chinese = Machine(machine.token, "zh").post("cases", request, "1").json()
    assert "没有这一问题" in {fault["detail"] for fault in chinese["errors"]}


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        ({"service": ALLOWANCE}, "/subject"),
        (allowance(subject={"kind": "ghost", "id": "1"}), "/subject/kind"),
        (allowance(answers=[]), "/answers"),
        (allowance(subject={"kind": "resident", "id": "1" * 65}), "/subject/id"),
    ],
)
def test_a_request_of_another_shape_is_pointed_at(machine: Machine, request_: object, pointer: str) -> None:
    answer = machine.post("cases", request_, "1")
    assert answer.status_code == 422
    assert pointer in {fault["pointer"] for fault in answer.json()["errors"]}


def test_a_body_that_is_no_json_is_told(machine: Machine) -> None:
    answer = machine.post("cases", "{", "1")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_nobody_unknown_gets_a_case(machine: Machine) -> None:
    answer = machine.post("cases", allowance(subject={"kind": "resident", "id": "512925194103039999"}), "1")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/subject/id"


def test_a_client_uses_its_services_only(district: District) -> None:
    narrow = Machine(open_client("kiosk", "approval", [FOOD], per_minute=100))
    assert narrow.post("cases", allowance(), "1").status_code == 404
    assert [one["id"] for one in narrow.get("services").json()] == [FOOD]
    assert narrow.get(f"services/{ALLOWANCE}").status_code == 404


def test_a_client_sees_its_own_cases_only(machine: Machine, stranger: Machine) -> None:
    number = machine.post("cases", food(), "1").json()["number"]
    assert stranger.get(f"cases/{number}").status_code == 404
    assert stranger.post(f"cases/{number}/withdraw", {}).status_code == 404
    assert stranger.get("cases").json()["cases"] == []
    assert [one["number"] for one in machine.get("cases").json()["cases"]] == [number]


def test_pages_of_cases_follow_one_another(machine: Machine) -> None:
    numbers = [machine.post("cases", food(), str(n)).json()["number"] for n in range(3)]
    first = machine.get("cases?limit=2").json()
    rest = machine.get(f"cases?limit=2&after={first['after']}").json()
    assert [one["number"] for one in first["cases"] + rest["cases"]] == numbers[::-1]
    assert rest["after"] is None


def test_an_application_is_completed_by_the_machine(machine: Machine, district: District) -> None:
    number = machine.post("cases", food(), "1").json()["number"]
    window = officer(district, "window-officer")
    (task,) = cases.tasks(window).rows
    cases.decide(task.step_id, window, "incomplete", "请写明门牌号", {})
    (asked,) = [step for step in machine.get(f"cases/{number}").json()["steps"] if step["yours"]]
    assert asked["asks"]["required"] == ["premises_completed"]
    wrong = machine.post(f"cases/{number}/steps/{asked['step']}", {"answers": {}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/answers/premises_completed")
    answers = {"premises_completed": "广安区城南街道8号2楼"}
    done = machine.post(f"cases/{number}/steps/{asked['step']}", {"answers": answers})
    assert done.status_code == 200
    again = machine.post(f"cases/{number}/steps/{asked['step']}", {"answers": answers})
    assert again.status_code == 404


def test_a_case_is_withdrawn_once(machine: Machine) -> None:
    number = machine.post("cases", food(), "1").json()["number"]
    assert machine.post(f"cases/{number}/withdraw", {}).json()["outcome"] == "withdrawn"
    again = machine.post(f"cases/{number}/withdraw", {})
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "not-now")


def test_what_happens_is_followed_by_the_leaf(machine: Machine, stranger: Machine) -> None:
    made = machine.post("cases", allowance(), "1").json()
    seal_once()
    page = machine.get("events").json()
    assert {one["case"] for one in page["events"]} == {made["number"]}
    kinds = [one["kind"] for one in page["events"]]
    assert kinds[0] == "case.receive"
    assert "case.conclude" in kinds
    assert machine.get(f"events?after={page['after']}").json() == {"events": [], "after": page["after"]}
    assert stranger.get("events").json()["events"] == []


def test_what_a_machine_does_is_among_the_acts_about_the_person(machine: Machine, district: District) -> None:
    number = machine.post("cases", allowance(), "1").json()["number"]
    machine.get(f"cases/{number}")
    with acting(SYSTEM):
        acts = acts_about(district.subjects["elder"])
    by_machine = {act.kind for act in acts if act.actor.kind == "client"}
    assert {"case.receive", "case.read"} <= by_machine


def test_the_ledger_verifies_with_the_effects_of_machines(machine: Machine, district: District) -> None:
    machine.post("cases", allowance(), "1")
    number = machine.post("cases", food(), "2").json()["number"]
    window = officer(district, "window-officer")
    (task,) = cases.tasks(window).rows
    cases.decide(task.step_id, window, "incomplete", "请写明门牌号", {})
    answers = {"premises_completed": "广安区城南街道8号2楼"}
    machine.post(f"cases/{number}/steps/supplement", {"answers": answers})
    machine.post(f"cases/{number}/withdraw", {})
    seal_once()
    from minben.environment import Environment
    from minben.ledger import public_keys

    report = verify_ledger(public_keys(Environment.read().home), effects=True)
    assert [finding.line("en") for finding in report.findings.kept] == []
    with acting(SYSTEM):
        case = cases.Case.objects.get(number=number)
        assert acts_of_case(case.id)[0].actor.kind == "client"
    assert window.post.id == WINDOW


@pytest.mark.parametrize("token", ["", "mb_nothing", "nothing"])
def test_without_a_token_that_is_good_nothing_is_told(district: District, token: str) -> None:
    nobody = Machine(token)
    for answer in (nobody.get("services"), nobody.get("cases"), nobody.post("cases", allowance(), "1")):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["type"].endswith("/token")


def test_an_ended_client_is_nobody(machine: Machine) -> None:
    assert machine.get("services").status_code == 200
    assert end_client("province")
    assert machine.get("services").status_code == 401
    assert not end_client("province")


def test_a_client_may_ask_so_often_and_no_more(district: District) -> None:
    slow = Machine(open_client("slow", "approval", [FOOD], per_minute=2))
    answers = [slow.get("services") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_a_signed_in_person_is_no_client(district: District) -> None:
    assert district.client("elder").get("/api/v1/cases").status_code == 401


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Applied through a machine"), ("zh", "通过机器接口申请")]
)
def test_the_persons_page_says_that_a_machine_sent_it_in(
    machine: Machine, district: District, language: str, said: str
) -> None:
    number = machine.post("cases", allowance(), "1").json()["number"]
    page = district.client("elder", language).get(f"/my/cases/{number}").content.decode()
    assert said in page
