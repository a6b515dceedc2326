"""The yardstick and the thirty tables as officers wrote them, through the rules over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.rules.peers import MINIMUM_LIVING
from benchmarks.rules.residents import EMPLOYMENT, HUKOU, ON
from minben.rules.columns.compiled import compile_columns
from minben.rules.columns.kinds import Column, Date, Number, String
from minben.rules.columns.polars import prepare
from minben.rules.columns.schema import RelatedRows, Schema
from minben.rules.models.load import read_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from minben.rules.columns.plan import Plan

MEMBERS = "members"
KEY = "household_id"
NO_GUESSES = pl.QueryOptFlags(comm_subexpr_elim=False)


class ByTables:
    """A folder of tables over the columns of residents."""

    name = "Minben, from the tables"
    ordered = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plans: dict[tuple[str, ...], Plan] = {}

    def load(self, path: Path) -> None:
        """Residents as a frame."""
        self._residents = pl.read_parquet(path)

    def answer(self, tables: Sequence[str]) -> pl.DataFrame:
        """A frame; the tables are read and compiled where they were not before."""
        plan = self._plans.get(tuple(tables))
        if plan is None:
            plan = self._plans[tuple(tables)] = self._compiled(tables)
        residents = self._residents.lazy()
        prepared = prepare(plan, {MEMBERS: residents})
        return prepared.run(residents).collect(engine="streaming", optimizations=NO_GUESSES)

    def _compiled(self, tables: Sequence[str]) -> Plan:
        model = read_model(self._folder)
        trees = {decision.name: model.tree_of(decision.name) for decision in model.decisions}
        compiled = compile_columns(trees, schema_of(self._residents), on=ON, decisions=tables)
        assert not compiled.refused, compiled.refused
        return compiled.plan

    def frame(self, answers: object) -> pl.DataFrame:
        """As whole numbers, the minimum living subsidy in fen."""
        assert isinstance(answers, pl.DataFrame)
        return answers.select(
            (pl.col(name) * 100 if name == MINIMUM_LIVING else pl.col(name)).cast(pl.Int64)
            for name in answers.columns
        )


def schema_of(residents: pl.DataFrame) -> Schema:
    """What the residents' columns hold, by their least and greatest values."""
    ends = residents.select(
        pl.all().exclude("hukou", "employment").min().to_physical().name.suffix(" low"),
        pl.all().exclude("hukou", "employment").max().to_physical().name.suffix(" high"),
    ).row(0, named=True)
    columns = {
        "birth_date": Column(Date(ends["birth_date low"], ends["birth_date high"])),
        "hukou": Column(String(HUKOU)),
        "employment": Column(String(EMPLOYMENT)),
    }
    for name, scale in (("monthly_income", 2), ("disability_level", 0), (KEY, 0), ("insurance_months", 0)):
        columns[name] = Column(Number(scale, ends[f"{name} low"], ends[f"{name} high"]))
    return Schema(columns, {MEMBERS: RelatedRows(columns, KEY, KEY)})
