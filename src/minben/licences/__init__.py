"""Licences and certificates: the papers that cases issue, listed for their holder, and verified by whoever has a code.

A paper is an entry of a register that some service fills with its case's verification code; which registers those are
follows from the services, and is said nowhere else.

Django must be set up before the room is used; the names below are then looked up in their module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .papers import Paper, PaperField, papers_of, verify

__all__ = ["Paper", "PaperField", "papers_of", "verify"]


def __getattr__(name: str) -> object:
    """Look a public name up; the rooms below can be imported only once Django's applications are loaded."""
    from importlib import import_module

    if name in __all__:
        return getattr(import_module(f"{__name__}.papers"), name)
    raise AttributeError(name)
