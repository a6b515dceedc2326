"""Which step comes next: a procedure at work, as pure functions over immutable values.

A procedure is no chart of arrows. Each step says what it needs; whatever has its needs is ready, whatever can never
have them is void. `fixpoint` hands every step that becomes ready, once, to whoever does it, until nothing more is
ready; `conclude` then reads the outcome off what is done. Nothing here knows a database, a clock or FEEL: the rooms'
transactions (`minben.cases.work`) supply those, the tests supply dice.

What is met stays met and what is lost stays lost, so the result of a fixpoint does not depend on the order in which
its steps are done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from minben.blueprint.model import Outcome, Service, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping


PROMISED = "promised"
"""Behind the name of a material: that it was promised for later."""


class Standing(StrEnum):
    """Where a step stands in a case."""

    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    VOID = "void"


class Prospect(StrEnum):
    """What can be said of a need: it is there, it may still come, it cannot come any more."""

    MET = "met"
    OPEN = "open"
    LOST = "lost"


class Judgement(StrEnum):
    """Who does a step that has become ready: the rule has done it, people have to, or nobody does."""

    RULE = "rule"
    PEOPLE = "people"
    NOBODY = "nobody"


class DeadEndError(Exception):
    """Nothing can move this case any more and it has no outcome: a fault of the service, not of anybody's answers."""

    def __init__(self, service: str, done: Mapping[str, str]) -> None:
        path = ", ".join(f"{step}.{verdict}" for step, verdict in done.items()) or "-"
        super().__init__(f"service {service}: no outcome follows from {path}; name one under outcomes")
        self.service = service
        self.done = dict(done)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A service with what its computed facts are computed from.

    ``uses`` gives, for every derived fact and decision output, the names of the service in its expressions.
    """

    service: Service
    uses: Mapping[str, frozenset[str]]

    asked_in: Mapping[str, str] = field(init=False)
    """Which step asks a fact, for the facts that steps ask."""
    deciding: frozenset[str] = field(init=False)
    """The steps whose results end the case."""
    loops: Mapping[str, frozenset[str]] = field(init=False)
    """By repeated step: the steps that are done again together, itself among them."""
    loop_of: Mapping[str, str] = field(init=False)
    """The repeated step with which each of those is done again."""
    awaiting: Mapping[str, frozenset[str]] = field(init=False)
    """By step: those whose needs may be met, or lost, by its being done or void."""

    def __post_init__(self) -> None:
        steps = self.service.steps.values()
        results = (result for results in self.service.outcomes.values() for result in results)
        object.__setattr__(self, "asked_in", {name: step.id for step in steps for name in step.asks})
        object.__setattr__(self, "deciding", frozenset(result.partition(".")[0] for result in results))
        loops = {step.id: frozenset({step.id, *step.repeat.steps}) for step in steps if step.repeat}
        object.__setattr__(self, "loops", loops)
        loop_of = {name: repeated for repeated, loop in loops.items() for name in loop}
        object.__setattr__(self, "loop_of", loop_of)
        awaited = {step.id: _steps_needed(self, step) | _bringing(self, step) for step in steps}
        awaiting = {step.id: frozenset(n for n, on in awaited.items() if step.id in on) for step in steps}
        object.__setattr__(self, "awaiting", awaiting)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has come.

    ``answered`` holds the facts that were asked and given, ``done`` the verdict of each step that is done, ``tasks``
    the steps that people have before them, ``overdue`` those whose limit has passed, ``void`` those that were taken
    off the table although their needs were met.
    """

    answered: frozenset[str] = frozenset()
    done: Mapping[str, str] = field(default_factory=dict)
    tasks: frozenset[str] = frozenset()
    overdue: frozenset[str] = frozenset()
    void: frozenset[str] = frozenset()
    outcome: Outcome | None = None

    def with_done(self, step: str, verdict: str, answered: Iterable[str] = ()) -> Progress:
        """After the step is done; raise ValueError where it is done already, for a step runs once."""
        if step in self.done:
            raise ValueError(step)
        return replace(
            self,
            done={**self.done, step: verdict},
            tasks=self.tasks - {step},
            answered=self.answered | frozenset(answered),
        )

    def with_overdue(self, steps: Iterable[str]) -> Progress:
        """After the limits of these steps have passed."""
        return replace(self, overdue=self.overdue | frozenset(steps))

    def again(self, procedure: Procedure, repeated: str) -> Progress:
        """Before the next round of a repeated step: it and the steps that go with it are as if never begun."""
        return self._without(procedure, procedure.loops[repeated])

    def reopened(self, procedure: Procedure, step: str, undone: Iterable[str] = ()) -> Progress:
        """After people took back a decision: its step lies before them again, the case is without outcome.

        What was done before stays done, but what was ``undone``; nothing is off the table any more.
        """
        back = self._without(procedure, {step, *undone})
        return replace(back, tasks=frozenset({step}), void=frozenset(), outcome=None)

    def _without(self, procedure: Procedure, steps: Iterable[str]) -> Progress:
        gone = frozenset(steps)
        asked = {name for step in gone for name in procedure.service.steps[step].asks}
        return replace(
            self,
            done={name: verdict for name, verdict in self.done.items() if name not in gone},
            tasks=self.tasks - gone,
            void=self.void - gone,
            overdue=self.overdue - gone,
            answered=self.answered - asked,
        )

    def withdrawn(self) -> Progress:
        """After the applicant took the application back: what was open is void."""
        return replace(self, outcome=Outcome.WITHDRAWN, tasks=frozenset(), void=self.void | self.tasks)


