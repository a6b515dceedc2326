"""Reads the two heading lines of a table: the hit policy, what each column is, its type and its allowed values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import FeelError
from ..feel.evaluate import compile_node
from ..feel.expression import parse, parse_column_type
from ..feel.free import free_names
from ..feel.run import run_code
from ..feel.tree import Literal
from ..feel.types import ANY, NamedType
from ..feel.values import admit
from ..problems import Place
from ..tables.table import HitPolicy, Input, Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..feel.values import Value
    from .faults import Faults
    from .grid import Grid, Line

ARROWS = ("=>", "→")
"""What an output's heading begins with. The second can be typed into a spreadsheet, which takes `=` for a formula."""
NOTE = "#"
FROM, UNTIL = "from", "until"
TYPE = "type"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of inputs or outputs: its place in the grid, its type, the texts that it allows."""

    position: int
    type: Type
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Headings:
    """What the heading lines say. A column that could not be read is among the columns, not among the inputs."""

    policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    input_columns: tuple[Column, ...]
    output_columns: tuple[Column, ...]
    since: int | None
    until: int | None
    annotations: dict[int, str]


class HeadingsReader:
    """Reads the headings of one grid. `names` are the facts that inputs may read."""

    def __init__(self, grid: Grid, names: tuple[str, ...], faults: Faults) -> None:
        self._grid = grid
        self._names = names
        self._faults = faults
        self._heads, self._types = grid.lines[:2]
        self._inputs: list[int] = []
        self._outputs: list[int] = []
        self._dates: dict[str, int] = {}
        self._annotations: dict[int, str] = {}

    def read(self) -> Headings:
        policy = self._policy()
        self._sort_columns()
        if self._types.text(0) != TYPE:
            self._add(self._types, 0, "type-line", found=self._types.text(0))
        inputs = [self._input(column) for column in self._inputs]
        outputs = [self._output(column, policy) for column in self._outputs]
        self._check(policy)
        return Headings(
            policy,
            tuple(input_ for input_, _ in inputs if input_ is not None),
            tuple(output for output, _ in outputs),
            tuple(column for _, column in inputs),
            tuple(column for _, column in outputs),
            self._dates.get(FROM),
            self._dates.get(UNTIL),
            self._annotations,
        )

    def _add(self, line: Line, column: int, code: str, **values: str) -> None:
        self._faults.add(self._grid.place(line, column), code, **values)

    def _policy(self) -> HitPolicy:
        found = self._heads.text(0)
        if found in list(HitPolicy):
            return HitPolicy(found)
        self._add(self._heads, 0, "hit-policy", found=found, policies=" ".join(HitPolicy))
        return HitPolicy.COLLECT

    def _sort_columns(self) -> None:
        filled = {
            column for line in self._grid.lines for column, cell in enumerate(line.cells) if cell.text
        } - {0}
        for column in sorted(filled):
            head = self._heads.text(column)
            if head.startswith(ARROWS):
                self._outputs.append(column)
            elif head.startswith(NOTE):
                self._annotations[column] = head.removeprefix(NOTE).strip()
            elif head in (FROM, UNTIL):
                if head in self._dates:
                    self._add(self._heads, column, "twice", name=head)
                self._dates[head] = column
            elif head:
                self._inputs.append(column)
            else:
                self._add(self._heads, column, "no-heading")

    def _check(self, policy: HitPolicy) -> None:
        if not self._outputs:
            self._faults.add(Place(self._grid.name, self._heads.number), "no-output")
        if policy.aggregates and len(self._outputs) > 1:
            self._add(self._heads, self._outputs[1], "one-output", policy=policy)
        seen: set[str] = set()
        for column in (*self._outputs, *self._annotations):
            head = self._heads.text(column)
            if head in seen:
                self._add(self._heads, column, "twice", name=head)
            seen.add(head)
        for column, note in self._annotations.items():
            if not note:
                self._add(self._heads, column, "annotation-name")
        for untyped in (*self._annotations, *self._dates.values()):
            if self._types.text(untyped):
                self._add(self._types, untyped, "type-not-needed")

    # Inputs and outputs.

    def _input(self, column: int) -> tuple[Input | None, Column]:
        place = self._grid.place(self._heads, column)
        type_, allowed = self._column_type(column)
        texts = frozenset(_texts(allowed))
        try:
            tree = parse(self._heads.text(column), self._names)
        except FeelError as fault:
            self._faults.note(place, fault.problem)
            return None, Column(column, type_, texts)
        return Input(self._heads.text(column), tree, type_, allowed, place), Column(column, type_, texts)

    def _output(self, column: int, policy: HitPolicy) -> tuple[Output, Column]:
        place = self._grid.place(self._heads, column)
        name = output_name(self._heads.text(column))
        if not name:
            self._faults.add(place, "output-name")
        type_, tests = self._column_type(column)
        if tests is None and policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            self._add(self._types, column, "allowed-needed", policy=policy)
        allowed = None if tests is None else self._constants(tests, self._grid.place(self._types, column))
        return Output(name, type_, allowed, place), Column(column, type_, frozenset(_texts(tests)))

    def _column_type(self, column: int) -> tuple[Type, UnaryTests | None]:
        text, place = self._types.text(column), self._grid.place(self._types, column)
        if not text:
            self._faults.add(place, "no-type")
            return ANY, None
        try:
            type_, allowed = parse_column_type(text)
        except FeelError as fault:
            self._faults.note(place, fault.problem)
            return ANY, None
        if isinstance(type_, NamedType):
            self._faults.add(place, "unknown-type", name=type_.name)
        return type_, allowed

    def _constants(self, tests: UnaryTests, place: Place) -> tuple[Value, ...]:
        values: list[Value] = []
        for test in tests.tests:
            if tests.negated or free_names(test):
                self._faults.add(place, "allowed-not-constant")
                return ()
            values.append(_constant(test))
        return tuple(values)


def output_name(head: str) -> str:
    """The name in an output's heading.

    >>> output_name("=> amount"), output_name("→ 金额")
    ('amount', '金额')
    """
    return head.removeprefix(ARROWS[0]).removeprefix(ARROWS[1]).strip()


def _constant(test: Node) -> Value:
    return admit(run_code(compile_node(test), {}).value)


def _texts(tests: UnaryTests | None) -> Iterator[str]:
    """The texts among the tests."""
    for test in () if tests is None else tests.tests:
        if isinstance(test, Literal) and isinstance(test.value, str):
            yield test.value
