"""What of a model a spreadsheet can hold: decision tables over plain facts, and what is said about them.

Pictures, ids and labels are how a model is drawn, not what it says; they are made anew from tables.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.types import ANY, NUMBER, ConstrainedType, ContextType, ListType, Type
from ..models.boxed import TableBox
from ..problems import ModelError, PlacedProblem
from ..sheets import SheetTable
from ..tables.table import HitPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..models.definitions import DecisionDefinition
    from ..models.model import Model
    from ..tables.table import Table

_LISTS = (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)


def sheets_of(model: Model) -> tuple[SheetTable, ...]:
    """The tables of a model. Raises `ModelError` that names everything in it that spreadsheets cannot hold."""
    problems = [*_no_decisions(model), *(found for made in model.decisions for found in _problems_of(made))]
    if problems:
        raise ModelError(tuple(problems))
    return tuple(
        SheetTable(made.name, table_said(made, made.logic), tuple(made.description.splitlines()))
        for made in model.decisions
        if isinstance(made.logic, TableBox)
    )


def table_said(decision: DecisionDefinition, box: TableBox) -> Table:
    """The table of a decision; a lone output without a type has that which the decision gives it."""
    table = box.table
    if len(table.outputs) > 1 or table.outputs[0].type != ANY or table.policy is HitPolicy.COUNT:
        return table
    type_ = decision.type or ANY
    if table.policy in _LISTS:
        type_ = type_.element if isinstance(type_, ListType) else ANY
    return replace(table, outputs=(replace(table.outputs[0], type=type_),))


def _no_decisions(model: Model) -> Iterator[PlacedProblem]:
    for kind, elements in (
        ("business knowledge model", model.knowledge),
        ("decision service", model.services),
        ("import", model.imports),
        ("knowledge source", model.sources),
    ):
        for element in elements:
            values = {"kind": kind, "name": element.name}
            yield PlacedProblem(element.place, Problem("not-in-sheets", values))


def _problems_of(decision: DecisionDefinition) -> Iterator[PlacedProblem]:
    def problem(code: str, **values: str) -> PlacedProblem:
        return PlacedProblem(decision.place, Problem(code, {"name": decision.name, **values}))

    if not isinstance(decision.logic, TableBox):
        yield problem("no-table-in-sheets")
        return
    table = table_said(decision, decision.logic)
    for said, what in ((decision.question, "question"), (decision.allowed_answers, "allowedAnswers")):
        if said:
            yield problem("said-not-in-sheets", what=what)
    if decision.type is not None and decision.type not in (ANY, _natural_type(table)):
        yield problem("type-not-in-sheets", type=str(decision.type))
    for column in table.inputs:
        if isinstance(column.type, ConstrainedType):
            yield problem("column-not-in-sheets", column=column.text)
    for output in table.outputs:
        if isinstance(output.type, ConstrainedType):
            yield problem("column-not-in-sheets", column=output.name)


def _natural_type(table: Table) -> Type:
    """The type of what a table gives, by the types of its outputs."""
    if table.policy is HitPolicy.COUNT:
        return NUMBER
    types = tuple((output.name, output.type) for output in table.outputs)
    row: Type = types[0][1] if len(types) == 1 else ContextType(types)
    return ListType(row) if table.policy in _LISTS else row
