"""``minben registers load|show|erase`` and ``minben generate``: an operator's work with registers."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import orjson
import typer
from django.db import OperationalError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from minben.blueprint import BlueprintProblems
from minben.environment import tell, terminal_language
from minben.ledger import Actor, ActorKind, Reach, acting, legal_today

from .blueprints import NoBlueprint, blueprint_of
from .bulk import BESIDE, LoadReport, load
from .consulting import consult
from .generate import DemographyProblem, write_files
from .records import NothingThere, erase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from minben.blueprint.model import Blueprint, Register

    Text = Mapping[str, str]

app = typer.Typer(no_args_is_help=True)
screen = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, screen)
"""A line for the person at the terminal, in their language."""
SYSTEM = Reach(system=True)
SHOWN = 20
SNIFFED = 1 << 20

DAY_FORMATS = ["%Y-%m-%d"]
RegisterName = Annotated[
    str, typer.Argument(help="The register, by its name in the blueprint.", metavar="REGISTER")
]
Key = Annotated[str, typer.Argument(help="The key of the entry.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--blueprint", file_okay=False, help="A blueprint's folder; without it, the blueprint in force."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Day = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="A legal day; without it, today.")]


@app.command("load")
def load_command(
    register: RegisterName,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with a header.")],
    take_good: Annotated[
        bool, typer.Option("--take-good", help="Load the good rows although others are bad.")
    ] = False,
    valid_from: Day = None,
    blueprint: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Load a CSV file into a register, with the act of doing so; nothing goes in if any row is bad."""
    with said_plainly(), bar(f"{register} ← {file.name}") as tell:
        chosen = blueprint_of(blueprint)
        into = register_of(chosen, register)
        with file.open("rb") as raw:
            total = max(1, file.stat().st_size)
            report = load(
                into,
                rows_of(into, raw, file),
                blueprint=chosen,
                source=file.name,
                actor=operator("registers load", into),
                valid_from=valid_from.date() if valid_from else None,
                progress=lambda _: tell(raw.tell() / total),
                take_good=take_good,
            )
    if as_json:
        typer.echo(orjson.dumps(report_json(report)))
    else:
        print_report(report)
    if report.bad and not take_good:
        raise typer.Exit(1)


@app.command("show")
def show_command(
    register: RegisterName,
    key: Key,
    on: Day = None,
    known: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M:%S", *DAY_FORMATS], help="As known then, in UTC."),
    ] = None,
    blueprint: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Show an entry as it holds on a day; the act says that it was looked at."""
    with said_plainly():
        chosen = blueprint_of(blueprint)
        of = register_of(chosen, register)
        day = on.date() if on else legal_today()
        with acting(SYSTEM):
            found = consult(
                of,
                blueprint=chosen,
                key=key,
                actor=operator("registers show", of),
                purpose="registers show",
                on=day,
                known=known.replace(tzinfo=UTC) if known else None,
            )
        if not found:
            fail("没有这样的记录。", "There is no such entry on that day.")
    record = found[0]
    shown: dict[str, Any] = {
        "register": record.register,
        "key": record.key,
        "valid_from": record.valid_from,
        "until": record.until,
        "recorded_at": record.recorded_at,
        "provenance": record.provenance,
        "act": record.act,
        "values": record.values,
    }
    if as_json:
        typer.echo(orjson.dumps(shown))
        return
    for name, field in of.fields.items():
        title = chosen.facts[field.fact].title[said_in(chosen)]
        typer.echo(f"{title} ({name}): {record.values.get(name, '—')}")
    typer.echo(
        f"{record.valid_from} … {record.until or ''}  {record.recorded_at:%Y-%m-%d %H:%M:%S} UTC  {record.act}"
    )


@app.command("erase")
def erase_command(
    register: RegisterName,
    key: Key,
    basis: Annotated[
        list[str], typer.Option(help="The article that orders the erasure; may be given again.")
    ],
    blueprint: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Erase the values of all versions of an entry; what the ledger holds of it stays, and tells nothing."""
    with said_plainly():
        of = register_of(blueprint_of(blueprint), register)
        try:
            with acting(SYSTEM):
                act = erase(
                    of,
                    key,
                    actor=operator("registers erase", of),
                    purpose="registers erase",
                    basis=tuple(basis),
                )
        except NothingThere:
            fail("没有这样的记录。", "There is no such entry.")
    if as_json:
        typer.echo(orjson.dumps({"register": of.id, "act": act}))
    else:
        say(f"已删除；行为 {act}", f"Erased; act {act}")


