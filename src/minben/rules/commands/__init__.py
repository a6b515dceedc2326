"""``minben rules``: decide, check, convert, explain, test and screen by rules in files, without a database.

Each command takes a model where officers keep it: a DMN file, a table as CSV, a workbook, or a folder of these. What
stands in the way is said in a sentence with its place, and the command ends with 1; a call that cannot be understood
ends with 2.
"""

from __future__ import annotations

import typer

from .checking import check, convert, run_tests
from .deciding import evaluate, explain
from .screening import screen
from .translating import sql

app = typer.Typer(no_args_is_help=True)
app.command(name="eval")(evaluate)
app.command()(check)
app.command()(convert)
app.command()(explain)
app.command(name="test")(run_tests)
app.command()(screen)
app.command()(sql)
