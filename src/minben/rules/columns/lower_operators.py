"""The operators of FEEL over columns: what `feel.operators` does with values, done with what is known of them.

Each function gives a value or null, as the row engine does; what is the same in every row is worked out by the row
engine itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel import operators
from ..feel.values import Function, Range
from . import build
from .abstract import (
    NULL,
    Abstract,
    Elements,
    Entries,
    Known,
    Options,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    Span,
    condition,
    name_of,
    null_of,
    scalar,
    shaped,
    truth_of,
)
from .build import add, any_of, case, compare, floor_divide, multiply, number, subtract
from .kinds import (
    MICROSECONDS_OF_A_DAY,
    Clock,
    Date,
    Elapsed,
    Moment,
    Months,
    Number,
    String,
)
from .lower_choice import choose, spread, where_present
from .lower_numbers import compared, divided, is_number, negated, plus, power, rounded, times
from .plan import (
    AddMonths,
    Compare,
    Concatenate,
    Constant,
    DayAt,
    DayNumber,
    DayPart,
    IsTrue,
    Remainder,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .plan import Node

SECOND = 1_000_000
WHOLE = Number(0, 0, 0)
"""Whole numbers, the range to be told by the node."""
ORDERED_NAMES = frozenset(
    (
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
)
"""The kinds of values that have an order."""
_ORDERED = (String, Date, Moment, Clock, Months, Elapsed)


def known(operation: Callable[..., object], *values: Abstract) -> Abstract | None:
    """What the row engine makes of values that are the same in every row; None where one is not."""
    plain: list[object] = []
    for value in values:
        if not isinstance(value, Known):
            return None
        plain.append(value.value)
    try:
        return Known(operation(*plain))
    except UndefinedError:
        return NULL


# Equality and order.


def equal(left: Abstract, right: Abstract) -> Abstract:
    """`left = right`: null equals null only; values of two kinds give null."""
    return spread(_equal, left, right)


def _equal(left: Abstract, right: Abstract) -> Abstract:
    done = known(operators.equal, left, right)
    if done is not None:
        return done
    if left == NULL or right == NULL:
        return condition(null_of(right if left == NULL else left))
    left, right = shaped(left), shaped(right)
    if name_of(left) != name_of(right):
        missing = null_of(left), null_of(right)
        node = case(((build.all_of(missing), build.TRUE), (any_of(missing), build.FALSE)), build.UNKNOWN)
        return condition(node)
    return condition(_same(left, right))


def same(left: Abstract, right: Abstract) -> Node:
    """Whether two values are equal; values of two kinds are not. Never null."""
    return build.is_true(truth_of(equal(left, right)))


def _same(left: Abstract, right: Abstract) -> Node:
    """Whether two values of one kind are equal, null being equal to null only. Never null."""
    match left, right:
        case (Scalar() | Quotient(), Scalar() | Quotient()) if is_number(left) and is_number(right):
            return _null_safe(left, right, compared("=", left, right))
        case Scalar(Moment(zone)), Scalar(Moment(other)):
            if bool(zone) != bool(other):
                return _null_safe(left, right, build.FALSE)
            return build.same(_seconds(left), _seconds(right))
        case Scalar(Clock()), Scalar(Clock()):
            return build.same(_seconds(left), _seconds(right))
        case Scalar(), Scalar():
            return build.same(left.node, right.node)
        case Entries(one), Entries(two):
            if one.keys() != two.keys():
                return _null_safe(left, right, build.FALSE)
            return _null_safe(left, right, build.all_of(same(one[name], two[name]) for name in one))
        case Elements(items), Elements(others) if left.fixed and right.fixed:
            if len(items) != len(others):
                return _null_safe(left, right, build.FALSE)
            pairs = zip(items, others, strict=True)
            return _null_safe(left, right, build.all_of(same(one, two) for (_, one), (_, two) in pairs))
        case Span(), Span():
            marks = (left.low_included, left.high_included, left.operator)
            if marks != (right.low_included, right.high_included, right.operator):
                return _null_safe(left, right, build.FALSE)
            ends = build.all_of((same(left.low, right.low), same(left.high, right.high)))
            return _null_safe(left, right, ends)
    raise RefusalError("columns-comparison", left=name_of(left), right=name_of(right))


def _null_safe(left: Abstract, right: Abstract, equals: Node) -> Node:
    one, other = null_of(left), null_of(right)
    if one is build.FALSE and other is build.FALSE:
        return equals
    return case(
        ((build.all_of((one, other)), build.TRUE), (any_of((one, other)), build.FALSE)), build.is_true(equals)
    )


def _seconds(value: Scalar) -> Node:
    return floor_divide(value.node, number(SECOND))


def comparison(operator: str, left: Abstract, right: Abstract) -> Abstract:
    """`left operator right`; order is null where either is null or they are of two kinds."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        return spread(lambda value: condition(build.negate(truth_of(value))), equal(left, right))
    return spread(lambda one, other: _ordered(operator, one, other), left, right)


