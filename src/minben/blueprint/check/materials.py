"""Materials: what may take their place is real, what is promised is checked, what comes later is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..materials import GIVEN, OVERDUE, PROMISED
from ..model import Doer

if TYPE_CHECKING:
    from ..model import Material, Service, Step
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report promises nobody checks, materials for later that nothing waits for, and steps that bring unknown ones."""
    for service in ground.blueprint.services.values():
        if service.id in ground.draft.blurred:
            continue
        for material in service.materials.values():
            _check_commitment(ground, service, material)
            _check_later(ground, service, material)
        for step in service.steps.values():
            _check_brings(ground, service, step)


def may_be_needed(service: Service, material: str) -> tuple[str, ...]:
    """What may stand behind the dot when a step needs this material."""
    return (GIVEN, OVERDUE, PROMISED) if service.materials[material].later else ()


def _check_commitment(ground: Ground, service: Service, material: Material) -> None:
    promise = material.commitment
    if promise is None:
        return
    place = ground.at(service.place.file, "materials", material.name, "commitment", "checked_in")
    if not ground.refer(place, "step", promise.checked_in, service.steps):
        return
    step = service.steps[promise.checked_in]
    if step.by in (Doer.RULE, Doer.APPLICANT) or len(step.verdicts) == 1:
        ground.report(place, "commitment-unchecked", name=material.name, step=step.id)


def _check_later(ground: Ground, service: Service, material: Material) -> None:
    if material.later is None:
        return
    names = {name for step in service.steps.values() for names in step.needs for name in names}
    if f"{material.name}.{GIVEN}" not in names:
        place = ground.at(service.place.file, "materials", material.name, "later")
        ground.report(place, "later-not-awaited", name=material.name)


def _check_brings(ground: Ground, service: Service, step: Step) -> None:
    place = ground.at(service.place.file, "steps", step.id, "brings")
    for name in step.brings:
        ground.refer(place, "material", name, service.materials)
    if step.brings and step.by is not Doer.APPLICANT:
        ground.report(place, "brings-by-others", name=step.id)
