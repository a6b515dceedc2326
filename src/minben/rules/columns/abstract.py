"""What is known of a FEEL value before any row is seen: all of it, or its shape and the plan that works it out.

`lower` walks a tree with these in place of values. Whatever has a shape (a context, a list of so many elements, a
range, a function) is taken apart before the plan is made, so that the plan holds plain columns only.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..feel.temporal import Date as FeelDate, DateTime, DaysTime, Time, YearsMonths
from ..feel.values import NUMBERS, Function, Range, kind as kind_name
from . import build, kinds
from .kinds import Boolean, Clock, Date, Elapsed, Kind, Moment, Months, Number, String
from .plan import Constant, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..errors import Span as Place
    from ..feel import tree
    from ..feel.values import Value


class RefusalError(Exception):
    """A thing that cannot be worked out over columns: a code of the messages, its values, and where it stands."""

    def __init__(self, code: str, span: Place | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {key: str(value) for key, value in values.items()}
        self.span = span


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is the same in every row."""

    value: Value


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value of one kind that differs by row; null where its node is."""

    kind: Kind
    node: Node


@dataclass(frozen=True, slots=True)
class Quotient:
    """The exact quotient of two integers, not rounded yet; null where either is. The denominator is positive.

    `reach` is the largest numerator met on the way: the row engine's 34 digits are judged by it.
    """

    numerator: Node
    denominator: Node
    reach: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A context: its entries by name. `present` says where it is not null (None: everywhere)."""

    fields: Mapping[str, Abstract]
    present: Node | None = None


@dataclass(frozen=True, slots=True)
class Elements:
    """A list of at most so many elements, each there where its guard is true (None: always)."""

    items: tuple[tuple[Node | None, Abstract], ...]
    present: Node | None = None

    @classmethod
    def of(cls, values: list[Abstract]) -> Elements:
        """The list of these values."""
        return cls(tuple((None, value) for value in values))

    @property
    def fixed(self) -> bool:
        """Whether every element is always there."""
        return all(guard is None for guard, _ in self.items)


@dataclass(frozen=True, slots=True)
class Rows:
    """The list of those related rows for which `where` is true, each as `element`, in terms of the relation's reads."""

    relation: str
    most: int
    element: Abstract
    where: Node
    present: Node | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A range whose ends differ by row; see `values.Range`."""

    low: Abstract
    high: Abstract
    low_included: bool
    high_included: bool
    operator: str = ""
    present: Node | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A function written in FEEL, with the scope it was written in."""

    parameters: tuple[tree.Parameter, ...]
    body: tree.Node
    scope: Scope


@dataclass(frozen=True, slots=True)
class Options:
    """A value of one of several shapes, by the first condition that is true."""

    branches: tuple[tuple[Node, Abstract], ...]
    otherwise: Abstract


Abstract = Known | Scalar | Quotient | Entries | Elements | Rows | Span | Closure | Options

NULL = Known(None)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that have values at a place, the inner before the outer."""

    values: Mapping[str, Abstract]
    outer: Scope | None = None

    def find(self, name: str) -> Abstract | None:
        """The value of a name, None where there is none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.outer
        return None

    def inner(self, values: Mapping[str, Abstract]) -> Scope:
        """A scope inside this one."""
        return Scope(values, self)


def is_function(value: Abstract) -> bool:
    """Whether it can be called."""
    return isinstance(value, Closure) or (isinstance(value, Known) and isinstance(value.value, Function))


# From known values to plain ones.


def scaled(value: Decimal) -> tuple[int, int]:
    """A number as an integer and the decimals it has: 12.50 is (125, 1).

    >>> scaled(Decimal("12.50")), scaled(Decimal("1E+2"))
    ((125, 1), (100, 0))
    """
    if not value:
        return 0, 0
    sign, digits, exponent = NUMBERS.plus(value).normalize(NUMBERS).as_tuple()
    mantissa = int("".join(map(str, digits)))
    exponent = int(exponent)
    if abs(exponent) > 40:
        raise RefusalError("columns-number-too-long", number=value)
    whole = mantissa * 10**exponent if exponent > 0 else mantissa
    return -whole if sign else whole, max(0, -exponent)