def _ordered(operator: str, left: Abstract, right: Abstract) -> Abstract:
    done = known(operators.comparison(operator), left, right)
    if done is not None:
        return done
    if left == NULL or right == NULL:
        return NULL
    left, right = shaped(left), shaped(right)
    if name_of(left) != name_of(right):
        return NULL
    match left, right:
        case (Scalar() | Quotient(), Scalar() | Quotient()) if is_number(left) and is_number(right):
            return condition(compared(operator, left, right))
        case Scalar(Moment(zone)), Scalar(Moment(other)):
            if bool(zone) != bool(other):
                return NULL
            return condition(compare(operator, _seconds(left), _seconds(right)))
        case Scalar(Clock()), Scalar(Clock()):
            return condition(compare(operator, _seconds(left), _seconds(right)))
        case Scalar(kind), Scalar() if isinstance(kind, _ORDERED):
            return condition(compare(operator, left.node, right.node))
    return NULL


def between(value: Abstract, low: Abstract, high: Abstract) -> Abstract:
    """`value between low and high`: null where either comparison is."""
    above, below = truth_of(comparison(">=", value, low)), truth_of(comparison("<=", value, high))
    if not above.nullable or build.is_null(above) is build.is_null(below):
        return condition(build.all_of((above, below)))
    # The row engine stops at the first comparison that is false, and at the first that has no value.
    return condition(case(((build.is_null(above), build.UNKNOWN), (build.negate(above), build.FALSE)), below))


# Ranges and tests.


def make_range(low: Abstract, high: Abstract, low_included: bool, high_included: bool) -> Abstract:
    """`[low..high]`; null unless both ends are of one ordered kind, or one of them is null."""
    done = known(lambda one, other: operators.make_range(one, other, low_included, high_included), low, high)
    if done is not None:
        return done
    if isinstance(low, Options) or isinstance(high, Options):
        raise RefusalError("columns-range")
    low, high = shaped(low), shaped(high)
    names = {name_of(end) for end in (low, high) if end != NULL}
    if len(names) != 1 or not names <= ORDERED_NAMES:
        return NULL
    missing = build.all_of((null_of(low), null_of(high)))
    present = None if missing is build.FALSE else build.negate(missing)
    return Span(low, high, low_included, high_included, "", present)


def operator_range(operator: str, operand: Abstract) -> Abstract:
    """`(operator operand)`."""
    done = known(lambda value: operators.operator_range(operator, value), operand)
    if done is not None:
        return done
    if operator in ("=", "!="):
        return Span(operand, operand, True, True, operator)
    if isinstance(operand, Options):
        raise RefusalError("columns-range")
    if name_of(operand) not in ORDERED_NAMES:
        return where_present(operand, NULL)
    included = operator.endswith("=")
    if operator.startswith("<"):
        return Span(NULL, operand, False, included, operator)
    return Span(operand, NULL, included, False, operator)


def in_range(value: Abstract, span: Abstract) -> Abstract:
    """Whether a range holds a value; null where they cannot be compared."""
    done = known(_in_known_range, value, span)
    if done is not None:
        return done
    range_ = shaped(span)
    if not isinstance(range_, Span):
        raise RefusalError("columns-range")
    if range_.operator:
        operand = range_.high if range_.operator.startswith("<") else range_.low
        return comparison(range_.operator, value, operand)
    low = comparison(">=" if range_.low_included else ">", value, range_.low)
    high = comparison("<=" if range_.high_included else "<", value, range_.high)
    one, other = truth_of(low), truth_of(high)
    # Both ends are compared before either counts: one that has no value leaves none.
    missing = any_of((build.is_null(one), build.is_null(other)))
    return condition(
        case(((missing, build.UNKNOWN),), build.all_of((one, other)))
        if _unlike(one, other)
        else build.all_of((one, other))
    )


def _in_known_range(value: object, span: object) -> bool:
    if not isinstance(span, Range):
        raise RefusalError("columns-range")
    return operators.in_range(value, span)


def _unlike(one: Node, other: Node) -> bool:
    """Whether one comparison can be null where the other is false."""
    return (one.nullable or other.nullable) and build.is_null(one) is not build.is_null(other)


