"""A plan says the same on Spark as it means, where Spark and Java are installed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from minben.rules.columns.compiled import Compiled
from minben.rules.columns.sql import compile_sql

from .people import ROWS, meant, members_frame, people_frame
from .plans import plans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import SparkSession

    from minben.rules.columns.plan import Plan

spark_sql = pytest.importorskip("pyspark.sql", reason="Spark is installed for benchmarks only")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
REFUSED = {"columns-sql-range", "columns-sql-nested", "columns-sql-by-row"}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session of this machine whose views hold the rows."""
    builder = spark_sql.SparkSession.builder.master("local[1]")
    for name in ("spark.ui.enabled", "spark.sql.shuffle.partitions"):
        builder = builder.config(name, "false" if name.endswith("enabled") else "1")
    session: SparkSession = builder.getOrCreate()
    folder: Path = tmp_path_factory.mktemp("spark")
    for name, frame in (("people", people_frame()), ("members", members_frame())):
        path = str(folder / f"{name}.parquet")
        frame.write_parquet(path)
        session.read.parquet(path).cache().createOrReplaceTempView(name)
    yield session
    session.stop()


@given(plan=plans())
@settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_whatever_a_plan_says_is_said_alike_or_refused(people: SparkSession, plan: Plan) -> None:
    query = compile_sql(Compiled(plan, {}), table="people", keep=["id"], dialect="spark")
    note(query.text)
    assert {problem.code for problems in query.refused.values() for problem in problems} <= REFUSED
    if not query.decisions:
        return
    found = sorted(tuple(row) for row in people.sql(query.text).collect())
    assert [row[0] for row in found] == list(range(ROWS))
    for place, name in enumerate(query.decisions, 1):
        assert [row[place] for row in found] == meant(plan, name)
