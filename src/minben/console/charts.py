"""Charts as drawings made on the server: bars in rows, columns over days. Only geometry; colours are the style sheet's.

A chart is shown with a title, a sentence that says what it shows, and a table of the same numbers below it, so that
nothing is in the picture alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 640
LABEL = 190
NUMBER = 60
ROW = 36
BAR = 22
HEIGHT = 200
FOOT = 28
TOP = 22
TONES = 6


@dataclass(frozen=True, slots=True)
class Value:
    """One number with its name; ``tone`` picks one of the six colours of the style sheet."""

    label: str
    number: int
    tone: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a drawing with its texts, in the drawing's own units."""

    value: Value
    x: float
    y: float
    width: float
    height: float
    text_x: float
    text_y: float
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below the other: names at the left, numbers at their end."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    label: int
    track: int


def bars(values: Sequence[Value]) -> Bars:
    """Draw one bar for each value, the longest filling the row.

    >>> [box.width for box in bars([Value("a", 10), Value("b", 5)]).boxes]
    [390.0, 195.0]
    """
    track = WIDTH - LABEL - NUMBER
    most = max((value.number for value in values), default=0) or 1
    boxes = []
    for row, value in enumerate(values):
        width = track * value.number / most
        y = row * ROW + (ROW - BAR) / 2
        boxes.append(
            Box(value, x=LABEL, y=y, width=width, height=BAR, text_x=LABEL + width + 8, text_y=y + BAR * 0.75)
        )
    return Bars(tuple(boxes), WIDTH, max(1, len(values)) * ROW, LABEL - 10, track)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side, one for each day, standing on a line; every ``few`` days one is named."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    floor: int


def columns(values: Sequence[Value], named: int = 8) -> Columns:
    """Draw one column for each value; of many only about ``named`` carry their name, and the highest its number.

    >>> [box.height for box in columns([Value("1", 4), Value("2", 2)]).boxes]
    [150.0, 75.0]
    """
    floor = HEIGHT - FOOT
    tall = floor - TOP
    most = max((value.number for value in values), default=0) or 1
    step = WIDTH / max(1, len(values))
    every = max(1, -(-len(values) // named))
    boxes = []
    for index, value in enumerate(values):
        height = tall * value.number / most
        width = min(56.0, step * 0.7)
        x = index * step + (step - width) / 2
        boxes.append(
            Box(
                value,
                x=round(x, 1),
                y=round(floor - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                text_x=round(x + width / 2, 1),
                text_y=round(floor - height - 6, 1),
                shown=index % every == 0,
            )
        )
    return Columns(tuple(boxes), WIDTH, HEIGHT, floor)