def passes(value: Abstract, test: Abstract) -> Abstract:
    """Whether a value passes a test that has been worked out: a range or list that holds it, or its equal."""
    return spread(_passes, value, test)


def _passes(value: Abstract, test: Abstract) -> Abstract:
    done = known(operators.passes, value, test)
    if done is not None:
        return done
    kind = name_of(test)
    if kind == "range" and name_of(value) != "range":
        return condition(_inside(value, test))
    if kind == "list":
        return condition(_in_list(value, test))
    return equal(value, test)


def _inside(value: Abstract, span: Abstract) -> Node:
    """Whether a range holds a value. A range that is null is no range: then the two are compared."""
    return case(((null_of(span), null_of(value)),), truth_of(in_range(value, span)))


def _in_list(value: Abstract, test: Abstract) -> Node:
    whole: Node = build.FALSE
    if name_of(value) == "list":
        whole = same(value, test)
    members: list[Node] = [whole]
    list_ = shaped(test)
    if isinstance(list_, Elements):
        for guard, member in list_.items:
            ranged = name_of(member) == "range" and name_of(value) != "range"
            found = build.is_true(_inside(value, member) if ranged else truth_of(equal(value, member)))
            members.append(found if guard is None else build.all_of((guard, found)))
    elif isinstance(list_, Rows):
        found = truth_of(equal(value, list_.element))
        members.append(build.exists(list_.relation, found, list_.where, list_.most))
    result = any_of(_grouped(value, members))
    missing = null_of(test)
    # A list that is null is no list: then the two are compared.
    return result if missing is build.FALSE else case(((missing, null_of(value)),), result)


def _grouped(value: Abstract, members: list[Node]) -> list[Node]:
    """The members' conditions, those that compare one plain value with constants made one test of membership."""
    plain: dict[Node, list[int | str | bool | None]] = {}
    kept: list[Node] = []
    for member in members:
        inner = member.operand if isinstance(member, IsTrue) else member
        match inner:
            case Compare("=", operand, Constant(constant)) if (
                isinstance(value, Scalar) and operand is value.node
            ):
                plain.setdefault(operand, []).append(constant)
            case Within(operand, values) if isinstance(value, Scalar) and operand is value.node:
                plain.setdefault(operand, []).extend(values)
            case _:
                kept.append(member)
    return [*kept, *(build.is_true(build.within(operand, values)) for operand, values in plain.items())]


# Arithmetic.


def arithmetic(operator: str, left: Abstract, right: Abstract) -> Abstract:
    """`left operator right`, null where the operands do not allow it."""
    return spread(lambda one, other: _arithmetic(operator, one, other), left, right)


def _arithmetic(operator: str, left: Abstract, right: Abstract) -> Abstract:
    done = known(operators.arithmetic(operator), left, right)
    if done is not None:
        return done
    if left == NULL or right == NULL:
        return NULL
    left, right = shaped(left), shaped(right)
    if not isinstance(left, Scalar | Quotient) or not isinstance(right, Scalar | Quotient):
        return NULL
    if is_number(left) and is_number(right):
        return _of_numbers(operator, left, right)
    match operator, left, right:
        case "+", Scalar(String()), Scalar(String()):
            return scalar(String(), Concatenate((left.node, right.node)))
        case "+" | "-", Scalar(Months() | Elapsed() as kind), Scalar(other) if type(kind) is type(other):
            return scalar(kind, (add if operator == "+" else subtract)(left.node, right.node))
        case "+" | "-", Scalar(Date() | Moment() | Clock()), Scalar(Months() | Elapsed()):
            return _later(left, right, 1 if operator == "+" else -1)
        case "+", Scalar(Months() | Elapsed()), Scalar(Date() | Moment() | Clock()):
            return _later(right, left, 1)
        case "-", Scalar(Date() | Moment()), Scalar(Date() | Moment()):
            return _elapsed(left, right)
        case "-", Scalar(Clock()), Scalar(Clock()):
            return scalar(Elapsed(0, 0), subtract(left.node, right.node))
        case "*", Scalar(Months() | Elapsed()), _ if is_number(right):
            return _scaled(left, right)
        case "*", _, Scalar(Months() | Elapsed()) if is_number(left):
            return _scaled(right, left)
        case "/", Scalar(Months() | Elapsed()), Scalar() if is_number(right):
            return _shared_out(left, right)
        case "/", Scalar(Months() | Elapsed() as kind), Scalar(other) if type(kind) is type(other):
            return divided(_counted(left), _counted(right))
    return NULL


