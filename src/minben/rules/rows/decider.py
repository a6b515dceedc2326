"""Decisions for many rows: one function for all that is asked, written for the day that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from ..feel.conform import NO_TYPES
from ..feel.evaluate import MAX_HEIGHT, compile_node
from ..feel.free import free_names
from ..feel.run import BUDGET, facts_scope, guarded
from ..feel.tree import Decide, Fitted, Name
from ..feel.types import ANY, NUMBER
from ..feel.values import release
from ..feel.walk import height
from .ages import age_of
from .emitter import COUNTING_DATE, QuietRun, RowEmitter, new_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.run import Code
    from ..feel.tree import Node
    from ..feel.types import Type
    from ..feel.values import Value
    from ..tables.table import Table

Row = Sequence[object]
Decider = Callable[[Iterable[Row]], Iterator[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked of rows: trees that may read fields and one another by name."""

    trees: Mapping[str, Node]
    fields: Sequence[str]
    asked: Sequence[str]
    run: QuietRun
    on: date
    budget: int


def row_decider(
    trees: Mapping[str, Node],
    fields: Sequence[str],
    *,
    on: date,
    clock: Clock | None = None,
    named: Mapping[str, Type] = NO_TYPES,
    asked: Sequence[str] | None = None,
    budget: int = BUDGET,
) -> Decider:
    """A function from rows, each with a value for every field, to the values of what is asked, a tuple for a row.

    The trees may read fields, one another and `counting date` by name; a tree that reads its own name reads the field.
    All are asked for unless some are named. Values go in and come out as plain Python. Nothing is raised for what
    the rows are: what has no value is None. Raises `ValueError` where trees read one another in a circle, `KeyError`
    where there is no tree of a name that is asked for.

    >>> from minben.rules import parse
    >>> from datetime import date
    >>> decide = row_decider({"double": parse("n * 2")}, ["n"], on=date(2025, 1, 1))
    >>> list(decide([(4,), ("four",)]))
    [(Decimal('8'),), (None,)]
    """
    run = QuietRun(clock, budget, named, on)
    return _compiled(_Task(trees, fields, tuple(trees if asked is None else asked), run, on, budget))


class _Order:
    """In which order the trees of a task are worked out, and which of them and of the fields before that.

    `ages` are those that only stand for bounds on dates; `early` are the fields that not only tables' columns read.
    """

    def __init__(self, task: _Task) -> None:
        self._task = task
        self.trees: dict[str, Node] = {}
        for name in task.asked:
            self._add(name, ())
        self.ages = {
            name: tree
            for name, tree in self.trees.items()
            if name not in task.asked and name not in task.fields and self._is_age(tree)
        }
        worked_out = [tree for name, tree in self.trees.items() if name not in self.ages]
        read = frozenset[str]().union(*map(self._read_early, worked_out))
        self.early = [name for name in task.fields if name in read]

    def _add(self, name: str, readers: tuple[str, ...]) -> None:
        if name in readers:
            raise ValueError(f"trees read one another in a circle: {', '.join((*readers, name))}")
        if name not in self.trees:
            tree = self._task.trees[name]
            for needed in sorted(free_names(tree) & self._task.trees.keys() - {name}):
                self._add(needed, (*readers, name))
            self.trees[name] = tree

    def _is_age(self, tree: Node) -> bool:
        while isinstance(tree, Fitted) and tree.type in (NUMBER, ANY):
            tree = tree.value
        return age_of(tree, self._task.on) is not None

    def _read_early(self, tree: Node) -> frozenset[str]:
        table = _table_of(tree)
        if table is None:
            return free_names(tree)
        early = [column.tree for column in table.inputs if not self._is_direct(column.tree)]
        early += [result for rule in table.all_rules for result in rule.results]
        tests = [test for rule in table.all_rules for test in rule.tests if test.tests]
        return frozenset[str]().union(*map(free_names, (*early, *tests)))

    def _is_direct(self, tree: Node) -> bool:
        return isinstance(tree, Name) or self._is_age(tree)


def _table_of(tree: Node) -> Table | None:
    while isinstance(tree, Fitted):
        tree = tree.value
    return tree.table if isinstance(tree, Decide) else None


# Rows one by one, when something in them stops the work.


class _Careful:
    """Works out every tree by itself, so that one that has to be stopped takes no other with it."""

    def __init__(self, task: _Task, trees: Mapping[str, Node]) -> None:
        self._task = task
        self._trees = trees

    @cached_property
    def _codes(self) -> Mapping[str, Code]:
        return {name: compile_node(tree) for name, tree in self._trees.items()}

    def row(self, row: Row) -> tuple[object, ...]:
        """What is asked of a row."""
        task = self._task
        facts = {COUNTING_DATE: task.on, **dict(zip(task.fields, row, strict=True))}
        values: dict[str, Value] = {}
        released: dict[str, object] = {}
        for name, code in self._codes.items():
            run = QuietRun(task.run.clock, task.budget, task.run.named, task.on)
            scope = facts_scope(run, facts).inner(values)
            values[name] = _attempt(partial(code, scope))
            if name in task.asked:
                released[name] = _attempt(partial(release, values[name], run.spend))
        return tuple(released[name] for name in task.asked)


def _attempt(work: Callable[[], Value]) -> Value:
    found: list[Value] = []
    guarded(lambda: found.append(work()))
    return found[0] if found else None


# All rows.


def _compiled(task: _Task) -> Decider:
    order = _Order(task)
    careful = _Careful(task, order.trees)
    try:
        if max(map(height, order.trees.values()), default=0) <= MAX_HEIGHT:
            return _written(task, order, careful)
    except RecursionError:
        pass
    return partial(map, careful.row)


def _written(task: _Task, order: _Order, careful: _Careful) -> Decider:
    source = new_source(task.run)
    body = source.body("rows")
    raw = {name: source.fresh("r") for name in task.fields}
    emitter = RowEmitter(source, body, run=task.run, on=task.on, raw=raw, ages=order.ages)
    with body.block("for row in rows:"):
        with body.block("try:"):
            if raw:
                body.line(f"{', '.join(raw.values())}, = row")
            for name in order.early:
                emitter.admit(name)
            for name, tree in order.trees.items():
                if name not in order.ages:
                    emitter.known[name] = emitter.node(tree)
            values = (emitter.released(emitter.known[name]) for name in task.asked)
            body.line(f"told = ({''.join(f'{value}, ' for value in values)})")
        with body.branch("except STOPS:"):
            # Only what is left of the work of many rows has been spent; this row has all of it again.
            body.line("run.begin()")
            body.line(f"told = {source.bind(careful)}.row(row)")
        body.line("yield told")
    return cast("Decider", source.compile()[body.name])
