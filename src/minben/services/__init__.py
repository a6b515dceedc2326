"""The item catalogue: which blueprint is in force, what it offers, how it is found and explained.

Django must be set up before the room's tables are used; the names that need them are looked up when they are first
asked for, the others at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import Shelf, by_agency, by_type
from .guides import Asked, Guide, Known, Stage, guide, service_of
from .searching import Hit, search
from .ways import Way

if TYPE_CHECKING:
    from .force import NothingInForce, UnknownVersion, any_in_force, in_force, put_in_force, version

__all__ = [
    "Asked",
    "Guide",
    "Hit",
    "Known",
    "NothingInForce",
    "Shelf",
    "Stage",
    "UnknownVersion",
    "Way",
    "any_in_force",
    "by_agency",
    "by_type",
    "guide",
    "in_force",
    "put_in_force",
    "search",
    "service_of",
    "version",
]

_OF_FORCE = frozenset(
    {"NothingInForce", "UnknownVersion", "any_in_force", "in_force", "put_in_force", "version"}
)


def __getattr__(name: str) -> Any:
    if name in _OF_FORCE:
        from . import force

        return getattr(force, name)
    raise AttributeError(name)