def _of_numbers(operator: str, left: Scalar | Quotient, right: Scalar | Quotient) -> Abstract:
    match operator:
        case "+":
            return plus(left, right)
        case "-":
            return plus(left, right, -1)
        case "*":
            return times(left, right)
        case "/":
            return divided(left, right)
        case _:
            return _power(left, right)


def _power(left: Scalar | Quotient, right: Scalar | Quotient) -> Abstract:
    exponent = right.node if isinstance(right, Scalar) else None
    if not isinstance(left, Scalar) or not isinstance(exponent, Constant) or not isinstance(right, Scalar):
        raise RefusalError("columns-power")
    value, scale = exponent.value, getattr(right.kind, "scale", 0)
    if scale or not isinstance(value, int) or not 1 <= value <= 34:
        raise RefusalError("columns-power")
    return power(left, value)


def _counted(duration: Scalar) -> Scalar:
    """A duration as the number of its smallest units."""
    counted = scalar(WHOLE, duration.node)
    return counted if isinstance(counted, Scalar) else duration


def _scaled(duration: Scalar, factor: Abstract) -> Abstract:
    """A duration times a number, without its fraction."""
    if not isinstance(factor, Scalar):
        raise RefusalError("columns-quotient-arithmetic")
    product = times(_counted(duration), factor)
    return _as_duration(duration, product)


def _shared_out(duration: Scalar, divisor: Scalar) -> Abstract:
    """A duration divided by a number, without its fraction."""
    return _as_duration(duration, divided(_counted(duration), divisor))


def _as_duration(like: Scalar, count: Abstract) -> Abstract:
    if not isinstance(count, Scalar | Quotient):
        return NULL
    whole = rounded(count, 0, "round down")
    return scalar(like.kind, whole.node) if isinstance(whole, Scalar) else NULL


def _later(moment: Scalar, duration: Scalar, sign: int) -> Abstract:
    amount = duration.node if sign > 0 else multiply(duration.node, number(-1))
    match moment.kind, duration.kind:
        case Date(), Months():
            return scalar(Date(), add_months(moment.node, amount))
        case Date(), Elapsed():
            micros = add(multiply(DayNumber(moment.node), number(MICROSECONDS_OF_A_DAY)), amount)
            return scalar(Date(), DayAt(floor_divide(micros, number(MICROSECONDS_OF_A_DAY))))
        case Moment("" | "UTC"), Months():
            days, clock = _date_and_clock(moment)
            later = DayNumber(add_months(DayAt(days), amount))
            return scalar(moment.kind, add(multiply(later, number(MICROSECONDS_OF_A_DAY)), clock))
        case Moment("" | "UTC"), Elapsed():
            return scalar(moment.kind, add(moment.node, amount))
        case Moment(), _:
            raise RefusalError("columns-zone")
        case Clock(), Elapsed():
            return scalar(Clock(), Remainder(add(moment.node, amount), number(MICROSECONDS_OF_A_DAY)))
    return NULL


def add_months(day: Node, months: Node) -> Node:
    """A day so many months later."""
    if isinstance(months, Constant) and months.value == 0:
        return day
    return AddMonths(day, months)


def _date_and_clock(moment: Scalar) -> tuple[Node, Node]:
    """The days since 1970 and the microseconds since midnight of a moment."""
    a_day = number(MICROSECONDS_OF_A_DAY)
    return floor_divide(moment.node, a_day), Remainder(moment.node, a_day)


def date_of(moment: Scalar) -> Abstract:
    """The date of a date and time."""
    if isinstance(moment.kind, Date):
        return moment
    if not isinstance(moment.kind, Moment) or moment.kind.zone not in ("", "UTC"):
        raise RefusalError("columns-zone")
    return scalar(Date(), DayAt(_date_and_clock(moment)[0]))


def clock_of(moment: Scalar) -> Node:
    """The microseconds since midnight of a date and time."""
    if not isinstance(moment.kind, Moment) or moment.kind.zone not in ("", "UTC"):
        raise RefusalError("columns-zone")
    return _date_and_clock(moment)[1]


def _elapsed(left: Scalar, right: Scalar) -> Abstract:
    # A day beside a date and time is its midnight in UTC.
    zones = {bool(getattr(value.kind, "zone", "UTC")) for value in (left, right)}
    if isinstance(left.kind, Date) and isinstance(right.kind, Date):
        days = subtract(DayNumber(left.node), DayNumber(right.node))
        return scalar(Elapsed(0, 0), multiply(days, number(MICROSECONDS_OF_A_DAY)))
    if len(zones) > 1:
        return NULL
    return scalar(Elapsed(0, 0), subtract(_micros(left), _micros(right)))


