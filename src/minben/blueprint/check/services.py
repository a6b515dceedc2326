"""Every name in a service names something: items, registers, facts, posts, steps and their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Doer, GiveRecord, Power
from ..taskforces import is_shared
from . import asking
from .channels import real_posts
from .formulas import read_path
from .materials import may_be_needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Ask, Service, Step
    from .ground import Ground

RESERVED = ("applicant", "case", "today", "item", "partial", "title")
"""Names that every rule of a service may use already."""

FIRST_STARTS = ("ready", "receipt")


def check(ground: Ground) -> None:
    """Report every name in a service that names nothing, and every name that names two things."""
    for service in ground.blueprint.services.values():
        _check_service(ground, service)


def _check_service(ground: Ground, service: Service) -> None:
    blueprint, file = ground.blueprint, service.place.file
    ground.refer(ground.at(file, "agency"), "agency", service.agency, blueprint.agencies)
    if ground.refer(ground.at(file, "item"), "item", service.item, blueprint.items):
        _check_item_of(ground, service)
    if service.human:
        check_post(ground, service.human, file, "human")
    for name, read in service.reads.items():
        place = ground.at(file, *read_path(service, name))
        if ground.refer(place, "register", read.register, blueprint.registers):
            register = blueprint.registers[read.register]
            if ground.refer(place, "field", read.by, register.fields) and read.by != register.subject:
                ground.report(place, "read-by-subject", name=read.by, subject=register.subject)
            if register.subject_kind is not service.subject_kind:
                ground.report(place, "read-of-others", register=register.id, kind=str(service.subject_kind))
            if read.correct and register.corrects is None:
                place = ground.at(file, "reads", name, "correct")
                ground.report(place, "correct-by-nobody", name=name, register=register.id)
    _check_names(ground, service)
    for name, decide in service.decisions.items():
        outputs = [output.name for output in decide.table.outputs]
        for titled in decide.outputs:
            ground.refer(ground.at(file, "decisions", name, "outputs", titled), "output", titled, outputs)
    _check_asks(ground, service, ("asks",), service.asks)
    for step in service.steps.values():
        _check_step(ground, service, step)
    for outcome, results in service.outcomes.items():
        for result in results:
            check_result(ground, service, result, "outcomes", str(outcome))


def _check_item_of(ground: Ground, service: Service) -> None:
    item, file = ground.blueprint.items[service.item], service.place.file
    if item.agency != service.agency:
        place = ground.at(file, "agency")
        ground.report(place, "agency-of-item", agency=service.agency, item=item.name, owner=item.agency)
    twins = [other.id for other in ground.blueprint.services.values() if other.item == service.item]
    if twins[0] != service.id:
        ground.report(ground.at(file, "item"), "item-twice", item=item.code, service=twins[0])


def _check_names(ground: Ground, service: Service) -> None:
    taken: dict[str, str] = {}
    for name, path in _names(service):
        place = ground.at(service.place.file, *path)
        if name in RESERVED:
            ground.report(place, "name-reserved", name=name)
        elif name in taken:
            ground.report(place, "name-twice", name=name, other=taken[name])
        taken.setdefault(name, "/".join(path))
    for path, parts in asking.lists(service):
        for name in parts:
            place = ground.at(service.place.file, *path, name)
            if name in RESERVED:
                ground.report(place, "name-reserved", name=name)
            elif name in taken:
                ground.report(place, "name-twice", name=name, other=taken[name])


def _names(service: Service) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in ("reads", "asks", "materials", "derives", "steps"):
        yield from ((name, (part, name)) for name in getattr(service, part))
    for name, decide in service.decisions.items():
        yield from ((output.name, ("decisions", name)) for output in decide.table.outputs)
    for step in service.steps.values():
        yield from ((name, ("steps", step.id, "asks", name)) for name in step.asks)


def _check_asks(ground: Ground, service: Service, path: tuple[str, ...], asks: Mapping[str, Ask]) -> None:
    for ask in asks.values():
        asking.check_ask(ground, service, (*path, ask.name), ask)


def _check_step(ground: Ground, service: Service, step: Step) -> None:
    file = service.place.file
    if step.post and not is_shared(step.post):
        check_post(
            ground, step.post, file, "steps", step.id, "by" if step.by is Doer.OFFICER else "otherwise"
        )
    if step.by is not Doer.OFFICER and step.people > 1:
        ground.report(ground.at(file, "steps", step.id, "people"), "people-without-officers", name=step.id)
    verdicts = [verdict.id for verdict in step.verdicts]
    if step.overdue:
        place = ground.at(file, "steps", step.id, "overdue")
        ground.refer(place, "verdict", step.overdue, verdicts)
        if not step.has_limit:
            ground.report(place, "overdue-without-limit", name=step.id)
    for position, alternatives in enumerate(step.needs):
        for need in alternatives:
            check_result(ground, service, need, "steps", step.id, "needs", position)
    for start in step.counts_from:
        if start not in FIRST_STARTS:
            check_result(ground, service, start, "steps", step.id, "counts_from")
    _check_asks(ground, service, ("steps", step.id, "asks"), step.asks)
    for position, give in enumerate(step.gives):
        if isinstance(give, GiveRecord):
            _check_give(ground, service, step, position, give)


def check_result(ground: Ground, service: Service, name: str, *path: str | int) -> None:
    """Report a name that is no fact and no step, or a verdict that its step does not have."""
    place = ground.at(service.place.file, *path)
    head, _, verdict = name.partition(".")
    of_outcome = path[0] == "outcomes" or path[-1] == "counts_from"
    known = set(service.steps) if of_outcome else {known for known, _ in _names(service)}
    if service.id in ground.draft.blurred and head not in known:
        return
    if not ground.refer(place, "step" if of_outcome else "need", head, known):
        ground.broken.add(service.id)
        return
    if not verdict:
        return
    if head in service.materials:
        if not ground.refer(place, "need", name, [f"{head}.{may}" for may in may_be_needed(service, head)]):
            ground.broken.add(service.id)
        return
    if head not in service.steps:
        ground.report(place, "verdict-of-fact", name=head)
        ground.broken.add(service.id)
        return
    step = service.steps[head]
    verdicts = [known.id for known in step.verdicts]
    if step.has_limit and not of_outcome:
        verdicts.append("overdue")
    if not ground.refer(place, "verdict", verdict, verdicts):
        ground.broken.add(service.id)


def check_post(ground: Ground, post: str, file: str, *path: str | int) -> None:
    """Report a post that is none, or has no power to handle tasks."""
    place = ground.at(file, *path)
    posts = ground.blueprint.posts
    for one in real_posts(ground, place, post):
        if ground.refer(place, "post", one, posts) and Power.HANDLE not in posts[one].powers:
            ground.report(place, "post-without-power", name=one)


def _check_give(ground: Ground, service: Service, step: Step, position: int, give: GiveRecord) -> None:
    path = (service.place.file, "steps", step.id, "gives", position)
    if not ground.refer(ground.at(*path, "record"), "register", give.register, ground.blueprint.registers):
        return
    register = ground.blueprint.registers[give.register]
    for name in give.fields:
        ground.refer(ground.at(*path, "fields", name), "field", name, register.fields)
    missing = [
        field.name
        for field in register.fields.values()
        if field.name not in give.fields
        and (field.required or field.name in (register.key, register.subject))
    ]
    if missing:
        ground.report(
            ground.at(*path, "fields"), "fields-missing", register=register.id, missing=", ".join(missing)
        )
