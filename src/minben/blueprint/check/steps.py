"""Joint review, taskforces, repetition, taking back and appeal: what each needs to be sound.

Repetition is such that the walk over paths (`paths`) need not go round: nothing outside begins before the last round,
so a path with one round stands for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Doer, EndRecord, GiveRecord, Outcome
from ..taskforces import is_shared, taskforce_of
from .scenarios import BESIDE
from .services import check_post
from .uses import steps_needed, uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Repeat, Service, Step
    from .ground import Ground

ADVERSE = (Outcome.REFUSED, Outcome.NOT_ACCEPTED)


def check(ground: Ground) -> None:
    """Report taskforces, repetitions, takings back and appeals that cannot work."""
    _check_taskforces(ground)
    for service in ground.blueprint.services.values():
        for step in service.steps.values():
            _check_step(ground, service, step)
        _check_appeal(ground, service)


def _check_taskforces(ground: Ground) -> None:
    for taskforce in ground.blueprint.taskforces.values():
        check_post(ground, taskforce.lead, "taskforces.yaml", taskforce.id, "lead")
        for position, post in enumerate(taskforce.posts):
            check_post(ground, post, "taskforces.yaml", taskforce.id, "posts", position)
        for position, service in enumerate(taskforce.services):
            place = ground.at("taskforces.yaml", taskforce.id, "services", position)
            ground.refer(place, "service", service, ground.blueprint.services)
        if taskforce.until is not None and taskforce.until < ground.on:
            place = ground.at("taskforces.yaml", taskforce.id, "until")
            ground.report(place, "taskforce-ended", until=taskforce.until.isoformat(), lead=taskforce.lead)


def _check_step(ground: Ground, service: Service, step: Step) -> None:
    file = service.place.file
    if step.id in BESIDE:
        ground.report(ground.at(file, "steps", step.id), "step-reserved", name=step.id)
    for post in step.posts:
        check_post(ground, post, file, "steps", step.id, "by")
    if step.post and is_shared(step.post):
        _check_desk(ground, service, step, step.post)
    if step.repeat is not None and service.id not in ground.broken:
        _check_repeat(ground, service, step, step.repeat)
    given = {give.register for give in step.gives if isinstance(give, GiveRecord)}
    for position, undo in enumerate(step.undo):
        place = ground.at(file, "steps", step.id, "undo", position)
        if not step.gives or (isinstance(undo, EndRecord) and undo.register not in given):
            register = undo.register if isinstance(undo, EndRecord) else "-"
            ground.report(place, "undo-of-nothing", name=step.id, register=register)


def _check_desk(ground: Ground, service: Service, step: Step, desk: str) -> None:
    place = ground.at(service.place.file, "steps", step.id, "by")
    taskforce = taskforce_of(ground.blueprint, desk)
    if taskforce is None:
        ground.refer(place, "taskforce", desk.partition(":")[2], ground.blueprint.taskforces)
    elif service.id not in taskforce.services:
        ground.report(place, "taskforce-out-of-scope", name=taskforce.id, service=service.id)


def _check_repeat(ground: Ground, service: Service, step: Step, repeat: Repeat) -> None:
    path = (service.place.file, "steps", step.id, "repeat")
    if step.by not in (Doer.OFFICER, Doer.APPLICANT) or repeat.at_most == 1:
        ground.report(ground.at(*path), "repeat-by-rule", name=step.id)
    needed = {name: frozenset(steps_needed(service, uses(service), name)) for name in service.steps}
    behind = _behind(needed, step.id)
    deciding = {result.partition(".")[0] for results in service.outcomes.values() for result in results}
    loops = [one.repeat for one in service.steps.values() if one.repeat is not None and one.id != step.id]
    for position, name in enumerate(repeat.steps):
        place = ground.at(*path, "with", position)
        if not ground.refer(place, "step", name, service.steps):
            continue
        if name not in behind:
            ground.report(place, "repeat-not-needed", name=name, step=step.id)
        if name in deciding or any(name in loop.steps for loop in loops) or service.steps[name].repeat:
            ground.report(place, "repeat-with-others", name=name, step=step.id)
        for other in _too_early(service, needed, step, name):
            ground.report(place, "repeat-used-early", name=name, step=step.id, other=other)


def _too_early(service: Service, needed: dict[str, frozenset[str]], step: Step, name: str) -> Iterator[str]:
    """The steps outside that may begin on a result that a later round takes back."""
    loop = {step.id, *(step.repeat.steps if step.repeat else ())}
    named = {
        one.id: {need.partition(".")[0] for alternatives in one.needs for need in alternatives}
        for one in service.steps.values()
    }
    for other, heads in named.items():
        uses_it = name in heads or bool(heads & set(service.steps[name].asks))
        if other not in loop and uses_it and step.id not in _behind(needed, other):
            yield other


def _behind(needed: dict[str, frozenset[str]], step: str) -> frozenset[str]:
    """The steps without which this one never begins."""
    found: frozenset[str] = frozenset()
    reached = needed[step]
    while reached - found:
        found |= reached
        reached = frozenset().union(*(needed[name] for name in found if name in needed))
    return found


def _check_appeal(ground: Ground, service: Service) -> None:
    if service.appeal is None:
        return
    file = service.place.file
    check_post(ground, service.appeal.post, file, "appeal", "by")
    if not any(service.outcomes.get(outcome) for outcome in ADVERSE):
        ground.report(ground.at(file, "appeal"), "appeal-of-nothing", name=service.id)
