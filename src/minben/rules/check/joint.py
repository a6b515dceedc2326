"""Cases of tables whose inputs read the same facts, such as `income` and `income > 900`: not all of theirs can be.

The search takes inputs as independent of each other. What it finds in such a table is tried: facts are made from some
of the inputs and the others worked out from these. What no facts were found for may still be, so it is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

from ..feel.evaluate import compile_node
from ..feel.free import free_names
from ..feel.operators import same
from ..feel.run import run_code
from ..feel.tree import Name, Path
from ..feel.values import admit
from ..feel.walk import parts
from ..feel.write import source_of
from ..problems import Case
from ..text import literal_of
from .constants import Trial
from .pieces import ANYTHING
from .witness import COUNTING_DATE, facts_for, is_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from ..feel.tree import Node
    from ..feel.values import Value
    from .axes import Axis
    from .grid import Grid
    from .pieces import Runs

_MOST_TRIES = 60
"""Sets of facts that are tried for one finding."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A case that can be, and the values of the inputs in it in words."""

    case: Case
    example: str


def depends(axes: Sequence[Axis]) -> bool:
    """Whether some of the inputs read the same facts."""
    read = [_facts_read(axis.tree) for axis in axes if axis.tree is not None]
    return any(_meet(one, other) for one, other in combinations(read, 2))


def _facts_read(tree: Node) -> frozenset[str]:
    """The facts, or the parts of facts, that an expression reads."""
    match tree:
        case Name(name):
            return frozenset(() if name == COUNTING_DATE else (f"{name}.",))
        case Path() if is_plain(tree):
            return frozenset((f"{source_of(tree)}.",))
    return frozenset().union(*map(_facts_read, parts(tree)))


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(first.startswith(second) or second.startswith(first) for first in one for second in other)


def cannot_be(grid: Grid, boxes: Sequence[Runs]) -> bool:
    """Whether boxes hold no case because facts that are missing there make another input what it is not there."""
    missing = [
        axis
        for axis, runs in zip(grid.axes, boxes, strict=True)
        if axis.tree is not None
        and is_plain(axis.tree)
        and runs == ((len(axis.samples) - 1, len(axis.samples)),)
    ]
    facts = facts_for([(axis.tree, None) for axis in missing if axis.tree is not None], grid.some_day) or {}
    known = {COUNTING_DATE: admit(grid.some_day), **{name: admit(value) for name, value in facts.items()}}
    return any(
        axis.tree is not None
        and bool(_facts_read(axis.tree))
        and free_names(axis.tree) <= known.keys()
        and not _holds(axis, runs, _value(axis.tree, known))
        for axis, runs in zip(grid.axes, boxes, strict=True)
    )


def _holds(axis: Axis, runs: Runs, value: Value) -> bool:
    """Whether some pieces of an axis may hold a value."""
    pieces = [
        piece for piece, sample in enumerate(axis.samples) if sample is value or same(sample, value) is True
    ]
    return not pieces or any(start <= pieces[0] < end for start, end in runs)


def case_without_rule(grid: Grid, boxes: Sequence[Runs], missing: Node | None = None) -> Joint | None:
    """A case, looked for in some boxes, to which no rule applies, where an input is missing if one is named.

    None where none was found.
    """

    def falls_through(facts: Mapping[str, Value], on: date) -> bool:
        if missing is not None and _value(missing, facts) is not None:
            return False
        return not grid.table.decide(facts, on=on, named=grid.named).fired

    return _first(grid, boxes, falls_through)


def case_of_rules(grid: Grid, rules: Sequence[int], boxes: Sequence[Runs]) -> Joint | None:
    """A case in some boxes to which all of some rules apply; None where none was found."""
    trials = [
        [(column.tree, Trial(tests)) for column, tests in zip(grid.table.inputs, rule.tests, strict=True)]
        for rule in (grid.rules[rule] for rule in rules)
    ]

    def all_apply(facts: Mapping[str, Value], _on: date) -> bool:
        return all(trial.holds(_value(tree, facts), facts) for told in trials for tree, trial in told)

    return _first(grid, boxes, all_apply)


def _first(
    grid: Grid, boxes: Sequence[Runs], wanted: Callable[[Mapping[str, Value], date], bool]
) -> Joint | None:
    for facts, on in islice(_tries(grid, boxes), _MOST_TRIES):
        known = {COUNTING_DATE: admit(on), **{name: admit(value) for name, value in facts.items()}}
        if wanted(known, on):
            return Joint(Case(facts, on), _in_words(grid, known))
    return None


def _in_words(grid: Grid, facts: Mapping[str, Value]) -> str:
    values = [(axis.label, _value(axis.tree, facts)) for axis in grid.axes if axis.tree is not None]
    if grid.days_axis is not None:
        values.append(("on", facts[COUNTING_DATE]))
    return ", ".join(f"{label} = {literal_of(value)}" for label, value in values)


def _value(tree: Node, facts: Mapping[str, Value]) -> Value:
    return admit(run_code(compile_node(tree), facts).value)


def _tries(grid: Grid, boxes: Sequence[Runs]) -> Iterator[tuple[Mapping[str, object], date]]:
    """Facts to try, with the date that counts: from the facts themselves, and from what is worked out of them."""
    days = [grid.day_at(piece) for piece in _some(boxes[-1])] if grid.days_axis else [grid.some_day]
    places = [place for place, axis in enumerate(grid.axes) if axis.tree is not None]
    plain = [place for place in places if is_plain(_tree(grid, place))]
    worked_out = [place for place in places if place not in plain]
    for first in (plain, worked_out):
        for pieces, day in product(product(*(_some(boxes[place]) for place in first)), days):
            readings = [*_readings(grid, first, pieces)]
            facts = facts_for(readings, day)
            if facts is not None:
                left = [place for place in plain if not _known(_tree(grid, place), facts)]
                more = _readings(grid, left, [boxes[place][0][0] for place in left])
                yield facts_for([*readings, *more], day) or facts, day


def _tree(grid: Grid, place: int) -> Node:
    tree = grid.axes[place].tree
    if tree is None:
        raise AssertionError("the days are no input")
    return tree


def _known(tree: Node, facts: Mapping[str, object]) -> bool:
    return any(f"{name}." in _facts_read(tree) for name in facts)


def _readings(grid: Grid, places: Sequence[int], pieces: Sequence[int]) -> Iterator[tuple[Node, Value]]:
    for place, piece in zip(places, pieces, strict=True):
        sample = grid.axes[place].samples[piece]
        if sample is not ANYTHING:
            yield _tree(grid, place), sample


def _some(runs: Runs) -> list[int]:
    """The first, the last and the middle pieces of runs, the middle ones first."""
    pieces = {(start + end) // 2 for start, end in runs} | {start for start, _ in runs}
    return sorted(pieces | {end - 1 for _, end in runs})
