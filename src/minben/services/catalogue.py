"""The catalogue by agency and by type, with how many items each has and how many of them can be used at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minben.blueprint import Blueprint
    from minben.blueprint.model import Agency, Item, ItemType

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """Part of the catalogue: an agency's items or those of a type."""

    of: T
    items: int
    executable: int


def by_agency(blueprint: Blueprint) -> list[Shelf[Agency]]:
    """The agencies that have items, the fullest first."""
    return _shelves(blueprint, blueprint.agencies, lambda item: item.agency)


def by_type(blueprint: Blueprint) -> list[Shelf[ItemType]]:
    """The types that have items, the fullest first."""
    return _shelves(blueprint, blueprint.item_types, lambda item: item.type)


def _shelves(blueprint: Blueprint, known: Mapping[str, T], of: Callable[[Item], str]) -> list[Shelf[T]]:
    executable = {service.item for service in blueprint.services.values()}
    items = Counter(of(item) for item in blueprint.items.values())
    usable = Counter(of(item) for item in blueprint.items.values() if item.code in executable)
    return [Shelf(known[id_], count, usable[id_]) for id_, count in items.most_common()]
