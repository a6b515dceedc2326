"""Reads decision tables (DMN 1.5, chapter 8) from DMN's XML to `tables.Table`, and keeps what XML says beside it.

The annotation columns `from` and `until` are the period of each rule, where every entry is a date or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..feel.evaluate import compile_node
from ..feel.expression import parse, parse_unary_tests
from ..feel.free import free_names
from ..feel.run import run_code
from ..feel.types import ANY, ConstrainedType, Type
from ..feel.values import admit
from ..models.boxed import Broken, Column, Line, TableBox
from ..problems import Place
from ..tables.table import Cell, HitPolicy, Input, Output, Rule, Table
from .reading import name_of
from .say import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..feel.tree import Node, UnaryTests
    from ..feel.values import Value
    from .item_types import ItemTypes
    from .reading import Feel, Names, Reading
    from .xml import Tag

POLICIES = {
    ("UNIQUE", ""): HitPolicy.UNIQUE,
    ("ANY", ""): HitPolicy.ANY,
    ("PRIORITY", ""): HitPolicy.PRIORITY,
    ("FIRST", ""): HitPolicy.FIRST,
    ("RULE ORDER", ""): HitPolicy.RULE_ORDER,
    ("OUTPUT ORDER", ""): HitPolicy.OUTPUT_ORDER,
    ("COLLECT", ""): HitPolicy.COLLECT,
    ("COLLECT", "SUM"): HitPolicy.SUM,
    ("COLLECT", "MIN"): HitPolicy.MINIMUM,
    ("COLLECT", "MAX"): HitPolicy.MAXIMUM,
    ("COLLECT", "COUNT"): HitPolicy.COUNT,
}
"""Hit policy and aggregation as XML has them."""
OTHERWISE = "otherwise"
SINCE, UNTIL = "from", "until"
DESCRIPTION = "description"
"""The annotation that stands for the description of a rule."""
_OWN = "urn:minben:rules"
OTHERWISE_TAG, NOTE_TAG = f"{{{_OWN}}}otherwise", f"{{{_OWN}}}note"
"""An extension element for the period and the annotations of what applies where no rule does."""
_ORDERED = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
_ANY_VALUE = parse_unary_tests("-")
_NULL = parse("null")


@dataclass(frozen=True, slots=True)
class _Notes:
    """The annotation columns: their headings, and where the periods of the rules stand, if they do."""

    headings: tuple[str, ...]
    since: int | None
    until: int | None


class TableReader:
    """Reads the tables of one file."""

    def __init__(self, reading: Reading, types: ItemTypes, feel: Feel) -> None:
        self._reading = reading
        self._types = types
        self._feel = feel
        # Cells are much the same from rule to rule.
        self._known_tests: dict[tuple[str, Names], UnaryTests] = {}
        self._known_results: dict[tuple[str, Names], Node] = {}

    def read(self, tag: Tag, names: Names, title: str) -> TableBox | Broken:
        """The table, which problems and explanations call by the title; broken where any part of it is."""
        before = len(self._reading.problems)
        policy = self._policy(tag)
        inputs = [self._input(part, names) for part in tag.named("input")]
        lone = title if len(list(tag.named("output"))) == 1 else ""
        outputs = [self._output(part, names, lone) for part in tag.named("output")]
        if not outputs:
            self._reading.problem(tag, "no-output-column")
        if policy.aggregates and len(outputs) > 1:
            self._reading.problem(tag, "one-output", policy=policy)
        if policy in _ORDERED and all(output.allowed is None for output in outputs):
            self._reading.problem(tag, "output-values-needed", policy=policy)
        tags = list(tag.named("rule"))
        notes = self._notes(tag, tags)
        ids = _rule_ids(tags)
        rules = [
            self._rule(part, id_, names, notes, (len(inputs), len(outputs)))
            for part, id_ in zip(tags, ids, strict=True)
        ]
        said = about(self._reading, tag)
        said["extensions"] = tuple(part for part in said["extensions"] if part.name != OTHERWISE_TAG)
        if errors := self._reading.errors_since(before):
            return Broken(**said, problems=errors)
        table = Table(
            title,
            policy,
            tuple(filter(None, inputs)),
            tuple(outputs),
            tuple(rules),
            self._otherwise(tag, names, len(inputs)),
        )
        return TableBox(
            **said,
            type=self._types.of(tag, tag.get("typeRef")),
            type_ref=tag.get("typeRef"),
            table=table,
            columns=tuple(map(_column, tag.named("input", "output"))),
            lines=tuple(map(_line, tags)),
            annotations=notes.headings,
            output_label=tag.get("outputLabel"),
            orientation=tag.get("preferredOrientation"),
        )

    def _policy(self, tag: Tag) -> HitPolicy:
        policy = tag.get("hitPolicy") or "UNIQUE"
        aggregation = tag.get("aggregation") if policy == "COLLECT" else ""
        found = POLICIES.get((policy, aggregation))
        if found is None:
            known = ", ".join(" ".join(filter(None, pair)) for pair in POLICIES)
            self._reading.problem(
                tag, "hit-policy-xml", found=" ".join(filter(None, (policy, aggregation))), policies=known
            )
        return found or HitPolicy.COLLECT

    # Columns.

    def _input(self, tag: Tag, names: Names) -> Input | None:
        expression = tag.first("inputExpression")
        text = None if expression is None else expression.first("text")
        if expression is None or text is None or not text.text.strip():
            self._reading.problem(tag, "no-input-expression")
            return None
        tree = self._feel.expression(text, names)
        type_ = self._types.of(expression, expression.get("typeRef")) or ANY
        allowed = _text_of(tag.first("inputValues"))
        tests = None if allowed is None else self._feel.tests(allowed, names)
        if tree is None:
            return None
        return Input(text.text.strip(), tree, type_, tests, Place(self._reading.file, text.text_line))

    def _output(self, tag: Tag, names: Names, otherwise: str) -> Output:
        name = name_of(tag.get("name")) or otherwise
        if not name:
            self._reading.problem(tag, "output-name-xml")
        type_ = self._types.of(tag, tag.get("typeRef")) or ANY
        values = _text_of(tag.first("outputValues"))
        allowed = self._allowed(values, names) if values is not None else _constants_of(type_)
        return Output(name, type_, allowed, self._reading.place(tag))

    def _allowed(self, tag: Tag, names: Names) -> tuple[Value, ...] | None:
        tests = self._feel.tests(tag, names)
        if tests is None:
            return None
        values = _constants(tests)
        if values is None:
            self._reading.problem(tag, "allowed-not-constant")
        return values

    # Rules.

    def _rule(self, tag: Tag, id_: str, names: Names, notes: _Notes, size: tuple[int, int]) -> Rule:
        tests = [_text_of(entry) for entry in tag.named("inputEntry")]
        results = [_text_of(entry) for entry in tag.named("outputEntry")]
        if (len(tests), len(results)) != size:
            found, expected = f"{len(tests)} + {len(results)}", f"{size[0]} + {size[1]}"
            self._reading.problem(tag, "rule-size", found=found, expected=expected)
        entries = [_words(entry) for entry in tag.named("annotationEntry")]
        entries += [""] * (len(notes.headings) - len(entries))
        periods = (notes.since, notes.until)
        since, until = (_date(entries[column]) if column is not None else None for column in periods)
        if since is not None and until is not None and until < since:
            self._reading.problem(tag, "dates-reversed")
        noted = {
            heading: entry
            for column, (heading, entry) in enumerate(zip(notes.headings, entries, strict=False))
            if entry and column not in periods
        }
        return Rule(
            id_,
            tuple(self._tests(test, names) for test in tests),
            tuple(self._result(result, names) for result in results),
            tuple(self._cell(tag, test) for test in tests),
            tuple(self._cell(tag, result) for result in results),
            since,
            until,
            {**_described(tag, notes), **noted},
            self._reading.place(tag),
        )

    def _cell(self, rule: Tag, text: Tag | None) -> Cell:
        if text is None:
            return Cell("", self._reading.place(rule))
        return Cell(text.text.strip(), Place(self._reading.file, text.text_line))

    def _tests(self, text: Tag | None, names: Names) -> UnaryTests:
        if text is None:
            return _ANY_VALUE
        key = (text.text, names)
        if key not in self._known_tests:
            self._known_tests[key] = self._feel.tests(text, names) or _ANY_VALUE
        return self._known_tests[key]

    def _result(self, text: Tag | None, names: Names) -> Node:
        if text is None:
            return _NULL
        key = (text.text, names)
        if key not in self._known_results:
            self._known_results[key] = self._feel.expression(text, names) or _NULL
        return self._known_results[key]

    def _otherwise(self, tag: Tag, names: Names, inputs: int) -> Rule | None:
        """The rule that holds the default outputs; an output without a default is null there."""
        outputs = list(tag.named("output"))
        defaults = [_text_of(output.first("defaultOutputEntry")) for output in outputs]
        if not any(defaults):
            return None
        days, notes = _said_of_otherwise(tag)
        return Rule(
            OTHERWISE,
            (_ANY_VALUE,) * inputs,
            tuple(self._result(default, names) for default in defaults),
            (Cell("", self._reading.place(tag)),) * inputs,
            tuple(self._cell(output, default) for output, default in zip(outputs, defaults, strict=True)),
            days[SINCE],
            days[UNTIL],
            notes,
            self._reading.place(tag),
        )

    # Annotations.

    def _notes(self, tag: Tag, rules: Sequence[Tag]) -> _Notes:
        headings = tuple(name_of(part.get("name")) for part in tag.named("annotation"))
        entries = [[_words(entry) for entry in rule.named("annotationEntry")] for rule in rules]
        for rule, line in zip(rules, entries, strict=True):
            if len(line) > len(headings):
                self._reading.problem(rule, "annotation-without-heading")

        def dates(heading: str) -> int | None:
            if headings.count(heading) != 1:
                return None
            column = headings.index(heading)
            cells = [line[column] for line in entries if column < len(line)]
            return column if all(not cell or _date(cell) for cell in cells) else None

        return _Notes(headings, dates(SINCE), dates(UNTIL))


def _described(tag: Tag, notes: _Notes) -> dict[str, str]:
    """A rule's description, which is what editors show as its annotation."""
    text = tag.words("description")
    return {DESCRIPTION: text} if text and DESCRIPTION not in notes.headings else {}


