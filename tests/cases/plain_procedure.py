"""The procedure engine said once more, as plainly as can be: after each round every step is looked at anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minben.cases.procedure import (
    Judgement,
    Prospect,
    Standing,
    brought_about,
    conclude,
    favourable,
    prospect,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from minben.blueprint.model import Step
    from minben.cases.procedure import Procedure, Progress


def plain_fixpoint(
    procedure: Procedure, progress: Progress, do: Callable[[Step, Progress], Judgement]
) -> Progress:
    """What `fixpoint` comes to."""
    while True:
        while ready := [
            step
            for name, step in procedure.service.steps.items()
            if plain_standing(procedure, progress, step) is Standing.READY and name not in progress.tasks
        ]:
            for step in ready:
                match do(step, progress):
                    case Judgement.RULE:
                        progress = progress.with_done(step.id, favourable(step))
                    case Judgement.PEOPLE:
                        progress = replace(progress, tasks=progress.tasks | {step.id})
                    case Judgement.NOBODY:
                        progress = replace(progress, void=progress.void | {step.id})
        concluded = conclude(procedure, progress)
        if concluded == progress:
            return progress
        progress = concluded


def plain_standing(procedure: Procedure, progress: Progress, step: Step) -> Standing:
    """Where one step stands, from what can be said of each of its needs."""
    if step.id in progress.done:
        return Standing.DONE
    if step.id in progress.void or not may_go_on(procedure, progress, step):
        return Standing.VOID
    if step.id in progress.tasks:
        return Standing.READY
    needs = [{prospect(procedure, progress, name) for name in names} for names in step.needs]
    if any(found == {Prospect.LOST} for found in needs):
        return Standing.VOID
    return Standing.READY if all(Prospect.MET in found for found in needs) else Standing.WAITING


def may_go_on(procedure: Procedure, progress: Progress, step: Step) -> bool:
    """Whether a step goes on after the outcome: only what needs the step that brought it about, and no decision."""
    if progress.outcome is None:
        return True
    cause = brought_about(procedure, progress)
    if cause is None or step.id in procedure.deciding:
        return False
    reached, steps = {cause}, procedure.service.steps
    for _ in steps:
        reached |= {name for name, one in steps.items() if behind(procedure, one) & reached}
    return step.id in reached - {cause}


def behind(procedure: Procedure, step: Step) -> set[str]:
    """The steps that what a step needs is worked out from."""
    names = {name.partition(".")[0] for names in step.needs for name in names}
    for _ in procedure.uses:
        names |= {used for name in names for used in procedure.uses.get(name, ())}
    return {procedure.asked_in.get(name, name) for name in names} & procedure.service.steps.keys()
