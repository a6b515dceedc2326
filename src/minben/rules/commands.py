"""``minben rules``: decide, check, convert, explain, test and screen by rules in files, without a database.

Each command takes a model where officers keep it: a DMN file, a table as CSV, a workbook, or a folder of these. What
stands in the way is said in a sentence with its place, and the command ends with 1.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text as Line

from minben.environment import terminal_language

from .dmn.tck import run_kit
from .errors import FeelError, Problem
from .feel.as_json import to_json
from .feel.expression import compile_expression, names_of_facts
from .feel.values import admit
from .given import facts_for, read_given
from .grounds import Words, explain, explain_why_not
from .messages import MESSAGES
from .models.load import read_model
from .problems import ModelError, Place, PlacedProblem, Severity
from .text import literal_of
from .wishes import wish_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .dmn.tck import Counts, Failure
    from .feel.as_json import Json
    from .models.model import Model

app = typer.Typer(no_args_is_help=True)


class Language(StrEnum):
    """The languages that answers are given in."""

    ZH = "zh"
    EN = "en"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(_said(terminal_language(), "bad-date", text=text)) from None


_MODEL = "A .dmn, .csv or .xlsx file, or a folder of tables."
ModelPath = Annotated[Path, typer.Argument(metavar="MODEL", help=_MODEL)]
Input = Annotated[
    str, typer.Option("--input", help="The facts: a JSON object, @FILE, or - for standard input.")
]
Decisions = Annotated[
    list[str] | None, typer.Option("--decision", help="Only this decision; may be given several times.")
]
On = Annotated[
    date | None,
    typer.Option("--on", parser=_day, metavar="DATE", help="The date that counts; today if not given."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Lang = Annotated[Language | None, typer.Option(help="By the locale if not given.")]


@app.command(name="eval")
def evaluate(
    model: Annotated[Path | None, typer.Argument(metavar="MODEL", help=_MODEL)] = None,
    facts: Input = "{}",
    expression: Annotated[
        str | None, typer.Option("--expression", help="A FEEL expression in place of a model.")
    ] = None,
    decisions: Decisions = None,
    on: On = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Decide one case. Prints the value of each decision; why anything is null goes to standard error."""
    spoken = lang or terminal_language()
    if (model is None) == (expression is None):
        raise typer.BadParameter(_said(spoken, "model-or-expression"))
    with _told_plainly(spoken):
        given = _given(facts)
        if model is not None:
            _evaluate_model(model, given, decisions, on or _today(), spoken, as_json=as_json)
        elif expression is not None:
            _evaluate_expression(expression, given[1], spoken, as_json=as_json)


def _evaluate_model(
    path: Path,
    given: tuple[str, Mapping[str, object]],
    decisions: Sequence[str] | None,
    on: date,
    lang: str,
    *,
    as_json: bool,
) -> None:
    model = read_model(path)
    _check_decisions(model, decisions)
    facts = _facts(model, given, lang)
    outcome = model.decide(facts, on=on, decisions=decisions, clock=_now)
    _print_values(outcome.values, outcome.reasons, lang, as_json=as_json)


def _evaluate_expression(source: str, facts: Mapping[str, object], lang: str, *, as_json: bool) -> None:
    place = Place("--expression")
    try:
        expression = compile_expression(source, names_of_facts(facts))
    except FeelError as fault:
        raise ModelError((PlacedProblem(place, fault.problem),)) from None
    found = expression.evaluate(facts, clock=_now)
    reasons = tuple(PlacedProblem(place, reason) for reason in found.reasons)
    if as_json:
        _print_values({"value": found.value}, reasons, lang, as_json=True)
        return
    _print_reasons(reasons, lang)
    typer.echo(literal_of(admit(found.value)))


def _print_values(
    values: Mapping[str, object], reasons: Sequence[PlacedProblem], lang: str, *, as_json: bool
) -> None:
    if as_json:
        told: Json = [
            {"place": str(reason.place), "code": reason.code, "text": reason.problem.text(lang)}
            for reason in reasons
        ]
        _print_json({"values": {name: _json_of(value) for name, value in values.items()}, "reasons": told})
        return
    _print_reasons(reasons, lang)
    for name, value in values.items():
        typer.echo(f"{name}: {literal_of(admit(value))}")


