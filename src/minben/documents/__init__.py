"""What leaves a node on paper's footing: the file of a case as one sealed package, and all cases as an event log.

Above the rooms whose acts and rows it gathers; it writes nothing into them but the acts that say what was taken out.

Django must be set up before the room is used; the names below are then looked up in their modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .eventlog import Extent, write_event_log

_HOMES = {"eventlog": ("Extent", "write_event_log")}

__all__ = ["Extent", "write_event_log"]


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; the rooms below are there only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
