"""What somebody may apply for who may use certain services: also the bundles of which every service is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Blueprint, Bundle


def in_scope(blueprint: Blueprint, services: Iterable[str]) -> tuple[str, ...]:
    """These services, and the bundles that hold no others; none where none are named, which means no limit."""
    named = tuple(services)
    held = set(named)
    return (*named, *(bundle.id for bundle in blueprint.bundles.values() if held.issuperset(bundle.parts)))


def beyond_scope(bundle: Bundle, services: Iterable[str]) -> tuple[str, ...]:
    """The services of a bundle that are not among these, in its order."""
    held = set(services)
    return tuple(name for name in bundle.parts if name not in held)
