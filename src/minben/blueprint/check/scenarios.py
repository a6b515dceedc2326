"""What a scenario names must be there: the service, its questions, steps and verdicts, posts, registers, fields."""

from __future__ import annotations

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
    from collections.abc import Collection, Mapping, Sequence

    from ..model import Place, Service
    from ..scenarios import Scenario
    from .ground import Ground

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
            _check_given(ground, scenario, service)
            _check_events(ground, scenario, service)
            _check_then(ground, scenario, service)


def _check_given(ground: Ground, scenario: Scenario, service: Service) -> None:
    given = scenario.says.given
    _check_records(ground, scenario, given.registers, ("given", "registers"))
    for name in given.answers:
        ground.refer(scenario.at("given", "answers", name), "question", name, service.asks)

    for name in given.materials:
        ground.refer(scenario.at("given", "materials", name), "material", name, service.materials)


def _check_events(ground: Ground, scenario: Scenario, service: Service) -> None:
    for position, event in enumerate(scenario.says.when):
        match event:
            case OfficerEventForm():
                place = scenario.at("when", position, "officer")
                ground.refer(place, "post", event.officer, ground.blueprint.posts)
                place = scenario.at("when", position, "decides")
                if ground.refer(
                    place, "step", event.decides, [*service.steps, *BESIDE, *_extensions(service)]
                ):
                    place = scenario.at("when", position, "verdict")
                    expected = scenario.says.then.error is not None
                    known = _verdicts(service, event.decides)
                    _ = expected or ground.refer(place, "verdict", event.verdict, known)
                    _check_answers(ground, scenario, service, position, event.decides, event.answers)
            case ExtensionEventForm():
                ground.refer(scenario.at("when", position, "by"), "post", event.by, ground.blueprint.posts)
                limits = [name.partition(".")[0] for name in _extensions(service)]
                ground.refer(scenario.at("when", position, "extend"), "step", event.extend, limits)
            case CorrectionEventForm():
                reads = [name for name, read in service.reads.items() if read.correct]
                if ground.refer(scenario.at("when", position, "corrects"), "read", event.corrects, reads):
                    register, path = service.reads[event.corrects].register, ("when", position, "fields")
                    _refer_fields(ground, scenario, register, event.fields, path)
            case ServiceEventForm():
                _check_service(ground, scenario, service, position, event)
            case RecordsEventForm():
                _check_records(ground, scenario, event.records, ("when", position, "records"))
            case ApplicantEventForm(step=str(step)):
                if ground.refer(scenario.at("when", position, "step"), "step", step, service.steps):
                    _check_answers(ground, scenario, service, position, step, event.answers)
                    for name in event.materials:
                        place = scenario.at("when", position, "materials", name)
                        ground.refer(place, "material", name, service.steps[step].brings)
            case _:
                pass


def _check_service(
    ground: Ground, scenario: Scenario, service: Service, position: int, event: ServiceEventForm
) -> None:
    steps = [step.id for step in service.steps.values() if step.by is Doer.SERVICE]
    if ground.refer(scenario.at("when", position, "service"), "step", event.service, steps):
        other = ground.blueprint.services.get(service.steps[event.service].service)
        known = [*(other.outcomes if other else ()), Outcome.WITHDRAWN]
        ground.refer(scenario.at("when", position, "outcome"), "outcome", event.outcome, known)
    _check_records(ground, scenario, event.registers, ("when", position, "registers"))


def _check_records(
    ground: Ground,
    scenario: Scenario,
    registers: Mapping[str, Sequence[Collection[str]]],
    path: tuple[str | int, ...],
) -> None:
    for register, entries in registers.items():
        for number, entry in enumerate(entries):
            _refer_fields(ground, scenario, register, entry, (*path, register, number))
        if not entries:
            place = scenario.at(*path, register)
            ground.refer(place, "register", register, ground.blueprint.registers)


def _check_answers(
    ground: Ground, scenario: Scenario, service: Service, event: int, step: str, answers: Collection[str]
) -> None:
    asks: Collection[str] = service.steps[step].asks if step in service.steps else ()
    for name in answers:
        ground.refer(scenario.at("when", event, "answers", name), "question", name, asks)


def _check_then(ground: Ground, scenario: Scenario, service: Service) -> None:
    then = scenario.says.then
    for name, standing in then.steps.items():
        place = scenario.at("then", "steps", name)
        if ground.refer(place, "step", name, [*service.steps, *BESIDE]):
            ground.refer(place, "verdict", standing, (*_verdicts(service, name), *STANDINGS))
    for name in then.due:
        ground.refer(scenario.at("then", "due", name), "step", name, service.steps)
    for name in then.cards:
        ground.refer(scenario.at("then", "cards", name), "step", name, service.steps)
    for position, name in enumerate(then.overdue):
        ground.refer(scenario.at("then", "overdue", position), "step", name, service.steps)
    for register in then.counts:
        place = scenario.at("then", "counts", register)
        ground.refer(place, "register", register, ground.blueprint.registers)
    for register in then.ended:
        place = scenario.at("then", "ended", register)
        ground.refer(place, "register", register, ground.blueprint.registers)
    for position, record in enumerate(then.records):
        _refer_fields(ground, scenario, record.record, record.fields, ("then", "records", position, "fields"))


def _refer_fields(
    ground: Ground, scenario: Scenario, register: str, fields: Collection[str], path: tuple[str | int, ...]
) -> None:
    place: Place = scenario.at(*path)
    if ground.refer(place, "register", register, ground.blueprint.registers):
        for name in fields:
            known = ground.blueprint.registers[register].fields
            ground.refer(scenario.at(*path, name), "field", name, known)


def _verdicts(service: Service, step: str) -> tuple[str, ...]:
    if step in BESIDE:
        return AGAIN
    if step in _extensions(service):
        return ON_EXTENSION
    return tuple(verdict.id for verdict in service.steps[step].verdicts)


def _extensions(service: Service) -> list[str]:
    """The tasks of allowing longer limits."""
    return [f"{step.id}.extension" for step in service.steps.values() if step.timing.extend]
