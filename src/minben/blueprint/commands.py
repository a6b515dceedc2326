"""``minben blueprint check`` and ``minben blueprint schema``, for the authors of a blueprint."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text as Line

from minben.environment import terminal_language

from .problems import Problem, Severity
from .reading import examine
from .schema import kind_names, schema, schemas

if TYPE_CHECKING:
    from .reading import Report

Folder = Annotated[Path, typer.Argument(help="The folder of the blueprint.")]
app = typer.Typer(no_args_is_help=True)


class Language(StrEnum):
    """The languages that problems are told in."""

    ZH = "zh"
    EN = "en"


_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_WORDS = {
    "zh": {Severity.ERROR: "错误", Severity.WARNING: "提醒"},
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning"},
}


@app.command()
def check(
    folder: Folder,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    lang: Annotated[Language | None, typer.Option(help="By the locale if not given.")] = None,
) -> None:
    """Check a blueprint as a whole. Prints every problem with file and line; exits with 1 where there are errors."""
    report = examine(folder)
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        print_report(report, lang or terminal_language())
    if report.errors:
        raise typer.Exit(1)


@app.command(name="schema")
def show_schema(
    kind: Annotated[
        str, typer.Argument(help="A kind of file, such as service; all of them if not given.")
    ] = "",
) -> None:
    """Write the JSON Schema of blueprint files, for editors."""
    if kind and kind not in kind_names():
        raise typer.BadParameter(f"there is no kind of file {kind!r}; kinds are {', '.join(kind_names())}")
    typer.echo(json.dumps(schema(kind) if kind else schemas(), ensure_ascii=False, indent=2))


def print_report(report: Report, lang: str) -> None:
    """Every problem on a line of its own, then what the folder holds; in colour on a terminal only."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    for problem in report.problems:
        console.print(_line(problem, lang))
    console.print(_summary(report, lang))


def _line(problem: Problem, lang: str) -> Line:
    severity = problem.severity
    return Line.assemble(
        (f"{problem.place}: ", "cyan"),
        (f"{_WORDS[lang][severity]}: ", _COLOURS[severity]),
        problem.text(lang),
    )


def _summary(report: Report, lang: str) -> str:
    wrong, doubtful = len(report.errors), len(report.problems) - len(report.errors)
    found = report.blueprint
    if found is None or wrong:
        return (
            f"{wrong} 个错误，{doubtful} 个提醒" if lang == "zh" else f"{wrong} errors, {doubtful} warnings"
        )
    counts = (len(found.items), len(found.services), len(found.registers), len(found.agencies))
    said = (
        "{}：{} 个事项、{} 个可办服务、{} 个基础库、{} 个部门；{} 个提醒"
        if lang == "zh"
        else "{}: {} items, {} executable services, {} registers, {} agencies; {} warnings"
    )
    title = found.title.get(lang) or found.id
    return said.format(title, *counts, doubtful) + f"\n{found.version}"


def _as_json(report: Report) -> dict[str, object]:
    return {
        "version": report.blueprint.version if report.blueprint and not report.errors else None,
        "errors": len(report.errors),
        "problems": [
            {
                "file": problem.place.file,
                "line": problem.place.line,
                "severity": str(problem.severity),
                "code": problem.code,
                "zh": problem.text("zh"),
                "en": problem.text("en"),
            }
            for problem in report.problems
        ],
    }
