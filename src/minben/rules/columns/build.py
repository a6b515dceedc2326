"""Makes nodes of a plan, each in its simplest form: what is known is worked out, what cannot differ is left out.

The simplest form is the fast one, and the same meaning gets the same node, so that tables share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bounds import invert
from .kinds import Day, Integer, Text, Truth
from .plan import (
    Absolute,
    Add,
    Aggregate,
    And,
    Case,
    Compare,
    Concatenate,
    Constant,
    DayAt,
    DayNumber,
    DayPart,
    FloorDivide,
    IsNull,
    IsTrue,
    MonthsBetween,
    Multiply,
    Narrowed,
    Node,
    Not,
    Or,
    Same,
    Subtract,
    TextLength,
    TextTest,
    TruncateDivide,
    Within,
    holds,
    range_of,
    truncated,
    widest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .kinds import Type
    from .plan import Plain

TRUE = Constant(True, Truth())
FALSE = Constant(False, Truth())
UNKNOWN = Constant(None, Truth())

NEGATED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
TURNED = {"=": "=", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}

_STRICT = (
    Add,
    Subtract,
    Multiply,
    Absolute,
    Narrowed,
    Compare,
    Within,
    Not,
    DayNumber,
    DayAt,
    DayPart,
    MonthsBetween,
    Concatenate,
    TextLength,
    TextTest,
)
"""Nodes that are null where an operand is, and nowhere else."""


def truth(value: bool | None) -> Constant:
    """A known condition."""
    return UNKNOWN if value is None else TRUE if value else FALSE


def number(value: int) -> Constant:
    """A known integer."""
    return Constant(value, Integer(value, value))


def day(value: int) -> Constant:
    """A known day, as days since 1970-01-01."""
    return Constant(value, Day(value, value))


def text(value: str) -> Constant:
    """A known text."""
    return Constant(value, Text((value,)))


def nothing(like: Type) -> Constant:
    """Null, of a type."""
    match like:
        case Integer():
            return Constant(None, Integer(0, 0))
        case Text():
            return Constant(None, Text(()))
        case _:
            return Constant(None, like)


# Conditions.


def all_of(conditions: Iterable[Node]) -> Node:
    """Three-valued `and`."""
    return _logic(conditions, And, TRUE, FALSE)


def any_of(conditions: Iterable[Node]) -> Node:
    """Three-valued `or`."""
    return _logic(conditions, Or, FALSE, TRUE)


def _logic(
    conditions: Iterable[Node], kind: type[And] | type[Or], neutral: Constant, settling: Constant
) -> Node:
    operands: dict[Node, None] = {}
    for condition in conditions:
        inner = condition.operands if isinstance(condition, kind) else (condition,)
        operands.update(dict.fromkeys(inner))
    operands.pop(neutral, None)
    if settling in operands:
        return settling
    if not operands:
        return neutral
    if len(operands) == 1:
        return next(iter(operands))
    if any(not operand.nullable and negate(operand) in operands for operand in operands):
        return settling
    return kind(tuple(operands))


def negate(condition: Node) -> Node:
    """Three-valued `not`."""
    match condition:
        case Constant(value):
            return UNKNOWN if value is None else truth(not value)
        case Not(operand):
            return operand
        case Compare(operator, left, right):
            return Compare(NEGATED[operator], left, right)
        case _:
            return Not(condition)


def is_null(node: Node) -> Node:
    """Whether a value is null."""
    if not node.nullable:
        return FALSE
    match node:
        case Constant():
            return TRUE
        case _ if isinstance(node, _STRICT):
            return any_of(map(is_null, node.parts))
        case FloorDivide() | TruncateDivide() if not holds(range_of(node.right), 0):
            return any_of(map(is_null, node.parts))
        case _:
            return IsNull(node)


def is_known(node: Node) -> Node:
    """Whether a value is not null."""
    return negate(is_null(node))


def is_true(condition: Node) -> Node:
    """Whether a condition is true, and not false or null."""
    if not condition.nullable:
        return condition
    match condition:
        case Constant():
            return FALSE
        case And(operands):
            return all_of(map(is_true, operands))
        case Or(operands):
            return any_of(map(is_true, operands))
        case _:
            return IsTrue(condition)


def is_false(condition: Node) -> Node:
    """Whether a condition is false, and not true or null."""
    return is_true(negate(condition))


# Choice.


def case(branches: Iterable[tuple[Node, Node]], otherwise: Node) -> Node:
    """The value of the first branch whose condition is true."""
    kept: list[tuple[Node, Node]] = []
    for condition, value in branches:
        if condition is TRUE:
            otherwise = value
            break
        if condition is FALSE or condition is UNKNOWN:
            continue
        if kept and kept[-1][1] is value:
            kept[-1] = (any_of((kept[-1][0], condition)), value)
        else:
            kept.append((condition, value))
    while kept and kept[-1][1] is otherwise:
        kept.pop()
    if not kept:
        return otherwise
    if isinstance(otherwise.type, Truth):
        return _condition_case(kept, otherwise)
    common = widest((*(value.type for _, value in kept), otherwise.type))
    return Case(
        tuple((condition, _retyped(value, common)) for condition, value in kept), _retyped(otherwise, common)
    )


def _retyped(value: Node, common: Type) -> Node:
    """A null takes the type of the values beside it."""
    return Constant(None, common) if isinstance(value, Constant) and value.value is None else value


def _condition_case(branches: Sequence[tuple[Node, Node]], otherwise: Node) -> Node:
    values = {value for _, value in branches} | {otherwise}
    if len(branches) == 1:
        condition, value = branches[0]
        if value is TRUE and otherwise is FALSE:
            return is_true(condition)
        if value is FALSE and otherwise is TRUE:
            return negate(is_true(condition))
        if value is TRUE:
            return any_of((is_true(condition), otherwise))
        if otherwise is FALSE:
            return all_of((is_true(condition), value))
        if value is UNKNOWN and is_null(otherwise) is condition:
            return otherwise
    if values <= {TRUE, FALSE} and all(value is TRUE for _, value in branches):
        return is_true(any_of(condition for condition, _ in branches))
    return Case(tuple(branches), otherwise)


def unless(condition: Node, value: Node) -> Node:
    """The value, null where the condition is true."""
    return case(((condition, nothing(value.type)),), value)


# Comparison.


def compare(operator: str, left: Node, right: Node) -> Node:
    """`left operator right`, null where either is."""
    if isinstance(left, Constant) and not isinstance(right, Constant):
        return compare(TURNED[operator], right, left)
    if any(isinstance(part, Constant) and part.value is None for part in (left, right)):
        return UNKNOWN
    if isinstance(left, Constant) and isinstance(right, Constant):
        return truth(_compared(operator, left.value, right.value))
    if isinstance(right, Constant):
        return _compare_with(operator, left, right)
    if isinstance(left.type, Integer | Day) and isinstance(right.type, Integer | Day):
        settled = _settled(operator, left.type, right.type)
        if settled is not None:
            return _where_known(settled, left, right)
    return Compare(operator, left, right)


def _compared(operator: str, left: Plain, right: Plain) -> bool:
    tests: dict[str, Callable[[], bool]] = {
        "=": lambda: left == right,
        "!=": lambda: left != right,
        "<": lambda: left < right,  # type: ignore[operator]
        "<=": lambda: left <= right,  # type: ignore[operator]
        ">": lambda: left > right,  # type: ignore[operator]
        ">=": lambda: left >= right,  # type: ignore[operator]
    }
    return tests[operator]()


def _settled(operator: str, left: Integer | Day, right: Integer | Day) -> bool | None:
    """What a comparison comes to by the ranges alone."""
    below, above = left.high < right.low, left.low > right.high
    not_above, not_below = left.high <= right.low, left.low >= right.high
    yes, no = {
        "=": (False, below or above),
        "!=": (below or above, False),
        "<": (below, not_below),
        "<=": (not_above, above),
        ">": (above, not_above),
        ">=": (not_below, below),
    }[operator]
    return True if yes else False if no else None


def _where_known(value: bool, *operands: Node) -> Node:
    """A known condition, null where an operand is."""
    missing = any_of(map(is_null, operands))
    return truth(value) if missing is FALSE else Case(((missing, UNKNOWN),), truth(value))


def _compare_with(operator: str, left: Node, right: Constant) -> Node:
    match left.type:
        case Integer(low, high) | Day(low, high) if isinstance(right.value, int):
            settled = _settled(operator, left.type, right.type)  # type: ignore[arg-type]
            if settled is not None:
                return _where_known(settled, left)
            if operator in ("=", "!=") and low == high:
                return _where_known(operator == "=", left)
            inverse = invert(operator, left, right.value)
            if inverse is not None:
                return _in_spans(*inverse, left)
            return Compare(operator, left, right)
        case Text(codes) if codes is not None:
            return _compare_code(operator, left, codes, str(right.value))
        case Truth():
            wanted = bool(right.value) == (operator == "=")
            return left if wanted else negate(left)
        case _:
            return Compare(operator, left, right)


def _in_spans(operand: Node, spans: tuple[tuple[int | None, int | None], ...], whole: Node) -> Node:
    """Whether the operand is in one of the spans; null where the whole is."""
    tests: list[Node] = []
    make = day if isinstance(operand.type, Day) else number
    for low, high in spans:
        ends: list[Node] = []
        if low is not None:
            ends.append(compare(">=", operand, make(low)))
        if high is not None:
            ends.append(compare("<=", operand, make(high)))
        tests.append(all_of(ends))
    found = any_of(tests)
    if found is TRUE or found is FALSE:
        return _where_known(found is TRUE, whole)
    return found


def _compare_code(operator: str, left: Node, codes: tuple[str, ...], value: str) -> Node:
    """A comparison of a text whose values are known: which of them are meant."""
    if operator in ("=", "!="):
        if value not in codes:
            return _where_known(operator == "!=", left)
        if len(codes) == 1:
            return _where_known(operator == "=", left)
        return Compare(operator, left, text(value))
    return within(left, [code for code in codes if _compared(operator, code, value)])


def within(operand: Node, values: Sequence[Plain]) -> Node:
    """Whether a value is one of these; null where it is null."""
    kept = sorted(set(values), key=_by_value)
    if isinstance(operand.type, Text) and operand.type.codes is not None:
        codes = operand.type.codes
        kept = [value for value in kept if value in codes]
        if len(kept) == len(set(codes)):
            return _where_known(True, operand)
        if len(kept) > 1 and len(kept) == len(set(codes)) - 1:
            left_out = next(code for code in codes if code not in kept)
            return Compare("!=", operand, text(left_out))
    if not kept:
        return _where_known(False, operand)
    if len(kept) == 1:
        return compare("=", operand, Constant(kept[0], _type_of(kept[0], operand.type)))
    return Within(operand, tuple(kept))


def _by_value(value: Plain) -> tuple[bool, int, str]:
    return (True, 0, value) if isinstance(value, str) else (False, int(value or 0), "")


def _type_of(value: Plain, like: Type) -> Type:
    if isinstance(like, Text):
        return Text((str(value),))
    if isinstance(like, Truth):
        return like
    return (
        Day(int(value or 0), int(value or 0))
        if isinstance(like, Day)
        else Integer(int(value or 0), int(value or 0))
    )


def same(left: Node, right: Node) -> Node:
    """Whether two values are equal, null being equal to null only; never null."""
    if left is right:
        return TRUE
    if isinstance(left, Constant) and left.value is None:
        return is_null(right)
    if isinstance(right, Constant) and right.value is None:
        return is_null(left)
    if left.nullable and right.nullable:
        return Same(left, right)
    return is_true(compare("=", left, right))


# Integers.


def add(left: Node, right: Node) -> Node:
    """The sum."""
    match left, right:
        case Constant(int() as one), Constant(int() as other):
            return number(one + other)
        case (Constant(), _) if not isinstance(right, Constant):
            return add(right, left)
        case (_, Constant(0)):
            return left
        case (Add(inner, Constant(int() as one)), Constant(int() as other)):
            return add(inner, number(one + other))
        case _:
            return _null_aside(Add, left, right)


def subtract(left: Node, right: Node) -> Node:
    """The difference."""
    match left, right:
        case _, Constant(int() as other):
            return add(left, number(-other))
        case _:
            return _null_aside(Subtract, left, right)


def multiply(left: Node, right: Node) -> Node:
    """The product."""
    match left, right:
        case Constant(int() as one), Constant(int() as other):
            return number(one * other)
        case (Constant(), _) if not isinstance(right, Constant):
            return multiply(right, left)
        case (_, Constant(1)):
            return left
        case (Multiply(inner, Constant(int() as one)), Constant(int() as other)):
            return multiply(inner, number(one * other))
        case (Case(branches, otherwise), Constant()) if all(
            isinstance(value, Constant) for value in (*(value for _, value in branches), otherwise)
        ):
            return case(
                ((condition, multiply(value, right)) for condition, value in branches),
                multiply(otherwise, right),
            )
        case _:
            return _null_aside(Multiply, left, right)


def floor_divide(left: Node, right: Node) -> Node:
    """The quotient, rounded down; null where the divisor is 0."""
    match left, right:
        case Constant(int() as one), Constant(int() as other) if other:
            return number(one // other)
        case (_, Constant(1)):
            return left
        case _:
            return _null_aside(FloorDivide, left, right)


def truncate_divide(left: Node, right: Node) -> Node:
    """The quotient without its fraction; null where the divisor is 0."""
    match left, right:
        case Constant(int() as one), Constant(int() as other) if other:
            return number(truncated(one, other))
        case (_, Constant(1)):
            return left
        case _ if range_of(left).low >= 0 and range_of(right).low >= 0:
            return floor_divide(left, right)
        case _:
            return _null_aside(TruncateDivide, left, right)


def absolute(operand: Node) -> Node:
    """The value without its sign."""
    if isinstance(operand, Constant) and isinstance(operand.value, int):
        return number(abs(operand.value))
    return operand if range_of(operand).low >= 0 else Absolute(operand)


def _null_aside(
    make: type[Add] | type[Subtract] | type[Multiply] | type[FloorDivide] | type[TruncateDivide],
    left: Node,
    right: Node,
) -> Node:
    if any(isinstance(part, Constant) and part.value is None for part in (left, right)):
        return nothing(Integer(0, 0))
    return make(left, right)


# Related rows.


def count(relation: str, where: Node | None, most: int) -> Node:
    """How many related rows there are for which a condition is true."""
    if where is FALSE or where is UNKNOWN:
        return number(0)
    return Aggregate(relation, "count", None, None if where is TRUE else where, most)


def exists(relation: str, condition: Node, where: Node | None, most: int) -> Node:
    """Whether a condition is true of any related row for which another is true."""
    both = is_true(condition if where is None else all_of((where, condition)))
    if both is FALSE:
        return FALSE
    if both is TRUE:
        return compare(">", count(relation, None, most), number(0))
    return Aggregate(relation, "any", both, None, most)
