"""Makes a decision table of a grid. Every problem is found in one reading; a table comes out whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..problems import Place
from ..tables.table import Cell, Rule, Table
from .cells import Cells, day_of, settled
from .faults import Faults
from .grid import refusal
from .headings import HeadingsReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .grid import Grid, Line
    from .headings import Column, Headings

OTHERWISE = "otherwise"


def table_of(grid: Grid, names: Iterable[str] = ()) -> Table:
    """The table of a grid. Raises `TableError` with every problem in it.

    `names` are the facts that its expressions may read; only those with operators or keywords in them need be given.
    """
    faults = Faults(grid.problems)
    if len(grid.lines) < 3:
        faults.check()
        raise refusal(grid.name, "table-empty")
    known = tuple(names)
    headings = HeadingsReader(grid, known, faults).read()
    reader = _RulesReader(grid, headings, Cells(known, faults), faults)
    rules = [reader.rule(line) for line in grid.lines[2:]]
    reader.check_ids()
    faults.check()
    return Table(
        grid.name,
        headings.policy,
        headings.inputs,
        headings.outputs,
        tuple(rule for rule in rules if rule.id != OTHERWISE),
        next((rule for rule in rules if rule.id == OTHERWISE), None),
    )


class _RulesReader:
    """Reads the lines below the headings."""

    def __init__(self, grid: Grid, headings: Headings, cells: Cells, faults: Faults) -> None:
        self._grid = grid
        self._headings = headings
        self._cells = cells
        self._faults = faults

    def rule(self, line: Line) -> Rule:
        """The rule of a line."""
        id_ = line.text(0)
        if not id_:
            self._faults.add(self._grid.place(line, 0), "rule-id")
        headings, cells = self._headings, self._cells
        test_cells = self._row(line, headings.input_columns)
        result_cells = self._row(line, headings.output_columns)
        tests = tuple(
            cells.tests(cell.text, cell.place, column.type, column.allowed)
            for cell, column in zip(test_cells, headings.input_columns, strict=True)
        )
        results = tuple(
            cells.result(cell.text, cell.place, column.type, column.allowed)
            for cell, column in zip(result_cells, headings.output_columns, strict=True)
        )
        if id_ == OTHERWISE:
            for cell, test in zip(test_cells, tests, strict=True):
                if test.tests:
                    self._faults.add(cell.place, "otherwise-tests")
        since, until = self._period(line)
        return Rule(
            id_,
            tests,
            results,
            test_cells,
            result_cells,
            since,
            until,
            {note: line.text(column) for column, note in headings.annotations.items() if line.text(column)},
            Place(self._grid.name, line.number),
        )

    def _row(self, line: Line, columns: Sequence[Column]) -> tuple[Cell, ...]:
        return tuple(
            Cell(
                settled(line.cell(column.position).feel, column.type),
                self._grid.place(line, column.position),
            )
            for column in columns
        )

    def _period(self, line: Line) -> tuple[date | None, date | None]:
        since, until = self._day(line, self._headings.since), self._day(line, self._headings.until)
        if since is not None and until is not None and until < since:
            self._faults.add(self._grid.place(line, self._headings.until or 0), "dates-reversed")
        return since, until

    def _day(self, line: Line, column: int | None) -> date | None:
        text = "" if column is None else line.text(column)
        if not text or column is None:
            return None
        try:
            return date(*(day_of(text) or ()))
        except (ValueError, TypeError):
            self._faults.add(self._grid.place(line, column), "bad-date", text=text)
            return None

    def check_ids(self) -> None:
        """Complains of ids that stand twice."""
        seen: set[str] = set()
        for line in self._grid.lines[2:]:
            id_ = line.text(0)
            if id_ in seen:
                self._faults.add(self._grid.place(line, 0), "twice", name=id_)
            seen.add(id_)
