"""A soak finds what was lost, done twice or done by nobody: a check that finds nothing ever would prove nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from soak.ending import Known, Standing, amiss
from soak.memory import Deed, Deeds, What

DEED = Deed(What.VERDICT, "step", "granted", "officer")
CASE = Known("id-card-replacement", {})
DONE = {"accept": "accepted", "pay": "paid", "make": "issued", "deliver": "done"}
GRANTED = Standing("closed", "granted", 0, 1, 0, {step: ("done", verdict) for step, verdict in DONE.items()})


def told(asked: int, done: int, refused: int, took: int) -> list[str]:
    """What is said of a deed that was asked for, acknowledged and refused so often, and took effect so often."""
    deeds = Deeds(*(Counter({DEED: times} if times else {}) for times in (asked, done, refused)))
    return list(deeds.amiss({DEED: took} if took else {}))


@pytest.mark.parametrize(
    ("asked", "done", "refused", "took"),
    [(1, 1, 0, 1), (2, 1, 0, 1), (1, 0, 0, 0), (1, 0, 0, 1), (2, 0, 1, 1)],
)
def test_what_was_acknowledged_once_or_not_answered_may_be(
    asked: int, done: int, refused: int, took: int
) -> None:
    assert told(asked, done, refused, took) == []


@pytest.mark.parametrize(
    ("asked", "done", "refused", "took"),
    [(1, 1, 0, 0), (1, 1, 0, 2), (0, 0, 0, 1), (1, 0, 1, 1)],
    ids=["lost", "twice", "by nobody", "refused and done"],
)
def test_what_was_lost_or_done_too_often_is_found(asked: int, done: int, refused: int, took: int) -> None:
    assert len(told(asked, done, refused, took)) == 1


def test_a_case_that_ended_as_it_should_is_right() -> None:
    assert list(amiss(CASE, GRANTED)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(GRANTED, outcome="refused"),
        replace(GRANTED, state="decided"),
        replace(GRANTED, records=2),
        replace(GRANTED, records=0),
        replace(GRANTED, again=1),
        replace(GRANTED, opening=1),
        replace(GRANTED, outcome="withdrawn"),
        replace(GRANTED, steps={**GRANTED.steps, "deliver": ("ready", None)}),
        replace(GRANTED, steps={**GRANTED.steps, "pay": ("void", None)}),
    ],
    ids=[
        "another outcome",
        "not closed",
        "entered twice",
        "not entered",
        "a step done again",
        "opened again by nobody",
        "taken back after the decision",
        "a rule that did not run",
        "a step that was left out",
    ],
)
def test_a_case_that_ended_otherwise_is_found(wrong: Standing) -> None:
    assert list(amiss(CASE, wrong))
