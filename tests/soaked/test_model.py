"""The model that a soak holds its cases against knows the services as they are, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from soak.model import PROCEDURES, expect

from minben.cases import favourable

if TYPE_CHECKING:
    from minben.blueprint import Blueprint

NEVER_OPENED = {"legal-aid": {"provide", "go_on"}}
"""Steps for which nobody in a soak applies."""


@pytest.mark.parametrize("service", PROCEDURES)
def test_the_model_knows_every_step_and_who_does_it(service: str, guangan: Blueprint) -> None:
    steps = guangan.services[service].steps
    known = PROCEDURES[service].steps
    assert known.keys() == steps.keys() - NEVER_OPENED.get(service, set())
    events = {event for opening in known.values() for each in opening.after for event in each.split()}
    events |= PROCEDURES[service].ends.keys() | {
        f"{step}.{one.rule}" for step, one in known.items() if one.rule
    }
    said = {f"{step.id}.{verdict.id}" for step in steps.values() for verdict in step.verdicts}
    assert events <= said


@pytest.mark.parametrize("service", PROCEDURES)
def test_the_model_ends_as_the_service_says(service: str, guangan: Blueprint) -> None:
    defined = guangan.services[service]
    ends = {
        f"{step}.{verdict or favourable(defined.steps[step])}": str(outcome)
        for outcome, needs in defined.outcomes.items()
        for step, _, verdict in (need.partition(".") for need in needs)
        if step not in NEVER_OPENED.get(service, set())
    }
    modelled = PROCEDURES[service].ends
    assert modelled.items() <= ends.items()
    # What only the model of a rule leaves out is what the rule never gives.
    assert {event.partition(".")[0] for event in ends.keys() - modelled.keys()} <= {
        step for step, opening in PROCEDURES[service].steps.items() if opening.rule
    }


def test_a_refusal_leaves_nothing_to_be_done() -> None:
    case = expect("food-licence", {"plan": {"kind": "later"}}, {"accept": "not-accepted"})
    assert (case.state, case.outcome, case.ready) == ("closed", "not accepted", frozenset())


def test_a_decision_waits_for_what_was_promised() -> None:
    verdicts = {"accept": "accepted", "inspect": "passed"}
    assert "decide" in expect("food-licence", {"plan": {"kind": "commitment"}}, verdicts).ready
    assert expect("food-licence", {"plan": {"kind": "later"}}, verdicts).ready == {"plan_later"}


def test_a_grant_is_entered_once() -> None:
    verdicts = {"accept": "incomplete", "supplement": "done", "recheck": "accepted"}
    verdicts |= {"visit": "failed", "review": "agreed", "decide": "granted"}
    case = expect("temporary-land-use", {}, verdicts)
    assert (case.state, case.outcome, case.records) == ("closed", "granted", 1)


def test_a_verdict_that_nobody_could_give_is_not_expected() -> None:
    assert "decide" not in expect("temporary-land-use", {}, {"decide": "granted"}).done
