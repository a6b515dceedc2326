"""The yardstick's tables as SQL on databases: PostgreSQL, Spark on this machine, DuckDB; each held to our own answers.

They run on fewer residents than the columnar benchmark, for PostgreSQL works through rows one by one. What is measured
is the same everywhere: from rows that the engine holds to answers that it keeps.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.harness import Result, node
from benchmarks.rules.agreeing import agree
from benchmarks.rules.columns import least
from benchmarks.rules.ours import KEY, MEMBERS, ByTables, schema_of
from benchmarks.rules.peers import ALL, MINIMUM_LIVING, ROWS_ALONE
from benchmarks.rules.residents import ON, ROWS, Spec, write_residents
from benchmarks.rules.thirty import YARDSTICK
from minben.rules.columns import compile_columns, compile_sql
from minben.rules.models.load import read_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.rules.peers import Peer
    from minben.node.postgres import Endpoint

MOST_ROWS = 1_000_000
ROUNDS = 3
TABLE = "residents"
_THREADS = os.cpu_count() or 1


def run() -> list[Result]:
    """Every database on this machine, one after the other beside ours."""
    with tempfile.TemporaryDirectory(prefix="minben-bench-") as name, node() as endpoint:
        path = write_residents(Path(name), Spec(min(ROWS, MOST_ROWS)))
        results: list[Result] = []
        databases: list[Peer] = [ByPostgres(endpoint), OnDuckDb()]
        if shutil.which("java"):
            databases.append(OnSpark(Path(name)))
        else:
            results.append(Result("Spark left out: no Java here", 0, ""))
        for database in databases:
            results += _beside_ours(database, path)
        return results


def _beside_ours(database: Peer, path: Path) -> list[Result]:
    ours = ByTables(YARDSTICK)
    ways: Mapping[str, Peer] = {"ours": ours, "theirs": database}
    for way in ways.values():
        way.load(path)
    results = []
    for title, tables in {"three tables": ROWS_ALONE, "four, one of households": ALL}.items():
        agree(ours.frame(ours.answer(tables)), database.frame(database.answer(tables)), database)
        times = least(ways, tables, ROUNDS)
        detail = f"{times['ours']:.3f} s beside {times['theirs']:.3f} s, the same answers"
        name = f"{title} over {min(ROWS, MOST_ROWS):,} residents, beside {database.name}"
        results.append(Result(name, times["theirs"] / times["ours"], "times as fast", detail=detail))
    return results


class _Translated:
    """Queries made of the tables."""

    ordered = False
    dialect: str

    def _query(self, tables: Sequence[str]) -> str:
        """The tables are read, compiled and said in SQL each time."""
        model = read_model(YARDSTICK)
        trees = {decision.name: model.tree_of(decision.name) for decision in model.decisions}
        compiled = compile_columns(trees, self._schema, on=ON, decisions=tables)
        query = compile_sql(compiled, table=TABLE, related={MEMBERS: TABLE}, dialect=self.dialect)
        assert not query.refused, query.refused
        return query.text

    def _look_at(self, path: Path) -> pl.DataFrame:
        residents = pl.read_parquet(path)
        self._schema = schema_of(residents)
        return residents


def _in_fen(frame: pl.DataFrame) -> pl.DataFrame:
    """Answers as whole numbers, the minimum living subsidy in fen."""
    return frame.select(
        (pl.col(name) * 100 if name == MINIMUM_LIVING else pl.col(name)).cast(pl.Int64)
        for name in frame.columns
    )


class ByPostgres(_Translated):
    """PostgreSQL, the server that comes with Minben."""

    name = "the same tables on PostgreSQL"
    dialect = "postgres"

    def __init__(self, endpoint: Endpoint) -> None:
        self._connection = endpoint.connect("owner")

    def load(self, path: Path) -> None:
        """Residents as a table with its statistics."""
        residents = self._look_at(path)
        self._connection.execute(
            f"CREATE UNLOGGED TABLE {TABLE} (birth_date date, hukou text, monthly_income numeric(12, 2),"
            f" disability_level smallint, employment text, {KEY} bigint, insurance_months smallint)".encode()
        )
        with self._connection.cursor().copy(f"COPY {TABLE} FROM STDIN (FORMAT csv)".encode()) as copy:
            copy.write(residents.write_csv(include_header=False))
        self._connection.execute(f"VACUUM ANALYZE {TABLE}".encode())

    def answer(self, tables: Sequence[str]) -> object:
        """A table of the answers."""
        self._connection.execute(b"DROP TABLE IF EXISTS answers")
        self._connection.execute(f"CREATE UNLOGGED TABLE answers AS {self._query(tables)}".encode())
        return "answers"

    def frame(self, answers: object) -> pl.DataFrame:
        """As whole numbers."""
        buffer = BytesIO()
        with self._connection.cursor().copy(
            f"COPY {answers} TO STDOUT (FORMAT csv, HEADER)".encode()
        ) as copy:
            for block in copy:
                buffer.write(block)
        buffer.seek(0)
        return _in_fen(pl.read_csv(buffer, schema_overrides={MINIMUM_LIVING: pl.Decimal(20, 2)}))


class OnDuckDb(_Translated):
    """DuckDB, in this process."""

    name = "the same tables on DuckDB"
    dialect = "duckdb"

    def load(self, path: Path) -> None:
        """Residents as a table in memory."""
        import duckdb

        self._look_at(path)
        self._database = duckdb.connect(config={"threads": _THREADS})
        self._database.execute(f"CREATE TABLE {TABLE} AS SELECT * FROM read_parquet('{path}')")

    def answer(self, tables: Sequence[str]) -> object:
        """An Arrow table."""
        return self._database.sql(self._query(tables)).to_arrow_table()

    def frame(self, answers: Any) -> pl.DataFrame:
        """As whole numbers."""
        frame = pl.from_arrow(answers)
        assert isinstance(frame, pl.DataFrame)
        return _in_fen(frame)


class OnSpark(_Translated):
    """Spark in local mode, a thread for each core."""

    name = "the same tables on Spark"
    dialect = "spark"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, path: Path) -> None:
        """Residents as a view of the Parquet file, held in memory."""
        from pyspark.sql import SparkSession

        self._look_at(path)
        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": str(_THREADS),
            "spark.driver.memory": "3g",
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
            "spark.log.level": "ERROR",
        }
        builder = SparkSession.builder.master(f"local[{_THREADS}]")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        view = self._session.read.parquet(str(path)).cache()
        view.createOrReplaceTempView(TABLE)
        view.count()

    def answer(self, tables: Sequence[str]) -> object:
        """All answers are worked out, and nobody keeps them: what Spark calls noop."""
        answers = self._session.sql(self._query(tables))
        answers.write.format("noop").mode("overwrite").save()
        return answers

    def frame(self, answers: Any) -> pl.DataFrame:
        """As whole numbers."""
        frame = pl.from_arrow(answers.toArrow())
        assert isinstance(frame, pl.DataFrame)
        return _in_fen(frame)