@app.command(name="explain")
def explain_command(
    model: ModelPath,
    facts: Input = "{}",
    why_not: Annotated[
        str | None,
        typer.Option("--why-not", metavar="OUTPUT=VALUE", help="Say which rule is nearest to this result."),
    ] = None,
    decisions: Decisions = None,
    words: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file of titles and sources: {titles: {NAME: {en: ...}}, sources: {NAME: ...}}."
        ),
    ] = None,
    on: On = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Say by which rules and from which facts a case is decided, and why not otherwise."""
    spoken = lang or terminal_language()
    with _told_plainly(spoken):
        read = read_model(model)
        _check_decisions(read, decisions)
        given = _facts(read, _given(facts), spoken)
        speaking = _words(words, spoken)
        if why_not is not None:
            _explain_why_not(read, given, why_not, on or _today(), speaking, as_json=as_json)
            return
        told = explain(read, given, on=on or _today(), words=speaking, decisions=decisions, clock=_now)
        if as_json:
            _print_json(told.as_json())
        else:
            typer.echo(told.text())


def _explain_why_not(
    model: Model, facts: Mapping[str, object], asked: str, on: date, words: Words, *, as_json: bool
) -> None:
    wish = wish_of(model, asked)
    wanted = {wish.output: wish.value} if wish.output else {}
    answer = explain_why_not(model, facts, wish.decision, wanted, on=on, words=words, clock=_now)
    if answer is None:
        raise _refusal(model.name, "no-table-decides", name=wish.decision)
    if as_json:
        _print_json(answer.as_json())
    else:
        typer.echo(answer.text(words))


@app.command(name="test")
def run_tests(
    cases: Annotated[
        list[Path], typer.Argument(metavar="CASES...", help="Test files of the DMN kit, or folders of them.")
    ],
    lang: Lang = None,
) -> None:
    """Run test cases in the form of the DMN conformance kit. Exits with 1 where any fails."""
    spoken = lang or terminal_language()
    screen = _screen()

    def tell(failure: Failure) -> None:
        screen.print(Line(failure.text(spoken)))

    with _told_plainly(spoken):
        counts = run_kit(cases, tell)
        for line in _counted(counts, spoken):
            screen.print(Line(line))
        if counts.failed:
            raise typer.Exit(1)


def _counted(counts: Counts, lang: str) -> Iterator[str]:
    yield _said(lang, "value-tests", passed=str(counts.values_passed), failed=str(counts.values_failed))
    yield _said(lang, "error-tests", passed=str(counts.errors_passed), failed=str(counts.errors_failed))
    yield _said(lang, "tests-counted", passed=str(counts.passed), failed=str(counts.failed))


# What goes in.


def _given(text: str) -> tuple[str, Mapping[str, object]]:
    """The facts that were typed, in a file or on standard input, and what to call where they stand."""
    if text == "-":
        return "-", read_given(sys.stdin.read(), "-")
    if not text.startswith("@"):
        return "--input", read_given(text, "--input")
    path = Path(text.removeprefix("@"))
    return path.name, read_given(_text_of(path), path.name)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _refusal(path.name, "not-utf-8") from None
    except OSError as fault:
        raise _refusal(path.name, "unreadable", text=fault.strerror or str(fault)) from None


def _facts(model: Model, given: tuple[str, Mapping[str, object]], lang: str) -> Mapping[str, object]:
    name, values = given
    fitted = facts_for(model, values, name)
    _print_problems(fitted.remarks, lang)
    return fitted.facts


def _check_decisions(model: Model, decisions: Sequence[str] | None) -> None:
    known = [decision.name for decision in model.decisions]
    for name in decisions or ():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            if near:
                raise _refusal(model.name, "no-decision-near", name=name, near=near[0])
            raise _refusal(model.name, "no-decision", name=name, known=", ".join(known))


def _words(path: Path | None, lang: str) -> Words:
    """The titles and sources of a file; everything in it that is not of that form is refused."""
    if path is None:
        return Words(lang)
    read = read_given(_text_of(path), path.name)
    parts = {key: read.get(key, {}) for key in ("titles", "sources")}
    if set(read) - set(parts) or not all(map(_is_texts, parts.values())):
        raise _refusal(path.name, "words-form")
    return Words(lang, titles=parts["titles"], sources=parts["sources"])  # type: ignore[arg-type]


def _is_texts(value: object) -> bool:
    """Whether something is texts, or texts by language, by name."""
    return isinstance(value, dict) and all(
        isinstance(text, str)
        or (isinstance(text, dict) and all(isinstance(one, str) for one in text.values()))
        for text in value.values()
    )


def _today() -> date:
    return _now().date()


def _now() -> datetime:
    return datetime.now().astimezone()


# What comes out.


@contextmanager
def _told_plainly(lang: str) -> Iterator[None]:
    """Says every problem that stands in the way, a line each, and ends with 1."""
    try:
        yield
    except ModelError as fault:
        _print_problems(fault.problems, lang)
        raise typer.Exit(1) from None


def _screen(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=True)


_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_SEVERITIES = {
    Severity.ERROR: "severity-error",
    Severity.WARNING: "severity-warning",
    Severity.INFO: "severity-info",
}


def _problem_line(problem: PlacedProblem, lang: str) -> Line:
    severity = _said(lang, _SEVERITIES[problem.severity])
    return Line.assemble(
        (f"{problem.place.text(lang)}: ", "cyan"),
        (f"{severity}: ", _STYLES[problem.severity]),
        problem.problem.text(lang),
    )


def _print_problems(problems: Sequence[PlacedProblem], lang: str) -> None:
    screen = _screen(stderr=True)
    for problem in problems:
        screen.print(_problem_line(problem, lang))


def _print_reasons(reasons: Sequence[PlacedProblem], lang: str) -> None:
    screen = _screen(stderr=True)
    for reason in dict.fromkeys(reason.text(lang) for reason in reasons):
        screen.print(Line(_said(lang, "null-because", reason=reason), style="yellow"))


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _json_of(value: object) -> Json:
    """A value as JSON; a function, which has none, as the word."""
    try:
        return to_json(value)
    except FeelError:
        return literal_of(admit(value))


def _said(lang: str, code: str, **values: str) -> str:
    return MESSAGES[code][lang].format_map(values)


def _refusal(file: str, code: str, **values: str) -> ModelError:
    return ModelError((PlacedProblem(Place(file), Problem(code, values)),))
