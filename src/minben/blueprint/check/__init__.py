"""The checks of a blueprint as a whole, by subject. Each reports what it finds into the draft and never stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    bundle_scenarios,
    bundles,
    channels,
    citations,
    correcting,
    dates,
    expressions,
    fees,
    licences,
    materials,
    paths,
    procedures,
    references,
    rights,
    scenarios,
    services,
    steps,
    subservices,
    texts,
    timing,
    uses,
    words,
)
from .ground import Check, Ground

if TYPE_CHECKING:
    from datetime import date

    from ..model import Blueprint
    from ..reader import Draft

CHECKS: tuple[Check, ...] = (
    references.check,
    channels.check,
    services.check,
    steps.check,
    subservices.check,
    timing.check,
    fees.check,
    words.check,
    licences.check,
    correcting.check,
    dates.check,
    citations.check,
    rights.check,
    expressions.check,
    texts.check,
    uses.check,
    procedures.check,
    materials.check,
    paths.check,
    bundles.check,
    scenarios.check,
    bundle_scenarios.check,
)


def check(blueprint: Blueprint, draft: Draft, on: date) -> None:
    """Run every check, as of a day, and leave the problems in the draft."""
    damaged = frozenset(problem.place.file for problem in draft.problems)
    broken = {service.id for service in blueprint.services.values() if service.place.file in damaged}
    ground = Ground(blueprint, draft, on, damaged, broken | draft.blurred)
    for one in CHECKS:
        one(ground)
