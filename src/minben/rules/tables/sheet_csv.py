"""Reads decision tables from CSV, the form in which officers keep them; `docs/feel.md` describes it.

Every problem of a file is found in one reading, each with line and cell. A table comes out whole or not at all.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FeelError, Problem
from ..feel.evaluate import compile_node
from ..feel.expression import parse, parse_column_type, parse_unary_tests
from ..feel.free import free_names
from ..feel.run import run_code
from ..feel.types import ANY, NamedType, Type
from ..feel.values import admit
from ..problems import Place, PlacedProblem, TableError
from .table import Cell, HitPolicy, Input, Output, Rule, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..feel.tree import Node, UnaryTests
    from ..feel.values import Value

OTHERWISE = "otherwise"
_ARROW = "=>"
_NOTE = "#"
_MAX_FILE = 10_000_000


def read_table(source: Path | str, name: str, names: Iterable[str] = ()) -> Table:
    """The table of a CSV file, or of CSV text. Raises `TableError` with every problem in it.

    `name` is what problems and explanations call it. `names` are the facts that its expressions may read; only
    those with spaces or operators in them need be given.
    """
    return _Reader(name, tuple(names)).read(source)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: its number, its row in the spreadsheet, its cells."""

    number: int
    row: int
    cells: list[str]

    def cell(self, column: int) -> str:
        return self.cells[column].strip() if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of the file are what."""

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    since: int | None
    until: int | None
    annotations: dict[int, str]


def column_letters(column: int) -> str:
    """The letters of a column counted from 0, as a spreadsheet has them.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _in_file_order(problem: PlacedProblem) -> tuple[int, int, str]:
    return problem.place.line, len(problem.place.cell), problem.place.cell


