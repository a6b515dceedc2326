"""YAML to trees, within bounds.

PyYAML parses and never constructs: no tag makes an object, what a plain word means is for the grammar to say (so a code
such as ``5115E10`` or ``no`` stays what was written). Depth and the number of nodes are bounded, aliases counted by
what they expand to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from .model import Place
from .nodes import Entry, Keyed, Node, Report, Scalar, Series
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NODES = 200_000
MAX_DEPTH = 40

_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
}
_NOTHING = {"", "~", "null", "Null", "NULL"}
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(file: str, text: str, report: Report) -> Node | None:
    """The tree of a YAML text, or None (reported) where it is not YAML or says nothing."""
    loader = _LOADER(text)
    try:
        return _Composer(file, loader, report).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1 if mark else 1)
        if mark and _starts_with_tab(text, mark.line):
            report(Problem(place, "yaml-tab"))
        else:
            report(Problem(place, "yaml-syntax", {"found": error.problem or error.context or ""}))
    except yaml.YAMLError as error:
        report(Problem(Place(file, 1), "yaml-syntax", {"found": str(error).partition("\n")[0]}))
    except _TooBigError as error:
        bounds = {"depth": str(MAX_DEPTH), "nodes": str(MAX_NODES)}
        report(Problem(Place(file, error.line), "yaml-too-big", bounds))
    finally:
        loader.dispose()
    return None


def _starts_with_tab(text: str, line: int) -> bool:
    written = text.splitlines()[line : line + 1]
    return any("\t" in words[: len(words) - len(words.lstrip())] for words in written)


class _TooBigError(Exception):
    """A text goes beyond the bounds; nothing more of it is read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class _Anchor:
    """A node that may be repeated; none as long as it is not complete. ``size`` counts the nodes in it."""

    node: Node | None = None
    size: int = 0


class _Composer:
    """Makes our nodes of the parser's events: PyYAML's own composer is recursive in C and can be made to crash."""

    def __init__(self, file: str, parser: Any, report: Report) -> None:
        self._file = file
        self._parser = parser
        self._report = report
        self._count = 0
        self._anchors: dict[str, _Anchor] = {}

    def document(self) -> Node | None:
        self._parser.get_event()
        if isinstance(self._parser.peek_event(), yaml.StreamEndEvent):
            self._problem(1, "file-empty")
            return None
        self._parser.get_event()
        root = self._node(self._parser.get_event(), 0)
        self._parser.get_event()
        following = self._parser.peek_event()
        if not isinstance(following, yaml.StreamEndEvent):
            self._problem(following.start_mark.line + 1, "yaml-documents")
            return None
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        self._spend(line, 1, depth)
        if isinstance(event, yaml.AliasEvent):
            return self._repeated(str(event.anchor), line)
        anchor, before = self._anchor(event), self._count
        node = self._fresh(event, line, depth)
        anchor.node, anchor.size = node, self._count - before + 1
        return node

    def _fresh(self, event: Any, line: int, depth: int) -> Node:
        match event:
            case yaml.SequenceStartEvent():
                self._check_tag(event.tag, line)
                return Series(tuple(self._items(depth)), line)
            case yaml.MappingStartEvent():
                self._check_tag(event.tag, line)
                return Keyed(self._entries(depth), line)
            case yaml.ScalarEvent():
                self._check_tag(event.tag, line)
                is_plain = event.implicit[0] and event.tag is None
                return Scalar(event.value, line, empty=is_plain and event.value in _NOTHING)
        raise AssertionError(event)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._parser.get_event(), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := self._parser.get_event(), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._node(event, depth + 1)
            value = self._node(self._parser.get_event(), depth + 1)
            if not isinstance(key, Scalar):
                self._problem(line, "yaml-key")
            elif key.text == "<<":
                self._problem(line, "yaml-tag", tag="<<")
            elif key.text in entries:
                self._problem(line, "key-twice", key=key.text, first=str(entries[key.text].line))
            else:
                entries[key.text] = Entry(_begun_at(value, line), line)
        return entries

    def _anchor(self, event: Any) -> _Anchor:
        anchor = _Anchor()
        name = event.anchor
        if name is not None:
            self._anchors[name] = anchor
        return anchor

    def _repeated(self, name: str, line: int) -> Node:
        anchor = self._anchors.get(name)
        if anchor is None or anchor.node is None:
            self._problem(line, "yaml-alias", name=name)
            return Scalar("", line, empty=True)
        self._spend(line, anchor.size, 0)
        return anchor.node

    def _spend(self, line: int, nodes: int, depth: int) -> None:
        self._count += nodes
        if depth > MAX_DEPTH or self._count > MAX_NODES:
            raise _TooBigError(line)

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag is not None and tag not in _TAGS:
            self._problem(line, "yaml-tag", tag=tag)

    def _problem(self, line: int, code: str, **values: str) -> None:
        self._report(Problem(Place(self._file, line), code, values))


def _begun_at(node: Node, line: int) -> Node:
    """A mapping or list as one that begins with its key, which is what a reader looks for."""
    match node:
        case Keyed(entries):
            return Keyed(entries, line)
        case Series(items):
            return Series(items, line)
        case Scalar():
            return node