def favourable(step: Step) -> str:
    """The verdict that `STEP` alone means as a need, and the only one a rule gives."""
    return step.verdicts[0].id


def standings(procedure: Procedure, progress: Progress) -> dict[str, Standing]:
    """Where every step of the procedure stands, in the order of the blueprint."""
    steps = procedure.service.steps
    void = _void(procedure, progress)
    return {name: _standing(procedure, progress, void, step) for name, step in steps.items()}


def fixpoint(procedure: Procedure, progress: Progress, do: Callable[[Step, Progress], Judgement]) -> Progress:
    """Hand every step that becomes ready to ``do``, once, until nothing is ready; then conclude.

    ``do`` is told the step and the progress so far and answers who does it. Raises DeadEndError where the case can
    neither go on nor end.
    """
    while True:
        void = _void(procedure, progress)
        ready = _unhanded(procedure, progress, void, procedure.service.steps)
        while ready:
            for step in ready:
                progress = _handed(progress, step, do(step, progress))
            # Only what awaits one of these can have become ready.
            void, touched = _spread(procedure, progress, void | progress.void, [step.id for step in ready])
            ready = _unhanded(procedure, progress, void, touched)
        concluded = conclude(procedure, progress)
        if concluded == progress:
            return progress
        progress = concluded


def conclude(procedure: Procedure, progress: Progress) -> Progress:
    """Read the outcome off the steps that are done, and void the tasks that it leaves without purpose."""
    outcome = progress.outcome or _outcome(procedure, progress)
    if outcome is None:
        if not progress.tasks:
            raise DeadEndError(procedure.service.id, progress.done)
        return progress
    progress = replace(progress, outcome=outcome)
    idle = progress.tasks - _going_on(procedure, progress)
    return replace(progress, tasks=progress.tasks - idle, void=progress.void | idle)


def brought_about(procedure: Procedure, progress: Progress) -> str | None:
    """The step whose result brought the outcome about; None before, and for a withdrawal."""
    if progress.outcome is None:
        return None
    results = procedure.service.outcomes.get(progress.outcome, ())
    return next((r.partition(".")[0] for r in results if _has_come(procedure, progress, r)), None)


def prospect(procedure: Procedure, progress: Progress, name: str) -> Prospect:
    """What can be said of one name that a step may need."""
    return _prospect(procedure, progress, _void(procedure, progress), name)


def is_settled(procedure: Procedure, progress: Progress, name: str) -> bool:
    """Whether the value of this name is final: known, or null for good."""
    return _settled(procedure, progress, _void(procedure, progress), name)


