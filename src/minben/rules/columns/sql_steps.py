"""Which parts of a plan become columns of a step of their own, so that a query works out a shared part once.

A query of one `SELECT` would repeat what several places read, each time with all that it is made of. So a node that is
read from more than one place, and is more than a simple test, is a column of an earlier step; the steps follow from
what reads what. What related rows come to is joined to the first step that can have it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .kinds import Items, Record
from .plan import (
    After,
    Aggregate,
    Before,
    Compare,
    Constant,
    FloorDivide,
    MakeDay,
    MonthsBetween,
    Node,
    Pick,
    Read,
    Remainder,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from .plan import Plan

LIGHT = 5
"""So many nodes are written once more rather than made a column: a step has its price, too."""
OWN = ""
"""The source of the rows that are decided."""

_TWICE = (MonthsBetween, FloorDivide, Remainder, MakeDay, Before, After)
"""Nodes whose operands are written more than once."""

Gathered = Aggregate | Pick
"""What is made of related rows."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a step reads: columns of the table by name, and nodes that are columns of earlier steps or joined."""

    names: dict[str, None] = field(default_factory=dict)
    nodes: dict[Node, None] = field(default_factory=dict)


class Steps:
    """Where each node is worked out. Steps are counted from 1; the last gives the results.

    `source` is that of the rows whose steps these are, `given` the nodes that are columns of these rows. `held` are the
    nodes that become columns, with the step that selects each; `joined` are those made of related rows, with the step
    that they are joined to.
    """

    def __init__(
        self,
        roots: Sequence[Node],
        plan: Plan,
        source: str = OWN,
        given: Collection[Node] = (),
    ) -> None:
        self.roots = roots
        self.held: dict[Node, int] = {}
        self.joined: dict[Node, int] = {}
        self._given = frozenset(given)
        self._source = source
        self._relations = plan.relations
        self._ready: dict[Node, int] = {}
        self._weights: dict[Node, int] = {}
        self._sources: dict[Node, frozenset[str]] = {}
        order = list(self._walk())
        uses = self._uses(order)
        forced = {part for node in order if isinstance(node, Gathered) for part in self.own_parts(node)}
        for node in order:
            self._place(node, uses[node], forced=node in forced)
        self.last = max((self._ready[root] for root in roots), default=1)

    def group_of(self, node: Node) -> str:
        """The relation whose groups of rows a node is made of, and of nothing else; empty where it is not so."""
        home = self._sources_of(node) if self._source == OWN else frozenset[str]()
        only = next(iter(home)) if len(home) == 1 else ""
        return only[1:] if only.startswith("@") else ""

    def own_parts(self, node: Gathered) -> tuple[Node, ...]:
        """The largest parts of what is worked out for related rows that are of the row that is decided."""
        if self.group_of(node):
            return ()
        found: dict[Node, None] = {}
        pending = list(node.inner)
        while pending:
            part = pending.pop()
            sources = self._sources_of(part)
            if node.relation not in sources:
                found.update({part: None} if sources else {})
            elif isinstance(part, Gathered):
                pending.extend(part.inner)
            else:
                pending.extend(part.parts)
        return tuple(found)

    def needs(self, step: int) -> Needs:
        """What the expressions and the joins of a step read."""
        needs = Needs()
        pending = [part for node, at in self.held.items() if at == step for part in self._parts_of(node)]
        pending.extend(node for node, at in self.joined.items() if at == step)
        pending.extend(self.roots if step == self.last else ())
        seen: set[Node] = set()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node, Read):
                needs.names[node.name] = None
            elif node in self._given or self.held.get(node, step) < step:
                needs.nodes[node] = None
            elif node in self.joined:
                needs.nodes[node] = None
                if self.joined[node] == step:
                    relation = self._relations[self.relation_of(node)]
                    needs.names[relation.own_key or relation.name] = None
                    pending.extend(self._parts_of(node))
            else:
                pending.extend(self._parts_of(node))
        return needs

    def relation_of(self, joined: Node) -> str:
        """The relation that a joined node is made of."""
        return joined.relation if isinstance(joined, Gathered) else self.group_of(joined)

    def passed(self, step: int) -> Needs:
        """What later steps read of what a step has."""
        passed = Needs()
        for later in range(step + 1, self.last + 1):
            needs = self.needs(later)
            passed.names.update(needs.names)
            for node in needs.nodes:
                if self.held.get(node, self.joined.get(node, 0)) <= step:
                    passed.nodes[node] = None
        return passed

    def _parts_of(self, node: Node) -> tuple[Node, ...]:
        """What a node reads among the rows of the source, as often as it is written."""
        if node in self._given or self.group_of(node):
            return ()
        if isinstance(node, Gathered):
            return self.own_parts(node)
        return node.parts * 2 if isinstance(node, _TWICE) else node.parts

    def _sources_of(self, node: Node) -> frozenset[str]:
        """The sources whose columns a node reads; `@name` is what is made of all the rows of a relation together."""
        found = self._sources.get(node)
        if found is None:
            match node:
                case Read(source):
                    found = frozenset((source,))
                case Aggregate() | Pick():
                    around = self._united(node.inner) - {node.relation}
                    by_key = not around and self._relations[node.relation].key
                    found = frozenset((f"@{node.relation}",)) if by_key else around | {OWN}
                case _:
                    found = self._united(node.parts)
            self._sources[node] = found
        return found

    def _united(self, nodes: Iterable[Node]) -> frozenset[str]:
        return frozenset[str]().union(*map(self._sources_of, nodes))

    def _walk(self) -> Iterator[Node]:
        """Every node of the rows of the source, after its parts."""
        seen: set[Node] = set()
        pending = [(root, False) for root in reversed(self.roots)]
        while pending:
            node, done = pending.pop()
            if done:
                yield node
            elif node not in seen:
                seen.add(node)
                pending.append((node, True))
                pending.extend((part, False) for part in self._parts_of(node))

    def _uses(self, order: Sequence[Node]) -> dict[Node, int]:
        uses = dict.fromkeys(order, 0)
        parts = (part for node in order for part in self._parts_of(node))
        for used in (*self.roots, *parts):
            uses[used] += 1
        return uses

    def _place(self, node: Node, uses: int, *, forced: bool) -> None:
        parts = self._parts_of(node)
        ready = max((self._ready[part] for part in parts), default=1)
        weight = 1 + sum(self._weights[part] for part in parts)
        if isinstance(node, Read | Constant) or node in self._given:
            self._weights[node], self._ready[node] = 0, 1
        elif isinstance(node, Gathered) or self.group_of(node):
            if parts and self._relations[self.relation_of(node)].key:
                # Its rows are grouped by the row that is decided, which a step before must have numbered.
                ready = max(ready, 2)
            self.joined[node] = ready
            self._weights[node], self._ready[node] = 1, ready
        elif forced or ((uses - 1) * weight >= LIGHT and _is_column(node) and not _plain_test(node)):
            self.held[node] = ready
            self._weights[node], self._ready[node] = 0, ready + 1
        else:
            self._weights[node], self._ready[node] = weight, ready


def _is_column(node: Node) -> bool:
    """Whether its values can stand in a column: of what is nested the parts do."""
    return not isinstance(node.type, Record | Items)


def _plain_test(node: Node) -> bool:
    """A comparison of a column with constants is cheaper than another column."""
    match node:
        case Compare(_, left, right):
            return isinstance(left, Read) and isinstance(right, Constant)
        case Within(operand):
            return isinstance(operand, Read)
    return False
