"""``minben service``: list, try, test and draw the services of a blueprint folder."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from minben.blueprint import BlueprintProblems, BundleScenario, Scenario, examine, read_given
from minben.cases import BadGiven, CaseProblem, Played, terms_of
from minben.environment import terminal_language

from .bpmn import bpmn
from .folders import HERE, Folder, found_service, root_of, say_problems, sound, sound_report
from .graph import graph_of
from .labels import Labels
from .layout import lay_out
from .making.command import new
from .playing import begin, given_of, play
from .svg import svg
from .testing import misses
from .testing_bundles import bundle_misses
from .trying import Trial

app = typer.Typer(no_args_is_help=True)
app.command()(new)
Folders = Annotated[
    list[Path],
    typer.Argument(help="Folders of blueprints, or of services or bundles in them; the current one if none."),
]
DEFAULT = [HERE]
_NEEDS = {"zh": "需要", "en": "needs"}
_WITHIN = {"zh": "期限", "en": "within"}
_ALSO = {"zh": "还有", "en": "also"}
_GIVES = {"zh": "给出", "en": "gives"}


class Form(StrEnum):
    """How a procedure can be drawn."""

    SVG = "svg"
    BPMN = "bpmn"


Name = Annotated[str, typer.Argument(help="The service, by the name of its folder.")]
_NO_SCENARIO = {
    "zh": "没有情形“{name}”；有：{known}",
    "en": "there is no scenario {name!r}; there are: {known}",
}
_NO_GIVEN = {
    "zh": "请用 --given 给出事实文件，或用 --scenario 指明一个情形",
    "en": "name a file of facts by --given, or a scenario by --scenario",
}


@app.command(name="list")
def list_services(
    folder: Folder = HERE,
    executable: Annotated[
        bool, typer.Option("--executable", help="Only items that have a definition.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list of objects.")] = False,
) -> None:
    """List the items of a blueprint: code, title, agency, type, and the service that makes it executable."""
    blueprint = sound(folder)
    language = terminal_language()
    made = {service.item: service for service in blueprint.services.values()}
    rows = [
        {
            "code": item.code,
            "title": made[item.code].title if item.code in made else {item.language: item.name},
            "agency": item.agency,
            "type": item.type,
            "service": made[item.code].id if item.code in made else None,
        }
        for item in blueprint.items.values()
        if item.code in made or not executable
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        title = row["title"]
        said = title.get(language) or next(iter(title.values())) if isinstance(title, dict) else ""
        typer.echo(
            "\t".join(
                [str(row["code"]), str(row["type"]), str(row["agency"]), said, str(row["service"] or "")]
            )
        )


@app.command(name="test")
def play_scenarios(folders: Folders = DEFAULT) -> None:
    """Play every scenario; a line for each thing that comes out otherwise. Exits with 1 where one fails."""
    lang = terminal_language()
    passed = failed = 0
    for folder in folders:
        root, named = root_of(folder)
        report = examine(root)
        chosen: list[Scenario | BundleScenario] = [
            *(one for one in report.scenarios if named in ("", one.service)),
            *(one for one in report.bundle_scenarios if named in ("", one.bundle)),
        ]
        if report.blueprint is None or report.errors:
            say_problems(report)
            failed += max(1, len(chosen))
            continue
        for scenario in chosen:
            wrong = (
                bundle_misses(report.blueprint, scenario)
                if isinstance(scenario, BundleScenario)
                else misses(report.blueprint, scenario)
            )
            for miss in wrong:
                typer.echo(f"{root / miss.place.file}:{miss.place.line}: {scenario.name}: {miss.text[lang]}")
            failed += bool(wrong)
            passed += not wrong
    typer.echo(f"{passed} passed, {failed} failed")
    if failed:
        raise typer.Exit(1)


@app.command(name="try")
def try_service(
    service: Name,
    folder: Folder = HERE,
    given: Annotated[
        Path | None, typer.Option(help="A YAML file: day, applicant, registers, answers, channel.")
    ] = None,
    scenario: Annotated[str, typer.Option(help="Instead of a file: a scenario of the service.")] = "",
) -> None:
    """Play a case through with given facts, step by step. On a terminal, asks for what is missing."""
    report = sound_report(folder)
    blueprint, lang = found_service(report, service), terminal_language()
    try:
        if scenario:
            chosen = next((s for s in report.scenarios if (s.service, s.name) == (service, scenario)), None)
            if chosen is None:
                names = ", ".join(s.name for s in report.scenarios if s.service == service)
                raise typer.BadParameter(_NO_SCENARIO[lang].format(name=scenario, known=names or "-"))
            played = begin(blueprint, chosen)
            trial = Trial(played, lang, asks=False)
            stopped = play(played, chosen, trial.tell)
            if stopped is not None:
                typer.echo(stopped.problem.text[lang])
            trial.end()
            return
        if given is None:
            raise typer.BadParameter(_NO_GIVEN[lang])
        form = read_given(given)
        trial = Trial(Played(blueprint, service, given_of(form)), lang, asks=sys.stdin.isatty())
        trial.begin(form.answers, form.materials)
        trial.go_on()
        trial.end()
    except BlueprintProblems as problems:
        say_problems(problems)
        raise typer.Exit(1) from problems
    except BadGiven as bad:
        for path, text in bad.problems.items():
            typer.echo(f"{given or scenario}: {'.'.join(map(str, path))}: {text[lang]}", err=True)
        raise typer.Exit(1) from bad
    except CaseProblem as problem:
        typer.echo(problem.text[lang], err=True)
        for name, text in getattr(problem, "problems", {}).items():
            typer.echo(f"  {name}: {text[lang]}", err=True)
        raise typer.Exit(1) from problem


@app.command()
def needs(service: Name, folder: Folder = HERE) -> None:
    """List for each step who does it, what it needs, its limit, and what it gives."""
    lang = terminal_language()
    blueprint = found_service(sound_report(folder), service)
    labels = Labels(blueprint, blueprint.services[service], lang)
    for step in labels.service.steps.values():
        typer.echo(f"{step.title[lang]} ({step.id}): {labels.doer(step)}")
        lines = [
            (_NEEDS, "; ".join(labels.need(names) for names in step.needs)),
            (_WITHIN, "; ".join(labels.clocks(step))),
            (_ALSO, "; ".join(labels.conditions(step))),
            (_GIVES, "; ".join(labels.gives(step))),
        ]
        for heading, said in lines:
            if said:
                typer.echo(f"  {heading[lang]}: {said}")


@app.command()
def picture(
    service: Name,
    folder: Folder = HERE,
    form: Annotated[Form, typer.Option("--format", help="svg to look at, bpmn for modellers.")] = Form.SVG,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output if none.")] = None,
) -> None:
    """Draw the procedure that follows from what the steps need."""
    blueprint = found_service(sound_report(folder), service)
    graph = graph_of(terms_of(blueprint, service).procedure)
    labels = Labels(blueprint, blueprint.services[service], terminal_language())
    drawn = svg(graph, lay_out(graph), labels) if form is Form.SVG else bpmn(graph, labels)
    if out is None:
        typer.echo(drawn, nl=False)
    else:
        out.write_text(drawn, encoding="utf-8")
