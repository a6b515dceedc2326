"""The values of literals that are written as text: `@"2025-01-01"`, `@"P1Y"`, `@"08:30:00"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .temporal import parse_date, parse_date_time, parse_duration, parse_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import Value

_READERS: tuple[Callable[[str], Value], ...] = (parse_date, parse_date_time, parse_time, parse_duration)


def at_value(text: str) -> Value:
    """The date, time, date and time or duration that the text is. Raises `UndefinedError`."""
    for read in _READERS:
        try:
            return read(text)
        except UndefinedError:
            continue
    raise UndefinedError("bad-date-literal", text=text)
