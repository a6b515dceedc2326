"""What every element of a DMN file may say of itself: id, label, description, what other makers add."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from .reading import kept

if TYPE_CHECKING:
    from ..models.boxed import Markup
    from ..problems import Place
    from .reading import Reading
    from .xml import Tag


class About(TypedDict):
    """The fields of `models.boxed.Element`."""

    place: Place
    id: str
    label: str
    description: str
    attributes: tuple[tuple[str, str], ...]
    extensions: tuple[Markup, ...]


def about(reading: Reading, tag: Tag) -> About:
    """What an element says of itself."""
    extensions = tag.first("extensionElements")
    return About(
        place=reading.place(tag),
        id=tag.get("id"),
        label=tag.get("label"),
        description=tag.words("description"),
        attributes=tag.foreign,
        extensions=() if extensions is None else tuple(map(kept, extensions.children)),
    )