def _said_of_otherwise(tag: Tag) -> tuple[dict[str, date | None], dict[str, str]]:
    """The period and the annotations that the extension element of a table gives its default outputs."""
    extensions = tag.first("extensionElements")
    own = () if extensions is None else extensions.named("otherwise")
    found = next((part for part in own if part.namespace == _OWN), None)
    if found is None:
        return {SINCE: None, UNTIL: None}, {}
    days = {name: _date(found.get(name)) for name in (SINCE, UNTIL)}
    return days, {note.get("name"): note.text for note in found.named("note")}


def _words(tag: Tag) -> str:
    """The text of an annotation entry."""
    return tag.words("text") or tag.text.strip()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2025-01-31") else None
    except ValueError:
        return None


def _text_of(tag: Tag | None) -> Tag | None:
    """The element with the text of an expression, None where nothing is written."""
    text = None if tag is None else tag.first("text")
    return text if text is not None and text.text.strip() else None


def _rule_ids(rules: Sequence[Tag]) -> list[str]:
    """What the rules are called: their labels where each has one of its own, else their numbers."""
    labels = [rule.get("label").strip() for rule in rules]
    if all(labels) and len(set(labels)) == len(labels) and OTHERWISE not in labels:
        return labels
    return [str(number) for number in range(1, len(rules) + 1)]


