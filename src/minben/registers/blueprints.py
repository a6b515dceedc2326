"""Which blueprint the commands of this room work by: the one in force, or that of a folder.

What is in force is known to a room above, which gives a way to ask for it when it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from minben.blueprint.model import Blueprint

_sources: list[Callable[[], Blueprint]] = []


class NoBlueprint(LookupError):  # noqa: N818 - says what is missing
    """No blueprint is in force and no folder was named."""


def provide_blueprint(source: Callable[[], Blueprint]) -> None:
    """Let commands take the blueprint in force from ``source``; the last one given counts."""
    _sources[:] = [source]


def blueprint_of(folder: Path | None) -> Blueprint:
    """The blueprint in a folder, or the one in force; raises `NoBlueprint`, and whatever reading a folder raises."""
    if folder is not None:
        return read(folder)
    if not _sources:
        raise NoBlueprint("no blueprint is in force")
    return _sources[0]()
