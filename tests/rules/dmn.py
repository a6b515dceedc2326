"""Reads enough of DMN's XML to run the conformance kit: every boxed expression becomes a FEEL tree.

A decision table cannot be a tree; it becomes a call of a function that takes all the names the table reads.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from minben.rules import HitPolicy, Input, Output, Place, PythonFunction, Rule, Table, free_names, parse
from minben.rules import parse_unary_tests as parse_tests
from minben.rules.errors import FeelError, Span, UndefinedError
from minben.rules.feel.conform import fit
from minben.rules.feel.evaluate import compile_node
from minben.rules.feel.parser import parse_type_text
from minben.rules.feel.run import run_code
from minben.rules.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from minben.rules.feel.tree import (
    Argument,
    ContextLiteral,
    Entry,
    Filter,
    For,
    FunctionDefinition,
    If,
    Invocation,
    Iteration,
    ListLiteral,
    Literal,
    Name,
    Node,
    Parameter,
    Path,
    Quantified,
)
from minben.rules.feel.types import ANY, ContextType, ListType, NamedType, Type
from minben.rules.feel.values import Value, admit
from minben.rules.tables.table import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path as FilePath

NOWHERE = Span(0, 0, 1, 1)
CLOCK = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
RESULT = "the result of this context"
_BOXED = frozenset(
    (
        "literalExpression",
        "context",
        "decisionTable",
        "invocation",
        "functionDefinition",
        "relation",
        "list",
        "conditional",
        "filter",
        "for",
        "some",
        "every",
    )
)
_POLICIES = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
    "COLLECT SUM": "C+",
    "COLLECT MIN": "C<",
    "COLLECT MAX": "C>",
    "COLLECT COUNT": "C#",
}


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def children(element: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in element if tag(child) == name]


def child(element: ET.Element, name: str) -> ET.Element | None:
    return next(iter(children(element, name)), None)


def text_in(element: ET.Element | None) -> str:
    inner = None if element is None else child(element, "text")
    return "" if inner is None else (inner.text or "").strip()


def boxed(element: ET.Element) -> ET.Element | None:
    return next((inner for inner in element if tag(inner) in _BOXED), None)


@dataclass
class Model:
    """A DMN model: its definitions by id and name, ready to answer for its decisions."""

    root: ET.Element
    imports: Mapping[str, Model] = field(default_factory=dict)
    tables: dict[str, PythonFunction] = field(default_factory=dict)

    @classmethod
    def read(cls, path: FilePath) -> Model:
        root = ET.parse(path).getroot()  # noqa: S314
        beside = {
            other.get("namespace"): Model(other)
            for other in (ET.parse(file).getroot() for file in path.parent.glob("*.dmn") if file != path)  # noqa: S314
        }
        imports = {
            element.get("name", ""): beside[element.get("namespace")]
            for element in children(root, "import")
            if element.get("namespace") in beside
        }
        return cls(root, imports)

    def __post_init__(self) -> None:
        elements = [element for element in self.root if element.get("name")]
        self.by_name = {element.get("name", "").strip(): element for element in elements}
        self.by_id = {element.get("id"): element for element in elements}
        documents = [self.root, *(model.root for model in self.imports.values())]
        self.names = {
            element.get("name", "").strip()
            for document in documents
            for element in document.iter()
            if element.get("name")
        } - {""}
        self.types = dict(self._item_types())

    # Types.

    def _item_types(self) -> Iterator[tuple[str, Type]]:
        for definition in children(self.root, "itemDefinition"):
            yield definition.get("name", ""), self._item_type(definition)
        for prefix, model in self.imports.items():
            yield from ((f"{prefix}.{name}", type_) for name, type_ in model.types.items())

    def _item_type(self, definition: ET.Element) -> Type:
        parts = children(definition, "itemComponent")
        if parts:
            type_: Type = ContextType(tuple((part.get("name", ""), self._item_type(part)) for part in parts))
        else:
            reference = child(definition, "typeRef")
            type_ = type_of(None if reference is None else reference.text)
        return ListType(type_) if definition.get("isCollection") == "true" else type_

    def fitted(self, value: Value, reference: str | None) -> Value:
        if reference is None:
            return value
        try:
            return fit(value, type_of(reference), self.types)
        except UndefinedError:
            return None

    # Decisions.

    def answer(self, case: Case) -> Value:
        """What the model says in a case of the kit."""
        if case.service:
            return self.serve(case.service, case.decision, case.inputs)
        return self.decide(case.decision, case.inputs)

    def decide(self, name: str, inputs: Mapping[str, Value]) -> Value:
        """The value of a decision, the decisions it needs worked out before it."""
        return self._value(self.by_name[name], inputs, {})

    def _value(self, element: ET.Element, inputs: Mapping[str, Value], known: dict[str, Value]) -> Value:
        name = element.get("name", "").strip()
        if tag(element) == "inputData":
            variable = child(element, "variable")
            return self.fitted(inputs.get(name), None if variable is None else variable.get("typeRef"))
        if name in known:
            return known[name]
        facts = self._facts(element, inputs, known)
        node = self._logic(element)
        value = self.run(node, facts) if node is not None else None
        variable = child(element, "variable")
        known[name] = self.fitted(value, None if variable is None else variable.get("typeRef"))
        return known[name]

    def run(self, node: Node, facts: Mapping[str, Value]) -> Value:
        evaluation = run_code(
            compile_node(node), {**self.tables, **facts}, clock=lambda: CLOCK, named=self.types
        )
        return admit(evaluation.value)

    def _facts(
        self, element: ET.Element, inputs: Mapping[str, Value], known: dict[str, Value]
    ) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        for reference in element.iter():
            if tag(reference) not in ("requiredInput", "requiredDecision", "requiredKnowledge"):
                continue
            namespace, _, id_ = reference.get("href", "").rpartition("#")
            prefix = next(
                (name for name, model in self.imports.items() if model.root.get("namespace") == namespace), ""
            )
            if prefix:
                model = self.imports[prefix]
                needed = model.by_id[id_]
                inner = facts.setdefault(prefix, {})
                assert isinstance(inner, dict)
                given = inputs.get(prefix)
                of_prefix = given if isinstance(given, dict) else {}
                inner[needed.get("name", "")] = model._value(needed, {**of_prefix, **inputs}, {})
            elif id_ in self.by_id:
                needed = self.by_id[id_]
                facts[needed.get("name", "").strip()] = self._value(needed, inputs, known)
        return facts

    def _logic(self, element: ET.Element) -> Node | None:
        if tag(element) == "decision":
            inner = boxed(element)
            return None if inner is None else self.node(inner)
        if tag(element) == "businessKnowledgeModel":
            logic = child(element, "encapsulatedLogic")
            return None if logic is None else self._function(logic)
        if tag(element) == "decisionService":
            self.tables[element.get("name", "")] = self._service(element)
            return Name(element.get("name", ""), span=NOWHERE)
        raise NotImplementedError(tag(element))

    def _service(self, service: ET.Element) -> PythonFunction:
        def named(kind: str) -> list[ET.Element]:
            return [self.by_id[part.get("href", "").lstrip("#")] for part in children(service, kind)]

        given = [*named("inputData"), *named("inputDecision")]
        outputs = named("outputDecision")
        parameters = tuple(element.get("name", "") for element in given)

        def serve(*values: object) -> object:
            inputs: dict[str, Value] = {}
            for element, value in zip(given, values, strict=True):
                argument = self._typed(element, admit(value))
                if argument is None and value is not None:
                    return None
                inputs[element.get("name", "")] = argument
            results = {
                element.get("name", ""): self._value(element, inputs, dict(inputs)) for element in outputs
            }
            result: Value = next(iter(results.values())) if len(results) == 1 else results
            return self._typed(service, result)

        return PythonFunction(parameters, serve)

    def _typed(self, element: ET.Element, value: Value) -> Value:
        """A value fitted to the type of an element's variable."""
        variable = child(element, "variable")
        return self.fitted(value, None if variable is None else variable.get("typeRef"))

    def serve(self, service: str, decision: str, inputs: Mapping[str, Value]) -> Value:
        """The value that a decision service gives for one of its decisions; an input not given is null."""
        element = self.by_name[service]
        known: dict[str, Value] = {}
        for part in (*children(element, "inputDecision"), *children(element, "inputData")):
            given = self.by_id[part.get("href", "").lstrip("#")]
            name = given.get("name", "")
            known[name] = self._typed(given, inputs.get(name))
        value = self._value(self.by_name[decision], known, dict(known))
        outputs = children(element, "outputDecision")
        return self._typed(element, value) if len(outputs) == 1 else value

    # Boxed expressions.

    def feel(self, text: str) -> Node:
        try:
            return parse(text, self.names)
        except FeelError:
            # The kit expects null of what cannot be parsed.
            return Literal(None, span=NOWHERE)

    def node(self, element: ET.Element) -> Node:
        node = getattr(self, f"_{tag(element)}")(element)
        assert isinstance(node, Node)
        reference = element.get("typeRef")
        if reference is None or tag(element) in ("functionDefinition", "decisionTable"):
            return node
        return self._fitting(node, reference)

    def _fitting(self, node: Node, reference: str) -> Node:
        """A call of a function that fits a value to a type."""
        name = f"fitted to {reference}"
        self.tables[name] = PythonFunction(("value",), lambda value: self.fitted(admit(value), reference))
        return Invocation(Name(name, span=NOWHERE), (Argument(None, node, span=NOWHERE),), span=NOWHERE)

    def inside(self, element: ET.Element, name: str) -> Node:
        holder = child(element, name)
        inner = None if holder is None else boxed(holder)
        return Literal(None, span=NOWHERE) if inner is None else self.node(inner)

    def _literalExpression(self, element: ET.Element) -> Node:  # noqa: N802
        return self.feel(text_in(element))

    def _context(self, element: ET.Element) -> Node:
        entries: list[Entry] = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            inner = boxed(entry)
            assert inner is not None
            name = RESULT if variable is None else variable.get("name", "").strip()
            node = self.node(inner)
            if variable is not None and variable.get("typeRef") and tag(inner) != "functionDefinition":
                node = self._fitting(node, variable.get("typeRef", ""))
            entries.append(Entry(name, node, span=NOWHERE))
        literal = ContextLiteral(tuple(entries), span=NOWHERE)
        return Path(literal, RESULT, span=NOWHERE) if entries and entries[-1].key == RESULT else literal

    def _invocation(self, element: ET.Element) -> Node:
        called = boxed(element)
        assert called is not None
        arguments = []
        for binding in children(element, "binding"):
            parameter, inner = child(binding, "parameter"), boxed(binding)
            assert parameter is not None
            assert inner is not None
            arguments.append(Argument(parameter.get("name", ""), self.node(inner), span=NOWHERE))
        return Invocation(self.node(called), tuple(arguments), span=NOWHERE)

    def _functionDefinition(self, element: ET.Element) -> Node:  # noqa: N802
        return self._function(element)

    def _function(self, element: ET.Element) -> Node:
        parameters = tuple(
            Parameter(
                part.get("name", ""),
                None if part.get("typeRef") is None else type_of(part.get("typeRef")),
                span=NOWHERE,
            )
            for part in children(element, "formalParameter")
        )
        inner = boxed(element)
        assert inner is not None
        external = element.get("kind", "FEEL") != "FEEL"
        return FunctionDefinition(parameters, self.node(inner), external, span=NOWHERE)

    def _relation(self, element: ET.Element) -> Node:
        names = [column.get("name", "") for column in children(element, "column")]
        rows = []
        for row in children(element, "row"):
            cells = [self.node(cell) for cell in row]
            entries = tuple(Entry(name, cell, span=NOWHERE) for name, cell in zip(names, cells, strict=True))
            rows.append(ContextLiteral(entries, span=NOWHERE))
        return ListLiteral(tuple(rows), span=NOWHERE)

    def _list(self, element: ET.Element) -> Node:
        return ListLiteral(tuple(self.node(inner) for inner in element if tag(inner) in _BOXED), span=NOWHERE)

    def _conditional(self, element: ET.Element) -> Node:
        return If(
            self.inside(element, "if"),
            self.inside(element, "then"),
            self.inside(element, "else"),
            span=NOWHERE,
        )

    def _filter(self, element: ET.Element) -> Node:
        return Filter(self.inside(element, "in"), self.inside(element, "match"), span=NOWHERE)

    def _iterations(self, element: ET.Element) -> tuple[Iteration, ...]:
        source, end = self.inside(element, "in"), None
        return (Iteration(element.get("iteratorVariable", ""), source, end, span=NOWHERE),)

    def _for(self, element: ET.Element) -> Node:
        return For(self._iterations(element), self.inside(element, "return"), span=NOWHERE)

    def _some(self, element: ET.Element) -> Node:
        return Quantified("some", self._iterations(element), self.inside(element, "satisfies"), span=NOWHERE)

    def _every(self, element: ET.Element) -> Node:
        return Quantified("every", self._iterations(element), self.inside(element, "satisfies"), span=NOWHERE)

    # Decision tables.

    def _decisionTable(self, element: ET.Element) -> Node:  # noqa: N802
        table = self.table(element)
        reads: frozenset[str] = frozenset()
        for column in table.inputs:
            reads |= free_names(column.tree)
        for rule in table.all_rules:
            reads = reads.union(*map(free_names, rule.tests), *map(free_names, rule.results))
        parameters = tuple(sorted(reads))
        name = f"table {len(self.tables)}"

        def decide(*values: object) -> object:
            facts = {**self.tables, **dict(zip(parameters, values, strict=True))}
            return table.decide(facts, on=date(2025, 6, 1), clock=lambda: CLOCK, named=self.types).value

        self.tables[name] = PythonFunction(parameters, decide)
        arguments = tuple(
            Argument(parameter, Name(parameter, span=NOWHERE), span=NOWHERE) for parameter in parameters
        )
        return Invocation(Name(name, span=NOWHERE), arguments, span=NOWHERE)

    def table(self, element: ET.Element) -> Table:
        """A decision table as `minben.rules` has it."""
        policy = element.get("hitPolicy", "UNIQUE") + (
            f" {element.get('aggregation')}" if element.get("aggregation") else ""
        )
        rules = [self._rule(str(number), rule) for number, rule in enumerate(children(element, "rule"), 1)]
        outputs = children(element, "output")
        return Table(
            "table",
            HitPolicy(_POLICIES[policy]),
            tuple(self._input(column) for column in children(element, "input")),
            tuple(self._output(column, number) for number, column in enumerate(outputs)),
            tuple(rules),
            self._otherwise(outputs, len(children(element, "input"))),
        )

    def _input(self, column: ET.Element) -> Input:
        expression = child(column, "inputExpression")
        allowed = text_in(child(column, "inputValues"))
        reference = None if expression is None else expression.get("typeRef")
        text = text_in(expression)
        return Input(
            text,
            self.feel(text),
            type_of(reference),
            parse_tests(allowed, self.names) if allowed else None,
            Place("table"),
        )

    def _output(self, column: ET.Element, number: int) -> Output:
        allowed = text_in(child(column, "outputValues"))
        values = self.run(self.feel(f"[{allowed}]"), {}) if allowed else None
        return Output(
            column.get("name") or str(number),
            type_of(column.get("typeRef")),
            tuple(values) if isinstance(values, list) else None,
            Place("table"),
        )

    def _rule(self, id_: str, rule: ET.Element) -> Rule:
        tests = [text_in(entry) for entry in children(rule, "inputEntry")]
        results = [text_in(entry) for entry in children(rule, "outputEntry")]
        return Rule(
            id_,
            tuple(parse_tests(test, self.names) for test in tests),
            tuple(self.feel(result) for result in results),
            tuple(Cell(test, Place("table")) for test in tests),
            tuple(Cell(result, Place("table")) for result in results),
            None,
            None,
            {},
            Place("table"),
        )

    def _otherwise(self, outputs: list[ET.Element], inputs: int) -> Rule | None:
        defaults = [text_in(child(output, "defaultOutputEntry")) for output in outputs]
        if not any(defaults):
            return None
        return Rule(
            "otherwise",
            tuple(parse_tests("-") for _ in range(inputs)),
            tuple(self.feel(default or "null") for default in defaults),
            tuple(Cell("-", Place("table")) for _ in range(inputs)),
            tuple(Cell(default, Place("table")) for default in defaults),
            None,
            None,
            {},
            Place("table"),
        )


