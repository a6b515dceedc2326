"""Steps that another service does: it is there, for the same subjects, and every question is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.rules import NULL, FeelError, infer, names_in, parse
from minben.rules.feel.tree import Literal

from ..model import Doer, FactType, Outcome
from ..problems import near
from .environment import environment, type_asked
from .expressions import wants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minben.rules import Type

    from ..model import Ask, Service, Step
    from .ground import Ground

NAMED = tuple(
    outcome.replace(" ", "-") for outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.WITHDRAWN)
)
"""The verdicts that mean an outcome by their name."""


def check(ground: Ground) -> None:
    """Report steps of other services that could not begin or never end."""
    for service in ground.blueprint.services.values():
        for step in service.steps.values():
            if step.by is Doer.SERVICE:
                _check_step(ground, service, step)
            elif step.answers:
                place = ground.at(service.place.file, "steps", step.id, "answers")
                ground.report(place, "answers-for-nobody", name=step.id)
    _check_circles(ground)


def begun_by(service: Service) -> Iterator[str]:
    """The services that do steps of this one."""
    return (step.service for step in service.steps.values() if step.by is Doer.SERVICE)


def _check_step(ground: Ground, service: Service, step: Step) -> None:
    path = (service.place.file, "steps", step.id)
    for said in _not_its_own(step):
        ground.report(ground.at(*path, said), "step-of-service", name=step.id, key=said)
    _check_verdicts(ground, service, step)
    if not ground.refer(ground.at(*path, "by"), "service", step.service, ground.blueprint.services):
        return
    other = ground.blueprint.services[step.service]
    if other.subject_kind is not service.subject_kind:
        place, kind = ground.at(*path, "by"), str(other.subject_kind)
        ground.report(place, "service-for-others", service=other.id, kind=kind)
    if other.materials:
        place, names = ground.at(*path, "by"), ", ".join(other.materials)
        ground.report(place, "service-wants-materials", service=other.id, materials=names)
    if ground.broken.isdisjoint({service.id, other.id}):
        _check_answers(ground, service, step, other)


def _not_its_own(step: Step) -> Iterator[str]:
    """The keys of a step that say what the service that does it says by itself."""
    timing = step.timing
    said = {
        "otherwise": step.post,
        "overdue": step.overdue,
        "promised": timing.promised,
        "at_least": timing.at_least,
        "extend": timing.extend,
        "escalate": timing.escalate,
        "asks": step.asks,
        "brings": step.brings,
        "not_by": step.not_by,
    }
    return (name for name, value in said.items() if value)


def _check_verdicts(ground: Ground, service: Service, step: Step) -> None:
    """Every verdict can come: the first of a grant, those that are named so, and the last of whatever has no name."""
    place = ground.at(service.place.file, "steps", step.id, "verdicts")
    verdicts = [verdict.id for verdict in step.verdicts]
    if len(verdicts) == 1:
        ground.report(place, "service-one-verdict", name=step.id)
    never = [verdict for verdict in verdicts[1:-1] if verdict not in NAMED]
    if never:
        ground.report(
            place, "service-verdict-never", name=", ".join(never), step=step.id, known=", ".join(NAMED)
        )


def _check_answers(ground: Ground, service: Service, step: Step, other: Service) -> None:
    path = (service.place.file, "steps", step.id, "answers")
    types = environment(ground, service)
    for name, source in step.answers.items():
        place = ground.at(*path, name)
        if ground.refer(place, "question", name, other.asks):
            _check_answer(ground, path, other.asks[name], source, types)
    missing = [
        name
        for name, ask in other.asks.items()
        if ask.required and ask.when is None and name not in step.answers
    ]
    if missing:
        place = ground.at(*path) if step.answers else ground.at(*path[:-1], "by")
        ground.report(place, "service-unanswered", service=other.id, questions=", ".join(missing))


def _check_answer(
    ground: Ground, path: tuple[str, ...], ask: Ask, source: str, types: Mapping[str, Type]
) -> None:
    place = ground.at(*path, ask.name)
    try:
        tree = parse(source, names_in(types))
    except FeelError:
        return  # reported with all other expressions
    found = infer(tree, types)
    if found.problems or found.type is None:
        return
    wanted = type_asked(ground, ask)
    expected = {lang: f"{said} ({wanted})" for lang, said in ask.title.items()}
    if found.type != NULL or ask.required:
        wants(ground, place, found.type, wanted, expected)
    fact = ground.blueprint.facts.get(ask.fact)
    match tree:
        case Literal(str(word)) if fact is not None and fact.type is FactType.CHOICE:
            choices = [choice.value for choice in fact.choices]
            known = ", ".join(choices)
            if word not in choices:
                ground.report(
                    place, "not-a-choice", value=word, fact=fact.title, known=known, near=near(word, choices)
                )


def _check_circles(ground: Ground) -> None:
    """Report services that would begin themselves, each circle once."""
    begins = {service.id: set(begun_by(service)) for service in ground.blueprint.services.values()}
    reported: set[str] = set()
    for start in begins:
        circle = _way_back(begins, start)
        if circle and reported.isdisjoint(circle):
            reported.update(circle)
            service = ground.blueprint.services[start]
            step = next(one.id for one in service.steps.values() if one.service == (*circle, start)[1])
            place = ground.at(service.place.file, "steps", step, "by")
            ground.report(place, "circle-of-services", circle=" → ".join((*circle, start)))


def _way_back(begins: Mapping[str, set[str]], start: str) -> tuple[str, ...]:
    """The shortest way from a service to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for following in sorted(begins.get(way[-1], ())):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
