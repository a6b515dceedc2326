"""The derived picture of a procedure as nodes and edges: what has to be done before what, and how it can end.

Nothing of it is written down by anybody: an edge stands where a step needs another's verdict, or a fact that another
brings. A step with several verdicts is followed by a choice between them; where one verdict lets several things go on
there is a split, where a step needs several things there is a join. A limit is a clock on its step, which something
follows only where the law or a need says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from minben.cases import favourable, steps_behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minben.blueprint.model import Step
    from minben.cases import Procedure

START, END = "start", "end"


class Kind(StrEnum):
    """What a node is."""

    START = "start"
    STEP = "step"
    CHOICE = "choice"
    SPLIT = "split"
    JOIN = "join"
    TIMER = "timer"
    END = "end"


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``step`` is the step that it is, follows, or whose limit it is, ``name`` an outcome at an end."""

    id: str
    kind: Kind
    step: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """From one node to another; ``verdicts`` are those of the source's step that lead there, none where all do."""

    source: str
    target: str
    verdicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes by id, and the edges, each in the order of the service."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]


def graph_of(procedure: Procedure) -> Graph:
    """The graph of a procedure."""
    return _Builder(procedure).build()


@dataclass(slots=True)
class _Builder:
    procedure: Procedure
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)
    arcs: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    """For a step and one of its verdicts (or ``overdue``): where they lead."""

    def build(self) -> Graph:
        steps = self.procedure.service.steps
        self._node(Node(START, Kind.START))
        for step in steps.values():
            self._node(Node(step.id, Kind.STEP, step.id))
            self._enter(step)
        for outcome, results in self.procedure.service.outcomes.items():
            end = f"{END}-{outcome}".replace(" ", "-")
            for result in results:
                self._node(Node(end, Kind.END, name=str(outcome)))
                name, _, verdict = result.partition(".")
                self.arcs.setdefault((name, verdict or favourable(steps[name])), {})[end] = None
        for step in steps.values():
            self._leave(step)
        return Graph(self.nodes, tuple(self.edges))

    def _enter(self, step: Step) -> None:
        """What leads to a step: one way in for each of its needs that waits for other steps."""
        needs = dict.fromkeys(found for names in step.needs if (found := frozenset(self._before(names))))
        ways = [need for need in needs if not any(other < need for other in needs)]
        if not ways:
            self._edge(START, step.id)
            return
        target = step.id
        if len(ways) > 1:
            target = self._node(Node(f"{step.id}-join", Kind.JOIN, step.id))
            self._edge(target, step.id)
        for way in ways:
            for source in sorted(way):
                self.arcs.setdefault(source, {})[target] = None

    def _before(self, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """The verdicts of steps of which one brings one of these names."""
        steps = self.procedure.service.steps
        for name in names:
            head, _, verdict = name.partition(".")
            if head in steps:
                yield head, verdict or favourable(steps[head])
            else:
                for behind in steps_behind(self.procedure, name):
                    yield from ((behind, one.id) for one in steps[behind].verdicts)

    def _leave(self, step: Step) -> None:
        """What a step leads to: by its verdicts, and by its limit."""
        entries = {one.id: self._fan(step, one.id) for one in step.verdicts}
        ways: dict[str, list[str]] = {}
        for verdict, entry in entries.items():
            ways.setdefault(entry, []).append(verdict)
        source = step.id
        if len(ways) > 1:
            source = self._node(Node(f"{step.id}-choice", Kind.CHOICE, step.id))
            self._edge(step.id, source)
        for entry, verdicts in ways.items():
            self._edge(source, entry, tuple(verdicts) if len(ways) > 1 else ())
        late = self.arcs.get((step.id, "overdue"), {})
        if step.has_limit or late:
            timer = self._node(Node(f"{step.id}-limit", Kind.TIMER, step.id))
            for target in [*([entries[step.overdue]] if step.overdue else []), *late]:
                self._edge(timer, target)

    def _fan(self, step: Step, verdict: str) -> str:
        """The node that a verdict leads to: its only target, a split, or an end where nothing follows."""
        targets = list(self.arcs.get((step.id, verdict), {}))
        if not targets:
            return self._node(Node(END, Kind.END))
        if len(targets) == 1:
            return targets[0]
        split = self._node(Node(f"{step.id}-{verdict}-split", Kind.SPLIT, step.id))
        for target in targets:
            self._edge(split, target)
        return split

    def _node(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def _edge(self, source: str, target: str, verdicts: tuple[str, ...] = ()) -> None:
        self.edges.setdefault(Edge(source, target, verdicts))
