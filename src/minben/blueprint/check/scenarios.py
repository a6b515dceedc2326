"""What a scenario names must be there: the service, its questions, steps and verdicts, posts, registers, fields."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..grammar.scenario import (
    ApplicantEventForm,
    CorrectionEventForm,
    ExtensionEventForm,
    OfficerEventForm,
    RecordsEventForm,
    ServiceEventForm,
)
from ..model import Doer, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ..grammar.scenario import GivenForm, ThenForm
    from ..model import Place, Service
    from .ground import Ground

    At = Callable[..., Place]
    """Where the value at a path of keys stands, below what is checked."""

BESIDE = ("human", "appeal")
AGAIN = ("reopened", "upheld")
ON_EXTENSION = ("allowed", "not-allowed")
STANDINGS = ("ready", "waiting", "void")


def check(ground: Ground) -> None:
    """Report every name in a scenario that names nothing."""
    for scenario in ground.draft.scenarios:
        service = ground.blueprint.services.get(scenario.service)
        if service is None:
            ground.refer(scenario.at(), "service", scenario.service, ground.blueprint.services)
        elif service.id not in ground.broken:
            says = scenario.says
            check_given(ground, partial(scenario.at, "given"), says.given, service)
            for position, event in enumerate(says.when):
                at = partial(scenario.at, "when", position)
                check_event(ground, at, event, service, stops=says.then.error is not None)
            check_then(ground, partial(scenario.at, "then"), says.then, service)


def check_given(ground: Ground, at: At, given: GivenForm, service: Service) -> None:
    """Report what is given that names nothing; ``service`` may be the form of a bundle."""
    check_records(ground, partial(at, "registers"), given.registers)
    for name in given.answers:
        ground.refer(at("answers", name), "question", name, service.asks)
    for name in given.materials:
        ground.refer(at("materials", name), "material", name, service.materials)


def check_event(ground: Ground, at: At, event: object, service: Service, *, stops: bool) -> None:
    """Report what an event names that is nothing; where it ``stops`` the case, its verdict need not be one."""
    match event:
        case (
            OfficerEventForm(case=str(path))
            | ExtensionEventForm(case=str(path))
            | ApplicantEventForm(case=str(path))
            | ServiceEventForm(case=str(path))
        ):
            found = _service_of(ground, at, path, service)
            if found is not None:
                check_event(ground, at, replace(event, case=None), found, stops=stops)
        case OfficerEventForm():
            _check_officer(ground, at, event, service, stops=stops)
        case ExtensionEventForm():
            ground.refer(at("by"), "post", event.by, ground.blueprint.posts)
            limits = [name.partition(".")[0] for name in _extensions(service)]
            ground.refer(at("extend"), "step", event.extend, limits)
        case CorrectionEventForm():
            reads = [name for name, read in service.reads.items() if read.correct]
            if ground.refer(at("corrects"), "read", event.corrects, reads):
                register = service.reads[event.corrects].register
                _refer_fields(ground, at, register, event.fields, ("fields",))
        case ServiceEventForm():
            _check_service(ground, at, event, service)
        case RecordsEventForm():
            check_records(ground, partial(at, "records"), event.records)
        case ApplicantEventForm(step=str(step)):
            if ground.refer(at("step"), "step", step, service.steps):
                _check_answers(ground, at, service, step, event.answers)
                for name in event.materials:
                    ground.refer(at("materials", name), "material", name, service.steps[step].brings)
        case _:
            pass


def _service_of(ground: Ground, at: At, path: str, service: Service) -> Service | None:
    """The service that does a step, and one of its steps, and so on; reports a step that none does."""
    for name in path.split("/"):
        steps = [step.id for step in service.steps.values() if step.by is Doer.SERVICE]
        if not ground.refer(at("case"), "step", name, steps):
            return None
        found = ground.blueprint.services.get(service.steps[name].service)
        if found is None or found.id in ground.broken:
            return None
        service = found
    return service


def _check_officer(ground: Ground, at: At, event: OfficerEventForm, service: Service, *, stops: bool) -> None:
    ground.refer(at("officer"), "post", event.officer, ground.blueprint.posts)
    known = [*service.steps, *BESIDE, *_extensions(service)]
    if ground.refer(at("decides"), "step", event.decides, known):
        _ = stops or ground.refer(at("verdict"), "verdict", event.verdict, _verdicts(service, event.decides))
        _check_answers(ground, at, service, event.decides, event.answers)


def _check_service(ground: Ground, at: At, event: ServiceEventForm, service: Service) -> None:
    steps = [step.id for step in service.steps.values() if step.by is Doer.SERVICE]
    if ground.refer(at("service"), "step", event.service, steps):
        other = ground.blueprint.services.get(service.steps[event.service].service)
        known = [*(other.outcomes if other else ()), Outcome.WITHDRAWN]
        ground.refer(at("outcome"), "outcome", event.outcome, known)
    check_records(ground, partial(at, "registers"), event.registers)


def check_records(ground: Ground, at: At, registers: Mapping[str, Sequence[Collection[str]]]) -> None:
    """Report registers and fields that are not there."""
    for register, entries in registers.items():
        for number, entry in enumerate(entries):
            _refer_fields(ground, at, register, entry, (register, number))
        if not entries:
            ground.refer(at(register), "register", register, ground.blueprint.registers)


def _check_answers(ground: Ground, at: At, service: Service, step: str, answers: Collection[str]) -> None:
    asks: Collection[str] = service.steps[step].asks if step in service.steps else ()
    for name in answers:
        ground.refer(at("answers", name), "question", name, asks)


def check_then(ground: Ground, at: At, then: ThenForm, service: Service) -> None:
    """Report what is expected of things that are not there."""
    for name, standing in then.steps.items():
        place = at("steps", name)
        if ground.refer(place, "step", name, [*service.steps, *BESIDE]):
            ground.refer(place, "verdict", standing, (*_verdicts(service, name), *STANDINGS))
    for name in then.due:
        ground.refer(at("due", name), "step", name, service.steps)
    for name in then.cards:
        ground.refer(at("cards", name), "step", name, service.steps)
    for name in then.services:
        by_service = [step.id for step in service.steps.values() if step.by is Doer.SERVICE]
        ground.refer(at("services", name), "step", name, by_service)
    for position, name in enumerate(then.overdue):
        ground.refer(at("overdue", position), "step", name, service.steps)
    for register in then.counts:
        ground.refer(at("counts", register), "register", register, ground.blueprint.registers)
    for register in then.ended:
        ground.refer(at("ended", register), "register", register, ground.blueprint.registers)
    for position, record in enumerate(then.records):
        _refer_fields(ground, at, record.record, record.fields, ("records", position, "fields"))


def _refer_fields(
    ground: Ground, at: At, register: str, fields: Collection[str], path: tuple[str | int, ...]
) -> None:
    if ground.refer(at(*path), "register", register, ground.blueprint.registers):
        for name in fields:
            known = ground.blueprint.registers[register].fields
            ground.refer(at(*path, name), "field", name, known)


def _verdicts(service: Service, step: str) -> tuple[str, ...]:
    if step in BESIDE:
        return AGAIN
    if step in _extensions(service):
        return ON_EXTENSION
    return tuple(verdict.id for verdict in service.steps[step].verdicts)


def _extensions(service: Service) -> list[str]:
    """The tasks of allowing longer limits."""
    return [f"{step.id}.extension" for step in service.steps.values() if step.timing.extend]
