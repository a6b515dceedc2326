"""Charts as drawings made on the server: bars in rows. Only geometry; colours are the style sheet's.

Bars lie, so that their names stay readable on a telephone: above the bar where they are words, beside it where they are
days. A chart is shown with a title, a sentence that says what it shows, and a table of the same numbers below it, so
that nothing is in the picture alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 480
NUMBER = 75
BAR = 22
NAMED_ROW = 62
DAY_ROW = 32
DAY_NAME = 70


@dataclass(frozen=True, slots=True)
class Value:
    """One number with its name; ``tone`` picks one of the colours of the style sheet."""

    label: str
    number: int
    tone: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the places of its name and its number, in the drawing's own units."""

    value: Value
    x: float
    y: float
    width: float
    name_x: float
    name_y: float
    number_x: float
    number_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars one below the other; ``track`` is the length of the longest possible."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    thick: int
    track: int


def named_bars(values: Sequence[Value]) -> Drawing:
    """One bar for each value under its name, the longest filling the row.

    >>> [bar.width for bar in named_bars([Value("a", 10), Value("b", 5)]).bars]
    [405.0, 202.5]
    """
    track = WIDTH - NUMBER
    bars = []
    for row, (value, width) in enumerate(zip(values, _widths(values, track), strict=True)):
        y = row * NAMED_ROW + NAMED_ROW - BAR - 8
        bars.append(Bar(value, 0, y, width, 0, y - 9, width + 8, y + BAR - 4))
    return Drawing(tuple(bars), WIDTH, len(bars) * NAMED_ROW, BAR, track)


def day_bars(values: Sequence[Value]) -> Drawing:
    """One bar for each day beside its short name.

    >>> [bar.x for bar in day_bars([Value("5/1", 3), Value("5/2", 0)]).bars]
    [70, 70]
    """
    track = WIDTH - NUMBER - DAY_NAME
    bars = []
    for row, (value, width) in enumerate(zip(values, _widths(values, track), strict=True)):
        y = row * DAY_ROW + (DAY_ROW - BAR) / 2
        bars.append(Bar(value, DAY_NAME, y, width, 0, y + BAR - 4, DAY_NAME + width + 8, y + BAR - 4))
    return Drawing(tuple(bars), WIDTH, len(bars) * DAY_ROW, BAR, track)


def _widths(values: Sequence[Value], track: int) -> list[float]:
    most = max((value.number for value in values), default=0) or 1
    return [round(track * value.number / most, 1) for value in values]