def type_of(reference: str | None) -> Type:
    """The type of a `typeRef`, written as FEEL or as the older `feel:number`."""
    if reference is None:
        return ANY
    known = {
        "dateTime": "date and time",
        "dayTimeDuration": "days and time duration",
        "yearMonthDuration": "years and months duration",
    }
    name = reference.removeprefix("feel:").strip()
    try:
        return parse_type_text(known.get(name, name))
    except FeelError:
        return NamedType(name)


# Test cases.


@dataclass(frozen=True)
class Case:
    """One expectation of the kit: a decision of a model, what it is given, and what must come of it."""

    model: str
    id: str
    service: str
    decision: str
    inputs: Mapping[str, Value]
    expected: Value


def read_cases(path: FilePath) -> list[Case]:
    """The expectations of one test file."""
    root = ET.parse(path).getroot()  # noqa: S314
    model = child(root, "modelName")
    cases: list[Case] = []
    for case in children(root, "testCase"):
        inputs = {node.get("name", "").strip(): value_of(node) for node in children(case, "inputNode")}
        for node in children(case, "resultNode"):
            expected = child(node, "expected")
            cases.append(
                Case(
                    "" if model is None else (model.text or "").strip(),
                    case.get("id", ""),
                    case.get("invocableName", ""),
                    node.get("name", "").strip(),
                    inputs,
                    None if expected is None else value_of(expected),
                )
            )
    return cases


