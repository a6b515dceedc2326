"""``minben files``: whether every file is there as it was handed in, and sweeping by hand."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from minben.cases import erase_loose
from minben.environment import terminal_language
from minben.files import FileProblem, sweep, verify_bytes
from minben.ledger import Reach, acting

app = typer.Typer(no_args_is_help=True)
Language = Annotated[str, typer.Option("--lang", help="zh or en; that of the terminal if left out.")]
_WHOLE = {"zh": "所有文件都在，且内容未变。", "en": "Every file is there as it was handed in."}
_WRONG = {"zh": "{count} 个文件有问题。", "en": "{count} files are not as they were handed in."}
_SWEPT = {
    "zh": "删除 {files} 个无人引用的文件，清理 {objects} 个没有记录的对象。",
    "en": "Erased {files} files that nothing names, removed {objects} objects that no file names.",
}


@app.command()
def verify(lang: Language = "") -> None:
    """Read every file and compare it with what its act committed to; ends with 1 where one is missing or changed."""
    tongue = lang or terminal_language()
    wrong = 0
    try:
        with acting(Reach(system=True)):
            for one in verify_bytes():
                wrong += 1
                typer.echo(f"{one.row}: {one.zh if tongue == 'zh' else one.en}")
    except FileProblem as problem:
        _say_and_end(problem, tongue)
    typer.echo(_WRONG[tongue].format(count=wrong) if wrong else _WHOLE[tongue])
    if wrong:
        raise typer.Exit(1)


@app.command(name="sweep")
def sweep_now(lang: Language = "") -> None:
    """Erase files that nothing names any more, and remove bytes that no file names; a day must have passed."""
    tongue = lang or terminal_language()
    try:
        typer.echo(_SWEPT[tongue].format(files=erase_loose(), objects=sweep()))
    except FileProblem as problem:
        _say_and_end(problem, tongue)


def _say_and_end(problem: FileProblem, tongue: str) -> None:
    typer.echo(problem.text[tongue], err=True)
    sys.exit(1)
