"""Runs test cases in the form of the DMN conformance kit (dmn-tck/tck): a model, facts, and what must come of them.

A test file names its model, which lies beside it. Each expected result counts by itself: a *value test* names a value,
an *error test* says that there is none, because something in it is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from errno import ENOENT
from os import strerror
from typing import TYPE_CHECKING

from ..errors import Problem, UndefinedError
from ..feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from ..feel.values import Value, admit
from ..messages import MESSAGES
from ..problems import ModelError, Place, PlacedProblem
from ..text import literal_of
from .read import salvage_dmn
from .reading import name_of
from .xml import read_document, root_of, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..models.decide import Outcome
    from ..models.definitions import Import
    from ..models.model import Model
    from .xml import Tag

NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
CLOSE = Decimal("1e-8")
"""How far apart numbers may lie, as the kit compares them."""


@dataclass(frozen=True, slots=True)
class Invoked:
    """What a case runs: its kind is `decision`, `decisionService` or `bkm`; a decision is named by the result."""

    kind: str = "decision"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A fact of a case. The namespace is that of the imported model whose fact it is, "" for the model's own."""

    name: str
    value: Value
    namespace: str = ""


@dataclass(frozen=True)
class Expectation:
    """A value that a case expects: of which decision, from which facts. `error` says that it is an error test.

    `namespace` is that of the imported model whose decision is meant, "" for the model's own. `problems` are those of
    its file, for which it cannot be run; one of a file that is wrong as a whole has no case.
    """

    place: Place
    model: Path
    case: str
    invoked: Invoked
    decision: str
    facts: Sequence[Given]
    expected: Value
    error: bool
    namespace: str = ""
    problems: tuple[PlacedProblem, ...] = ()