def _constants_of(type_: Type) -> tuple[Value, ...] | None:
    """The values that a type allows, in the order in which it lists them."""
    return _constants(type_.tests) if isinstance(type_, ConstrainedType) else None


def _constants(tests: UnaryTests) -> tuple[Value, ...] | None:
    if tests.negated or any(map(free_names, tests.tests)):
        return None
    return tuple(admit(run_code(compile_node(test), {}).value) for test in tests.tests)


def _column(tag: Tag) -> Column:
    expression, default = tag.first("inputExpression"), _text_of(tag.first("defaultOutputEntry"))
    allowed = _text_of(tag.first("inputValues") or tag.first("outputValues"))
    return Column(
        id=tag.get("id"),
        label=tag.get("label"),
        name=tag.get("name"),
        type_ref=(expression or tag).get("typeRef"),
        allowed="" if allowed is None else allowed.text.strip(),
        default="" if default is None else default.text.strip(),
        expression="" if expression is None else expression.get("id"),
        description=tag.words("description"),
    )


def _line(tag: Tag) -> Line:
    entries = tag.named("inputEntry", "outputEntry", "annotationEntry")
    return Line(
        tag.get("id"),
        tag.get("label"),
        tag.words("description"),
        tuple(entry.get("id") for entry in entries),
    )
