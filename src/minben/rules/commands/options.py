"""The options that several commands have, and how what they say is understood."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from minben.environment import terminal_language

from ..messages import MESSAGES


class Language(StrEnum):
    """The languages that answers are given in."""

    ZH = "zh"
    EN = "en"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_use("bad-date", text=text) from None


MODEL_HELP = "A .dmn, .csv or .xlsx file, or a folder of tables."
ModelPath = Annotated[Path, typer.Argument(metavar="MODEL", help=MODEL_HELP)]
ModelPaths = Annotated[list[Path], typer.Argument(metavar="MODEL...", help=MODEL_HELP)]
MaybeModelPath = Annotated[Path | None, typer.Argument(metavar="MODEL", help=MODEL_HELP)]
Input = Annotated[
    str, typer.Option("--input", help="The facts: a JSON object, @FILE, or - for standard input.")
]
Expression = Annotated[
    str | None, typer.Option("--expression", help="A FEEL expression in place of a model.")
]
WhyNotOption = Annotated[
    str | None,
    typer.Option("--why-not", metavar="OUTPUT=VALUE", help="Say which rule is nearest to this result."),
]
WordsFile = Annotated[
    Path | None,
    typer.Option(
        "--words",
        help="A JSON file of titles and sources: {titles: {NAME: {en: ...}}, sources: {NAME: ...}}.",
    ),
]
Decisions = Annotated[
    list[str] | None, typer.Option("--decision", help="Only this decision; may be given several times.")
]
Service = Annotated[
    str | None, typer.Option("--service", help="What this decision service gives, in place of decisions.")
]
On = Annotated[
    date | None,
    typer.Option("--on", parser=_day, metavar="DATE", help="The date that counts; today if not given."),
]
From = Annotated[
    date | None,
    typer.Option("--from", parser=_day, metavar="DATE", help="Only the days from this one on."),
]
CheckedOn = Annotated[
    date | None,
    typer.Option("--on", parser=_day, metavar="DATE", help="This day alone; all the time if not given."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Lang = Annotated[Language | None, typer.Option(help="By the locale if not given.")]
Cases = Annotated[
    list[Path], typer.Argument(metavar="CASES...", help="Test files of the DMN kit, or folders of them.")
]
Source = Annotated[Path, typer.Argument(metavar="SOURCE", help=MODEL_HELP)]
Target = Annotated[
    Path, typer.Argument(metavar="TARGET", help="What to write: .dmn, .xlsx, .csv, or a folder of CSV files.")
]
Force = Annotated[bool, typer.Option("--force", help="Write over a target that is there.")]
Columns = Annotated[
    bool, typer.Option("--columns", help="Say too what does not compile to columns, and why.")
]
DataFile = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="The Parquet file whose columns it is compiled for."),
]
Data = Annotated[Path, typer.Argument(metavar="DATA", help="A Parquet file with a column for each input.")]
Out = Annotated[Path, typer.Option("--out", metavar="RESULT", help="The Parquet file that is written.")]
RelatedFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--related",
        metavar="NAME=FILE:KEY[=OWN]",
        help="Rows of another file that a list is made of: those whose KEY is that of the row (its column OWN).",
    ),
]
Keep = Annotated[
    list[str] | None, typer.Option("--keep", help="A column of the data that goes into the result as it is.")
]


def spoken(lang: Language | None) -> str:
    """The language of the answer."""
    return lang or terminal_language()


def today() -> date:
    """The date that counts where none is given."""
    return now().date()


def now() -> datetime:
    """The clock of the rules."""
    return datetime.now().astimezone()


def wrong_use(code: str, lang: str = "", **values: str) -> typer.BadParameter:
    """The error of a call that cannot be understood; it ends with 2. Without a language, in that of the locale."""
    return typer.BadParameter(MESSAGES[code][lang or terminal_language()].format_map(values))
