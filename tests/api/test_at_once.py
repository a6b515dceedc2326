"""Machines that complete and withdraw: two at once, once more with the same key, killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from cases.test_at_once import everything, together
from facing import SYSTEM
from minben import cases
from minben.api.models import Deed
from minben.cases import models
from minben.ledger import acting

from .conftest import Machine, food
from .test_cases import officer

if TYPE_CHECKING:
    from facing import District
    from minben.node.postgres import Endpoint

ANSWERS = {"answers": {"premises_completed": "广安区城南街道8号2楼"}}


@pytest.fixture
def incomplete(machine: Machine, district: District) -> str:
    """The number of a case that the applicant has to complete."""
    number = str(machine.post("cases", food(), "1").json()["number"])
    window = officer(district, "window-officer")
    (task,) = cases.tasks(window).rows
    cases.decide(task.step_id, window, "incomplete", "请写明门牌号", {})
    return number


def completed(number: str) -> int:
    """How often the case was completed."""
    with acting(SYSTEM):
        done = models.Step.objects.filter(case__number=number, step="supplement", state="done")
        return models.Answers.objects.filter(step__in=done).count()


def test_completed_many_times_at_once_with_one_key_it_is_done_once(machine: Machine, incomplete: str) -> None:
    answers = together(5, lambda _: machine.post(f"cases/{incomplete}/steps/supplement", ANSWERS, "k").json())
    assert len({str(answer) for answer in answers}) == 1
    assert completed(incomplete) == 1
    with acting(SYSTEM):
        assert Deed.objects.count() == 1


def test_completed_at_once_without_a_key_one_is_told(machine: Machine, incomplete: str) -> None:
    answers = together(4, lambda _: machine.post(f"cases/{incomplete}/steps/supplement", ANSWERS).status_code)
    assert Counter(answers)[200] == 1
    assert set(answers) <= {200, 404, 409}
    assert completed(incomplete) == 1


def test_completed_and_withdrawn_at_once_it_comes_to_one_thing(machine: Machine, incomplete: str) -> None:
    def either(n: int) -> int:
        if n % 2:
            return machine.post(f"cases/{incomplete}/withdraw", {}, "w").status_code
        return machine.post(f"cases/{incomplete}/steps/supplement", ANSWERS, "c").status_code

    answers = together(4, either)
    assert answers[1] == answers[3] == 200
    assert set(answers) <= {200, 404, 409}
    assert machine.get(f"cases/{incomplete}").json()["outcome"] == "withdrawn"


def test_a_key_is_not_used_for_another_deed(machine: Machine, incomplete: str) -> None:
    assert machine.post(f"cases/{incomplete}/steps/supplement", ANSWERS, "k").status_code == 200
    other = machine.post(f"cases/{incomplete}/withdraw", {}, "k")
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "idempotency-key")
    assert machine.get(f"cases/{incomplete}").json()["outcome"] is None


def test_what_could_not_be_done_may_be_tried_again_with_its_key(machine: Machine, incomplete: str) -> None:
    wrong = machine.post(f"cases/{incomplete}/steps/supplement", {"answers": {}}, "k")
    assert wrong.status_code == 422
    with acting(SYSTEM):
        assert not Deed.objects.exists()
    assert machine.post(f"cases/{incomplete}/steps/supplement", ANSWERS, "k").status_code == 200


VICTIM = """
import sys, time
import django
django.setup()
from django.db import connections
from minben.api import cases
from minben.api.clients import client_of_token
from minben import cases as room

for alias in connections:
    connections[alias].settings_dict["NAME"] = sys.argv[1]

done = room.supplement

def supplement(*words):
    done(*words)
    print("in the middle", flush=True)
    time.sleep(600)

room.supplement = supplement
client = client_of_token(sys.argv[2])
cases.complete(client, sys.argv[3], "supplement", {"premises_completed": sys.argv[4]}, "k")
"""


def test_killed_in_between_nothing_is_done_and_the_key_is_free(
    machine: Machine, incomplete: str, database: Endpoint
) -> None:
    before = everything()
    answer = ANSWERS["answers"]["premises_completed"]
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, database.database, machine.token, incomplete, answer],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "minben.settings"},
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "in the middle\n"
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert everything() == before
    again = machine.post(f"cases/{incomplete}/steps/supplement", ANSWERS, "k")
    assert again.status_code == 200, again.content
    assert completed(incomplete) == 1
