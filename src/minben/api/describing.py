"""What is handed in for a service or a bundle, told to machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben import cases
from minben.pages.languages import say

from .shapes import MaterialSeen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint.model import Blueprint, BundlePart, Material


def material_seen(material: Material, service: str, name: str) -> MaterialSeen:
    """A material under the name by which it is answered, and the service that its files are handed in for."""
    return MaterialSeen(
        name=name,
        title=say(material.title),
        service=service,
        required=material.required,
        accepts=[str(one) for one in material.accepts],
        at_most=cases.largest(material),
        ways=[str(way) for way in cases.ways_of(material)],
    )


def materials_of(blueprint: Blueprint, part: BundlePart) -> Iterator[MaterialSeen]:
    """The materials of a service of a bundle, under the names that they have in the bundle."""
    service = blueprint.services[part.service]
    for own, name in part.materials.items():
        yield material_seen(service.materials[own], service.id, name)
