"""The item catalogue: which blueprint is in force, what it offers, how it is found and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .force import NothingInForce, UnknownVersion, any_in_force, in_force, put_in_force, version

__all__ = ["NothingInForce", "UnknownVersion", "any_in_force", "in_force", "put_in_force", "version"]

_FORCE = frozenset(__all__)


def __getattr__(name: str) -> Any:
    # Models can be imported only once Django has its applications; importing this room must not need them.
    if name in _FORCE:
        from . import force

        return getattr(force, name)
    raise AttributeError(name)