def generate(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where the CSV files go.")],
    residents: Annotated[int, typer.Option(min=1, help="How many people.")] = 20_000,
    seed: Annotated[str, typer.Option(help="The same seed gives the same people.")] = "1",
    enterprises: Annotated[
        int | None, typer.Option(min=0, help="How many; else as the blueprint says.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=DAY_FORMATS, help="The day whose people these are; else the legal day."),
    ] = None,
    blueprint: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Invent residents and enterprises for a blueprint, as CSV files that its registers can load."""
    with said_plainly(), bar(str(folder)) as tell:
        chosen = blueprint_of(blueprint)
        # A folder's blueprint needs no database, which is what knows the legal day.
        day = (on or datetime.now(ZoneInfo(chosen.timezone))).date()
        written = write_files(
            chosen,
            folder,
            residents,
            seed,
            day,
            enterprises=enterprises,
            progress=lambda done: tell(done / residents),
        )
    if as_json:
        files = {str(file): count for file, count in written.items()}
        typer.echo(orjson.dumps({"residents": residents, "seed": seed, "on": day, "files": files}))
        return
    for file, count in written.items():
        typer.echo(f"{file}  {count:,}")


def operator(command: str, register: Register) -> Actor:
    """Whoever works at the terminal, in the name of the register's owner."""
    return Actor(ActorKind.SYSTEM, command, agency=register.agency)


def register_of(blueprint: Blueprint, name: str) -> Register:
    """The register of this name; ends the command with the names there are."""
    if name not in blueprint.registers:
        there = ", ".join(blueprint.registers)
        fail(f"没有名为 {name} 的库；现有：{there}", f"There is no register {name}; there are: {there}")
    return blueprint.registers[name]


def rows_of(register: Register, raw: io.BufferedReader, file: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, in UTF-8 or GB 18030; ends the command where the header does not fit the register."""
    text = io.TextIOWrapper(raw, encoding=encoding_of(raw), newline="")
    reader = csv.DictReader(text, restkey="@more", restval="")
    try:
        _check_header(register, file, reader.fieldnames or ())
        yield from reader
    except csv.Error as error:
        line = reader.line_num + 1  # the line that failed is not counted yet
        fail(f"{file}:{line}：不是正确的 CSV（{error}）", f"{file}:{line}: this is not CSV ({error})")
    # The file is still asked how far it was read.
    text.detach()


def _check_header(register: Register, file: Path, named: Sequence[str]) -> None:
    there = ", ".join((*register.fields, *BESIDE))
    if not named:
        fail(f"{file}:1：首行应为字段名：{there}", f"{file}:1: the first line must name fields: {there}")
    unknown = [name for name in named if name not in register.fields and name not in BESIDE]
    if unknown:
        names = ", ".join(unknown)
        fail(
            f"{file}:1：{register.id} 没有字段 {names}；应为：{there}",
            f"{file}:1: {register.id} has no field {names}; there are: {there}",
        )


def encoding_of(raw: io.BufferedReader) -> str:
    """How a file of Chinese text is encoded; the file stays at its beginning."""
    head = raw.read(SNIFFED)
    raw.seek(0)
    try:
        # A character may be cut at the end of what was read.
        head.decode("utf-8", "strict") if len(head) < SNIFFED else head.rsplit(b"\n", 1)[0].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def report_json(report: LoadReport) -> dict[str, Any]:
    """What came of a load, for programs."""
    return {
        "register": report.register,
        "act": report.act,
        "rows": report.rows,
        "loaded": report.loaded,
        "unchanged": report.unchanged,
        "bad": report.bad,
        "problems": [{"row": p.row, "field": p.field, "reason": p.reason} for p in report.problems],
        "seconds": round(report.seconds, 3),
    }


def print_report(report: LoadReport) -> None:
    """What came of a load, for people."""
    for problem in report.problems[:SHOWN]:
        reason = problem.reason[terminal_language()]
        say(f"第 {problem.row} 行 {problem.field}：{reason}", f"row {problem.row}, {problem.field}: {reason}")
    if report.bad > 0:
        say(
            f"共 {report.bad} 行有误（--json 列出前一千处）。",
            f"{report.bad} rows are bad (--json lists the first thousand problems).",
        )
    if report.act is None:
        say(
            "未入库。改正后重试，或用 --take-good 只收正确的行。",
            "Nothing was loaded. Mend the rows, or use --take-good.",
        )
        return
    rate = report.rows / max(report.seconds, 1e-9)
    say(
        f"{report.rows:,} 行：入库 {report.loaded:,}，无变化 {report.unchanged:,}；"
        f"{report.seconds:.1f} 秒，每秒 {rate:,.0f} 行。",
        f"{report.rows:,} rows: {report.loaded:,} loaded, {report.unchanged:,} unchanged;"
        f" {report.seconds:.1f} s, {rate:,.0f} rows a second.",
    )


def said_in(blueprint: Blueprint) -> str:
    """The person's language where the blueprint speaks it, else the blueprint's first."""
    return terminal_language() if terminal_language() in blueprint.languages else blueprint.languages[0]


def fail(zh: str, en: str) -> NoReturn:
    """Say what is wrong and end the command."""
    say(zh, en)
    raise typer.Exit(1)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Say as a sentence what the person at the terminal can mend, and end with status 1."""
    try:
        yield
    except NoBlueprint:
        fail(
            "没有施行中的蓝图；请用 --blueprint 指定蓝图文件夹。",
            "No blueprint is in force; name a blueprint's folder with --blueprint.",
        )
    except BlueprintProblems as found:
        for problem in found.problems:
            say(f"{problem.place}：{problem.text('zh')}", f"{problem.place}: {problem.text('en')}")
        raise typer.Exit(1) from found
    except DemographyProblem as problem:
        fail(problem.text["zh"], problem.text["en"])
    except UnicodeDecodeError:
        fail("文件既不是UTF-8也不是GB18030编码。", "The file is neither UTF-8 nor GB 18030.")
    except OperationalError:
        fail(
            "数据库没有应答；请先运行 minben serve。", "The database does not answer. Run minben serve first."
        )


@contextmanager
def bar(title: str) -> Iterator[Callable[[float], None]]:
    """A progress bar on the terminal; what is yielded takes the share that is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(title, total=1.0)
        yield lambda share: progress.update(task, completed=share)
