"""Lays a decision table out as rows of cells, the same for CSV and for workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.write import source_of
from ..text import constant_source
from .csv_file import csv_of
from .grid import REMARK
from .headings import ARROWS, FROM, NOTE, TYPE, UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..tables.table import Input, Output, Rule, Table
    from .files import SheetTable


def csv_of_table(sheet: SheetTable) -> str:
    """The CSV text of a table, its remarks above it."""
    return csv_of([*remark_rows(sheet), *rows_of(sheet.table)])


def remark_rows(sheet: SheetTable) -> list[list[str]]:
    """The lines above a table."""
    return [[f"{REMARK} {remark}".strip()] for remark in sheet.remarks]


def rows_of(table: Table) -> list[list[str]]:
    """The rows of a table: two of headings, then a row for each rule."""
    notes = annotation_names(table)
    dated = [name for name, used in zip((FROM, UNTIL), _dated(table), strict=True) if used]
    heads = [table.policy.value, *(column.text for column in table.inputs)]
    heads += [f"{ARROWS[0]} {column.name}" for column in table.outputs]
    heads += [*dated, *(f"{NOTE} {note}" for note in notes)]
    types = [TYPE, *(input_type(column) for column in table.inputs)]
    types += [output_type(column) for column in table.outputs]
    types += [""] * (len(dated) + len(notes))
    return [heads, types, *(list(_rule(rule, dated, notes)) for rule in table.all_rules)]


def _rule(rule: Rule, dated: list[str], notes: list[str]) -> Iterator[str]:
    yield rule.id
    yield from (cell.text for cell in (*rule.test_cells, *rule.result_cells))
    for name in dated:
        day = rule.since if name == FROM else rule.until
        yield "" if day is None else day.isoformat()
    yield from (rule.annotations.get(note, "") for note in notes)


def _dated(table: Table) -> tuple[bool, bool]:
    """Whether some rule has a first day, and whether some has a last one."""
    rules = table.all_rules
    return any(rule.since is not None for rule in rules), any(rule.until is not None for rule in rules)


def annotation_names(table: Table) -> list[str]:
    """The headings of the annotations, in the order in which the rules have them."""
    return list(dict.fromkeys(note for rule in table.all_rules for note in rule.annotations))


def input_type(column: Input) -> str:
    """The type of an input as its heading says it, with the allowed values."""
    return str(column.type) + (f": {source_of(column.allowed)}" if column.allowed is not None else "")


def output_type(column: Output) -> str:
    """The type of an output as its heading says it, with the allowed values."""
    if column.allowed is None:
        return str(column.type)
    return f"{column.type}: {', '.join(map(constant_source, column.allowed))}"
