"""What steps say of time must make sense: promises, pauses, extensions, who may not do what, limits in hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calendar import Unit
from ..model import Doer, Power
from ..statutes import within
from .channels import real_posts

if TYPE_CHECKING:
    from ..model import Extension, Place, Service, Step
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report what cannot be reckoned, and what would let somebody judge their own work."""
    for service in ground.blueprint.services.values():
        for step in service.steps.values():
            _check_step(ground, service, step)


def _check_step(ground: Ground, service: Service, step: Step) -> None:
    timing = step.timing
    if timing.promised is not None and not (step.limit and within(timing.promised, step.limit)):
        limit = str(step.limit or "-")
        values = {"name": step.id, "promised": str(timing.promised), "limit": limit}
        ground.report(_at(ground, service, step, "promised"), "promise-beyond-limit", **values)
    if timing.extend is not None:
        _check_extension(ground, service, step, timing.extend)
    if timing.escalate is not None:
        place = _at(ground, service, step, "escalate")
        _check_post(ground, place, timing.escalate)
        if not step.has_limit:
            ground.report(place, "escalate-without-limit", name=step.id)
    _check_pauses(ground, service, step)
    _check_not_by(ground, service, step)
    _check_hours(ground, service, step)


def _check_extension(ground: Ground, service: Service, step: Step, extend: Extension) -> None:
    if step.limit is None or step.limit.unit is not extend.by.unit or step.by is not Doer.OFFICER:
        place = _at(ground, service, step, "extend", "by")
        ground.report(place, "extend-without-limit", name=step.id, limit=str(step.limit or "-"))
    place = _at(ground, service, step, "extend", "approves")
    _check_post(ground, place, extend.approves)
    if extend.approves in (step.post, *step.posts):
        ground.report(place, "extend-by-itself", name=step.id, post=extend.approves)


def _check_pauses(ground: Ground, service: Service, step: Step) -> None:
    for position, name in enumerate(step.timing.pauses):
        place = _at(ground, service, step, "pauses", position)
        if not ground.refer(place, "step", name, service.steps):
            ground.broken.add(service.id)
        elif service.steps[name].limit is None or name == step.id:
            ground.report(place, "pause-without-clock", name=name)
    if step.timing.pauses and step.limit is None:
        ground.report(_at(ground, service, step, "pauses"), "pause-without-time", name=step.id)


def _check_not_by(ground: Ground, service: Service, step: Step) -> None:
    for position, name in enumerate(step.not_by):
        place = _at(ground, service, step, "not_by", position)
        if ground.refer(place, "step", name, service.steps):
            by_people = all(one.by is not Doer.APPLICANT for one in (step, service.steps[name]))
            if name == step.id or not by_people:
                ground.report(place, "not-by-nobody", name=name)


def _check_hours(ground: Ground, service: Service, step: Step) -> None:
    limits = {"within": step.limit, "promised": step.timing.promised, "at_least": step.timing.at_least}
    for key, limit in limits.items():
        if limit is None or limit.unit is not Unit.WORKING_HOURS:
            continue
        place = _at(ground, service, step, key)
        if not ground.blueprint.calendar.hours and "calendar" not in ground.draft.blind:
            ground.report(place, "hours-unknown", limit=str(limit))
        if step.counts_from != ("ready",):
            ground.report(place, "hours-from-a-day", limit=str(limit), name=step.id)


def _check_post(ground: Ground, place: Place, post: str) -> None:
    posts = ground.blueprint.posts
    for one in real_posts(ground, place, post):
        if ground.refer(place, "post", one, posts) and Power.HANDLE not in posts[one].powers:
            ground.report(place, "post-without-power", name=one)


def _at(ground: Ground, service: Service, step: Step, *path: str | int) -> Place:
    return ground.at(service.place.file, "steps", step.id, *path)
