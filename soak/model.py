"""What a case must have come to, worked out here by hand and not by the program that is held against it.

Each service is written down a second time, as short as it goes: which step opens after which verdicts, what a rule
gives by itself, and which verdict is which outcome. `expect` plays it with the verdicts of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .workload import Answers

ADVERSE = ("refused", "not accepted")
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Opening:
    """When a step opens: after one of each of ``after`` ("step.verdict step.verdict"); ``rule`` is the verdict that a
    rule gives at once, ``records`` what it enters then, ``promised`` the material without which the step is not there.
    """

    after: tuple[str, ...] = ()
    rule: str = ""
    records: int = 0
    promised: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A service: its steps, and the outcome of each verdict that has one."""

    steps: Mapping[str, Opening]
    ends: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case must look like: verdicts by step, steps that lie before somebody, entries in registers."""

    done: Mapping[str, str]
    ready: frozenset[str]
    outcome: str | None
    records: int

    @property
    def state(self) -> str:
        """Open without an outcome, decided while something is still to be done, then closed."""
        if self.outcome is None:
            return "open"
        return "decided" if self.ready else "closed"


_INTAKE = {
    "accept": Opening(),
    "supplement": Opening(("accept.incomplete",)),
    "recheck": Opening(("supplement.done",)),
}
_ACCEPTED = "accept.accepted recheck.accepted"
_INSPECTED = "inspect.passed inspect.failed"
_ISSUE = Opening(("decide.granted",), rule="done", records=1)
_ENDS = {
    "decide.granted": "granted",
    "decide.refused": "refused",
    "accept.not-accepted": "not accepted",
    "recheck.not-accepted": "not accepted",
}

PROCEDURES: Mapping[str, Procedure] = {
    "food-licence": Procedure(
        {
            **_INTAKE,
            "plan_later": Opening(promised="plan"),
            "inspect": Opening((_ACCEPTED,)),
            "decide": Opening((_INSPECTED, "plan_later.brought")),
            "issue": _ISSUE,
        },
        _ENDS,
    ),
    "tobacco-retail-licence": Procedure(
        {
            **_INTAKE,
            "inspect": Opening((_ACCEPTED,)),
            "decide": Opening((_INSPECTED,)),
            "issue": _ISSUE,
        },
        _ENDS,
    ),
    "fire-safety-check": Procedure(
        {
            **_INTAKE,
            "route": Opening((_ACCEPTED,)),
            "grant": Opening(("route.committed",), rule="done"),
            "inspect": Opening(("route.inspection",)),
            "decide": Opening((_INSPECTED,)),
            "issue": Opening(("grant.done decide.granted",), rule="done", records=1),
            "follow_up": Opening(("grant.done",)),
            "order": Opening(("follow_up.broken",)),
            "put_right": Opening(("order.done",)),
            "check_again": Opening(("put_right.done",)),
            "revoke": Opening(("check_again.not-remedied",)),
        },
        {**_ENDS, "grant.done": "granted"},
    ),
    "temporary-land-use": Procedure(
        {
            **_INTAKE,
            "visit": Opening((_ACCEPTED,)),
            "review": Opening((_ACCEPTED,)),
            "decide": Opening(
                ("visit.passed visit.failed", "review.agreed review.conditions review.opposed")
            ),
            "issue": _ISSUE,
        },
        _ENDS,
    ),
    "id-card-replacement": Procedure(
        {
            "accept": Opening(rule="accepted"),
            "pay": Opening(("accept.accepted",)),
            "make": Opening(("pay.paid",)),
            "deliver": Opening(("make.issued",), rule="done", records=1),
        },
        {"make.issued": "granted", "make.refused": "refused"},
    ),
    "legal-aid": Procedure(
        {
            "decide": Opening(),
            "supplement": Opening(("decide.incomplete",)),
            "redecide": Opening(("supplement.done",)),
            "assign": Opening(("decide.granted redecide.granted",)),
        },
        {
            "decide.granted": "granted",
            "redecide.granted": "granted",
            "decide.refused": "refused",
            "redecide.refused": "refused",
        },
    ),
    "vehicle-repair-filing": Procedure(
        {"file": Opening(rule="filed"), "enter": Opening(("file.filed",), rule="done", records=1)},
        {"file.filed": "granted"},
    ),
    "kinship-certificate": Procedure(
        {"grant": Opening(rule="granted"), "issue": Opening(("grant.granted",), rule="done", records=1)},
        {"grant.granted": "granted"},
    ),
}
GIVEN_WITH_TASK = {("legal-aid", "assign"): 1}
"""What people enter by a step of theirs."""


def expect(service: str, answers: Answers, verdicts: Mapping[str, str]) -> Expected:
    """Play a service with these answers and the verdicts that people and limits gave.

    >>> expect("vehicle-repair-filing", {}, {}).outcome
    'granted'
    >>> sorted(expect("food-licence", {"plan": {"kind": "later"}}, {"accept": "accepted"}).ready)
    ['inspect', 'plan_later']
    """
    procedure = PROCEDURES[service]
    wanted = {
        step: opening for step, opening in procedure.steps.items() if _is_wanted(opening.promised, answers)
    }
    done: dict[str, str] = {}
    ready: set[str] = set()
    while opened := {
        step
        for step, one in wanted.items()
        if step not in done and step not in ready and _met(one, wanted, done)
    }:
        for step in opened:
            verdict = wanted[step].rule or verdicts.get(step)
            if verdict:
                done[step] = verdict
            else:
                ready.add(step)
    outcome = next(
        (
            procedure.ends[f"{step}.{verdict}"]
            for step, verdict in done.items()
            if f"{step}.{verdict}" in procedure.ends
        ),
        None,
    )
    records = sum(wanted[step].records + GIVEN_WITH_TASK.get((service, step), 0) for step in done)
    return Expected(done, frozenset() if outcome in ADVERSE else frozenset(ready), outcome, records)


def _is_wanted(material: str, answers: Answers) -> bool:
    return not material or answers[material]["kind"] == "later"


def _met(opening: Opening, wanted: Mapping[str, Opening], done: Mapping[str, str]) -> bool:
    """Whether one of each has happened; what waits for a step that is not there does not wait."""
    happened = {f"{step}.{verdict}" for step, verdict in done.items()}
    return all(
        not happened.isdisjoint(each.split())
        or all(one.partition(".")[0] not in wanted for one in each.split())
        for each in opening.after
    )
