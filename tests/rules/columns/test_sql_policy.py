"""The yardstick policy over invented residents: the row engine, Polars and PostgreSQL say the same of everyone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from minben.node.postgres import create_database
from minben.rules.columns.compiled import compile_columns
from minben.rules.columns.kinds import Column, Date, Number, String
from minben.rules.columns.polars import prepare
from minben.rules.columns.schema import RelatedRows, Schema
from minben.rules.columns.sql import SqlQuery, compile_sql
from minben.rules.models.load import read_model

from .plans import days

if TYPE_CHECKING:
    from minben.node.postgres import Cluster
    from minben.rules.columns.compiled import Compiled
    from minben.rules.models.model import Model

POLICY = Path(__file__).parents[3] / "benchmarks" / "rules" / "policy"
ON = date(2025, 10, 1)
TABLES = ("old_age_allowance", "minimum_living", "disability_subsidy", "unemployment_months")
HUKOU = ("本区", "本市", "外地")
EMPLOYMENT = ("在职", "灵活就业", "失业", "退休", "在学", "其他")
COLUMNS = {
    "birth_date": Column(Date(days("1915-01-01"), days("2025-09-30"))),
    "hukou": Column(String(HUKOU)),
    "monthly_income": Column(Number(2, 0, 10_000_000)),
    "disability_level": Column(Number(0, 0, 4)),
    "employment": Column(String(EMPLOYMENT)),
    "household_id": Column(Number(0, 0, 2_000)),
    "insurance_months": Column(Number(0, 0, 480)),
}
SCHEMA = Schema(COLUMNS, {"members": RelatedRows(COLUMNS, "household_id", "household_id")})
RESIDENTS, BY_ROW = 4_000, 300


def _residents() -> pl.DataFrame:
    chance = Random(3)

    def known(value: object) -> object:
        return value if chance.random() > 0.03 else None

    rows = [
        {
            "id": number,
            "birth_date": known(
                date(chance.randint(1915, 2024), chance.randint(1, 12), chance.randint(1, 28))
            ),
            "hukou": known(chance.choice(HUKOU)),
            "monthly_income": known(Decimal(chance.choice((0, chance.randint(0, 400_000)))).scaleb(-2)),
            "disability_level": known(chance.choice((0, 0, 1, 2, 3, 4))),
            "employment": known(chance.choice(EMPLOYMENT)),
            "household_id": known(chance.randint(0, 2_000)),
            "insurance_months": known(chance.randint(0, 480)),
        }
        for number in range(RESIDENTS)
    ]
    dtypes = {"monthly_income": pl.Decimal(12, 2), "hukou": pl.Enum(HUKOU), "employment": pl.Enum(EMPLOYMENT)}
    return pl.DataFrame(rows, schema_overrides=dtypes)


@pytest.fixture(scope="module")
def residents() -> pl.DataFrame:
    """The residents."""
    return _residents()


@pytest.fixture(scope="module")
def model() -> Model:
    """The tables as officers keep them."""
    return read_model(POLICY)


@pytest.fixture(scope="module")
def compiled(model: Model) -> Compiled:
    """The tables over columns."""
    trees = {decision.name: model.tree_of(decision.name) for decision in model.decisions}
    return compile_columns(trees, SCHEMA, on=ON, decisions=TABLES)


@pytest.fixture(scope="module")
def query(compiled: Compiled) -> SqlQuery:
    """The tables as a query."""
    return compile_sql(compiled, table="city.residents", related={"members": "city.residents"}, keep=["id"])


def by_row(model: Model, residents: pl.DataFrame) -> list[tuple[Any, ...]]:
    """What the row engine says of the first residents."""
    households: dict[int, list[dict[str, Any]]] = {}
    rows = residents.rows(named=True)
    for row in rows:
        if row["household_id"] is not None:
            households.setdefault(row["household_id"], []).append(row)
    said = []
    for row in rows[:BY_ROW]:
        facts = {**row, "members": households.get(row["household_id"], [])}
        values = model.decide(facts, on=ON, decisions=TABLES).values
        said.append(tuple(values[name] for name in TABLES))
    return said


def test_everyone_is_told_the_same_by_every_engine(
    cluster: Cluster, residents: pl.DataFrame, model: Model, compiled: Compiled, query: SqlQuery
) -> None:
    endpoint = create_database(cluster.endpoint, "minben_city")
    with endpoint.connect("owner") as connection:
        connection.execute(
            "CREATE SCHEMA city; CREATE TABLE city.residents (id int, birth_date date, hukou text,"
            " monthly_income numeric(12, 2), disability_level smallint, employment text, household_id int,"
            " insurance_months smallint)"
        )
        with connection.cursor().copy("COPY city.residents FROM STDIN") as copy:
            for row in residents.rows():
                copy.write_row(row)
        found = sorted(connection.execute(query.text.encode()).fetchall())
        assert connection.execute(query.outside.encode()).fetchone() == (0,)
        connection.execute("UPDATE city.residents SET disability_level = 5 WHERE id = 7")
        assert connection.execute(query.outside.encode()).fetchone() == (1,)
    frame = residents.lazy()
    by_polars = prepare(compiled.plan, {"members": frame}).run(frame).collect().rows()
    said = [row[1:] for row in found]
    assert said == by_polars
    assert said[:BY_ROW] == by_row(model, residents)


def test_a_policy_reads_the_table_of_the_household_once(query: SqlQuery) -> None:
    assert query.text.count("GROUP BY household_id") == 1
    assert "monthly_income >= 900 THEN" in query.text
    assert "birth_date < DATE '1945-10-02'" in query.text


def test_an_unknown_database_is_told(compiled: Compiled) -> None:
    with pytest.raises(ValueError, match="no such dialect: oracle; one of postgres, duckdb, spark"):
        compile_sql(compiled, table="residents", dialect="oracle")
