"""A plan says the same on DuckDB as it means, where DuckDB is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from minben.rules.columns.compiled import Compiled
from minben.rules.columns.sql import compile_sql

from .people import ROWS, meant, members_frame, people_frame
from .plans import plans

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from minben.rules.columns.plan import Plan

duckdb = pytest.importorskip("duckdb", reason="DuckDB is installed for benchmarks only")
pytest.importorskip("pyarrow", reason="pyarrow is installed for benchmarks only")


@pytest.fixture(scope="module")
def people() -> DuckDBPyConnection:
    """A database in memory whose tables hold the rows."""
    connection: DuckDBPyConnection = duckdb.connect()
    for name, frame in (("people", people_frame()), ("members", members_frame())):
        connection.register("frame", frame.to_arrow())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
    return connection


@given(plan=plans())
@settings(max_examples=100, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_whatever_a_plan_says_is_said_alike_or_refused(people: DuckDBPyConnection, plan: Plan) -> None:
    query = compile_sql(Compiled(plan, {}), table="people", keep=["id"], dialect="duckdb")
    note(query.text)
    assert {problem.code for problems in query.refused.values() for problem in problems} <= {
        "columns-sql-range"
    }
    if not query.decisions:
        return
    found = sorted(people.execute(query.text).fetchall())
    assert [row[0] for row in found] == list(range(ROWS))
    for place, name in enumerate(query.decisions, 1):
        assert [row[place] for row in found] == meant(plan, name)
