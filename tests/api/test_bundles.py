"""Machines send bundles in, see how they stand and take them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from cases.test_at_once import together
from facing import SYSTEM
from minben import cases
from minben.api.clients import open_client
from minben.api.models import BundleSubmission
from minben.ledger import Reach, acting, acts_about, seal_once

from .conftest import NEWBORN, Machine, newborn
from .test_cases import officer

if TYPE_CHECKING:
    from facing import District

CERTIFICATE, REGISTRATION, INSURANCE, CARD = NEWBORN


def decide(district: District, persona: str, verdict: str, reasons: str = "") -> None:
    who = officer(district, persona)
    (task,) = cases.tasks(who).rows
    cases.decide(task.step_id, who, verdict, reasons, {})


def stands(said: dict[str, Any]) -> dict[str, str]:
    return {part["service"]: part["outcome"] or part["state"] for part in said["parts"]}


def test_bundles_are_listed_and_described(midwife: Machine) -> None:
    assert [one["id"] for one in midwife.get("bundles").json()] == ["newborn"]
    said = midwife.get("bundles/newborn").json()
    assert [one["service"] for one in said["services"]] == list(NEWBORN)
    assert said["services"][1]["after"] == [CERTIFICATE]
    schema = Draft202012Validator(said["answers"])
    assert schema.is_valid(newborn()["answers"])
    assert not schema.is_valid({**newborn()["answers"], "colour": "red"})
    assert list(said["answers"]["properties"]).count("child_name") == 1


def test_a_bundle_is_sent_in_and_stands_as_it_does_for_the_person(
    midwife: Machine, district: District
) -> None:
    answer = midwife.post("bundle-cases", newborn(), "1")
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert stands(said) == {CERTIFICATE: "received", REGISTRATION: "waiting", INSURANCE: "waiting"}
    assert midwife.get(f"bundle-cases/{said['number']}").json() == said
    case = midwife.get(f"cases/{said['parts'][0]['case']}").json()
    assert (case["service"], case["bundle"]) == (CERTIFICATE, said["number"])
    page = district.client("parent").get(f"/my/bundles/{said['number']}").content.decode()
    assert "0 of 3 done" in page


def test_a_case_that_began_by_itself_is_the_clients_too(midwife: Machine, district: District) -> None:
    number = midwife.post("bundle-cases", newborn(), "1").json()["number"]
    decide(district, "health-births", "issued")
    assert cases.go_on_bundles() == 1
    said = midwife.get(f"bundle-cases/{number}").json()
    assert stands(said)[REGISTRATION] == "received"
    registration = said["parts"][1]["case"]
    assert midwife.get(f"cases/{registration}").status_code == 200
    seal_once()
    followed = {event["case"] for event in midwife.get("events").json()["events"]}
    assert registration in followed
    assert midwife.post(f"cases/{registration}/withdraw", {}).json()["outcome"] == "withdrawn"


def test_what_is_not_possible_is_told_with_its_reason(midwife: Machine, district: District) -> None:
    number = midwife.post("bundle-cases", newborn(), "1").json()["number"]
    decide(district, "health-births", "refused", "没有分娩记录")
    cases.go_on_bundles()
    said = midwife.get(f"bundle-cases/{number}").json()
    part = said["parts"][1]
    assert (part["state"], part["because"], said["over"]) == ("impossible", CERTIFICATE, 3)
    assert "which was refused" in part["told"]
    chinese = Machine(midwife.token, "zh").get(f"bundle-cases/{number}").json()
    assert "而后者没有准予" in chinese["parts"][1]["told"]


def test_the_same_key_gives_the_same_bundle_and_no_other(midwife: Machine) -> None:
    first, again = midwife.post("bundle-cases", newborn(), "1"), midwife.post("bundle-cases", newborn(), "1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = midwife.post("bundle-cases", newborn(insure=False), "1")
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "idempotency-key")
    assert midwife.post("bundle-cases", newborn()).status_code == 400


def test_a_key_sent_many_times_at_once_makes_one_bundle(midwife: Machine) -> None:
    answers = together(5, lambda _: midwife.post("bundle-cases", newborn(), "1").status_code)
    assert sorted(answers, key=str) == [200, 200, 200, 200, 201]
    with acting(SYSTEM):
        assert BundleSubmission.objects.count() == cases.Bundle.objects.count() == 1
        assert cases.Case.objects.count() == 1


def test_wrong_answers_are_pointed_at(midwife: Machine) -> None:
    answer = midwife.post("bundle-cases", newborn(born="2999-01-01", colour="red"), "1")
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/answers/born", "/answers/colour"}
    with acting(SYSTEM):
        assert not cases.Bundle.objects.exists()


def test_a_client_that_lacks_a_service_is_told_which(district: District) -> None:
    narrow = Machine(open_client("clinic", "health", NEWBORN[:2], per_minute=100))
    assert narrow.get("bundles").json() == []
    for answer in (narrow.get("bundles/newborn"), narrow.post("bundle-cases", newborn(), "1")):
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "bundle")
        assert f"{INSURANCE}, {CARD}" in answer.json()["detail"]
    assert narrow.get("bundles/nothing").status_code == 404
    with acting(SYSTEM):
        assert not cases.Bundle.objects.exists()


def test_another_client_neither_sees_nor_withdraws_it(midwife: Machine, district: District) -> None:
    said = midwife.post("bundle-cases", newborn(), "1").json()
    other = Machine(open_client("other", "health", NEWBORN, per_minute=100))
    assert other.get(f"bundle-cases/{said['number']}").status_code == 404
    assert other.post(f"bundle-cases/{said['number']}/withdraw", {}).status_code == 404
    assert other.get(f"cases/{said['parts'][0]['case']}").status_code == 404
    assert other.get("bundle-cases").json() == {"bundles": [], "after": None}
    seal_once()
    assert other.get("events").json()["events"] == []
    with acting(Reach(subjects=(district.subjects["parent"],))):
        assert not BundleSubmission.objects.exists()


def test_it_is_taken_back_once_for_a_key(midwife: Machine) -> None:
    number = midwife.post("bundle-cases", newborn(), "1").json()["number"]
    answers = together(4, lambda _: midwife.post(f"bundle-cases/{number}/withdraw", {}, "w").status_code)
    assert answers == [200] * 4
    said = midwife.get(f"bundle-cases/{number}").json()
    assert said["withdrawn"]
    assert set(stands(said).values()) == {"withdrawn"}
    without = midwife.post(f"bundle-cases/{number}/withdraw", {})
    assert (without.status_code, without.json()["type"].rpartition("/")[2]) == (409, "not-now")


def test_looking_at_it_is_an_act_about_the_person(midwife: Machine, district: District) -> None:
    midwife.post("bundle-cases", newborn(), "1")
    with acting(SYSTEM):
        acts = acts_about(district.subjects["parent"])
    assert {"bundle.receive", "bundle.read"} <= {act.kind for act in acts if act.actor.kind == "client"}


def test_pages_of_bundles_follow_one_another_and_cost_the_same(midwife: Machine) -> None:
    numbers = [midwife.post("bundle-cases", newborn(), str(n)).json()["number"] for n in range(3)]
    first = midwife.get("bundle-cases?limit=2").json()
    rest = midwife.get(f"bundle-cases?limit=2&after={first['after']}").json()
    assert [one["number"] for one in first["bundles"] + rest["bundles"]] == numbers[::-1]
    with CaptureQueriesContext(connection) as few:
        midwife.get("bundle-cases?limit=1")
    with CaptureQueriesContext(connection) as many:
        midwife.get("bundle-cases?limit=3")
    assert len(few) == len(many)
