"""What is asked fits together: lists and what is asked of each entry, how many, and what is said of wrong answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import FactType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Ask, Service
    from .ground import Ground

SEVERAL = (FactType.CHOICES, FactType.LIST)


def check_ask(ground: Ground, service: Service, path: tuple[str, ...], ask: Ask) -> None:
    """Report what is wrong with a question, at its ``path`` in the service's file, and with what it asks of each."""
    file = service.place.file
    if ask.check and not ask.refusal:
        ground.report(ground.at(file, *path, "check"), "check-without-refusal", name=ask.name)
    if ask.at_least > ask.at_most:
        values = {"least": str(ask.at_least), "most": str(ask.at_most)}
        ground.report(ground.at(file, *path, "at_most"), "at-most-too-few", **values)
    if ground.refer(ground.at(file, *path, "fact"), "fact", ask.fact, ground.blueprint.facts):
        _check_kind(ground, service, path, ask)
    for part in ask.each.values():
        check_ask(ground, service, (*path, "each", part.name), part)


def _check_kind(ground: Ground, service: Service, path: tuple[str, ...], ask: Ask) -> None:
    """A list says what is asked of each entry, and nothing else does; a list within a list is not asked."""
    file, kind = service.place.file, ground.blueprint.facts[ask.fact].type
    if path[-2] == "each" and kind is FactType.LIST:
        ground.report(ground.at(file, *path, "fact"), "list-in-list", name=ask.name)
        return
    if (kind is FactType.LIST) != bool(ask.each):
        code = "list-without-each" if kind is FactType.LIST else "each-without-list"
        ground.report(ground.at(file, *path, "each"), code, name=ask.name)
    if ask.offers and kind is FactType.LIST:
        ground.report(ground.at(file, *path, "offers"), "offers-of-list", name=ask.name)
    if kind not in SEVERAL and (ask.at_least, ask.at_most) != (1, 50):
        key = "at_least" if ask.at_least != 1 else "at_most"
        ground.report(ground.at(file, *path, key), "count-of-one", name=ask.name, key=key)


def lists(service: Service) -> Iterator[tuple[tuple[str, ...], Mapping[str, Ask]]]:
    """What is asked of each entry of a list, and where in the service's file that stands."""
    for ask in service.asks.values():
        if ask.each:
            yield ("asks", ask.name, "each"), ask.each
    for step in service.steps.values():
        for ask in step.asks.values():
            if ask.each:
                yield ("steps", step.id, "asks", ask.name, "each"), ask.each