def _unhanded(
    procedure: Procedure, progress: Progress, void: frozenset[str], among: Collection[str]
) -> list[Step]:
    """The steps among some that are ready and lie before nobody, in the order of the blueprint."""
    return [
        step
        for name, step in procedure.service.steps.items()
        if name in among
        and name not in progress.tasks
        and _standing(procedure, progress, void, step) is Standing.READY
    ]


def _spread(
    procedure: Procedure, progress: Progress, void: frozenset[str], changed: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """What is void after some steps have changed, and every step that they may have touched."""
    touched: set[str] = set()
    pending = list(changed)
    while pending:
        awaiting = procedure.awaiting[pending.pop()]
        touched |= awaiting
        lost = _lost(procedure, progress, void, awaiting)
        void |= lost
        pending += lost
    return void, frozenset(touched)


def _handed(progress: Progress, step: Step, judgement: Judgement) -> Progress:
    match judgement:
        case Judgement.RULE:
            return progress.with_done(step.id, favourable(step))
        case Judgement.PEOPLE:
            return replace(progress, tasks=progress.tasks | {step.id})
        case Judgement.NOBODY:
            return replace(progress, void=progress.void | {step.id})


def _outcome(procedure: Procedure, progress: Progress) -> Outcome | None:
    reached = (
        outcome
        for outcome, results in procedure.service.outcomes.items()
        if any(_has_come(procedure, progress, result) for result in results)
    )
    return next(reached, None)


def _has_come(procedure: Procedure, progress: Progress, result: str) -> bool:
    step, _, verdict = result.partition(".")
    wanted = verdict or favourable(procedure.service.steps[step])
    return progress.done.get(step) == wanted


def _going_on(procedure: Procedure, progress: Progress) -> frozenset[str]:
    """The steps that may go on: all before the outcome, then what follows from it, and no decision."""
    if progress.outcome is None:
        return frozenset(procedure.service.steps)
    cause = brought_about(procedure, progress)
    if cause is None:
        return frozenset()
    going_on = followers(procedure, cause)
    return (going_on | _awaited(procedure, going_on)) - procedure.deciding


def followers(procedure: Procedure, cause: str) -> frozenset[str]:
    """The steps that need another, directly or through others."""
    found: frozenset[str] = frozenset()
    reached = frozenset({cause})
    while reached - found:
        found |= reached
        reached = frozenset(
            name for name, step in procedure.service.steps.items() if _steps_needed(procedure, step) & found
        )
    return found - {cause}


def _awaited(procedure: Procedure, steps: Iterable[str]) -> frozenset[str]:
    """The steps in which materials come that these wait for: what waits for a paper is not done without it."""
    needs = {name for step in steps for names in procedure.service.steps[step].needs for name in names}
    materials = procedure.service.materials.values()
    return frozenset(one.later for one in materials if one.later and f"{one.name}.given" in needs)


def _steps_needed(procedure: Procedure, step: Step) -> frozenset[str]:
    names = (name for alternatives in step.needs for name in alternatives)
    return frozenset(found for name in names for found in steps_behind(procedure, name))


def _bringing(procedure: Procedure, step: Step) -> frozenset[str]:
    """The steps that may bring the materials which a step needs."""
    needs = {name.partition(".")[0] for names in step.needs for name in names}
    wanted = procedure.service.materials.keys() & needs
    later = {procedure.service.materials[name].later for name in wanted}
    return frozenset(
        one.id for one in procedure.service.steps.values() if one.id in later or wanted & set(one.brings)
    )


def steps_behind(procedure: Procedure, name: str, seen: frozenset[str] = frozenset()) -> Iterable[str]:
    """The steps that must be done before this name is known: itself, or those that ask what it is worked out from."""
    head = name.partition(".")[0]
    if head in seen:
        return
    if head in procedure.service.steps:
        yield head
    elif head in procedure.asked_in:
        yield procedure.asked_in[head]
    for used in procedure.uses.get(head, ()):
        yield from steps_behind(procedure, used, seen | {head})


def _void(procedure: Procedure, progress: Progress) -> frozenset[str]:
    """Every step that is void: taken off the table, idle after the outcome, or with a need that cannot come."""
    steps = procedure.service.steps
    void = progress.void | (steps.keys() - progress.done.keys() - _going_on(procedure, progress))
    while lost := _lost(procedure, progress, void, steps):
        void |= lost
    return void


def _lost(
    procedure: Procedure, progress: Progress, void: frozenset[str], among: Iterable[str]
) -> frozenset[str]:
    """The steps among some, neither done nor before people, that have a need which cannot come."""
    steps = procedure.service.steps
    return frozenset(
        name
        for name in among
        if name not in progress.done
        and name not in void
        and name not in progress.tasks
        and _has_lost(procedure, progress, void, steps[name])
    )


def _has_lost(procedure: Procedure, progress: Progress, void: frozenset[str], step: Step) -> bool:
    return any(
        all(_prospect(procedure, progress, void, name) is Prospect.LOST for name in alternatives)
        for alternatives in step.needs
    )


def _standing(procedure: Procedure, progress: Progress, void: frozenset[str], step: Step) -> Standing:
    if step.id in progress.done:
        return Standing.DONE
    if step.id in void:
        return Standing.VOID
    met = step.id in progress.tasks or all(
        any(_prospect(procedure, progress, void, name) is Prospect.MET for name in alternatives)
        for alternatives in step.needs
    )
    return Standing.READY if met else Standing.WAITING


def _prospect(procedure: Procedure, progress: Progress, void: frozenset[str], name: str) -> Prospect:
    head, _, result = name.partition(".")
    if head in procedure.service.steps:
        return _prospect_of_step(procedure.service.steps[head], progress, void, result)
    if head in procedure.service.asks:
        return Prospect.MET if head in progress.answered else Prospect.LOST
    if head in procedure.service.materials:
        return _prospect_of_material(procedure, progress, void, name)
    if head in procedure.asked_in:
        if head in progress.answered:
            return Prospect.MET
        return Prospect.LOST if _settled(procedure, progress, void, head) else Prospect.OPEN
    return Prospect.MET if _settled(procedure, progress, void, head) else Prospect.OPEN


def _prospect_of_material(
    procedure: Procedure, progress: Progress, void: frozenset[str], name: str
) -> Prospect:
    """A material is there in whatever way it was given; ``.given`` where nothing of it is outstanding any more."""
    head, _, what = name.partition(".")
    steps, later = procedure.service.steps, procedure.service.materials[head].later
    if what == PROMISED:
        return Prospect.MET if name in progress.answered else Prospect.LOST
    if what and later is not None:
        if what == "overdue":
            return _prospect_of_step(steps[later], progress, void, what)
        return Prospect.MET if later in progress.done or later in void else Prospect.OPEN
    if head in progress.answered:
        return Prospect.MET
    bringing = [step for step in steps.values() if head in step.brings and step.id != later]
    coming = any(step.id not in progress.done and step.id not in void for step in bringing)
    return Prospect.OPEN if coming else Prospect.LOST


def _prospect_of_step(step: Step, progress: Progress, void: frozenset[str], result: str) -> Prospect:
    if result == "overdue":
        met = step.id in progress.overdue
    else:
        met = progress.done.get(step.id) == (result or favourable(step))
    if met:
        return Prospect.MET
    return Prospect.LOST if step.id in progress.done or step.id in void else Prospect.OPEN


def _settled(
    procedure: Procedure,
    progress: Progress,
    void: frozenset[str],
    name: str,
    seen: frozenset[str] = frozenset(),
) -> bool:
    """A read can be had at any time and an ask of the application is settled by it; the rest waits for its steps."""
    step = name if name in procedure.service.steps else procedure.asked_in.get(name)
    if step is not None:
        return step in progress.done or step in void
    if name in seen:
        return False
    used = procedure.uses.get(name, frozenset())
    return all(_settled(procedure, progress, void, inner, seen | {name}) for inner in used)
