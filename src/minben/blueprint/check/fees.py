"""A fee that is paid through the node: one step in which the applicant pays, and a step that waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Doer, StepKind

if TYPE_CHECKING:
    from ..model import Service
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report amounts without a step that collects them or without a basis, and steps that collect nothing."""
    for service in ground.blueprint.services.values():
        _check_service(ground, service)


def _check_service(ground: Ground, service: Service) -> None:
    file = service.place.file
    collecting = [step for step in service.steps.values() if step.kind is StepKind.COLLECT]
    charging = service.charging
    if charging is None:
        if collecting:
            place = ground.at(file, "steps", collecting[0].id, "kind")
            ground.report(place, "collect-without-amount", name=collecting[0].id)
        elif _says_amount(ground, service):
            ground.report(ground.at(file, "fee", "amount"), "amount-without-collect")
        return
    for step in collecting[1:]:
        ground.report(ground.at(file, "steps", step.id, "kind"), "collect-twice", name=step.id)
    step = service.steps[charging.step]
    if step.by is not Doer.APPLICANT or step.asks or step.when:
        ground.report(ground.at(file, "steps", step.id, "by"), "collect-by-applicant", name=step.id)
    if service.fee_basis is None:
        ground.report(ground.at(file, "fee", "amount"), "amount-without-basis")
    place = ground.at(file, "fee", "before")
    if ground.refer(place, "step", charging.before, service.steps):
        needs = service.steps[charging.before].needs
        if not any(charging.step in alternatives for alternatives in needs):
            ground.report(place, "before-without-need", name=charging.before, step=charging.step)


def _says_amount(ground: Ground, service: Service) -> bool:
    """Whether the file gives an amount although nothing collects it; the model then has none."""
    return ground.at(service.place.file, "fee", "amount") != ground.at(service.place.file, "fee")
