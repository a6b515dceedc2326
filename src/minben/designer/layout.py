"""Where the nodes of a graph stand: columns by what comes before what, rows so that few edges cross.

An edge that passes a column without stopping gets a place of its own there, so no edge runs over a box. With lanes,
each has rows of its own.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .graph import START, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .graph import Edge, Graph

WIDTHS = {Kind.STEP: 240, Kind.START: 36, Kind.END: 36, Kind.CHOICE: 50, Kind.SPLIT: 50, Kind.JOIN: 50}
STEP_HEIGHT = 136
GAP, ROW, MARGIN = 140, 200, 50
EARLY, LATE = 24, 110
"""Where in a gap a line turns: early where words stand on it, so that they have room, else late."""
LANE_HEAD = 60
"""The room to the left of the first column where lanes have their names."""
TIMER = 36
_SWEEPS = 6

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place, in pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """The height at which edges come and go."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Layout:
    """All boxes by node, the points of every edge, the bands of the lanes, and the size of the whole."""

    boxes: Mapping[str, Box]
    lines: Mapping[Edge, tuple[Point, ...]]
    lanes: tuple[Box, ...]
    width: int
    height: int


def lay_out(graph: Graph, lanes: Mapping[str, int] | None = None) -> Layout:
    """Place a graph; ``lanes`` counts from the top and is by node. A limit hangs on the lower side of its step."""
    hosts = {node.id: node.step for node in graph.nodes.values() if node.kind is Kind.TIMER}
    links = [(hosts.get(edge.source, edge.source), edge.target) for edge in graph.edges]
    ranks = _ranks([node for node in graph.nodes if node not in hosts], links)
    columns, chains = _columns(ranks, links)
    bands = dict(lanes or {})
    for chain in chains:
        bands.update({name: bands.get(chain[-1][1], 0) for _, name in chain[1:-1]})
    rows = _rows(columns, chains, bands)
    lefts, x = [], MARGIN + (LANE_HEAD if lanes else 0)
    widths = [max((_width(graph, name) for name in column), default=0) for column in columns]
    for width in widths:
        lefts.append(x)
        x += width + GAP
    boxes = {name: _box(graph, name, lefts[rank], widths[rank], rows[name]) for name, rank in ranks.items()}
    for timer, host in hosts.items():
        box = boxes[host]
        boxes[timer] = Box(box.x + box.width - 50, box.y + box.height - TIMER // 2, TIMER, TIMER)
    lines = {
        edge: _line(boxes, edge, [(lefts[r], widths[r], rows[n]) for r, n in chain])
        for edge, chain in zip(graph.edges, chains, strict=True)
    }
    lowest = max(MARGIN + (row + 1) * ROW for row in rows.values())
    width = x - GAP + MARGIN
    drawn = tuple(_bands(rows, bands, width)) if lanes else ()
    return Layout(boxes, lines, drawn, width, int(lowest))


def _bands(rows: Mapping[str, float], bands: Mapping[str, int], width: int) -> Iterator[Box]:
    """Where the lanes lie, each as high as its rows."""
    for lane in sorted(set(bands.values())):
        own = [rows[name] for name, place in bands.items() if place == lane and name in rows]
        top, count = min(own), int(max(own) - min(own)) + 1
        yield Box(
            MARGIN, MARGIN + int(top * ROW) - (ROW - STEP_HEIGHT) // 2, width - MARGIN - 10, count * ROW
        )


def _ranks(names: list[str], links: list[tuple[str, str]]) -> dict[str, int]:
    """How many columns to the right each node stands: behind everything that leads to it."""
    ranks = dict.fromkeys(names, 0)
    for _ in names:
        moved = False
        for source, target in links:
            if ranks[target] <= ranks[source] < len(names):
                ranks[target] = ranks[source] + 1
                moved = True
        if not moved:
            break
    return ranks


def _columns(
    ranks: Mapping[str, int], links: list[tuple[str, str]]
) -> tuple[list[list[str]], list[list[tuple[int, str]]]]:
    """The names in each column, and for each link the places it passes, its ends included."""
    columns: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for name, rank in ranks.items():
        columns[rank].append(name)
    chains = []
    for number, (source, target) in enumerate(links):
        chain = [(ranks[source], source)]
        for rank in range(ranks[source] + 1, ranks[target]):
            passing = f"{number}@{rank}"
            columns[rank].append(passing)
            chain.append((rank, passing))
        chains.append([*chain, (ranks[target], target)])
    return columns, chains


def _rows(
    columns: list[list[str]], chains: list[list[tuple[int, str]]], bands: Mapping[str, int]
) -> dict[str, float]:
    """The row of every place: near the middle of its neighbours, in its band, no two of a column in one row."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for chain in chains:
        for (_, left), (_, right) in itertools.pairwise(chain):
            after.setdefault(left, []).append(right)
            before.setdefault(right, []).append(left)
    tops = _tops(columns, bands)
    rows = {name: tops[bands.get(name, 0)] + place for column in columns for place, name in enumerate(column)}
    for sweep in range(_SWEEPS):
        near = before if sweep % 2 == 0 else after
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = {name: _mean([rows[one] for one in near.get(name, [])], rows[name]) for name in column}
            column.sort(key=lambda name: (bands.get(name, 0), wanted[name]))
            _settle(column, wanted, bands, tops, rows)
    used = {row: place for place, row in enumerate(sorted(set(rows.values())))}
    return {name: float(used[row]) for name, row in rows.items()}


def _tops(columns: list[list[str]], bands: Mapping[str, int]) -> list[float]:
    """The first row of every band, and where a next one would begin; the last band is as high as it has to be."""
    last = max(bands.values(), default=0)
    room = [
        max(sum(bands.get(name, 0) == band for name in column) for column in columns) for band in range(last)
    ]
    return [*itertools.accumulate(map(float, room), initial=0.0), float("inf")]


def _settle(
    column: list[str],
    wanted: Mapping[str, float],
    bands: Mapping[str, int],
    tops: list[float],
    rows: dict[str, float],
) -> None:
    """Give a sorted column its rows: as near to what each wants as its band and those before it let it."""
    left = Counter(bands.get(name, 0) for name in column)
    free = 0.0
    for name in column:
        band = bands.get(name, 0)
        row = max(free, tops[band], round(wanted[name]))
        rows[name] = min(row, tops[band + 1] - left[band])
        left[band] -= 1
        free = rows[name] + 1


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _width(graph: Graph, name: str) -> int:
    return WIDTHS[graph.nodes[name].kind] if name in graph.nodes else 0


def _box(graph: Graph, name: str, left: int, room: int, row: float) -> Box:
    width = _width(graph, name)
    height = STEP_HEIGHT if graph.nodes[name].kind is Kind.STEP else width
    middle = MARGIN + int(row * ROW) + STEP_HEIGHT // 2
    x = left if name == START else left + (room - width) // 2
    return Box(x, middle - height // 2, width, height)


def _line(boxes: Mapping[str, Box], edge: Edge, chain: list[tuple[int, int, float]]) -> tuple[Point, ...]:
    source, target = boxes[edge.source], boxes[edge.target]
    begin = (source.x + source.width, source.middle)
    if source.width == TIMER and source.height == TIMER and edge.source.endswith("-limit"):
        begin = (source.x + source.width // 2, source.y + source.height)
    points = [begin]
    if begin[1] == source.middle:
        points.append((chain[0][0] + chain[0][1], source.middle))
    for left, room, row in chain[1:-1]:
        height = MARGIN + int(row * ROW) + STEP_HEIGHT // 2
        points += [(left, height), (left + room, height)]
    points += [(chain[-1][0], target.middle), (target.x, target.middle)]
    return tuple(_square(points, EARLY if edge.verdicts else LATE))


def _square(points: list[Point], turning: int) -> list[Point]:
    """The same way in right angles: across in the gap before the next point, ``turning`` pixels into it."""
    squared = [points[0]]
    for x, y in points[1:]:
        last_x, last_y = squared[-1]
        if last_y != y:
            turn = max(x - GAP + turning, last_x) if x > last_x else last_x
            squared += [(turn, last_y), (turn, y)]
        squared.append((x, y))
    return [one for place, one in enumerate(squared) if not _between(squared, place)]


def _between(points: list[Point], place: int) -> bool:
    """Whether a point adds nothing: it stands on the straight way between its neighbours, or twice."""
    if place == 0 or place == len(points) - 1:
        return False
    before, here, after = points[place - 1 : place + 2]
    return before == here or before[1] == here[1] == after[1] or before[0] == here[0] == after[0]
