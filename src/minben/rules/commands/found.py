"""What a check finds in a model: in its tables, and in what does not compile to columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..check.table import check_table
from ..given import hints_of
from ..models.boxed import TableBox, all_parts
from ..problems import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from ..models.model import Model
    from ..problems import PlacedProblem


def model_problems(model: Model) -> Iterator[PlacedProblem]:
    """What is wrong, or may be, with a model."""
    yield from model.problems
    for decision in model.decisions:
        for part in all_parts(decision.logic):
            if isinstance(part, TableBox):
                yield from check_table(part.table, named=model.types)


def column_problems(model: Model, data: Path | None, on: date) -> Iterator[PlacedProblem]:
    """What does not compile to columns, and so is decided row by row.

    The columns are those of a Parquet file, or, without one, those that the model's types promise.
    """
    # What runs over columns takes as long to import as all the rest.
    from ..columns import DataError, Schema, compile_columns
    from ..columns.schema_files import columns_of
    from ..columns.screen import opened

    types = {**hints_of(model), **{data.name: data.type for data in model.inputs if data.type is not None}}
    if data is None:
        schema = Schema.of_types(types, model.types)
    else:
        try:
            frame = opened(data)
            held = frame.collect_schema().names()
            schema = Schema(
                columns_of(frame, [one.name for one in model.inputs if one.name in held], str(data))
            )
        except DataError as fault:
            raise ModelError(fault.problems) from None
    compiled = compile_columns(model, schema, on=on)
    for problems in compiled.refused.values():
        yield from problems
