"""How the work of walking a value is counted.

Values may share parts: a list of two lists that are the same list has a billion leaves after thirty steps, and takes
no room. So whoever walks a value deeply spends a step for every part that it meets, from the budget of the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable

Spend = Callable[[int], None]
"""Counts steps; raises where the budget of the evaluation is spent."""

CHARACTERS = 16
"""Characters of a text that count as one step."""


def free(steps: int) -> None:
    """Work on what is bounded otherwise: constants of a source, what has been walked before."""


def extent(value: object) -> int:
    """The steps of going once through a list, a context or a text, without what is inside its parts."""
    if isinstance(value, list | dict):
        return len(value)
    return len(value) // CHARACTERS if isinstance(value, str) else 0
