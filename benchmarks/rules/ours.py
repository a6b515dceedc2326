"""The yardstick and the thirty tables as officers wrote them, through the rules over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.rules.peers.by_polars import in_fen
from benchmarks.rules.residents import ON, frame_of
from minben.rules.columns.compiled import compile_columns
from minben.rules.columns.polars import prepare
from minben.rules.columns.schema import RelatedRows, Schema
from minben.rules.columns.schema_files import columns_of
from minben.rules.models.load import read_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from minben.rules.columns.plan import Plan

MEMBERS = "members"
KEY = "household_id"


class ByTables:
    """A folder of tables over the columns of residents."""

    name = "Minben, from the tables"
    ordered = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plans: dict[tuple[str, ...], Plan] = {}

    def load(self, path: Path) -> None:
        """Residents as a frame."""
        self._residents = frame_of(path)

    def answer(self, tables: Sequence[str]) -> pl.DataFrame:
        """A frame; the tables are read and compiled where they were not before."""
        residents = self._residents.lazy()
        prepared = prepare(self.compile(tables), {MEMBERS: residents})
        return prepared.collect(residents)

    def compile(self, tables: Sequence[str]) -> Plan:
        """The plan of these tables, made where it was not before."""
        plan = self._plans.get(tuple(tables))
        if plan is None:
            plan = self._plans[tuple(tables)] = self._compiled(tables)
        return plan

    def _compiled(self, tables: Sequence[str]) -> Plan:
        model = read_model(self._folder)
        trees = {decision.name: model.tree_of(decision.name) for decision in model.decisions}
        compiled = compile_columns(trees, schema_of(self._residents), on=ON, decisions=tables)
        assert not compiled.refused, compiled.refused
        return compiled.plan

    def frame(self, answers: object) -> pl.DataFrame:
        """As whole numbers, the minimum living subsidy in fen."""
        assert isinstance(answers, pl.DataFrame)
        return answers.select(in_fen(answers))


def schema_of(residents: pl.DataFrame) -> Schema:
    """What the residents' columns hold, and the members of their households."""
    columns = columns_of(residents.lazy(), residents.columns, "residents")
    return Schema(columns, {MEMBERS: RelatedRows(columns, KEY, KEY, residents.height)})
