"""The walk over every path of a procedure: what it takes into account, and that the engine never does otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben.blueprint import read_files
from minben.blueprint.check.paths import Walk
from minben.blueprint.model import Doer, Outcome, Place, Service, Step, StepKind, Verdict
from minben.cases.procedure import DeadEndError, Judgement, Procedure, Progress, fixpoint

if TYPE_CHECKING:
    from minben.blueprint.model import Ask

HERE = Place("service.yaml", 1)


def step(
    name: str, needs: str = "", *, by: Doer = Doer.OFFICER, post: str | None = "a/b", **more: object
) -> Step:
    """A step with the verdicts yes and no; needs as in a file, separated by commas."""
    return replace(
        Step(
            id=name,
            title={},
            needs=tuple(tuple(part.strip() for part in need.split("|")) for need in needs.split(",") if need),
            when=None,
            by=by,
            post=post,
            people=1,
            verdicts=(Verdict("yes", {}), Verdict("no", {})),
            limit=None,
            counts_from=("ready",),
            overdue=None,
            asks={},
            gives=(),
            kind=StepKind.DECIDE,
            place=HERE,
        ),
        **more,  # type: ignore[arg-type]
    )


def service(
    *steps: Step, granted: str = "", refused: str = "", asks: dict[str, Ask] | None = None
) -> Service:
    """A service of these steps."""
    return Service(
        id="s",
        item="1",
        title={},
        summary={},
        subject_kind="resident",  # type: ignore[arg-type]
        agency="a",
        law=(),
        reads={},
        asks=asks or {},
        derives={},
        decisions={},
        steps={one.id: one for one in steps},
        outcomes={Outcome.GRANTED: tuple(granted.split()), Outcome.REFUSED: tuple(refused.split())},
        human=None,
        fee=None,
        fee_basis=None,
        promised=None,
        unpublished=(),
        place=HERE,
    )


def ends(one: Service) -> list[tuple[str, ...]]:
    """The outcomes that each path ends in."""
    walk = Walk(one)
    return [tuple(str(o) for o in one.outcomes if walk.reached(end, o)) for end in walk.ends()]


def test_every_verdict_is_a_path() -> None:
    assert sorted(ends(service(step("a"), granted="a", refused="a.no"))) == [("granted",), ("refused",)]
    assert () in ends(service(step("a"), granted="a"))


def test_a_rule_only_grants_and_people_take_over() -> None:
    alone = step("a", by=Doer.RULE, post=None)
    assert ends(service(alone, granted="a")) == [("granted",)]
    assert sorted(ends(service(replace(alone, when="x > 1"), granted="a"))) == [(), ("granted",)]
    assert ("refused",) in ends(service(step("a", by=Doer.RULE), granted="a", refused="a.no"))


def test_a_step_that_cannot_come_falls_away_with_what_needs_it() -> None:
    chain = service(step("a"), step("b", "a"), step("c", "b"), granted="c", refused="a.no b.no c.no")
    assert set(ends(chain)) == {("granted",), ("refused",)}


def test_alternatives_need_only_one() -> None:
    either = service(step("a"), step("b", "a.no"), step("c", "a | b"), granted="c", refused="b.no c.no")
    assert set(ends(either)) == {("granted",), ("refused",)}


def test_opposite_guards_go_opposite_ways() -> None:
    first = step("a", when="big", by=Doer.OFFICER)
    second = step("b", when="not(big)", by=Doer.OFFICER)
    assert set(ends(service(first, second, granted="a b", refused="a.no b.no"))) == {
        ("granted",),
        ("refused",),
    }
    third = replace(second, when="small")
    assert () in ends(service(first, third, granted="a b", refused="a.no b.no"))


def test_a_guard_with_too_many_conditions_is_not_walked_whole() -> None:
    large = step("a", when=" and ".join(f"x{n} > 1" for n in range(9)))
    assert Walk(service(large, granted="a")).exhausted
    assert not Walk(service(step("a", when="x1 > 1 and x1 > 1"), granted="a")).exhausted


def test_guards_over_verdicts_are_worked_out() -> None:
    last = step("b", "a | a.no", when='a = "yes"', by=Doer.RULE, post=None)
    walked = service(step("a"), last, granted="b", refused="a.no")
    assert set(ends(walked)) == {("granted",), ("refused",)}


@pytest.mark.parametrize("late", ["a.overdue", "a | a.overdue"])
def test_a_passed_limit_is_a_path_of_its_own(late: str) -> None:
    walked = service(step("a"), step("b", late), granted="b", refused="a.no b.no")
    found = Walk(walked)
    assert any(end.overdue for end in found.ends())
    assert "b" in found.started


def test_answers_may_be_left_out(files: dict[str, bytes]) -> None:
    account = read_files(files).services["old-age-allowance"].asks["account"]
    needing = step("a", "account")
    sure = service(needing, granted="a", refused="a.no", asks={"account": account})
    assert () not in ends(sure)
    free = service(needing, granted="a", refused="a.no", asks={"account": replace(account, required=False)})
    assert () in ends(free)


def test_the_real_services_end_in_one_outcome_on_every_path(files: dict[str, bytes]) -> None:
    for one in read_files(files).services.values():
        assert {len(outcomes) for outcomes in ends(one)} == {1}


@st.composite
def services(draw: st.DrawFn) -> Service:
    """Small procedures, sound or not."""
    steps: list[Step] = []
    results: list[str] = []
    for name in "abcde"[: draw(st.integers(1, 5))]:
        wanted = [f"{one.id}.{verdict.id}" for one in steps for verdict in one.verdicts]
        alternatives = (
            st.lists(st.sampled_from(wanted), min_size=1, max_size=2, unique=True) if wanted else None
        )
        needs = draw(st.lists(alternatives, max_size=2)) if alternatives is not None else []
        by = draw(st.sampled_from([Doer.RULE, Doer.OFFICER]))
        post = "a/b" if by is Doer.OFFICER or draw(st.booleans()) else None
        when = draw(st.sampled_from([None, None, "x", "not(x)", "y"]))
        verdicts = tuple(Verdict(v, {}) for v in draw(st.sampled_from([("yes", "no"), ("yes",)])))
        text = ", ".join(" | ".join(names) for names in needs)
        steps.append(step(name, text, by=by, post=post, when=when, verdicts=verdicts))
        results += [f"{name}.{verdict.id}" for verdict in verdicts]
    named = draw(st.lists(st.sampled_from(results), min_size=1, unique=True))
    cut = draw(st.integers(0, len(named)))
    return service(*steps, granted=" ".join(named[:cut]), refused=" ".join(named[cut:]))


@settings(max_examples=300, deadline=None)
@given(one=services(), data=st.data())
def test_the_engine_ends_every_case_of_a_procedure_that_passes(one: Service, data: st.DataObject) -> None:
    if {len(outcomes) for outcomes in ends(one)} != {1}:
        return
    truth = {"x": data.draw(st.booleans()), "y": data.draw(st.booleans())}
    truth["not(x)"] = not truth["x"]
    procedure = Procedure(one, {})

    def do(ready: Step, _: Progress) -> Judgement:
        holds = ready.when is None or truth[ready.when]
        if ready.by is Doer.RULE:
            return Judgement.RULE if holds else Judgement.PEOPLE if ready.post else Judgement.NOBODY
        return Judgement.PEOPLE if holds else Judgement.NOBODY

    try:
        progress = fixpoint(procedure, Progress(), do)
        while progress.tasks:
            task = data.draw(st.sampled_from(sorted(progress.tasks)))
            verdict = data.draw(st.sampled_from([verdict.id for verdict in one.steps[task].verdicts]))
            progress = fixpoint(procedure, progress.with_done(task, verdict), do)
    except DeadEndError as fault:
        pytest.fail(f"{fault} although every path was found to end")
    assert progress.outcome is not None
