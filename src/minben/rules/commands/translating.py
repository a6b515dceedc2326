"""``minben rules sql``: rules as a query of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text as Line

from ..models.load import read_model
from ..problems import ModelError
from . import options
from .entering import check_decisions
from .related import related_files
from .screen import console, problem_line, refusal, said, told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..columns import SqlQuery

Table = Annotated[str, typer.Option("--table", help="The table that is decided, SCHEMA.TABLE if need be.")]
RelatedTables = Annotated[
    list[str] | None,
    typer.Option("--related-table", metavar="NAME=TABLE", help="The table of related rows."),
]
Outside = Annotated[
    bool, typer.Option("--outside", help="Another query: how many rows are not within what DATA holds.")
]
Dialect = Annotated[str, typer.Option("--dialect", help="postgres, duckdb or spark.")]


def sql(
    model: options.ModelPath,
    data: options.Data,
    table: Table,
    related: options.RelatedFiles = None,
    related_tables: RelatedTables = None,
    dialect: Dialect = "postgres",
    outside: Outside = False,
    decisions: options.Decisions = None,
    keep: options.Keep = None,
    on: options.On = None,
    lang: options.Lang = None,
) -> None:
    """Write rules as a query of a database, for a table with the columns of a Parquet file."""
    # What runs over columns takes as long to import as all the rest.
    from ..columns import DataError, compile_columns, compile_sql, schema_for
    from ..columns.sql import DIALECTS

    spoken = options.spoken(lang)
    if dialect not in DIALECTS:
        raise options.wrong_use("no-dialect", spoken, name=dialect, known=", ".join(DIALECTS))
    with told_plainly(spoken):
        read = read_model(model)
        check_decisions(read, decisions or ())
        try:
            schema = schema_for(read, data, related=related_files(related or ()), decisions=decisions)
        except DataError as fault:
            raise ModelError(fault.problems) from None
        compiled = compile_columns(read, schema, on=on or options.today(), decisions=decisions)
        query = compile_sql(
            compiled, table=table, related=_tables(related_tables or ()), keep=keep or (), dialect=dialect
        )
        _tell(query, spoken, outside=outside)


def _tables(texts: Iterable[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, given, table = text.partition("=")
        if not (given and name and table):
            raise refusal("--related-table", "related-table-form", text=text)
        found[name] = table
    return found


def _tell(query: SqlQuery, lang: str, *, outside: bool) -> None:
    """The query; and on standard error what is not in it, which ends with 1 where that is everything."""
    screen = console(stderr=True)
    for name, problems in query.refused.items():
        screen.print(Line(said(lang, "not-in-query", decision=name), style="yellow"))
        for problem in problems:
            screen.print(problem_line(problem, lang))
    if not query.decisions:
        raise typer.Exit(1)
    typer.echo(query.outside if outside else query.text)