@dataclass(frozen=True)
class Failure:
    """An expectation that was not met: what was found instead, and why.

    `run` is false where nothing could be found: the model, or what is asked for in it, is not there.
    """

    expectation: Expectation
    found: Value
    reasons: tuple[PlacedProblem, ...] = ()
    run: bool = True

    def text(self, lang: str) -> str:
        """The failure in one line; `lang` is `zh` or `en`."""
        wanted = self.expectation
        code = "kit-failure-because" if self.reasons else "kit-failure"
        if not self.run:
            code = "kit-not-run" if wanted.case else "kit-file-not-run"
        return MESSAGES[code][lang].format(
            place=wanted.place.text(lang),
            case=wanted.case,
            decision=wanted.decision,
            expected=literal_of(wanted.expected),
            found=literal_of(self.found),
            reason=self.reasons[0].text(lang) if self.reasons else "",
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many expectations were met and how many were not, value tests and error tests apart."""

    values_passed: int = 0
    values_failed: int = 0
    errors_passed: int = 0
    errors_failed: int = 0

    @property
    def passed(self) -> int:
        """All that were met."""
        return self.values_passed + self.errors_passed

    @property
    def failed(self) -> int:
        """All that were not."""
        return self.values_failed + self.errors_failed

    @property
    def value_tests(self) -> int:
        """All value tests."""
        return self.values_passed + self.values_failed

    @property
    def error_tests(self) -> int:
        """All error tests."""
        return self.errors_passed + self.errors_failed


def run_kit(paths: Sequence[Path], tell: Callable[[Failure], None]) -> Counts:
    """Runs the test files given, or found in the folders given, and tells each failure as it is met.

    What a file has wrong fails the cases that it concerns, and the others are run. Raises `ModelError` where there is
    no test file.
    """
    runner = Runner()
    tally = {(error, met): 0 for error in (False, True) for met in (False, True)}
    for expectation in read_expectations(paths):
        failure = runner.failure(expectation)
        tally[expectation.error, failure is None] += 1
        if failure is not None:
            tell(failure)
    return Counts(tally[False, True], tally[False, False], tally[True, True], tally[True, False])


def read_expectations(paths: Sequence[Path]) -> list[Expectation]:
    """The expectations of test files, or of all in folders. Raises `ModelError` where there is no file."""
    found: list[Expectation] = []
    problems: list[PlacedProblem] = []
    for path in paths:
        if not path.exists():
            unreadable = Problem("unreadable", {"text": strerror(ENOENT)})
            problems.append(PlacedProblem(Place(path.name), unreadable))
            continue
        files = _test_files(path) if path.is_dir() else [path]
        if not files:
            problems.append(PlacedProblem(Place(path.name), Problem("no-test-files")))
        found.extend(expectation for file in files for expectation in _read(file))
    if problems:
        raise ModelError(tuple(problems))
    return found


def _test_files(folder: Path) -> list[Path]:
    """The test files in a folder and below; other XML is passed over."""
    return [
        path
        for path in sorted(folder.rglob("*.xml"))
        if (root := root_of(path)) is not None and root.name == "testCases"
    ]


# Reading.


def _read(path: Path) -> list[Expectation]:
    try:
        return list(_expectations(path))
    except ModelError as fault:
        place = Place(path.name)
        nothing = Invoked("decision", "")
        return [Expectation(place, path, "", nothing, "", (), None, error=False, problems=fault.problems)]


def _expectations(path: Path) -> Iterator[Expectation]:
    root = read_document(path, path.name).root
    if root.name != "testCases" or root.namespace != NAMESPACE:
        raise wrong(path.name, root.line, "not-test-cases", found=f"{{{root.namespace}}}{root.name}")
    model = root.words("modelName")
    if not model or "/" in model or "\\" in model:
        raise wrong(path.name, root.line, "no-model-name", found=model)
    for case in root.named("testCase"):
        facts, wrong_facts = _facts(path.name, case)
        invoked = Invoked(case.get("type") or "decision", name_of(case.get("invocableName")))
        for result in case.named("resultNode"):
            expected, wrong_result = _expected(path.name, result)
            yield Expectation(
                Place(path.name, result.line),
                path.parent / model,
                case.get("id") or case.get("name") or "?",
                invoked,
                name_of(result.get("name")),
                facts,
                expected,
                result.get("errorResult") in ("true", "1"),
                result.get("namespace"),
                (*wrong_facts, *wrong_result),
            )


def _facts(file: str, case: Tag) -> tuple[Sequence[Given], tuple[PlacedProblem, ...]]:
    """The facts of a case, and what is wrong with those that cannot be read."""
    facts: list[Given] = []
    problems: list[PlacedProblem] = []
    for node in case.named("inputNode"):
        try:
            facts.append(Given(name_of(node.get("name")), _value(file, node), node.get("namespace")))
        except ModelError as fault:
            problems.extend(fault.problems)
    return facts, tuple(problems)


def _expected(file: str, result: Tag) -> tuple[Value, tuple[PlacedProblem, ...]]:
    """The value that is expected, and what is wrong with it where it cannot be read."""
    expected = result.first("expected")
    try:
        return None if expected is None else _value(file, expected), ()
    except ModelError as fault:
        return None, fault.problems


def _value(file: str, tag: Tag) -> Value:
    """The value that an element of a test file holds."""
    parts = list(tag.named("component"))
    if parts:
        return {name_of(part.get("name")): _value(file, part) for part in parts}
    items, value = tag.first("list"), tag.first("value")
    if items is not None and not _nil(items):
        return [_value(file, item) for item in items.named("item")]
    if value is None or _nil(value):
        return None
    kind = dict(value.foreign).get(_TYPE, "string").rpartition(":")[2]
    try:
        return _READERS[kind](value.text if kind == "string" else value.text.strip())
    except (KeyError, UndefinedError, ArithmeticError):
        raise wrong(file, value.line, "kit-value", text=value.text.strip(), kind=kind) from None


def _nil(tag: Tag) -> bool:
    return dict(tag.foreign).get(_NIL) in ("true", "1")


def _number(text: str) -> Value:
    return admit(Decimal(text))


_READERS: Mapping[str, Callable[[str], Value]] = {
    "string": str,
    "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text],
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long", "short"), _number),
}


# Running.


@dataclass
class Runner:
    """Runs expectations one after another; a model is read once for all that follow each other."""

    _models: dict[Path, Model | ModelError] = field(default_factory=dict)

    def failure(self, expectation: Expectation) -> Failure | None:
        """What is wrong with the result; None where it is the expected one."""
        if expectation.problems:
            return Failure(expectation, None, expectation.problems, run=False)
        model = self._model(expectation.model)
        if isinstance(model, ModelError):
            return Failure(expectation, None, model.problems, run=False)
        try:
            outcome = _run(model, expectation)
        except KeyError as fault:
            missing = Problem("not-in-model", {"name": str(fault.args[0]), "model": expectation.model.name})
            return Failure(expectation, None, (PlacedProblem(expectation.place, missing),), run=False)
        if expectation.invoked.kind == "bkm":
            found = admit(outcome.values[expectation.invoked.name])
        else:
            found = admit(outcome.values[expectation.decision])
        return None if agrees(found, expectation.expected) else Failure(expectation, found, outcome.reasons)

    def _model(self, path: Path) -> Model | ModelError:
        if path not in self._models:
            self._models.clear()
            try:
                self._models[path] = salvage_dmn(path)
            except ModelError as fault:
                self._models[path] = fault
        return self._models[path]


def _run(model: Model, expectation: Expectation) -> Outcome:
    now = datetime.now(UTC)
    invoked = expectation.invoked
    model = _meant(model, expectation.namespace)
    facts = _placed(model, expectation.facts)
    if invoked.kind == "decisionService":
        return model.serve(invoked.name, facts, on=now.date(), clock=lambda: now)
    if invoked.kind == "bkm":
        return model.call(invoked.name, facts, on=now.date(), clock=lambda: now)
    return model.decide(facts, on=now.date(), decisions=(expectation.decision,), clock=lambda: now)


def _meant(model: Model, namespace: str) -> Model:
    """The model of a namespace among a model and those it imports; the model itself where none has it."""
    inside = (way[-1].model for way in _ways(model) if way[-1].namespace == namespace)
    return next(filter(None, inside), model) if namespace not in ("", model.namespace) else model


def _placed(model: Model, facts: Sequence[Given]) -> Mapping[str, Value]:
    """The facts by name, those of an imported model in contexts by the names of the imports that lead to it.

    Such a fact is told by the namespace of its model, or by its path, `import.import.fact`.
    """
    placed: dict[str, Value] = {}
    for fact in facts:
        places = list(_places(model, fact))
        for way, name in places:
            inner = placed
            for known in way:
                inside = inner.setdefault(known, {})
                inner = inside if isinstance(inside, dict) else {}
            inner[name] = fact.value
        if not places:
            placed[fact.name] = fact.value
    return placed


def _places(model: Model, fact: Given) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a fact of an imported model belongs: the imports that lead there, and its name inside."""
    for way in _ways(model):
        names = tuple(known.name for known in way)
        path = "".join(f"{name}." for name in names)
        if fact.namespace:
            if way[-1].namespace == fact.namespace:
                yield names, fact.name
        elif fact.name.startswith(path) and _has(way[-1].model, fact.name.removeprefix(path)):
            yield names, fact.name.removeprefix(path)


def _has(model: Model | None, name: str) -> bool:
    return model is not None and name in model.elements


def _ways(model: Model) -> Iterator[tuple[Import, ...]]:
    """The imports that lead from a model to each that it imports, directly or through others."""
    for known in model.imports:
        yield (known,)
        if known.model is not None:
            yield from ((known, *way) for way in _ways(known.model))


def agrees(found: Value, expected: Value) -> bool:
    """Whether a result is the expected one: numbers nearly, as the kit compares them, all else exactly."""
    match found, expected:
        case Decimal(), Decimal():
            return abs(found - expected) <= CLOSE
        case list(), list():
            return len(found) == len(expected) and all(map(agrees, found, expected))
        case dict(), dict():
            return found.keys() == expected.keys() and all(agrees(found[key], expected[key]) for key in found)
        case _:
            return type(found) is type(expected) and found == expected
