"""What the law in force demands of services of an item's type, as far as a new service follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from minben.blueprint import StepPeople, StepRequired
from minben.blueprint.model import StepKind

from .wish import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint.model import Blueprint, Item

D = TypeVar("D", StepRequired, StepPeople)


def shape_of(blueprint: Blueprint, item: Item) -> Shape:
    """The shape that fits an item of this type: where the law demands acceptance, people decide, else a rule may."""
    if required(blueprint, item, StepKind.ACCEPT) is None:
        return Shape.RULE
    return Shape.INSPECTED if inspectors(blueprint, item) > 1 else Shape.OFFICERS


def required(blueprint: Blueprint, item: Item, kind: StepKind) -> StepRequired | None:
    """The duty to have a step of this kind."""
    return next((duty for duty in _duties(blueprint, item, StepRequired) if duty.step == kind), None)


def inspectors(blueprint: Blueprint, item: Item) -> int:
    """How many officers an inspection takes."""
    found = (d.at_least for d in _duties(blueprint, item, StepPeople) if d.step == StepKind.INSPECT)
    return max(found, default=1)


def within(blueprint: Blueprint, item: Item, kind: StepKind, counts_from: str = "") -> list[str]:
    """The limit of a kind of step, as lines of the step; nothing where the law has none."""
    duty = required(blueprint, item, kind)
    if duty is None or duty.at_most is None:
        return []
    lines = [f"    within: {duty.at_most}"]
    lines += [f"    counts_from: {counts_from}"] if counts_from and duty.counts_from else []
    return lines + (["    overdue: accepted"] if duty.overdue else [])


def _duties(blueprint: Blueprint, item: Item, kind: type[D]) -> Iterator[D]:
    for pack in blueprint.statutes:
        for rule in pack.rules:
            if item.type in rule.item_types and isinstance(rule.duty, kind):
                yield rule.duty