_READERS: dict[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "string": str,
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "boolean": lambda text: text.strip() == "true",
}


def value_of(element: ET.Element) -> Value:
    """The value that an element of a test file holds."""
    parts = children(element, "component")
    if parts:
        return {part.get("name", "").strip(): value_of(part) for part in parts}
    items = child(element, "list")
    if items is not None:
        return [value_of(item) for item in children(items, "item")]
    value = child(element, "value")
    if value is None or any(key.endswith("}nil") and word == "true" for key, word in value.attrib.items()):
        return None
    kind = next((word for key, word in value.attrib.items() if key.endswith("}type")), "xsd:string")
    text = value.text or ""
    return _READERS[kind.rpartition(":")[2]](text if kind.endswith("string") else text.strip())


def agrees(found: Value, expected: Value) -> bool:
    """Whether a result is the expected one: numbers to eight digits, as the kit compares them, all else exactly."""
    match found, expected:
        case Decimal(), Decimal():
            return abs(found - expected) <= Decimal("1e-8") * max(abs(expected), Decimal(1))
        case list(), list():
            return len(found) == len(expected) and all(map(agrees, found, expected))
        case dict(), dict():
            return found.keys() == expected.keys() and all(agrees(found[key], expected[key]) for key in found)
        case _:
            return type(found) is type(expected) and found == expected