def lifted(value: Value) -> Abstract:
    """A known value in the shape of one that differs by row: a plain constant, or its parts."""
    match value:
        case Decimal():
            plain, scale = scaled(value)
            return Scalar(Number(scale, plain, plain), build.number(plain))
        case str():
            return Scalar(String((value,)), build.text(value))
        case bool():
            return Scalar(Boolean(), build.truth(value))
        case FeelDate() if kinds.FIRST_DAY <= value.number <= kinds.LAST_DAY:
            return Scalar(Date(value.number, value.number), build.day(value.number))
        case DateTime() if (
            value.nanos % 1000 == 0 and value.time.zone in (None, 0) and 1 <= value.date.year <= 9999
        ):
            micros = value.nanos // 1000
            zone = "" if value.time.zone is None else "UTC"
            return Scalar(Moment(zone, micros, micros), build.number(micros))
        case Time(nanos, None) if nanos % 1000 == 0:
            return Scalar(Clock(), build.number(nanos // 1000))
        case YearsMonths(months):
            return Scalar(Months(months, months), build.number(months))
        case DaysTime(nanos) if nanos % 1000 == 0:
            return Scalar(Elapsed(nanos // 1000, nanos // 1000), build.number(nanos // 1000))
        case dict():
            return Entries({key: Known(inner) for key, inner in value.items()})
        case list():
            return Elements.of([Known(inner) for inner in value])
        case Range():
            return Span(
                Known(value.low), Known(value.high), value.low_included, value.high_included, value.operator
            )
    raise RefusalError("columns-constant", kind=kind_name(value))


def shaped(value: Abstract) -> Abstract:
    """The value in the shape of one that differs by row, null aside."""
    _taken_apart(value)
    if isinstance(value, Known) and value.value is not None and not isinstance(value.value, Function):
        return lifted(value.value)
    return value


def null_of(value: Abstract) -> Node:
    """Where a value is null."""
    match value:
        case Known(inner):
            return build.truth(inner is None)
        case Scalar(_, node):
            return build.is_null(node)
        case Quotient(numerator, denominator):
            return build.any_of((build.is_null(numerator), build.is_null(denominator)))
        case Closure():
            return build.FALSE
        case Options(branches, otherwise):
            return build.case(
                ((condition, null_of(inner)) for condition, inner in branches), null_of(otherwise)
            )
        case _:
            return build.FALSE if value.present is None else build.negate(value.present)


def _taken_apart(value: Abstract) -> None:
    """Refuses a list inside a record or a related row, which is only passed on as it is."""
    if isinstance(value, Scalar) and isinstance(value.kind, kinds.ListOf):
        raise RefusalError("columns-nested-list")


_NAMES: Mapping[type, str] = {
    Number: "number",
    String: "string",
    Boolean: "boolean",
    Date: "date",
    Moment: "date and time",
    Clock: "time",
    Months: "years and months duration",
    Elapsed: "days and time duration",
}


def name_of(value: Abstract) -> str:
    """The name of the kind of a value that is not null, as the row engine has it; empty where it may be several."""
    match value:
        case Known(inner):
            return kind_name(inner)
        case Scalar(kind):
            _taken_apart(value)
            return _NAMES[type(kind)]
        case Quotient():
            return "number"
        case Entries():
            return "context"
        case Elements() | Rows():
            return "list"
        case Span():
            return "range"
        case Closure():
            return "function"
        case Options():
            return ""


def truth_of(value: Abstract) -> Node:
    """A value as a condition: null where it is not a boolean."""
    match value:
        case Known(bool() as inner):
            return build.truth(inner)
        case Scalar(Boolean(), node):
            return node
        case Options(branches, otherwise):
            return build.case(
                ((condition, truth_of(inner)) for condition, inner in branches), truth_of(otherwise)
            )
        case _:
            return build.UNKNOWN


def condition(node: Node) -> Abstract:
    """A condition as a value."""
    if isinstance(node, Constant):
        return Known(node.value)
    return Scalar(Boolean(), node)


def scalar(kind: Kind, node: Node) -> Abstract:
    """A node as a value, of which the kind takes the range and the codes; known where the node is constant null."""
    if isinstance(node, Constant) and node.value is None:
        return NULL
    match kind, node.type:
        case Number(scale), kinds.Integer(low, high):
            _check(low, high)
            return Scalar(Number(scale, low, high), node)
        case String(), kinds.Text(codes):
            return Scalar(String(codes), node)
        case Date(), kinds.Day(low, high):
            if low < kinds.FIRST_DAY or high > kinds.LAST_DAY:
                raise RefusalError("columns-date-range")
            return Scalar(Date(low, high), node)
        case Months(), kinds.Integer(low, high):
            return Scalar(Months(low, high), node)
        case Elapsed(), kinds.Integer(low, high):
            _check(low, high)
            return Scalar(Elapsed(low, high), node)
        case Moment(zone), kinds.Integer(low, high):
            if not Moment().low <= low <= high <= Moment().high:
                raise RefusalError("columns-date-range")
            return Scalar(Moment(zone, low, high), node)
    return Scalar(kind, node)


def _check(low: int, high: int) -> None:
    if low < -kinds.LARGEST_INTEGER or high > kinds.LARGEST_INTEGER:
        raise RefusalError("columns-number-range")
