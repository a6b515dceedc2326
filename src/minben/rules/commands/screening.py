"""``minben rules screen``: a whole population in a Parquet file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text as Line

from ..models.load import read_model
from ..problems import ModelError
from . import options
from .entering import check_decisions
from .related import related_files
from .screen import console, problem_line, said, told_plainly

if TYPE_CHECKING:
    from pathlib import Path

    from ..columns import Screened


def screen(
    model: options.ModelPath,
    data: options.Data,
    out: options.Out,
    related: options.RelatedFiles = None,
    decisions: options.Decisions = None,
    keep: options.Keep = None,
    on: options.On = None,
    lang: options.Lang = None,
) -> None:
    """Decide every row of a Parquet file. What does not compile to columns is decided row by row, and named."""
    # What runs over columns takes as long to import as all the rest.
    from ..columns import DataError, screen as screen_rows

    spoken = options.spoken(lang)
    with told_plainly(spoken):
        read = read_model(model)
        check_decisions(read, decisions or ())
        rows = related_files(related or ())
        with _progress() as progress:
            task = progress.add_task(said(spoken, "rows-decided"), total=None)
            try:
                done = screen_rows(
                    read,
                    data,
                    on=on or options.today(),
                    out=out,
                    related=rows,
                    decisions=decisions,
                    keep=keep or (),
                    clock=options.now,
                    progress=lambda count, total: progress.update(task, completed=count, total=total),
                )
            except DataError as fault:
                raise ModelError(fault.problems) from None
        _tell(done, out, spoken)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console(stderr=True),
        transient=True,
    )


def _tell(done: Screened, out: Path, lang: str) -> None:
    """What went by columns, what row by row and why, and how many rows there are."""
    screen = console(stderr=True)
    for name, problems in done.by_rows.items():
        screen.print(Line(said(lang, "screened-by-rows", decision=name), style="yellow"))
        for problem in problems:
            screen.print(problem_line(problem, lang))
    typer.echo(
        said(
            lang,
            "screened",
            rows=str(done.rows),
            columns=str(len(done.by_columns)),
            by_rows=str(len(done.by_rows)),
            out=str(out),
        )
    )
