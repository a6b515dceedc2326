"""The blueprint folder that a command works on, found from where somebody stands, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minben.blueprint import BlueprintProblems, examine
from minben.environment import terminal_language

if TYPE_CHECKING:
    from minben.blueprint import Blueprint, Report

Folder = Annotated[Path, typer.Argument(help="The folder of the blueprint, or one in it.")]
HEAD = "blueprint.yaml"
HERE = Path()
_NO_SERVICE = {
    "zh": "没有服务“{name}”；有：{known}",
    "en": "there is no service {name!r}; there are: {known}",
}
_NO_BLUEPRINT = {
    "zh": "{folder} 及其上级目录中没有 {head}，其下的 blueprints 中也没有唯一的一个；请给出蓝图目录",
    "en": "there is no {head} in {folder} nor above it, nor just one in blueprints/ below; name the folder",
}


def root_of(folder: Path) -> tuple[Path, str]:
    """The folder of the blueprint that this folder is or lies in, and the service or bundle that it is, or nothing.

    Where it is neither, the one blueprint below its folder `blueprints` is meant, as in a demo.
    """
    found = folder.resolve()
    for root in (found, *found.parents):
        if (root / HEAD).is_file():
            parts = found.relative_to(root).parts
            shown = folder if root == found else root
            return shown, parts[1] if len(parts) > 1 and parts[0] in ("services", "bundles") else ""
    below = list(folder.glob(f"blueprints/*/{HEAD}"))
    if len(below) == 1:
        return below[0].parent, ""
    lang = terminal_language()
    raise typer.BadParameter(_NO_BLUEPRINT[lang].format(folder=folder, head=HEAD))


def sound(folder: Path) -> Blueprint:
    """The blueprint in a folder; its problems are printed and the command ends where it has errors."""
    blueprint = sound_report(folder).blueprint
    assert blueprint is not None  # noqa: S101 - `sound_report` has ended the command otherwise
    return blueprint


def sound_report(folder: Path) -> Report:
    """What was read of a folder, which holds a sound blueprint."""
    report = examine(root_of(folder)[0])
    if report.blueprint is None or report.errors:
        say_problems(report)
        raise typer.Exit(1)
    return report


def found_service(report: Report, service: str) -> Blueprint:
    """The blueprint, if it has this service."""
    blueprint = report.blueprint
    if blueprint is None or service not in blueprint.services:
        known = ", ".join(blueprint.services) if blueprint else "-"
        raise typer.BadParameter(_NO_SERVICE[terminal_language()].format(name=service, known=known))
    return blueprint


def say_problems(report: Report | BlueprintProblems) -> None:
    """What is wrong with a blueprint, a line each."""
    for problem in report.errors if not isinstance(report, BlueprintProblems) else report.problems:
        typer.echo(f"{problem.place}: {problem.text(terminal_language())}", err=True)
