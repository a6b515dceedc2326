"""A light check of types before anything runs: it says what must go wrong, and is silent where it cannot know.

`infer` follows the types of the facts through a tree. A part whose type cannot be told is None and meets everything,
so that whatever is reported is a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import Problem, Span, UndefinedError
from .literals import at_value
from .registry import BUILTINS, Builtin, BuiltinParameter, Signature
from .result_types import result_of
from .tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Comparison,
    ContextLiteral,
    Decide,
    Filter,
    Fitted,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    Invocation,
    Iteration,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    OperatorRange,
    Path,
    Quantified,
    UnaryTests,
)
from .type_relations import ARITHMETIC, DURATIONS, ORDERED, PROPERTIES, Known, alike, common, fits, told
from .types import (
    ANY,
    ANY_CONTEXT,
    ANY_FUNCTION,
    BOOLEAN,
    NULL,
    NUMBER,
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    SimpleType,
    Type,
    unconstrained,
)
from .values import kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..tables.table import Table


@dataclass(frozen=True, slots=True)
class Inference:
    """The type of an expression, None where it cannot be told, and the mistakes found on the way."""

    type: Type | None
    problems: tuple[Problem, ...]
    tables: tuple[tuple[Table, Mapping[str, Type]], ...] = ()
    """The tables inside, each with the types of the names that its cells may read."""


def infer(tree: Node, types: Mapping[str, Type]) -> Inference:
    """The type that an expression has, and its mistakes, over facts of these types.

    Found are: names, fields and functions that do not exist, wrong numbers and types of arguments, operators and
    comparisons that are not defined for their operands.
    """
    checker = _Checker()
    type_ = checker.type_of(tree, _Scope(types))
    return Inference(type_, tuple(checker.problems), tuple(checker.tables))


def infer_tests(tests: UnaryTests, tested: Type, types: Mapping[str, Type]) -> tuple[Problem, ...]:
    """The mistakes in a cell whose column has the type `tested`."""
    checker = _Checker()
    scope = _Scope({**types, "?": tested})
    for test in tests.tests:
        checker.check_test(test, tested, scope)
    return tuple(checker.problems)


def infer_result(tree: Node, wanted: Type, types: Mapping[str, Type]) -> tuple[Problem, ...]:
    """The mistakes in an expression that must give a value of the type `wanted`."""
    inference = infer(tree, types)
    if fits(inference.type, wanted):
        return inference.problems
    values = {"expected": str(wanted), "found": str(inference.type)}
    return (*inference.problems, Problem("wrong-cell-type", values, tree.span))


class _Scope:
    """The types of the names at a place. `open` is a filter over elements that are not known: any name may be one."""

    def __init__(
        self, types: Mapping[str, Known], outer: _Scope | None = None, *, is_open: bool = False
    ) -> None:
        self._types = types
        self._outer = outer
        self.is_open: bool = is_open or (outer is not None and outer.is_open)

    def inner(self, types: Mapping[str, Known], *, is_open: bool = False) -> _Scope:
        return _Scope(types, self, is_open=is_open)

    def has(self, name: str) -> bool:
        return name in self._types or (self._outer is not None and self._outer.has(name))

    def get(self, name: str) -> Known:
        if name in self._types or self._outer is None:
            return self._types.get(name)
        return self._outer.get(name)

    def names(self) -> list[str]:
        return [*self._types, *(self._outer.names() if self._outer else ())]

    def flat(self) -> dict[str, Type]:
        """Every name with its type, `ANY` where that cannot be told."""
        outer = self._outer.flat() if self._outer is not None else {}
        return {**outer, **{name: type_ or ANY for name, type_ in self._types.items()}}


class _Checker:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.tables: list[tuple[Table, Mapping[str, Type]]] = []

    def _report(self, span: Span, code: str, **values: object) -> None:
        self.problems.append(Problem(code, {key: str(value) for key, value in values.items()}, span))

    def type_of(self, node: Node, scope: _Scope) -> Known:
        """The type of a node; its mistakes are kept."""
        match node:
            case Literal(value):
                return SIMPLE_TYPES[kind(value)]
            case AtLiteral(text):
                return self._at_literal(text, node.span)
            case Name(name):
                return self._name(name, node.span, scope)
            case Path():
                return self._path(node, scope)
            case Filter():
                return self._filter(node, scope)
            case Negation(operand):
                return self._negation(self.type_of(operand, scope), node.span)
            case Arithmetic():
                return self._arithmetic(node, scope)
            case Comparison(operator, left, right):
                self._compare(operator, self.type_of(left, scope), self.type_of(right, scope), node.span)
                return BOOLEAN
            case Logic(operator, left, right):
                for operand in (left, right):
                    self._boolean(operator, self.type_of(operand, scope), operand.span)
                return BOOLEAN
            case Between(value, low, high):
                tested = self.type_of(value, scope)
                for end in (low, high):
                    self._compare("between", tested, self.type_of(end, scope), end.span)
                return BOOLEAN
            case In(value, tests):
                tested = self.type_of(value, scope)
                for test in tests:
                    self.check_test(test, tested, scope.inner({"?": tested}))
                return BOOLEAN
            case InstanceOf(value):
                self.type_of(value, scope)
                return BOOLEAN
            case If(condition, consequence, alternative):
                self._boolean("if", self.type_of(condition, scope), condition.span)
                return common(self.type_of(consequence, scope), self.type_of(alternative, scope))
            case For(iterations, body):
                inner = self._iterate(iterations, scope).inner({"partial": ListType(ANY)})
                return ListType(self.type_of(body, inner) or ANY)
            case Quantified(quantifier, iterations, condition):
                inner = self._iterate(iterations, scope)
                self._boolean(quantifier, self.type_of(condition, inner), condition.span)
                return BOOLEAN
            case FunctionDefinition():
                return self._definition(node, scope)
            case Invocation():
                return self._invocation(node, scope)
            case ContextLiteral():
                return self._context(node, scope)
            case ListLiteral(items):
                return ListType(self._element([self.type_of(item, scope) for item in items]))
            case Interval(low, high):
                return self._interval(self.type_of(low, scope), self.type_of(high, scope), node.span)
            case OperatorRange(_, operand):
                return RangeType(self.type_of(operand, scope) or ANY)
            case Decide(table):
                # The cells have places of their own: `check_table` finds their mistakes.
                self.tables.append((table, scope.flat()))
                return unconstrained(table.type)
            case Fitted(value, type_):
                wanted = unconstrained(type_)
                self._fitted(self.type_of(value, scope), wanted, value.span)
                return wanted

    def _fitted(self, found: Known, wanted: Type, span: Span) -> None:
        if not fits(found, wanted):
            self._report(span, "wrong-cell-type", expected=wanted, found=found)

    # Names and fields.

    def _at_literal(self, text: str, span: Span) -> Known:
        try:
            return SIMPLE_TYPES[kind(at_value(text))]
        except UndefinedError:
            self._report(span, "bad-date-literal", text=text)
            return None

    def _name(self, name: str, span: Span, scope: _Scope) -> Known:
        if scope.has(name):
            known = scope.get(name)
            return None if known is None else unconstrained(known)
        if name in BUILTINS:
            return ANY_FUNCTION
        if not scope.is_open:
            self._unknown("unknown-name", name, scope.names(), span)
        return None

    def _unknown(self, code: str, name: str, known: Sequence[str], span: Span) -> None:
        near = get_close_matches(name, known, n=1)
        if near:
            self._report(span, f"{code}-near", name=name, near=near[0])
        else:
            self._report(span, code, name=name)

    def _path(self, node: Path, scope: _Scope) -> Known:
        base = self.type_of(node.base, scope)
        if isinstance(base, ListType):
            return ListType(self._field(base.element, node) or ANY)
        return self._field(base, node)

    def _field(self, base: Known, node: Path) -> Known:
        match base:
            case ContextType(fields):
                type_ = base.get(node.name)
                if type_ is None:
                    names = [name for name, _ in fields]
                    self._unknown("unknown-entry", node.name, names, node.span)
                return type_
            case RangeType(element):
                properties: Mapping[str, Type] = {
                    "start": element,
                    "end": element,
                    "start included": BOOLEAN,
                    "end included": BOOLEAN,
                }
            case SimpleType() if base not in (ANY, NULL, ANY_CONTEXT):
                properties = PROPERTIES.get(base, {})
            case _:
                return None
        if node.name not in properties:
            self._report(node.span, "unknown-field", kind=base, name=node.name)
        return properties.get(node.name)

    def _filter(self, node: Filter, scope: _Scope) -> Known:
        base = self.type_of(node.base, scope)
        element = base.element if isinstance(base, ListType) else base
        fields = dict(element.fields) if isinstance(element, ContextType) else {}
        unknown = element in (None, ANY, ANY_CONTEXT) or isinstance(element, NamedType)
        condition = self.type_of(node.condition, scope.inner({"item": element, **fields}, is_open=unknown))
        if condition == NUMBER:
            return None if element == ANY else element
        self._boolean("[ ]", condition, node.condition.span)
        return ListType(element or ANY)

    # Operators.

    def _negation(self, operand: Known, span: Span) -> Known:
        if told(operand) and operand not in (NUMBER, *DURATIONS):
            self._report(span, "wrong-operand", operator="-", kind=operand)
            return None
        return operand

    def _arithmetic(self, node: Arithmetic, scope: _Scope) -> Known:
        left, right = self.type_of(node.left, scope), self.type_of(node.right, scope)
        if left is None or right is None or not (told(left) and told(right)):
            return None
        result = ARITHMETIC.get((node.operator, left, right))
        if result is None:
            self._report(node.span, "wrong-operands", operator=node.operator, left=left, right=right)
        return result

    def _boolean(self, operator: str, operand: Known, span: Span) -> None:
        if told(operand) and operand != BOOLEAN:
            self._report(span, "wrong-operand", operator=operator, kind=operand)

    def _compare(self, operator: str, left: Known, right: Known, span: Span) -> None:
        if left is None or right is None or not (told(left) and told(right)):
            return
        ordered = left == right and left in ORDERED
        equal_kinds = alike(left, right) if operator in ("=", "!=") else ordered
        if not equal_kinds:
            self._report(span, "not-comparable", left=left, right=right)

    def check_test(self, test: Node, tested: Known, scope: _Scope) -> None:
        """The mistakes of one unary test of a value of a type."""
        if isinstance(test, OperatorRange):
            self._compare(test.operator, tested, self.type_of(test.operand, scope), test.span)
            return
        found = self.type_of(test, scope)
        if found == BOOLEAN:
            # A condition about the value, or a truth to compare it with.
            return
        if isinstance(found, ListType | RangeType) and not isinstance(tested, type(found)):
            found = found.element
        if isinstance(found, RangeType) and not isinstance(tested, RangeType):
            found = found.element
        self._compare("=", tested, found, test.span)

    def _interval(self, low: Known, high: Known, span: Span) -> Known:
        for end in (low, high):
            if told(end) and end not in ORDERED:
                self._report(span, "range-mismatch")
                return None
        if low is not None and high is not None and told(low) and told(high) and low != high:
            self._report(span, "range-mismatch")
            return None
        return RangeType((low if told(low) else high) or ANY)

    def _element(self, elements: Sequence[Known]) -> Type:
        told = {element for element in elements if element is not None and element != NULL}
        return told.pop() if len(told) == 1 and None not in elements else ANY

    def _context(self, node: ContextLiteral, scope: _Scope) -> Type:
        types: dict[str, Known] = {}
        inner = scope.inner(types)
        for entry in node.entries:
            if entry.key in types:
                self._report(entry.span, "duplicate-key", name=entry.key)
            types[entry.key] = self.type_of(entry.value, inner)
        return ContextType(tuple((key, type_ or ANY) for key, type_ in types.items()))

    def _iterate(self, iterations: Sequence[Iteration], scope: _Scope) -> _Scope:
        for iteration in iterations:
            source = self.type_of(iteration.source, scope)
            if iteration.end is not None:
                self._interval(source, self.type_of(iteration.end, scope), iteration.span)
            elif isinstance(source, ListType | RangeType):
                source = None if source.element == ANY else source.element
            scope = scope.inner({iteration.variable: source})
        return scope

    # Functions.

    def _definition(self, node: FunctionDefinition, scope: _Scope) -> Type:
        types = {parameter.name: parameter.type for parameter in node.parameters}
        result = None if node.external else self.type_of(node.body, scope.inner(types))
        parameters = tuple(unconstrained(parameter.type or ANY) for parameter in node.parameters)
        return FunctionType(parameters, result or ANY)

    def _invocation(self, node: Invocation, scope: _Scope) -> Known:
        arguments = [self.type_of(argument.value, scope) for argument in node.arguments]
        if isinstance(node.function, Name):
            name = node.function.name
            known = scope.get(name)
            if name in BUILTINS and not isinstance(known, FunctionType) and known != ANY_FUNCTION:
                return self._builtin(BUILTINS[name], node, arguments)
            if not scope.has(name) and not scope.is_open:
                self._unknown("unknown-function", name, [*scope.names(), *BUILTINS], node.function.span)
                return None
        called = self.type_of(node.function, scope)
        if isinstance(called, FunctionType):
            self._check_arguments(node, arguments, called)
            return called.result
        if told(called) and called != ANY_FUNCTION:
            self._report(node.span, "not-a-function", kind=called)
        return None

    def _check_arguments(self, node: Invocation, arguments: Sequence[Known], called: FunctionType) -> None:
        if len(arguments) != len(called.parameters):
            given, expected = len(arguments), len(called.parameters)
            self._report(node.span, "argument-count", name=_called(node), given=given, expected=expected)
        elif all(argument.name is None for argument in node.arguments):
            for argument, found, wanted in zip(node.arguments, arguments, called.parameters, strict=True):
                self._fitted(found, wanted, argument.value.span)

    def _builtin(self, function: Builtin, node: Invocation, arguments: Sequence[Known]) -> Known:
        names = [argument.name for argument in node.arguments]
        if any(name is not None for name in names):
            fitting = [signature for signature in function.signatures if _takes_names(signature, names)]
        else:
            fitting = [signature for signature in function.signatures if signature.takes(len(arguments))]
        matching = [signature for signature in fitting if _takes(signature, names, arguments)]
        if not matching:
            written = " / ".join(signature.text.partition(" -> ")[0] for signature in function.signatures)
            given = ", ".join(str(argument or "?") for argument in arguments)
            self._report(node.span, "no-signature", name=function.name, given=given, signatures=written)
        if matching and not any(names):
            told = result_of(function.name, [argument.value for argument in node.arguments], arguments)
            if told is not None:
                return told
        results = {signature.result for signature in matching or fitting}
        result = results.pop() if len(results) == 1 else None
        return None if result == ANY else result


def _called(node: Invocation) -> str:
    return node.function.name if isinstance(node.function, Name) else "function"


def _takes_names(signature: Signature, names: Sequence[str | None]) -> bool:
    known = {parameter.name: parameter for parameter in signature.parameters}
    needed = {name for name, parameter in known.items() if not parameter.optional}
    return signature.rest is None and set(names) <= set(known) and needed <= set(names)


def _takes(signature: Signature, names: Sequence[str | None], arguments: Sequence[Known]) -> bool:
    parameters = {parameter.name: parameter for parameter in signature.parameters}
    for place, (name, argument) in enumerate(zip(names, arguments, strict=True)):
        if name is not None:
            parameter: BuiltinParameter | None = parameters[name]
        elif place < len(signature.parameters):
            parameter = signature.parameters[place]
        else:
            parameter = signature.rest
        if parameter is not None and not _accepts(parameter, argument):
            return False
    return True


def _accepts(parameter: BuiltinParameter, argument: Known) -> bool:
    if argument == NULL:
        return parameter.nullable
    return fits(argument, parameter.type)
