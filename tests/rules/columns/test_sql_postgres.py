"""A plan says the same on PostgreSQL as it means."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from minben.node.postgres import create_database
from minben.rules import parse
from minben.rules.columns import Compiled, Schema, compile_columns, compile_sql
from minben.rules.columns.kinds import Column, Date, Moment, Number

from .meaning import shown
from .people import MEMBERS, NESTED, PEOPLE, ROWS, meant
from .plans import COLUMNS, MEMBER, VISIT, plans

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from minben.node.postgres import Cluster
    from minben.rules.columns.plan import Plan

TABLES = """
CREATE TYPE visit AS (cost numeric(4, 1), at date);
CREATE TABLE people (
    id int, income numeric(12, 2), level smallint, count smallint, large bigint, fine numeric(16, 6),
    hukou text, name text, local boolean, born date, moved date, home bigint, visits visit[], grades int[]
);
CREATE TABLE members (home int, income numeric(12, 2), born date, work text, present boolean);
"""


def fill(connection: psycopg.Connection[Any]) -> None:
    """Makes the tables with their rows."""
    connection.execute(TABLES)
    for number, row in enumerate(PEOPLE):
        values = [
            number,
            *(shown(row[name], column.kind) for name, column in COLUMNS.items() if name not in NESTED),
            _visits(row["visits"]),
            row["grades"],
        ]
        places = ",".join(["%s"] * (len(values) - 2))
        connection.execute(f"INSERT INTO people VALUES ({places},%s::visit[],%s)".encode(), values)
    for row in MEMBERS:
        values = [shown(row[name], column.kind) for name, column in MEMBER.items()]
        connection.execute("INSERT INTO members VALUES (%s, %s, %s, %s, %s)", values)


def _visits(visits: list[dict[str, Any]] | None) -> str | None:
    """An array of composite values as PostgreSQL writes it."""
    if visits is None:
        return None
    written = []
    for visit in visits:
        values = [shown(visit[name], column.kind) for name, column in VISIT.items()]
        written.append('"(' + ",".join("" if value is None else str(value) for value in values) + ')"')
    return "{" + ",".join(written) + "}"


@pytest.fixture(scope="module")
def people(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database whose tables hold the rows."""
    endpoint = create_database(cluster.endpoint, "minben_columns")
    with endpoint.connect("owner") as connection:
        fill(connection)
        yield connection


def test_contexts_lists_and_moments_are_shown_as_people_keep_them(people: psycopg.Connection[Any]) -> None:
    columns = {
        "n": Column(Number(2, 0, 100_000)),
        "at": Column(Moment("", 0, 10**15)),
        "d": Column(Date(0, 20_000)),
    }
    trees = {
        "context": parse('{a: n * 2, b: d, c: if n > 5 then "x" else null}', ["n", "d"]),
        "list": parse("[n, 3][item > 5]", ["n"]),
        "later": parse('at + duration("P1DT1H")', ["at"]),
    }
    compiled = compile_columns(trees, Schema(columns), on=date(2025, 1, 1))
    people.execute(
        "CREATE TEMPORARY TABLE things (n numeric(10, 2), at timestamp, d date); INSERT INTO things VALUES"
        " (10.5, '2001-01-01 10:00:00.123456', '2020-02-29'), (NULL, NULL, NULL)"
    )
    query = compile_sql(compiled, table="things")
    assert people.execute(query.text.encode()).fetchall() == [
        (
            {"a": 21.0, "b": "2020-02-29", "c": "x"},
            [10.5],
            datetime(2001, 1, 2, 11, 0, 0, 123_456),  # noqa: DTZ001 - a local time
        ),
        ({"a": None, "b": None, "c": None}, [], None),
    ]


def test_a_moment_that_would_be_rounded_is_refused() -> None:
    columns = {"at": Column(Moment("", 0, 10**17))}
    trees = {"later": parse('at + duration("PT1H")', ["at"])}
    query = compile_sql(compile_columns(trees, Schema(columns), on=date(2025, 1, 1)), table="things")
    assert [problem.code for problem in query.refused["later"]] == ["columns-sql-range"]


@given(plan=plans())
@settings(max_examples=100, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_whatever_a_plan_says_is_said_alike(people: psycopg.Connection[Any], plan: Plan) -> None:
    query = compile_sql(Compiled(plan, {}), table="people", keep=["id"])
    note(query.text)
    assert not query.refused
    found = sorted(people.execute(query.text.encode()).fetchall())
    assert [row[0] for row in found] == list(range(ROWS))
    for place, name in enumerate(query.decisions, 1):
        assert [row[place] for row in found] == meant(plan, name)
