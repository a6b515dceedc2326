"""The files of a blueprint as trees that remember their lines: what the first stage of reading makes.

YAML (`composing`) and the rows of CSV files (`sheets`) become the same kind of tree, so that the same forms read both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .model import Place
from .problems import Problem

MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word, number or text as written; ``empty`` where nothing (or ``null``) is written."""

    text: str
    line: int
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value; ``line`` is the key's."""

    value: Node
    line: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping from keys to values."""

    entries: Mapping[str, Entry]
    line: int


Node = Scalar | Series | Keyed

Report = Callable[[Problem], None]


def line_at(root: Node, path: tuple[str | int, ...]) -> int:
    """The line of what stands at this path of keys and positions, or of the nearest thing around it.

    >>> tree = Keyed({"steps": Entry(Keyed({"accept": Entry(Scalar("x", 9), 8)}, 8), 7)}, 1)
    >>> line_at(tree, ("steps", "accept", "when"))
    8
    """
    node, line = root, root.line
    for part in path:
        if isinstance(node, Keyed) and part in node.entries:
            entry = node.entries[str(part)]
            node, line = entry.value, entry.line
        elif isinstance(node, Series) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            line = node.line
        else:
            break
    return line


def decode(file: str, data: bytes, report: Report) -> str | None:
    """The text of a file, or None (reported) where it is too large or not UTF-8."""
    if len(data) > MAX_BYTES:
        report(Problem(Place(file, 1), "file-too-large", {"limit": str(MAX_BYTES // 1024 // 1024)}))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report(Problem(Place(file, data.count(b"\n", 0, error.start) + 1), "not-utf-8"))
        return None
