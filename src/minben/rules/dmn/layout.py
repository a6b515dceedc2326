"""Draws the diagram of requirements (DMN 1.5, chapter 13) for a model that comes without one.

Elements stand in layers: what a decision needs stands below it. Within a layer each stands near the middle of what
needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..models.boxed import Markup
from .versions import DC, DI, DIAGRAMS, namespace_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_GAP_ACROSS, _GAP_DOWN, _LEFT, _TOP = 40, 100, 160, 120
_SIZES = {"decision": (180, 80), "input": (160, 48), "knowledge": (160, 56), "source": (120, 72)}


@dataclass(frozen=True, slots=True)
class Shape:
    """An element to be drawn: its id, its kind, and the requirements that lead to it: id and what it leads from."""

    id: str
    kind: str
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def diagram_of(shapes: Sequence[Shape], version: str) -> Markup | None:
    """The diagram of the elements, None where there is nothing to draw."""
    if not shapes:
        return None
    return _Drawing(shapes, namespace_of("1.3" if version == "1.3" else "1.5", DIAGRAMS)).markup()


class _Drawing:
    def __init__(self, shapes: Sequence[Shape], namespace: str) -> None:
        self._shapes = {shape.id: shape for shape in shapes}
        self._namespace = namespace
        self._boxes = dict(self._placed())

    def _layers(self) -> list[list[str]]:
        """The ids by layers, the topmost first. What is needed by something stands at least one layer below it."""
        depth = dict.fromkeys(self._shapes, 0)
        # In a model without cycles no way is longer than there are elements.
        for _ in self._shapes:
            changed = False
            for shape in self._shapes.values():
                for _, needed in shape.needs:
                    if needed in depth and depth[needed] <= depth[shape.id]:
                        depth[needed], changed = depth[shape.id] + 1, True
            if not changed:
                break
        layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
        for id_, level in depth.items():
            layers[level].append(id_)
        return [layer for layer in layers if layer]

    def _placed(self) -> Iterator[tuple[str, _Box]]:
        above: dict[str, float] = {}
        y = _TOP
        for layer in self._layers():
            needed_by = {id_: [above[user] for user in self._users(id_) if user in above] for id_ in layer}
            order = sorted(layer, key=lambda id_: _mean(needed_by[id_]))
            x = _LEFT
            for id_ in order:
                width, height = _SIZES[self._shapes[id_].kind]
                box = _Box(x, y, width, height)
                above[id_] = box.middle
                yield id_, box
                x += width + _GAP_ACROSS
            y += max(_SIZES[self._shapes[id_].kind][1] for id_ in layer) + _GAP_DOWN

    def _users(self, id_: str) -> Iterator[str]:
        return (
            shape.id for shape in self._shapes.values() if any(needed == id_ for _, needed in shape.needs)
        )

    def markup(self) -> Markup:
        """The `DMNDI` element."""
        parts = [*map(self._shape, self._shapes.values()), *self._edges()]
        diagram = _element(f"{{{self._namespace}}}DMNDiagram", {"id": "diagram"}, parts, level=2)
        return _element(f"{{{self._namespace}}}DMNDI", {}, [diagram], level=1)

    def _shape(self, shape: Shape) -> Markup:
        box = self._boxes[shape.id]
        size = {"height": box.height, "width": box.width, "x": box.x, "y": box.y}
        bounds = _element(f"{{{DC}}}Bounds", size, (), level=4)
        said = {"id": f"shape_{shape.id}", "dmnElementRef": shape.id}
        return _element(f"{{{self._namespace}}}DMNShape", said, [bounds], level=3)

    def _edges(self) -> Iterator[Markup]:
        for shape in self._shapes.values():
            for requirement, needed in shape.needs:
                if needed in self._boxes:
                    start, end = self._boxes[needed], self._boxes[shape.id]
                    points = [(start.middle, start.y), (end.middle, end.y + end.height)]
                    said = {"id": f"edge_{requirement}", "dmnElementRef": requirement}
                    ways = [_element(f"{{{DI}}}waypoint", {"x": x, "y": y}, (), level=4) for x, y in points]
                    yield _element(f"{{{self._namespace}}}DMNEdge", said, ways, level=3)


def _mean(places: Sequence[float]) -> float:
    return sum(places) / len(places) if places else float("inf")


def _element(
    name: str, attributes: Mapping[str, str | int], children: Iterable[Markup], level: int
) -> Markup:
    """An element with its children on lines of their own."""
    inside, outside = "\n" + "  " * (level + 1), "\n" + "  " * level
    parts = list(children)
    return Markup(
        name,
        tuple((key, str(value)) for key, value in attributes.items()),
        tuple(
            Markup(part.name, part.attributes, part.children, part.text, outside if last else inside)
            for part, last in zip(parts, [*[False] * (len(parts) - 1), True], strict=False)
        ),
        inside if parts else "",
    )
