"""``minben ledger``: verify everything, prove one act, keep heads outside, seal now."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import orjson
import typer
from django.db import OperationalError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from minben.environment import Environment

from .context import Reach, acting
from .findings import tongue
from .keys import KeyProblem, public_keys
from .proofs import NoSuchAct, NotSealedYet, prove
from .sealer import seal_once
from .verify import verify
from .witness import BadLine, append_heads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from .audit import Progress as Told
    from .verify import Report

app = typer.Typer(no_args_is_help=True)
screen = Console(stderr=True, emoji=False, soft_wrap=True)
out = Console(emoji=False, soft_wrap=True)

Language = Annotated[
    str,
    typer.Option(
        envvar=["LC_ALL", "LC_MESSAGES", "LANG"],
        show_default=False,
        help="Language of what is said: zh or en.",
    ),
]
ActId = Annotated[UUID, typer.Argument(help="The act's id.")]
HeadsFile = Annotated[Path, typer.Argument(help="The witness file.")]
OutFile = Annotated[Path | None, typer.Option("--out", help="Write here instead of to stdout.")]
KeptHeads = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="A file of heads that somebody else has kept."),
]
SAID = {
    "zh": {
        "verifying": "正在核验",
        "good": "账本完好：{size} 个行为，{heads} 个签名的封存首部，{seconds:.1f} 秒。",
        "bad": "账本有 {total} 处问题（{size} 个行为，{heads} 个封存首部）：",
        "more": "……另有 {more} 处。",
        "waiting": "{waiting} 个行为正等待封存。",
        "witnessed": "见证：与见证文件一致，直到第 {witnessed} 个行为。",
        "unwitnessed": "无见证：持有签名密钥的人可能改写全部历史。请用 --witness 指定运营方无法控制的见证文件。",
        "effects": "已将记录与行为比对：{names}。",
        "no-effects": "没有可比对的记录。",
        "no-act": "没有编号为 {act} 的行为。",
        "not-sealed": "行为 {act} 尚未封存；封存程序约需一秒，或运行 minben ledger seal。",
        "appended": "已向 {file} 追加 {heads} 个封存首部。",
        "sealed": "新封存 {acts} 个行为；签名的首部：{size}。",
        "no-database": "数据库没有应答。请先运行 minben serve。",
        "nothing": "没有新的内容需要签名。",
    },
    "en": {
        "verifying": "verifying",
        "good": "The ledger is whole: {size} acts, {heads} signed heads, {seconds:.1f} s.",
        "bad": "{total} things are wrong with the ledger ({size} acts, {heads} heads):",
        "more": "… and {more} more.",
        "waiting": "{waiting} acts wait to be sealed.",
        "witnessed": "Witnessed: agrees with the witness file, up to act {witnessed}.",
        "unwitnessed": "Unwitnessed: whoever holds the signing key could have rewritten all of it. "
        "Give --witness a file that the operator does not control.",
        "effects": "Records compared with their acts: {names}.",
        "no-effects": "There is nothing to compare with acts.",
        "no-act": "There is no act {act}.",
        "not-sealed": "The act {act} is not sealed yet; the sealer takes about a second, or run minben ledger seal.",
        "appended": "Appended {heads} heads to {file}.",
        "sealed": "Sealed {acts} new acts; signed head: {size}.",
        "no-database": "The database does not answer. Run minben serve first.",
        "nothing": "There was nothing new to sign.",
    },
}


@app.command("verify")
def verify_command(
    effects: Annotated[bool, typer.Option("--effects", help="Also compare records with their acts.")] = False,
    witness: KeptHeads = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    language: Language = "en",
) -> None:
    """Name every act that was altered, dropped, moved or inserted; exit code 1 where anything is wrong."""
    said = SAID[tongue(language)]
    with readable_problems(language), progress_bar(said["verifying"]) as progress:
        report = verify(
            public_keys(Environment.read().home), witness=witness, effects=effects, progress=progress
        )
    if as_json:
        sys.stdout.write(orjson.dumps(report_json(report, language)).decode() + "\n")
    else:
        for line in report_lines(report, language):
            out.print(line, markup=False, highlight=False)
    raise typer.Exit(0 if report.ok else 1)


def report_json(report: Report, language: str) -> dict[str, object]:
    """The report for programs."""
    return {
        "ok": report.ok,
        "size": report.size,
        "waiting": report.waiting,
        "heads": report.heads,
        "witnessed": report.witnessed,
        "effects": report.effects,
        "problems": report.findings.total,
        "findings": [finding.to_json(language) for finding in report.findings.kept],
        "seconds": round(report.seconds, 3),
    }


def report_lines(report: Report, language: str) -> Iterator[str]:
    """The report for people."""
    said = SAID[tongue(language)]
    facts = {
        "size": report.size,
        "heads": report.heads,
        "seconds": report.seconds,
        "total": report.findings.total,
    }
    yield said["good" if report.ok else "bad"].format_map(facts)
    for finding in report.findings.kept:
        yield "  " + finding.line(language)
    more = report.findings.total - len(report.findings.kept)
    if more:
        yield "  " + said["more"].format(more=more)
    if report.waiting:
        yield said["waiting"].format(waiting=report.waiting)
    if report.effects is not None:
        names = ", ".join(report.effects)
        yield said["effects"].format(names=names) if names else said["no-effects"]
    if report.witnessed is None:
        yield said["unwitnessed"]
    else:
        yield said["witnessed"].format(witnessed=report.witnessed)


@app.command("prove")
def prove_command(
    act: ActId,
    out_file: OutFile = None,
    language: Language = "en",
) -> None:
    """Write the proof of one act, which docs/check_proof.py checks without Minben."""
    said = SAID[tongue(language)]
    with readable_problems(language):
        try:
            with acting(Reach(system=True)):
                proof = prove(act, public_keys(Environment.read().home))
        except NoSuchAct:
            fail(said["no-act"].format(act=act))
        except NotSealedYet:
            fail(said["not-sealed"].format(act=act))
    text = orjson.dumps(proof, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if out_file:
        out_file.write_bytes(text)
    else:
        sys.stdout.write(text.decode())


@app.command("witness")
def witness_command(file: HeadsFile, language: Language = "en") -> None:
    """Append the heads that FILE does not have yet; keep FILE where the operator cannot change it."""
    with readable_problems(language):
        heads = append_heads(file, public_keys(Environment.read().home))
    out.print(
        SAID[tongue(language)]["appended"].format(file=file, heads=heads), markup=False, highlight=False
    )


@app.command("seal")
def seal_command(language: Language = "en") -> None:
    """Sequence what has been committed and sign it now, as the sealer does by itself while a node serves."""
    said = SAID[tongue(language)]
    with readable_problems(language):
        sealed = seal_once()
    line = said["sealed"].format(acts=sealed.acts, size=sealed.head.size) if sealed.head else said["nothing"]
    out.print(line, markup=False, highlight=False)


def fail(message: str) -> NoReturn:
    """Say what is wrong and end."""
    screen.print(message, markup=False, style="red")
    raise typer.Exit(1)


@contextmanager
def readable_problems(language: str) -> Iterator[None]:
    """Show what an operator can mend as a line instead of a traceback."""
    try:
        yield
    except OperationalError as error:
        fail(f"{str(error).strip()}\n{SAID[tongue(language)]['no-database']}")
    except (KeyProblem, BadLine, OSError) as error:
        fail(str(error))


@contextmanager
def progress_bar(title: str) -> Iterator[Told]:
    """A bar on stderr where somebody watches; yields what is told leaves done and all leaves."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)
