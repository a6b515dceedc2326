"""A plan says the same on PostgreSQL as it means."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, note, settings

from minben.node.postgres import create_database
from minben.rules.columns import sql as to_sql
from minben.rules.columns.compiled import Compiled
from minben.rules.columns.kinds import Boolean, Column, Date, Number, String

from .meaning import Rows, shown, value_of
from .plans import COLUMNS, MEMBER, RELATIONS, TEXTS, VISIT, plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

    from minben.node.postgres import Cluster
    from minben.rules.columns.plan import Plan

ROWS = 60
NESTED = ("visits", "grades")


def _plain(column: Column, chance: random.Random) -> Any:
    """A value that a column may hold, null or at an end of its range more often than not."""
    kind = column.kind
    if column.nullable and chance.random() < 0.2:
        return None
    match kind:
        case Number(_, low, high) | Date(low, high):
            return chance.choice(
                (low, high, chance.randint(low, high), max(low, min(high, chance.randint(-20, 100))))
            )
        case String(codes):
            return chance.choice(codes or TEXTS)
        case Boolean():
            return chance.random() < 0.5
    raise TypeError(kind)


def _made(columns: Mapping[str, Column], chance: random.Random) -> dict[str, Any]:
    return {name: _plain(column, chance) for name, column in columns.items()}


def _rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chance = random.Random(5)
    scalars = {name: column for name, column in COLUMNS.items() if name not in NESTED}
    own = []
    for _ in range(ROWS):
        row = _made(scalars, chance)
        row["visits"] = chance.choice((None, [_made(VISIT, chance) for _ in range(chance.randint(0, 4))]))
        row["grades"] = chance.choice(
            (None, [chance.choice((None, 0, 100, 60)) for _ in range(chance.randint(0, 4))])
        )
        own.append(row)
    return own, [_made(MEMBER, chance) for _ in range(40)]


OWN, MEMBERS = _rows()
OWN_TABLE = """
CREATE TYPE visit AS (cost numeric(4, 1), at date);
CREATE TABLE people (
    id int, income numeric(12, 2), level smallint, count smallint, large bigint, fine numeric(16, 6),
    hukou text, name text, local boolean, born date, moved date, home bigint, visits visit[], grades int[]
);
CREATE TABLE members (home int, income numeric(12, 2), born date, work text, present boolean);
"""


def fill(connection: psycopg.Connection[Any]) -> None:
    """Makes the tables with their rows."""
    connection.execute(OWN_TABLE)
    for number, row in enumerate(OWN):
        values = [
            number,
            *(shown(row[name], column.kind) for name, column in COLUMNS.items() if name not in NESTED),
            _visits(row["visits"]),
            row["grades"],
        ]
        places = ",".join(["%s"] * (len(values) - 2))
        connection.execute(f"INSERT INTO people VALUES ({places},%s::visit[],%s)", values)
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


def answers(connection: psycopg.Connection[Any], plan: Plan) -> tuple[dict[str, list[Any]], to_sql.SqlQuery]:
    """What each decision of a plan comes to, row by row, and the query."""
    query = to_sql.compile_sql(Compiled(plan, {}), table="people", keep=["id"])
    note(query.text)
    note(str(query.refused))
    if not query.decisions:
        return {}, query
    found = sorted(connection.execute(query.text.encode()).fetchall())
    assert [row[0] for row in found] == list(range(ROWS))
    return {name: [row[place] for row in found] for place, name in enumerate(query.decisions, 1)}, query


def meant(plan: Plan, name: str) -> list[Any]:
    """What a decision means, row by row."""
    output = next(output for output in plan.outputs if output.name == name)
    return [
        shown(value_of(output.node, Rows(row, RELATIONS, {"members": MEMBERS})), output.kind) for row in OWN
    ]


@given(plan=plans())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_plan_says_is_said_alike(people: psycopg.Connection[Any], plan: Plan) -> None:
    found, _ = answers(people, plan)
    for name, values in found.items():
        assert values == meant(plan, name)
