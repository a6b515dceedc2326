"""The files of a blueprint as trees that remember their lines: the first stage of reading.

YAML is composed by PyYAML and never constructed: no tag makes an object, what a plain word means is for the grammar to
say (so a code such as ``5115E10`` or ``no`` stays what was written). A row of a CSV file becomes the same kind of tree
as a YAML mapping. Size, depth and the number of nodes are bounded, aliases counted by what they expand to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from .model import Place
from .problems import Problem

MAX_BYTES = 16 * 1024 * 1024
MAX_NODES = 200_000
MAX_DEPTH = 40
MAX_CELL = 10_000

_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")}
_MERGE_TAG = "tag:yaml.org,2002:merge"
_NULL_TAG = "tag:yaml.org,2002:null"
_COLLECTION_TAGS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def compose(file: str, text: str, report: Report) -> Node | None:
    """The tree of a YAML text, or None (reported) where it is not YAML or says nothing."""
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1 if mark else 1)
        report(Problem(place, "yaml-syntax", {"found": error.problem or error.context or ""}))
        return None
    except (yaml.YAMLError, RecursionError) as error:
        report(Problem(Place(file, 1), "yaml-syntax", {"found": str(error).partition("\n")[0]}))
        return None
    finally:
        loader.dispose()
    if root is None:
        report(Problem(Place(file, 1), "file-empty"))
        return None
    return _Planting(file, report).node(root, 0)


class _Planting:
    """Turns PyYAML's nodes into ours, within the bounds."""

    def __init__(self, file: str, report: Report) -> None:
        self._file = file
        self._report = report
        self._left = MAX_NODES

    def node(self, node: yaml.Node, depth: int) -> Node:
        line = node.start_mark.line + 1
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            if self._left >= 0 or self._left == -1:
                self._problem(line, "yaml-too-big", depth=str(MAX_DEPTH), nodes=str(MAX_NODES))
            return Scalar("", line, empty=True)
        match node:
            case yaml.ScalarNode():
                if node.tag not in _PLAIN_TAGS:
                    self._problem(line, "yaml-tag", tag=node.tag)
                return Scalar(node.value, line, empty=node.tag == _NULL_TAG)
            case yaml.SequenceNode():
                self._collection(node, line)
                return Series(tuple(self.node(item, depth + 1) for item in node.value), line)
            case yaml.MappingNode():
                self._collection(node, line)
                return Keyed(self._entries(node, depth), line)
        raise AssertionError(node)

    def _entries(self, node: yaml.MappingNode, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _PLAIN_TAGS | {_MERGE_TAG}:
                self._problem(line, "yaml-key")
            elif key.tag == _MERGE_TAG:
                self._problem(line, "yaml-tag", tag="<<")
            elif key.value in entries:
                self._problem(line, "key-twice", key=key.value, first=str(entries[key.value].line))
            else:
                entries[key.value] = Entry(self.node(value, depth + 1), line)
        return entries

    def _collection(self, node: yaml.Node, line: int) -> None:
        if node.tag not in _COLLECTION_TAGS:
            self._problem(line, "yaml-tag", tag=node.tag)

    def _problem(self, line: int, code: str, **values: str) -> None:
        self._report(Problem(Place(self._file, line), code, values))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file: its column names, and its rows with the line on which each starts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def sheet(file: str, text: str, report: Report) -> Sheet | None:
    """The rows of a CSV text with a header, or None (reported). Rows of another width are reported and left out."""
    lines = _records(file, text, report)
    header = next(lines, None)
    if header is None:
        report(Problem(Place(file, 1), "file-empty"))
        return None
    columns = tuple(name.strip() for name in header[1])
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        report(Problem(Place(file, header[0]), "column-twice", {"key": name}))
    rows = []
    for line, cells in lines:
        if len(cells) == len(columns):
            rows.append((line, tuple(cells)))
        else:
            widths = {"found": str(len(cells)), "expected": str(len(columns))}
            report(Problem(Place(file, line), "row-width", widths))
    return Sheet(columns, tuple(rows))


def _records(file: str, text: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            report(Problem(Place(file, line), "csv-syntax", {"found": str(error)}))
            return
        if any(cells):
            yield line, cells
        line = rows.line_num + 1