class _Reader:
    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        self._name = name
        self._names = names
        self._problems: list[PlacedProblem] = []

    def read(self, source: Path | str) -> Table:
        lines = self._lines(source)
        if len(lines) < 3:
            self._problem(Place(self._name), "table-empty")
            raise TableError(tuple(self._problems))
        heads, types, *rest = lines
        policy = self._policy(heads)
        columns = self._columns(heads, lines)
        if types.cell(0) != "type":
            self._problem(self._place(types, 0), "type-line", found=types.cell(0))
        inputs = [self._input(heads, types, column) for column in columns.inputs]
        outputs = [self._output(heads, types, column, policy) for column in columns.outputs]
        self._check_headings(heads, types, columns, policy)
        rules = [self._rule(line, columns) for line in rest]
        self._check_ids(rest)
        if self._problems:
            raise TableError(tuple(sorted(self._problems, key=_in_file_order)))
        return Table(
            self._name,
            policy,
            tuple(filter(None, inputs)),
            tuple(filter(None, outputs)),
            tuple(rule for rule in rules if rule.id != OTHERWISE),
            next((rule for rule in rules if rule.id == OTHERWISE), None),
        )

    # Places and problems.

    def _place(self, line: _Line, column: int) -> Place:
        return Place(self._name, line.number, f"{column_letters(column)}{line.row}")

    def _problem(self, place: Place, code: str, **values: str) -> None:
        self._problems.append(PlacedProblem(place, Problem(code, values)))

    def _feel_problem(self, place: Place, fault: FeelError) -> None:
        self._problems.append(PlacedProblem(place, fault.problem))

    # Lines.

    def _lines(self, source: Path | str) -> list[_Line]:
        text = self._text(source) if isinstance(source, Path) else source.removeprefix("\ufeff")
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        lines: list[_Line] = []
        row = 0
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as fault:
                self._problem(Place(self._name, number), "not-csv", text=str(fault))
                raise TableError(tuple(self._problems)) from None
            if cells is None:
                return lines
            row += 1
            if any(cell.strip() for cell in cells):
                lines.append(_Line(number, row, cells))

    def _text(self, path: Path) -> str:
        try:
            if path.stat().st_size > _MAX_FILE:
                raise OSError("more than 10 MB")
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self._problem(Place(self._name), "not-text")
        except OSError as fault:
            self._problem(Place(self._name), "unreadable", text=fault.strerror or str(fault))
        raise TableError(tuple(self._problems))

    # Headings.

    def _policy(self, heads: _Line) -> HitPolicy:
        found = heads.cell(0)
        if found in list(HitPolicy):
            return HitPolicy(found)
        self._problem(self._place(heads, 0), "hit-policy", found=found, policies=" ".join(HitPolicy))
        return HitPolicy.COLLECT

    def _columns(self, heads: _Line, lines: list[_Line]) -> _Columns:
        inputs: list[int] = []
        outputs: list[int] = []
        dates: dict[str, int] = {}
        annotations: dict[int, str] = {}
        for column in range(1, max(len(line.cells) for line in lines)):
            head = heads.cell(column)
            if head.startswith(_ARROW):
                outputs.append(column)
            elif head.startswith(_NOTE):
                annotations[column] = head.removeprefix(_NOTE).strip()
            elif head in ("from", "until"):
                if head in dates:
                    self._problem(self._place(heads, column), "twice", name=head)
                dates[head] = column
            elif head:
                inputs.append(column)
            elif any(line.cell(column) for line in lines):
                self._problem(self._place(heads, column), "no-heading")
        return _Columns(tuple(inputs), tuple(outputs), dates.get("from"), dates.get("until"), annotations)

    def _check_headings(self, heads: _Line, types: _Line, columns: _Columns, policy: HitPolicy) -> None:
        if not columns.outputs:
            self._problem(Place(self._name, heads.number), "no-output")
        if policy.aggregates and len(columns.outputs) > 1:
            self._problem(self._place(heads, columns.outputs[1]), "one-output", policy=policy)
        seen: set[str] = set()
        for column in (*columns.outputs, *columns.annotations):
            head = heads.cell(column)
            if head in seen:
                self._problem(self._place(heads, column), "twice", name=head)
            seen.add(head)
        for column, note in columns.annotations.items():
            if not note:
                self._problem(self._place(heads, column), "annotation-name")
        for untyped in (*columns.annotations, columns.since, columns.until):
            if untyped is not None and types.cell(untyped):
                self._problem(self._place(types, untyped), "type-not-needed")

    def _input(self, heads: _Line, types: _Line, column: int) -> Input | None:
        place = self._place(heads, column)
        tree = self._parsed(heads.cell(column), place)
        type_, allowed = self._column_type(types, column)
        return None if tree is None else Input(heads.cell(column), tree, type_, allowed, place)

    def _output(self, heads: _Line, types: _Line, column: int, policy: HitPolicy) -> Output:
        place = self._place(heads, column)
        name = heads.cell(column).removeprefix(_ARROW).strip()
        if not name:
            self._problem(place, "output-name")
        type_, tests = self._column_type(types, column)
        if tests is None and policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            self._problem(self._place(types, column), "allowed-needed", policy=policy)
        allowed = None if tests is None else self._constants(tests, self._place(types, column))
        return Output(name, type_, allowed, place)

    def _column_type(self, types: _Line, column: int) -> tuple[Type, UnaryTests | None]:
        text, place = types.cell(column), self._place(types, column)
        if not text:
            self._problem(place, "no-type")
            return ANY, None
        try:
            type_, allowed = parse_column_type(text)
        except FeelError as fault:
            self._feel_problem(place, fault)
            return ANY, None
        if isinstance(type_, NamedType):
            self._problem(place, "unknown-type", name=type_.name)
        return type_, allowed

    def _constants(self, tests: UnaryTests, place: Place) -> tuple[Value, ...]:
        values: list[Value] = []
        for test in tests.tests:
            if tests.negated or free_names(test):
                self._problem(place, "allowed-not-constant")
                return ()
            values.append(admit(run_code(compile_node(test), {}).value))
        return tuple(values)

    # Rules.

    def _rule(self, line: _Line, columns: _Columns) -> Rule:
        id_ = line.cell(0)
        if not id_:
            self._problem(self._place(line, 0), "rule-id")
        test_cells = tuple(self._cell(line, column) for column in columns.inputs)
        result_cells = tuple(self._cell(line, column) for column in columns.outputs)
        tests = tuple(self._tests(cell) for cell in test_cells)
        if id_ == OTHERWISE:
            for cell, test in zip(test_cells, tests, strict=True):
                if test.tests:
                    self._problem(cell.place, "otherwise-tests")
        since, until = self._date(line, columns.since), self._date(line, columns.until)
        if since is not None and until is not None and until < since:
            self._problem(self._place(line, columns.until or 0), "dates-reversed")
        return Rule(
            id_,
            tests,
            tuple(self._result(cell) for cell in result_cells),
            test_cells,
            result_cells,
            since,
            until,
            {note: line.cell(column) for column, note in columns.annotations.items() if line.cell(column)},
            Place(self._name, line.number),
        )

    def _cell(self, line: _Line, column: int) -> Cell:
        return Cell(line.cell(column), self._place(line, column))

    def _tests(self, cell: Cell) -> UnaryTests:
        try:
            return parse_unary_tests(cell.text, self._names)
        except FeelError as fault:
            self._feel_problem(cell.place, fault)
            return parse_unary_tests("-")

    def _result(self, cell: Cell) -> Node:
        if not cell.text:
            self._problem(cell.place, "output-empty")
        return (self._parsed(cell.text, cell.place) if cell.text else None) or parse("null")

    def _parsed(self, text: str, place: Place) -> Node | None:
        try:
            return parse(text, self._names)
        except FeelError as fault:
            self._feel_problem(place, fault)
            return None

    def _date(self, line: _Line, column: int | None) -> date | None:
        text = "" if column is None else line.cell(column)
        if not text or column is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._problem(self._place(line, column), "bad-date", text=text)
            return None

    def _check_ids(self, lines: list[_Line]) -> None:
        seen: set[str] = set()
        for line in lines:
            id_ = line.cell(0)
            if id_ in seen:
                self._problem(self._place(line, 0), "twice", name=id_)
            seen.add(id_)
