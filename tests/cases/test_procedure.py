"""The procedure engine, over services and events that dice make up."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben.blueprint.model import Ask, Doer, Outcome, Place, Read, Service, Step, SubjectKind, Verdict
from minben.cases.procedure import (
    DeadEndError,
    Judgement,
    Procedure,
    Progress,
    Prospect,
    Standing,
    brought_about,
    favourable,
    fixpoint,
    prospect,
    standings,
)

from .plain_procedure import plain_fixpoint, plain_standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HERE = Place("service.yaml", 1)
READS = ("person", "business")
ASKS = ("account", "premises")


def a_step(name: str, needs: list[tuple[str, ...]], **values: object) -> Step:
    fields: dict[str, object] = {
        "title": {"en": name},
        "when": None,
        "by": Doer.RULE,
        "post": None,
        "people": 1,
        "verdicts": (Verdict("done", {}),),
        "limit": None,
        "counts_from": ("ready",),
        "overdue": None,
        "asks": {},
        "gives": (),
        "kind": "",
    } | values
    return Step(id=name, needs=tuple(needs), place=HERE, **fields)  # type: ignore[arg-type]


def an_ask(name: str) -> Ask:
    return Ask(name, "fact", {}, {}, required=True, place=HERE)


def a_service(steps: list[Step], outcomes: Mapping[Outcome, tuple[str, ...]]) -> Service:
    return Service(
        id="service",
        item="item",
        title={},
        summary={},
        subject_kind=SubjectKind.RESIDENT,
        agency="agency",
        law=(),
        reads={name: Read(name, name, "id", None, {}, HERE) for name in READS},
        asks={name: an_ask(name) for name in ASKS},
        derives={},
        decisions={},
        steps={step.id: step for step in steps},
        outcomes=outcomes,
        human="agency/desk",
        fee=None,
        fee_basis=None,
        promised=None,
        unpublished=(),
        place=HERE,
    )


def verdicts(count: int) -> tuple[Verdict, ...]:
    return tuple(Verdict(f"v{number}", {}) for number in range(count))


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Any service at all: steps may need whatever is named before them, and outcomes may be missing or plenty."""
    names = [*READS, *ASKS]
    uses: dict[str, frozenset[str]] = {}
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 7))):
        needs = draw(
            st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=2).map(tuple), max_size=3)
        )
        by = draw(st.sampled_from(list(Doer)))
        step = a_step(
            f"s{number}",
            needs,
            by=by,
            post=draw(st.sampled_from([None, "agency/desk"])),
            verdicts=verdicts(draw(st.integers(1, 3))),
            asks={} if by is Doer.RULE else {f"a{number}": an_ask(f"a{number}")},
        )
        steps.append(step)
        names += [
            step.id,
            f"{step.id}.overdue",
            *(f"{step.id}.{verdict.id}" for verdict in step.verdicts),
            *step.asks,
        ]
        if draw(st.booleans()):
            plain = [name for name in names if "." not in name]
            uses[f"d{number}"] = frozenset(draw(st.lists(st.sampled_from(plain), max_size=2)))
            names.append(f"d{number}")
    results = [f"{step.id}.{verdict.id}" for step in steps for verdict in step.verdicts]
    outcomes = {
        outcome: tuple(draw(st.lists(st.sampled_from(results), max_size=2, unique=True)))
        for outcome in (Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED)
    }
    return Procedure(a_service(steps, outcomes), uses)


