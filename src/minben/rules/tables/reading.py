"""Writes, for a table, the one function that reads its inputs and looks up which rules they leave.

Most values are of their column's type, as it is declared: those are looked up in place. What is null, has to be
fitted or has no index of its kind is left to the work (`deciding`), which keeps the reasons.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Protocol, cast

from ..feel.evaluate import TELLING, TellingEmitter, compile_node
from ..feel.source import Source
from ..feel.walk import height
from .axis import CLASSES, Search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..feel.run import Scope
    from ..feel.tree import Node
    from ..feel.values import Value
    from ..problems import Place
    from .axis import Axis
    from .index import ColumnIndex, Mask
    from .table import Table

MAX_INLINE = 40
"""Levels of an input's tree that is written into the function; a higher one is compiled by itself."""
_KEYS = {
    "date": "({0}.year, {0}.month, {0}.day)",
    "days and time duration": "{}.nanos",
    "years and months duration": "{}.months",
}


class Reader(Protocol):
    """What the function calls for what it does not do in place."""

    open: dict[int, Mask]
    """By column the rules whose test must be tried."""

    def take_reasons(self, place: Place) -> None:
        """Takes over why something in an input is null."""

    def other(self, column: int, value: Value) -> tuple[Value, Mask]:
        """The value of an input as it is tested, and the rules that it leaves."""

    def check_allowed(self, column: int, value: Value) -> None:
        """Keeps that a value is none of those that are allowed, if it is not."""


class Read(Protocol):
    """From a scope the values of all inputs, and of each the rules that it leaves."""

    def __call__(self, scope: Scope, work: Reader, /) -> tuple[tuple[Value, ...], tuple[Mask, ...]]:
        """Reads them."""


def reading_of(table: Table, columns: Sequence[ColumnIndex], allowed: Sequence[ColumnIndex | None]) -> Read:
    """The function of a table for its columns, and for what each of them allows."""
    classes = {cls.__name__: cls for cls in CLASSES.values()}
    source = Source({**TELLING, **classes, "bisect_left": bisect_left, "bisect_right": bisect_right})
    emitter = TellingEmitter.begin(source, "work")
    values: list[str] = []
    masks: list[str] = []
    for place, declared in enumerate(table.inputs):
        value, mask = source.fresh(), source.fresh()
        emitter.body.line(f"{value} = {_value(emitter, declared.tree)}")
        emitter.body.line(f"if run.reasons: work.take_reasons({source.bind(declared.place)})")
        _look_up(emitter, str(declared.type), (place, value, mask), columns[place], allowed[place])
        values.append(value)
        masks.append(mask)
    emitter.body.line(f"return {_tuple(values)}, {_tuple(masks)}")
    return cast("Read", source.compile()[emitter.body.name])


def _tuple(texts: Iterable[str]) -> str:
    return f"({''.join(f'{text}, ' for text in texts)})"


def _value(emitter: TellingEmitter, tree: Node) -> str:
    if height(tree) > MAX_INLINE:
        return f"{emitter.source.bind(compile_node(tree))}(s)"
    return emitter.node(tree).text


def _look_up(
    emitter: TellingEmitter,
    of: str,
    names: tuple[int, str, str],
    column: ColumnIndex,
    allowed: ColumnIndex | None,
) -> None:
    """Writes what gives the mask of a value: in place if it is of the declared kind and that has an index."""
    place, value, mask = names
    body, source = emitter.body, emitter.source
    side = column.side(of) if of in CLASSES else None
    if side is None or side.axis is None:
        body.line(f"{value}, {mask} = work.other({place}, {value})")
        return
    key = _KEYS.get(of, "{}").format(value)
    with body.branch(f"if type({value}) is {CLASSES[of].__name__}:"):
        if allowed is not None:
            body.line(f"{_unless_allowed(source, allowed, of, key)}work.check_allowed({place}, {value})")
        body.line(f"{mask} = {source.bind(side.axis.masks)}[{place_on(side.axis, key, source)}]")
        if side.open:
            body.line(f"work.open[{place}] = {source.bind(side.open)}")
    with body.branch("else:"):
        body.line(f"{value}, {mask} = work.other({place}, {value})")


def _unless_allowed(source: Source, allowed: ColumnIndex, of: str, key: str) -> str:
    """The condition for a closer look at a value: none where its kind has no index or tests that must be tried."""
    side = allowed.side(of)
    if side.axis is None or side.open:
        return ""
    return f"if not {source.bind(side.axis.masks)}[{place_on(side.axis, key, source)}]: "


def place_on(axis: Axis, key: str, source: Source) -> str:
    """The source that finds the piece of an axis in which a key lies."""
    if axis.search is Search.POINTS:
        return f"{source.bind(axis.points)}.get({key}, 0)" if axis.points else "0"
    keys = source.bind(axis.keys)
    if axis.search is Search.LOWER:
        return f"bisect_right({keys}, {key})"
    if axis.search is Search.UPPER:
        return f"bisect_left({keys}, {key})"
    return f"bisect_left({keys}, {key}) + bisect_right({keys}, {key})"