def _micros(moment: Scalar) -> Node:
    if isinstance(moment.kind, Date):
        return multiply(DayNumber(moment.node), number(MICROSECONDS_OF_A_DAY))
    return moment.node


def negate(value: Abstract) -> Abstract:
    """`-value`."""
    return spread(_negate, value)


def _negate(value: Abstract) -> Abstract:
    done = known(operators.negate, value)
    if done is not None:
        return done
    match value:
        case Scalar() | Quotient() if is_number(value):
            return negated(value)
        case Scalar(Months() | Elapsed() as kind):
            return scalar(kind, multiply(value.node, number(-1)))
    return NULL


# Paths.


def read_path(value: Abstract, name: str) -> Abstract:
    """`value.name`."""
    return spread(lambda inner: _read_path(inner, name), value)


def _read_path(value: Abstract, name: str) -> Abstract:
    done = known(lambda inner: operators.read_path(inner, name), value)
    if done is not None:
        return done
    match value:
        case Entries(fields):
            return where_present(value, fields[name]) if name in fields else NULL
        case Elements(items):
            return Elements(tuple((guard, read_path(item, name)) for guard, item in items), value.present)
        case Rows():
            return Rows(
                value.relation, value.most, read_path(value.element, name), value.where, value.present
            )
        case Span():
            ends: dict[str, Abstract] = {
                "start": value.low,
                "end": value.high,
                "start included": Known(value.low_included),
                "end included": Known(value.high_included),
            }
            return where_present(value, ends[name]) if name in ends else NULL
        case Scalar():
            return _property(value, name)
    return NULL


def _property(value: Scalar, name: str) -> Abstract:
    shaped(value)
    match value.kind, name:
        case Date(), "year" | "month" | "day" | "weekday":
            return scalar(WHOLE, DayPart(name, value.node))
        case Moment(), "year" | "month" | "day" | "weekday":
            date = date_of(value)
            return _property(date, name) if isinstance(date, Scalar) else NULL
        case (Moment(), "hour" | "minute" | "second"):
            return scalar(WHOLE, _clock_part(clock_of(value), name))
        case Clock(), "hour" | "minute" | "second":
            return scalar(WHOLE, _clock_part(value.node, name))
        case Months(), "years":
            return scalar(WHOLE, build.truncate_divide(value.node, number(12)))
        case Months(), "months":
            years = build.truncate_divide(value.node, number(12))
            return scalar(WHOLE, subtract(value.node, multiply(years, number(12))))
        case Elapsed(), "days" | "hours" | "minutes" | "seconds":
            return scalar(WHOLE, _elapsed_part(value.node, name))
        case Moment() | Clock(), "time offset" | "timezone":
            zone = getattr(value.kind, "zone", "")
            if zone:
                raise RefusalError("columns-zone")
            return NULL
    return NULL


_CLOCK_UNITS = {"hour": (3600 * SECOND, 24), "minute": (60 * SECOND, 60), "second": (SECOND, 60)}
_ELAPSED_UNITS = {
    "days": (MICROSECONDS_OF_A_DAY, 0),
    "hours": (3600 * SECOND, 24),
    "minutes": (60 * SECOND, 60),
    "seconds": (SECOND, 60),
}


def _clock_part(micros: Node, name: str) -> Node:
    unit, modulus = _CLOCK_UNITS[name]
    return Remainder(floor_divide(micros, number(unit)), number(modulus))


def _elapsed_part(micros: Node, name: str) -> Node:
    unit, modulus = _ELAPSED_UNITS[name]
    whole = build.truncate_divide(micros, number(unit))
    if not modulus:
        return whole
    return subtract(whole, multiply(build.truncate_divide(whole, number(modulus)), number(modulus)))


def position_of(value: Abstract) -> int | None:
    """The whole number that a value is in every row, None where it is not one."""
    if isinstance(value, Known) and isinstance(value.value, Decimal) and value.value == int(value.value):
        return int(value.value)
    return None


def is_plain(value: Abstract) -> bool:
    """Whether a value is the same in every row and no function or range."""
    return isinstance(value, Known) and not isinstance(value.value, Function | Range)


def choose_by(holds: Abstract, consequence: Abstract, alternative: Abstract) -> Abstract:
    """`if`: a condition that is not true chooses the alternative."""
    return choose(((truth_of(holds), consequence),), alternative)