@st.composite
def sound_procedures(draw: st.DrawFn) -> Procedure:
    """Services as the blueprint check lets them pass: whatever a step says, something follows or the case ends."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 5))):
        before = steps[-1] if steps else None
        needs: list[tuple[str, ...]] = [("person",)]
        if before:
            needs = [tuple(f"{before.id}.{verdict.id}" for verdict in before.verdicts)]
        by = draw(st.sampled_from([Doer.RULE, Doer.OFFICER]))
        count = draw(st.integers(1, 3))
        steps.append(a_step(f"s{number}", needs, by=by, post="agency/desk", verdicts=verdicts(count)))
    last = steps[-1]
    given_by = {
        Outcome.GRANTED: (last.id,),
        Outcome.REFUSED: tuple(f"{last.id}.{v.id}" for v in last.verdicts[1:]),
    }
    steps.append(a_step("tell", [(last.id,)]))
    return Procedure(a_service(steps, given_by), {})


def by_dice(seed: int, procedure: Procedure) -> dict[str, Judgement]:
    """Who does each step, fixed for a run, as facts and rules fix it."""
    dice = random.Random(seed)
    judgements = {}
    for name, step in sorted(procedure.service.steps.items()):
        takes_over = Judgement.PEOPLE if step.post else Judgement.NOBODY
        rule = dice.choice([Judgement.RULE, takes_over])
        judgements[name] = rule if step.by is Doer.RULE else dice.choice([Judgement.PEOPLE, takes_over])
    return judgements


class Run:
    """A case played to its end; keeps what was handed to whom."""

    def __init__(
        self,
        procedure: Procedure,
        judgements: dict[str, Judgement],
        engine: Callable[..., Progress] = fixpoint,
    ) -> None:
        self.procedure = procedure
        self.engine = engine
        self.judgements = judgements
        self.handed: list[str] = []
        self.progress = Progress(answered=frozenset({"account"}))

    def do(self, step: Step, progress: Progress) -> Judgement:
        assert step.id not in progress.done
        self.handed.append(step.id)
        return self.judgements[step.id]

    def wake(self, progress: Progress) -> None:
        self.progress = self.engine(self.procedure, progress, self.do)

    def play(self, dice: random.Random) -> None:
        self.wake(self.progress)
        while self.progress.tasks:
            step = self.procedure.service.steps[dice.choice(sorted(self.progress.tasks))]
            if dice.random() < 0.3 and step.id not in self.progress.overdue:
                self.wake(self.progress.with_overdue({step.id}))
                continue
            answered = step.asks if dice.random() < 0.7 else ()
            self.wake(self.progress.with_done(step.id, dice.choice(step.verdicts).id, answered))


@given(procedures(), st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_every_case_ends_and_each_step_is_handed_out_once(procedure: Procedure, seed: int) -> None:
    run = Run(procedure, by_dice(seed, procedure))
    try:
        run.play(random.Random(seed))
    except DeadEndError as dead_end:
        reached = {f"{step}.{verdict}" for step, verdict in dead_end.done.items()}
        assert not any(reached & set(results) for results in procedure.service.outcomes.values())
        return
    finally:
        assert len(run.handed) == len(set(run.handed))
    assert run.progress.outcome is not None
    assert not run.progress.tasks
    going = {Standing.READY, Standing.WAITING}
    assert not going & set(standings(procedure, run.progress).values()), (
        "a closed case leaves nothing waiting"
    )


@given(procedures(), st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_looking_only_at_what_was_touched_comes_to_the_same(procedure: Procedure, seed: int) -> None:
    whole, plain = (Run(procedure, by_dice(seed, procedure), engine) for engine in (fixpoint, plain_fixpoint))
    for run in (whole, plain):
        try:
            run.play(random.Random(seed))
        except DeadEndError as dead_end:
            run.handed.append(str(dead_end))
    assert whole.handed == plain.handed
    assert whole.progress == plain.progress
    steps = procedure.service.steps.values()
    assert standings(procedure, whole.progress) == {
        step.id: plain_standing(procedure, whole.progress, step) for step in steps
    }


@given(sound_procedures(), st.integers(0, 10_000))
@settings(deadline=None)
def test_a_checked_service_ends_in_exactly_one_outcome(procedure: Procedure, seed: int) -> None:
    run = Run(procedure, by_dice(seed, procedure))
    run.play(random.Random(seed))
    reached = [
        outcome
        for outcome, results in procedure.service.outcomes.items()
        if any(
            run.progress.done.get(r.partition(".")[0])
            == (r.partition(".")[2] or favourable(procedure.service.steps[r]))
            for r in results
        )
    ]
    assert reached == [run.progress.outcome]


@given(procedures(), st.integers(0, 10_000), st.randoms())
@settings(max_examples=200, deadline=None)
def test_the_order_of_the_steps_does_not_change_the_result(
    procedure: Procedure, seed: int, shuffle: random.Random
) -> None:
    steps = list(procedure.service.steps.items())
    shuffle.shuffle(steps)
    other = Procedure(replace(procedure.service, steps=dict(steps)), procedure.uses)
    judgements = by_dice(seed, procedure)
    ends: list[object] = []
    for one in (procedure, other):
        run = Run(one, judgements)
        try:
            run.wake(run.progress)
        except DeadEndError as dead_end:
            ends.append(dead_end.done)
        else:
            ends.append((run.progress, standings(procedure, run.progress)))
    assert ends[0] == ends[1]


@given(procedures(), st.integers(0, 10_000))
@settings(max_examples=200, deadline=None)
def test_a_step_is_void_exactly_when_a_need_cannot_come(procedure: Procedure, seed: int) -> None:
    run = Run(procedure, by_dice(seed, procedure))
    try:
        run.wake(run.progress)
    except DeadEndError:
        return
    if run.progress.outcome is not None:
        return
    for name, standing in standings(procedure, run.progress).items():
        lost = any(
            all(prospect(procedure, run.progress, need) is Prospect.LOST for need in alternatives)
            for alternatives in procedure.service.steps[name].needs
        )
        if name not in run.progress.void:
            assert (standing is Standing.VOID) == (lost and name not in run.progress.done)


@given(procedures(), st.integers(0, 10_000))
@settings(deadline=None)
def test_a_fixpoint_run_again_does_nothing(procedure: Procedure, seed: int) -> None:
    run = Run(procedure, by_dice(seed, procedure))
    try:
        run.wake(run.progress)
    except DeadEndError:
        return
    before, handed = run.progress, list(run.handed)
    run.wake(before)
    assert (run.progress, run.handed) == (before, handed)


def licence() -> Procedure:
    accept = a_step(
        "accept", [("person",)], by=Doer.OFFICER, post="agency/desk", verdicts=verdicts(2), overdue="v0"
    )
    visit = a_step("visit", [("accept",)], by=Doer.OFFICER, post="agency/desk", asks={"seen": an_ask("seen")})
    alarm = a_step("alarm", [("visit.overdue",)], by=Doer.RULE)
    decide = a_step(
        "decide", [("visit",), ("seen_well",)], by=Doer.OFFICER, post="agency/desk", verdicts=verdicts(2)
    )
    issue = a_step("issue", [("decide",)])
    refusal = a_step("refusal", [("decide.v1",)])
    outcomes = {
        Outcome.GRANTED: ("decide",),
        Outcome.REFUSED: ("decide.v1",),
        Outcome.NOT_ACCEPTED: ("accept.v1",),
    }
    service = a_service([accept, visit, alarm, decide, issue, refusal], outcomes)
    return Procedure(service, {"seen_well": frozenset({"seen", "person"})})


def people_or_rule(step: Step, _progress: Progress) -> Judgement:
    return Judgement.RULE if step.by is Doer.RULE else Judgement.PEOPLE


def test_what_follows_from_the_outcome_goes_on_and_the_rest_is_void() -> None:
    progress = fixpoint(licence(), Progress(), people_or_rule)
    assert progress.tasks == {"accept"}
    progress = fixpoint(licence(), progress.with_done("accept", "v0"), people_or_rule)
    progress = fixpoint(licence(), progress.with_done("visit", "done", ["seen"]), people_or_rule)
    assert progress.tasks == {"decide"}
    progress = fixpoint(licence(), progress.with_done("decide", "v0"), people_or_rule)
    assert (progress.outcome, brought_about(licence(), progress)) == (Outcome.GRANTED, "decide")
    now = standings(licence(), progress)
    assert now["issue"] is Standing.DONE
    assert now["refusal"] is now["alarm"] is Standing.VOID


def test_a_passed_limit_is_a_fact_that_steps_may_need() -> None:
    progress = Progress(done={"accept": "v0"}, tasks=frozenset({"visit"}))
    progress = fixpoint(licence(), progress.with_overdue({"visit"}), people_or_rule)
    assert progress.done["alarm"] == "done"
    assert progress.tasks == {"visit"}


def test_withdrawing_voids_everything_open() -> None:
    progress = fixpoint(licence(), Progress(), people_or_rule).withdrawn()
    progress = fixpoint(licence(), progress, people_or_rule)
    assert progress.outcome is Outcome.WITHDRAWN
    assert set(standings(licence(), progress).values()) == {Standing.VOID}


def test_a_reopened_decision_lies_before_people_and_its_followers_do_not_run_again() -> None:
    done = {"accept": "v0", "visit": "done", "decide": "v0", "issue": "done"}
    granted = Progress(answered=frozenset({"seen"}), done=done, outcome=Outcome.GRANTED)
    progress = granted.reopened(licence(), "decide")
    progress = fixpoint(licence(), progress, people_or_rule)
    assert progress.outcome is None
    assert progress.tasks == {"decide"}
    progress = fixpoint(licence(), progress.with_done("decide", "v1"), people_or_rule)
    assert progress.outcome is Outcome.REFUSED
    assert progress.done["refusal"] == "done"


def test_a_done_step_cannot_be_done_again() -> None:
    with pytest.raises(ValueError, match="accept"):
        Progress(done={"accept": "v0"}).with_done("accept", "v1")


def test_a_case_that_cannot_end_is_told_apart() -> None:
    service = a_service([a_step("only", [("person",)])], {})
    with pytest.raises(DeadEndError, match=r"only\.done"):
        fixpoint(Procedure(service, {}), Progress(), people_or_rule)


def test_what_falls_away_with_another_step_lets_those_begin_that_only_waited_to_know() -> None:
    steps = [
        a_step("first", [("person",)]),
        a_step("ask", [("first",)], by=Doer.APPLICANT, asks={"wish": an_ask("wish")}),
        a_step("decide", [("share",)]),
    ]
    service = a_service(steps, {Outcome.GRANTED: ("decide",)})
    procedure = Procedure(service, {"share": frozenset({"wish"})})
    run = Run(procedure, {"first": Judgement.NOBODY, "decide": Judgement.RULE})
    run.wake(run.progress)
    assert run.handed == ["first", "decide"]
    assert run.progress.outcome is Outcome.GRANTED
