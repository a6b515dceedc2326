"""``minben service``: list, try, test and draw the services of a blueprint folder."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from minben.blueprint import BlueprintProblems, examine, examine_files, read_given
from minben.blueprint.model import SubjectKind
from minben.cases import BadGiven, CaseProblem, Played, terms_of
from minben.environment import terminal_language

from .bpmn import bpmn
from .graph import graph_of
from .labels import Labels
from .layout import lay_out
from .making import Wish, files_of
from .playing import begin, given_of, play
from .svg import svg
from .testing import Miss, misses
from .trying import Trial

if TYPE_CHECKING:
    from minben.blueprint import Blueprint, Report

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="The folder of the blueprint, or one in it.")]
Folders = Annotated[
    list[Path],
    typer.Argument(help="Folders of blueprints, or of services in them; the current one if none."),
]
HEAD = "blueprint.yaml"
HERE = Path()
DEFAULT = [HERE]
_NO_ITEM = {
    "zh": "items.csv 中没有编码“{code}”；见 minben service list",
    "en": "items.csv has no item {code!r}; see minben service list",
}
_TAKEN = {"zh": "已有服务“{name}”", "en": "there is a service {name!r} already"}
_TITLE = {"zh": "名称（{lang}）", "en": "Title ({lang})"}
_SUMMARY = {"zh": "一两句话说明（{lang}）", "en": "For whom, and what one gets ({lang})"}
_EXAMPLE = {"zh": "{fact} 的示例", "en": "An example of {fact}"}


def _say(zh: str, en: str) -> str:
    return zh if terminal_language() == "zh" else en


_NEEDS = {"zh": "需要", "en": "needs"}
_WITHIN = {"zh": "期限", "en": "within"}
_ALSO = {"zh": "还有", "en": "also"}
_GIVES = {"zh": "给出", "en": "gives"}


class Form(StrEnum):
    """How a procedure can be drawn."""

    SVG = "svg"
    BPMN = "bpmn"


Name = Annotated[str, typer.Argument(help="The service, by the name of its folder.")]
_NO_SERVICE = {
    "zh": "没有服务“{name}”；有：{known}",
    "en": "there is no service {name!r}; there are: {known}",
}
_NO_SCENARIO = {
    "zh": "没有情形“{name}”；有：{known}",
    "en": "there is no scenario {name!r}; there are: {known}",
}
_NO_GIVEN = {
    "zh": "请用 --given 给出事实文件，或用 --scenario 指明一个情形",
    "en": "name a file of facts by --given, or a scenario by --scenario",
}
_NO_BLUEPRINT = {
    "zh": "{folder} 及其上级目录中没有 {head}，其下的 blueprints 中也没有唯一的一个；请给出蓝图目录",
    "en": "there is no {head} in {folder} nor above it, nor just one in blueprints/ below; name the folder",
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
        root, service = root_of(folder)
        report = examine(root)
        chosen = [one for one in report.scenarios if service in ("", one.service)]
        if report.blueprint is None or report.errors:
            say_problems(report)
            failed += max(1, len(chosen))
            continue
        for scenario in chosen:
            wrong = misses(report.blueprint, scenario)
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


@app.command()
def new(
    folder: Folder = HERE,
    item: Annotated[str, typer.Option(prompt=_say("事项编码", "Code of the item"))] = "",
    name: Annotated[str, typer.Option(prompt=_say("文件夹名称（小写字母）", "Name of the folder"))] = "",
    kind: Annotated[
        SubjectKind, typer.Option("--for", prompt=_say("谁可以申请", "Who may apply"))
    ] = SubjectKind.RESIDENT,
    post: Annotated[
        str, typer.Option(prompt=_say("办理岗位（部门/岗位）", "Post that decides (AGENCY/POST)"))
    ] = "",
    law: Annotated[str, typer.Option(prompt=_say("法律依据（法律 条）", "Law and article"))] = "",
    asks: Annotated[
        str, typer.Option(prompt=_say("要填报的数据要素，逗号分隔", "Facts to ask, separated by commas"))
    ] = "",
    applicant: Annotated[
        str,
        typer.Option(prompt=_say("示例申请人的号码（可空）", "Number of an example applicant (or nothing)")),
    ] = "",
) -> None:
    """Ask a few questions and write the folder of a new service, which checks and whose scenarios pass."""
    root, lang = root_of(folder)[0], terminal_language()
    blueprint = sound(folder)
    if item not in blueprint.items:
        raise typer.BadParameter(_NO_ITEM[lang].format(code=item))
    if (root / "services" / name).exists():
        raise typer.BadParameter(_TAKEN[lang].format(name=name))
    facts = tuple(fact.strip() for fact in asks.split(",") if fact.strip())
    found = blueprint.items[item]
    title = {
        one: typer.prompt(_TITLE[lang].format(lang=one), default=found.name) for one in blueprint.languages
    }
    summary = {one: typer.prompt(_SUMMARY[lang].format(lang=one), default=title[one]) for one in title}
    answers = {fact: typer.prompt(_EXAMPLE[lang].format(fact=fact)) for fact in facts} if applicant else {}
    today = datetime.now(ZoneInfo(blueprint.timezone)).date()
    wish = Wish(name, found, title, summary, kind, post, law, facts, applicant, answers, today)
    files = files_of(blueprint, wish)
    report = examine_files({**blueprint.files, **{path: text.encode() for path, text in files.items()}})
    wrong = [] if report.errors or report.blueprint is None else _misses_of(report, name)
    if report.errors or wrong:
        say_problems(report)
        for miss in wrong:
            typer.echo(f"{miss.place}: {miss.text[lang]}", err=True)
        raise typer.Exit(1)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        typer.echo(str(root / path))


def _misses_of(report: Report, service: str) -> list[Miss]:
    blueprint = report.blueprint
    own = [one for one in report.scenarios if one.service == service]
    return [miss for one in own for miss in misses(blueprint, one)] if blueprint else []


def root_of(folder: Path) -> tuple[Path, str]:
    """The folder of the blueprint that this folder is or lies in, and the service that it is, or nothing.

    Where it is neither, the one blueprint below its folder `blueprints` is meant, as in a demo.
    """
    found = folder.resolve()
    for root in (found, *found.parents):
        if (root / HEAD).is_file():
            parts = found.relative_to(root).parts
            shown = folder if root == found else root
            return shown, parts[1] if len(parts) > 1 and parts[0] == "services" else ""
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
