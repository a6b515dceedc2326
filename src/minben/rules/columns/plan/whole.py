"""The plan as a whole: its outputs and its relations, and a walk over its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .related import Aggregate, Pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..kinds import Column as Held, Kind
    from .node import Node


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that belong to a row that is decided.

    Nested: they are the elements of its list column `name` (records, or lone values: then their only column is
    `item`), and `key` is empty. Whether an element is null is `IsNull` of the `Read` with the empty name. A list that
    is null is empty here (whether it is null is `IsNull` of its `Read`).
    Keyed: they are the rows of another table, known to the back end as `name`, whose column `key` equals column
    `own_key` of the row that is decided; a null key is related to nothing.
    """

    name: str
    held: tuple[tuple[str, Held], ...]
    key: str = ""
    own_key: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result: its name, its node, and the FEEL kind that the node's plain values stand for."""

    name: str
    node: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be worked out for every row."""

    outputs: tuple[Output, ...]
    relations: Mapping[str, Relation]


def walk(roots: tuple[Node, ...]) -> Iterator[Node]:
    """Every node below these, those inside aggregates too, each once and after its parts."""
    seen: set[Node] = set()
    pending: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while pending:
        node, done = pending.pop()
        if done:
            yield node
            continue
        if node in seen:
            continue
        seen.add(node)
        pending.append((node, True))
        inner = node.inner if isinstance(node, Aggregate | Pick) else ()
        pending.extend((part, False) for part in (*node.parts, *inner))
