"""What in a model does not compile to columns, for the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Problem
from ..given import hints_of
from ..moments import moments_of
from ..problems import ModelError, PlacedProblem, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from ..columns import Related, Schema
    from ..models.model import Model


def refused_by_columns(
    model: Model, data: Path | None, related: Mapping[str, Related], on: date
) -> Mapping[str, tuple[PlacedProblem, ...]]:
    """Why decisions do not compile to columns and so are decided row by row.

    The columns are those of a Parquet file, with the related rows that lists are made of, or, without one, those that
    the types of the model promise. Raises `ModelError` for a file that cannot be read.
    """
    # What runs over columns takes as long to import as all the rest.
    from ..columns import DataError, compile_columns

    try:
        schema = _promised(model) if data is None else _held(model, data, related)
    except DataError as fault:
        raise ModelError(fault.problems) from None
    refused = dict(compile_columns(model, schema, on=on).refused)
    for decision in model.decisions:
        unknown = [
            name
            for name in _inputs_behind(model, decision.name)
            if name not in schema.columns and name not in schema.related
        ]
        if unknown and decision.name not in refused:
            problem = Problem("column-unknown", {"columns": ", ".join(unknown)})
            refused[decision.name] = (PlacedProblem(decision.place, problem, Severity.INFO),)
    return refused


def _inputs_behind(model: Model, decision: str) -> list[str]:
    """The inputs that a decision comes to need."""
    found: dict[str, None] = {}
    pending = [decision]
    while pending:
        name = pending.pop()
        if name not in found and name in model.elements:
            found[name] = None
            pending.extend(model.needs_of(name))
    return [data.name for data in model.inputs if data.name in found]


def _promised(model: Model) -> Schema:
    from ..columns import Schema

    used = {way[0]: types[0] for way, types in moments_of(model).items() if len(way) == 1}
    declared = {data.name: data.type for data in model.inputs if data.type is not None}
    return Schema.of_types({**used, **hints_of(model), **declared}, model.types)


def _held(model: Model, data: Path, related: Mapping[str, Related]) -> Schema:
    from ..columns import Schema, schema_for
    from ..columns.schema_files import columns_of
    from ..columns.screen import opened

    if related:
        return schema_for(model, data, related=related)
    frame = opened(data)
    held = frame.collect_schema().names()
    names = [one.name for one in model.inputs if one.name in held]
    return Schema(columns_of(frame, names, str(data)))
