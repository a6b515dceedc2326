"""The texts that columns of strings hold, where there are few: what is asked of each is then worked out once.

`screen` looks for them when a decision does not compile for a function of free text: a code of places, a date written
as text. What a function says of each text is the row engine's own answer, so nothing can come out otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from .kinds import Column, String
from .lower_builtins import MOST_CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..problems import PlacedProblem
    from .schema import Schema

_SURELY_MORE = 1.2
"""How far the estimate of how many texts there are may be above the truth."""
_OF_TEXT = frozenset(("columns-function", "columns-parse"))


def would_help(refused: Mapping[str, tuple[PlacedProblem, ...]]) -> bool:
    """Whether a decision was refused for a reason that known texts can take away."""
    return any(problem.code in _OF_TEXT for problems in refused.values() for problem in problems)


def with_texts(schema: Schema, frame: pl.LazyFrame, related: Mapping[str, pl.LazyFrame]) -> Schema:
    """The schema with the texts of every column of strings that holds no more than 50,000 different ones."""
    rows = {
        name: replace(own, columns=_known(own.columns, related[name])) for name, own in schema.related.items()
    }
    return replace(schema, columns=_known(schema.columns, frame), related=rows)


def _known(columns: Mapping[str, Column], frame: pl.LazyFrame) -> dict[str, Column]:
    free = [
        name
        for name, column in columns.items()
        if isinstance(column.kind, String) and column.kind.codes is None
    ]
    if not free:
        return dict(columns)
    texts = frame.select(pl.col(name).cast(pl.String) for name in free)
    estimates = texts.select(pl.all().approx_n_unique()).collect(engine="streaming").row(0)
    few = [name for name, count in zip(free, estimates, strict=True) if count <= MOST_CODES * _SURELY_MORE]
    found = dict(columns)
    for name in few:
        texts_of = texts.select(pl.col(name).drop_nulls().unique()).collect(engine="streaming")[name]
        # Where there is no text at all, any may be said to be one.
        known = tuple(texts_of.sort().to_list()) or ("",)
        if len(known) <= MOST_CODES:
            found[name] = replace(columns[name], kind=String(known))
    return found
