"""Source for operators and tests: in place where the kinds of the operands are plain to see, else by `operators`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from . import runtime
from .operators import arithmetic, comparison, equal, operator_range
from .source import FALSE, NULL, TRUE, Atom, Frame
from .temporal import Date, DaysTime, YearsMonths
from .tree import Arithmetic, Between, Comparison, In, Literal, Logic, OperatorRange
from .types import SimpleType
from .values import NUMBERS, Range, kind
from .walk import reads_test_value
from .work import CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..errors import Span
    from .emit import Emitter
    from .source import Kinds
    from .tree import Node
    from .types import Type
    from .values import Value

_SYMBOLS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
    "=": "equals",
    "!=": "differs",
    "<": "less",
    "<=": "at_most",
    ">": "greater",
    ">=": "at_least",
}
_PYTHON = {"=": "=="}
_PLAIN = frozenset((Decimal, str, Date, DaysTime, YearsMonths))
"""Classes whose own order and equality are those of FEEL."""
_PLAIN_KINDS = {
    "number": "Decimal",
    "string": "str",
    "boolean": "bool",
    "date": "Date",
    "days and time duration": "DaysTime",
    "years and months duration": "YearsMonths",
}
_BOOLEAN: Kinds = frozenset(("boolean", "Null"))

RUNTIME: dict[str, object] = {
    **{name: arithmetic(symbol) for symbol, name in _SYMBOLS.items() if symbol in ("+", "-", "*", "/", "**")},
    **{name: comparison(symbol) for symbol, name in _SYMBOLS.items() if symbol[0] in "<>"},
    "Date": Date,
    "DaysTime": DaysTime,
    "Decimal": Decimal,
    "FAULTS": (UndefinedError, ArithmeticError),
    "PLAIN": _PLAIN,
    "YearsMonths": YearsMonths,
    "add_numbers": NUMBERS.add,
    "differs": runtime.differs,
    "divide_numbers": NUMBERS.divide,
    "equals": equal,
    "meets": runtime.meets,
    "multiply_numbers": NUMBERS.multiply,
    "subtract_numbers": NUMBERS.subtract,
}


def operation(emitter: Emitter, node: Arithmetic | Comparison | Between | Logic | In) -> Atom:
    """Writes an operation."""
    match node:
        case Arithmetic(operator, left, right):
            return _arithmetic(emitter, operator, emitter.node(left), emitter.node(right), node.span)
        case Comparison(operator, left, right):
            return compare(emitter, operator, emitter.node(left), emitter.node(right), node.span)
        case Between(value, low, high):
            return _between(emitter, value, low, high, node.span)
        case Logic():
            return _logic(emitter, node)
        case In(value, tests):
            return any_of(emitter, emitter.node(value), tests, negated=False)


def guard(atom: Atom, kind: str) -> str | None:
    """The condition under which a value is of a kind: empty where it always is, None where it never is."""
    if atom.kinds is not None and kind not in atom.kinds:
        return None
    if atom.kinds == frozenset((kind,)):
        return ""
    if atom.kinds == frozenset((kind, "Null")):
        return f"{atom.text} is not None"
    return f"type({atom.text}) is {_PLAIN_KINDS[kind]}"


def both(left: Atom, right: Atom, kind: str) -> str | None:
    """The condition under which two values are of a kind."""
    guards = guard(left, kind), guard(right, kind)
    if None in guards:
        return None
    return " and ".join(condition for condition in guards if condition)


# Arithmetic.


def _arithmetic(emitter: Emitter, operator: str, left: Atom, right: Atom, span: Span) -> Atom:
    if left.foldable and right.foldable and not isinstance(left.value, str):
        return emitter.folded(lambda: arithmetic(operator)(left.value, right.value), span)
    name = _SYMBOLS[operator]
    target = emitter.source.fresh()
    body = emitter.body
    numbers = None if operator == "**" else both(left, right, "number")
    with body.block("try:"):
        if numbers is None:
            _any_arithmetic(emitter, name, target, left, right)
        else:
            if operator == "/":
                numbers = " and ".join(filter(None, (numbers, right.text)))
            with body.branch(f"if {numbers or 'True'}:"):
                body.line(f"{target} = {name}_numbers({left.text}, {right.text})")
                with body.branch(f"if not {target}:"):
                    body.line(f"{target} = {target}.copy_abs()")
            if numbers:
                with body.branch("else:"):
                    _any_arithmetic(emitter, name, target, left, right)
    emitter.failing(target, span)
    known = left.kinds is not None and right.kinds is not None
    only_numbers = known and (left.kinds | right.kinds) <= {"number", "Null"}  # type: ignore[operator]
    return Atom(target, frozenset(("number", "Null")) if only_numbers else None)


def _any_arithmetic(emitter: Emitter, name: str, target: str, left: Atom, right: Atom) -> None:
    emitter.body.line(f"{target} = {name}({left.text}, {right.text})")
    if name == "add" and left.may_be("string") and right.may_be("string"):
        with emitter.body.branch(f"if type({target}) is str:"):
            emitter.body.line(f"run.spend(len({target}) // {CHARACTERS})")


# Comparison.


def compare(emitter: Emitter, operator: str, left: Atom, right: Atom, span: Span) -> Atom:
    """Writes `left operator right`."""
    if left.foldable and right.foldable:
        return emitter.folded(lambda: comparison(operator)(left.value, right.value), span)
    target = emitter.source.fresh()
    condition = _comparable(operator, left, right)
    counting = ", run.spend" if operator in ("=", "!=") else ""
    slow = f"{_SYMBOLS[operator]}({left.text}, {right.text}{counting})"
    if condition is None:
        return emitter.attempt(slow, span, _BOOLEAN)
    with emitter.body.branch(f"if {condition or 'True'}:"):
        emitter.body.line(f"{target} = {left.text} {_PYTHON.get(operator, operator)} {right.text}")
    if condition:
        with emitter.body.branch("else:"):
            with emitter.body.block("try:"):
                emitter.body.line(f"{target} = {slow}")
            emitter.failing(target, span)
    return Atom(target, _BOOLEAN)


def _comparable(operator: str, left: Atom, right: Atom) -> str | None:
    for one, other in ((left, right), (right, left)):
        if one.kinds is not None and len(one.kinds - {"Null"}) == 1:
            (kind,) = one.kinds - {"Null"}
            if kind in _PLAIN_KINDS and (kind != "boolean" or operator in ("=", "!=")):
                return both(one, other, kind)
            return None
    if left.kinds is not None and right.kinds is not None and left.kinds.isdisjoint(right.kinds):
        return None
    return f"type({left.text}) is type({right.text}) and type({left.text}) in PLAIN"


def _between(emitter: Emitter, value: Node, low: Node, high: Node, span: Span) -> Atom:
    tested = emitter.node(value)
    above = compare(emitter, ">=", tested, emitter.node(low), span)
    target = emitter.source.fresh()
    with emitter.body.branch(f"if {above.text} is True:"):
        below = compare(emitter, "<=", tested, emitter.node(high), span)
        emitter.body.line(f"{target} = {below.text}")
    with emitter.body.branch("else:"):
        emitter.body.line(f"{target} = {above.text}")
    return Atom(target, _BOOLEAN)


# Three-valued logic.


def _logic(emitter: Emitter, node: Logic) -> Atom:
    # `and` is settled by a false on either side, `or` by a true.
    settled, other = ("True", "False") if node.operator == "or" else ("False", "True")
    first = emitter.node(node.left)
    target = emitter.source.fresh()
    body = emitter.body
    with body.branch(f"if {first.text} is {settled}:"):
        body.line(f"{target} = {settled}")
    with body.branch("else:"):
        second = emitter.node(node.right)
        with body.branch(f"if {second.text} is {settled}:"):
            body.line(f"{target} = {settled}")
        with body.branch(f"elif {first.text} is {other} and {second.text} is {other}:"):
            body.line(f"{target} = {other}")
        with body.branch("else:"):
            if not _only_booleans(first) or not _only_booleans(second):
                operands = f"({first.text}, {second.text})"
                operator = emitter.source.bind(node.operator)
                emitter.keep(f"keep_wrong_logic(run, {operator}, {operands}, {{span}})", node.span)
            body.line(f"{target} = None")
    return Atom(target, _BOOLEAN)


def _only_booleans(atom: Atom) -> bool:
    return atom.kinds is not None and atom.kinds <= {"boolean", "Null"}


# Unary tests. The value under test is `?`.


def any_of(emitter: Emitter, value: Atom | None, tests: Sequence[Node], *, negated: bool) -> Atom:
    """Writes tests of a value: true where one holds, null where none does and one is unknown; the opposite if negated.

    Where `value` is None, the value under test is what `?` is outside.
    """
    if not tests:
        return TRUE
    if value is not None:
        emitter = emitter.within(Frame({"?": value}))
    holds, fails = (FALSE, TRUE) if negated else (TRUE, FALSE)
    if len(tests) == 1:
        return _lone_test(emitter, tests[0], holds, fails, negated=negated)
    body = emitter.body
    target = emitter.source.fresh()
    body.line(f"{target} = {fails.text}")
    with body.block("while True:"):
        for test in tests:
            result = _test(emitter, test)
            with body.branch(f"if {result.text} is True:"):
                body.line(f"{target} = {holds.text}")
                body.line("break")
            with body.branch(f"if {result.text} is None:"):
                body.line(f"{target} = None")
        body.line("break")
    return Atom(target, _BOOLEAN)


def _lone_test(emitter: Emitter, test: Node, holds: Atom, fails: Atom, *, negated: bool) -> Atom:
    result = _test(emitter, test)
    if result.constant:
        return holds if result.value is True else NULL if result.value is None else fails
    if not negated and _only_booleans(result):
        return result
    said = f"{holds.text} if {result.text} is True else None if {result.text} is None else {fails.text}"
    return emitter.let(said, _BOOLEAN)


def _test(emitter: Emitter, node: Node) -> Atom:
    if reads_test_value(node):
        return emitter.node(node)
    if isinstance(node, Literal):
        return compare(emitter, "=", emitter.name("?", node.span), emitter.node(node), node.span)
    if isinstance(node, OperatorRange):
        return _operator_test(emitter, node)
    test = emitter.node(node)
    return _value_test(emitter, emitter.name("?", node.span), test, node.span)


def _operator_test(emitter: Emitter, node: OperatorRange) -> Atom:
    operand = emitter.node(node.operand)
    value = emitter.name("?", node.span)
    target = emitter.source.fresh()
    condition = _comparable(node.operator, operand, value)
    if value.constant or condition is None:
        return _value_test(emitter, value, _range_of(emitter, node, operand), node.span)
    with emitter.body.branch(f"if {condition or 'True'}:"):
        sign = _PYTHON.get(node.operator, node.operator)
        emitter.body.line(f"{target} = {value.text} {sign} {operand.text}")
    with emitter.body.branch("else:"):
        slow = _value_test(emitter, value, _range_of(emitter, node, operand), node.span)
        emitter.body.line(f"{target} = {slow.text}")
    return Atom(target, _BOOLEAN)


def _range_of(emitter: Emitter, node: OperatorRange, operand: Atom) -> Atom:
    operator = node.operator
    if operand.constant:
        return emitter.folded(lambda: operator_range(operator, operand.value), node.span)
    return emitter.attempt(f"operator_range({emitter.source.bind(operator)}, {operand.text})", node.span)


def _value_test(emitter: Emitter, value: Atom, test: Atom, span: Span) -> Atom:
    if value.foldable and test.foldable:
        return emitter.folded(lambda: runtime.meets(value.value, test.value), span)
    inside = _inside(emitter, value, test.value)
    if inside is None:
        return emitter.attempt(f"meets({value.text}, {test.text}, run.spend)", span, _BOOLEAN)
    target = emitter.source.fresh()
    condition, comparisons = inside
    with emitter.body.branch(f"if {condition or 'True'}:"):
        emitter.body.line(f"{target} = {comparisons}")
    with emitter.body.branch("else:"):
        with emitter.body.block("try:"):
            emitter.body.line(f"{target} = meets({value.text}, {test.text}, run.spend)")
        emitter.failing(target, span)
    return Atom(target, _BOOLEAN)


def _inside(emitter: Emitter, value: Atom, test: Value) -> tuple[str, str] | None:
    """When, and by which comparisons, a constant interval of numbers, strings or dates is tested in place."""
    if not isinstance(test, Range) or test.operator or kind(test.low) != kind(test.high):
        return None
    condition = guard(value, kind(test.low)) if type(test.low) in _PLAIN else None
    if condition is None:
        return None
    low, high = emitter.source.constant(test.low).text, emitter.source.constant(test.high).text
    left, right = "<=" if test.low_included else "<", "<=" if test.high_included else "<"
    return condition, f"{low} {left} {value.text} {right} {high}"


# Types.


def fitted(emitter: Emitter, value: Atom, type_: Type, span: Span) -> Atom:
    """Writes a value brought to a type."""
    simple = isinstance(type_, SimpleType) and type_.name in _PLAIN_KINDS
    call = f"fit({value.text}, {emitter.source.bind(type_)}, run.named, run.spend)"
    if not simple:
        return emitter.attempt(call, span)
    kinds: Kinds = frozenset((str(type_), "Null"))
    if value.kinds is not None and value.kinds <= {str(type_), "Null"}:
        return value
    target = emitter.source.fresh()
    condition = guard(value, str(type_)) or "False"
    with emitter.body.branch(f"if {value.text} is None or {condition}:"):
        emitter.body.line(f"{target} = {value.text}")
    with emitter.body.branch("else:"):
        with emitter.body.block("try:"):
            emitter.body.line(f"{target} = {call}")
        emitter.failing(target, span)
    return Atom(target, kinds)
