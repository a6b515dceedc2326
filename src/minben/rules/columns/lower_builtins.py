"""The built-in functions over columns. What is not here is refused by its name, unless all it is given is known.

A function of a string whose values are known is worked out for each of them by the row engine, and looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.values import kind as kind_name
from . import build
from .abstract import (
    NULL,
    Abstract,
    Closure,
    Elements,
    Entries,
    Known,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    Span,
    condition,
    name_of,
    null_of,
    scalar,
    scaled,
    shaped,
    truth_of,
)
from .build import add, any_of, case, compare, is_true, number, subtract
from .kinds import (
    MICROSECONDS_OF_A_DAY,
    Boolean,
    Clock,
    Date,
    Elapsed,
    Integer,
    Moment,
    Months,
    Number,
    String,
    Text,
)
from .lower_choice import choose, where_present
from .lower_lists import (
    aggregated,
    as_list,
    contains,
    each,
    length,
    where_whole,
)
from .lower_numbers import (
    ROUNDINGS,
    divided,
    is_number,
    magnitude,
    modulo,
    rounded,
    scale_of,
)
from .lower_operators import (
    ORDERED_NAMES,
    WHOLE,
    arithmetic,
    clock_of,
    comparison,
    date_of,
    in_range,
    make_range,
    position_of,
    same,
)
from .plan import (
    After,
    Before,
    Constant,
    DayNumber,
    DayPart,
    IntegerText,
    Lookup,
    MakeDay,
    MonthsBetween,
    Narrowed,
    Node,
    Read,
    Remainder,
    Slice,
    TextLength,
    TextTest,
    Translate,
    range_of,
)

if TYPE_CHECKING:
    from ..feel.registry import Builtin
    from .plan import Plain

Arguments = Sequence[Abstract]
Call = Callable[[Abstract, Sequence[Abstract]], Abstract]
"""Calls a function that is a value."""

LEAST_SCALE, MOST_SCALE = -6111, 6176
"""The decimals that FEEL can round to (DMN 1.5, 10.3.4.5)."""
MOST_CODES = 1000
"""The most known values of a string for which a function of it is looked up."""

_PLAIN: dict[str, Callable[[Arguments], Abstract]] = {}
_CALLING: dict[str, Callable[[Arguments, Call], Abstract]] = {}


def _function(*names: str) -> Callable[[Callable[[Arguments], Abstract]], Callable[[Arguments], Abstract]]:
    def declare(body: Callable[[Arguments], Abstract]) -> Callable[[Arguments], Abstract]:
        _PLAIN.update(dict.fromkeys(names, body))
        return body

    return declare


def call_builtin(function: Builtin, arguments: Sequence[tuple[str | None, Abstract]], call: Call) -> Abstract:
    """The result of a built-in function."""
    values = [value for _, value in arguments]
    names = [name for name, _ in arguments]
    if all(isinstance(value, Known) for value in values):
        return _worked_out(function, names, [value.value for value in values if isinstance(value, Known)])
    coded = _looked_up(function, names, values)
    if coded is not None:
        return coded
    ordered = _ordered(function, names, values)
    if ordered is None:
        return NULL
    if function.name in _CALLING:
        return _CALLING[function.name](ordered, call)
    if function.name not in _PLAIN:
        raise RefusalError("columns-function", name=function.name)
    return _PLAIN[function.name](ordered)


def _worked_out(function: Builtin, names: Sequence[str | None], values: Sequence[object]) -> Abstract:
    try:
        if any(name is not None for name in names):
            return Known(
                function.call_named({str(name): value for name, value in zip(names, values, strict=True)})
            )
        return Known(function.call(values))
    except UndefinedError:
        return NULL


def _ordered(
    function: Builtin, names: Sequence[str | None], values: Sequence[Abstract]
) -> list[Abstract] | None:
    """Named arguments in the order of the first signature that has them all; None where none does."""
    if not any(name is not None for name in names):
        return (
            list(values) if any(signature.takes(len(values)) for signature in function.signatures) else None
        )
    given = {str(name): value for name, value in zip(names, values, strict=True)}
    for signature in function.signatures:
        parameters = [parameter.name for parameter in signature.parameters]
        if signature.rest is None and given.keys() <= set(parameters):
            last = max(parameters.index(name) for name in given)
            needed = [parameter.name for parameter in signature.parameters if not parameter.optional]
            if set(needed) <= given.keys():
                return [given.get(name, NULL) for name in parameters[: last + 1]]
    return None


def _looked_up(function: Builtin, names: Sequence[str | None], values: Sequence[Abstract]) -> Abstract | None:
    """A function of one string whose values are known, and of nothing else that differs by row."""
    differing = [place for place, value in enumerate(values) if not isinstance(value, Known)]
    if len(differing) != 1:
        return None
    argument = values[differing[0]]
    if not isinstance(argument, Scalar) or not isinstance(argument.kind, String):
        return None
    codes = argument.kind.codes
    if codes is None or not 0 < len(codes) <= MOST_CODES or isinstance(argument.node, Constant):
        return None
    plain = [value.value if isinstance(value, Known) else None for value in values]

    def result(code: str | None) -> Abstract:
        return _worked_out(function, names, [*plain[: differing[0]], code, *plain[differing[0] + 1 :]])

    if result(None) != NULL:
        return None
    return translated(argument, [result(code) for code in codes], codes)


def translated(argument: Scalar, results: Sequence[Abstract], codes: Sequence[str]) -> Abstract | None:
    """The result for each known value of a string; None where the results are not plain values of one kind."""
    present = [result.value for result in results if isinstance(result, Known) and result.value is not None]
    kinds = {kind_name(value) for value in present}
    if not kinds:
        return NULL
    if len(kinds) > 1:
        return None
    kind = kinds.pop()
    raw = [result.value if isinstance(result, Known) else None for result in results]
    if kind == "boolean":
        true = build.within(
            argument.node, [code for code, value in zip(codes, raw, strict=True) if value is True]
        )
        unknown = [code for code, value in zip(codes, raw, strict=True) if value is None]
        if unknown:
            true = case(((build.within(argument.node, unknown), build.UNKNOWN),), true)
        return condition(true)
    if kind == "number":
        pairs = [(0, 0) if value is None else scaled(Decimal(str(value))) for value in raw]
        scale = max(own for _, own in pairs)
        plain: list[Plain] = [
            None if value is None else whole * 10 ** (scale - own)
            for value, (whole, own) in zip(raw, pairs, strict=True)
        ]
        numbers = [value for value in plain if isinstance(value, int)]
        of = Integer(min(numbers), max(numbers))
        node = Translate(argument.node, tuple(codes), tuple(plain), None, of)
        return scalar(Number(scale, 0, 0), node)
    if kind == "string":
        texts = [None if value is None else str(value) for value in raw]
        known = tuple(dict.fromkeys(value for value in texts if value is not None))
        return scalar(String(known), Translate(argument.node, tuple(codes), tuple(texts), None, Text(known)))
    return None


# What the functions share.


def _one(value: Abstract) -> Abstract:
    """An argument, a list of one element as that element."""
    value = shaped(value)
    if isinstance(value, Elements) and len(value.items) == 1 and value.fixed:
        return where_present(value, value.items[0][1])
    if isinstance(value, Rows):
        raise RefusalError("columns-list-for-one")
    if isinstance(value, Elements) and not value.fixed:
        raise RefusalError("columns-list-for-one")
    return shaped(value)


def _scalars(arguments: Arguments, *wanted: type) -> list[Scalar] | None:
    """The arguments as scalars of these kinds, None where one is of another."""
    found: list[Scalar] = []
    for argument, kind in zip(arguments, wanted, strict=False):
        value = _one(argument)
        if not isinstance(value, Scalar) or not isinstance(value.kind, kind):
            return None
        found.append(value)
    return found


def _number(value: Abstract) -> Scalar | Quotient | None:
    inner = _one(value)
    return inner if isinstance(inner, Scalar | Quotient) and is_number(inner) else None


def _list(arguments: Arguments) -> Elements | Rows | None:
    """The list that an aggregate is of: its only argument, or all of them; None where it is null."""
    if len(arguments) > 1:
        return Elements.of(list(arguments))
    value = shaped(arguments[0])
    if value == NULL:
        return None
    if isinstance(value, Elements | Rows):
        return value
    return as_list(value)


def _of_list(arguments: Arguments, result: Callable[[Elements | Rows], Abstract]) -> Abstract:
    """A function of a list, null where the list is."""
    list_ = _list(arguments)
    if list_ is None:
        return NULL
    if len(arguments) == 1 and not isinstance(shaped(arguments[0]), Elements | Rows):
        return where_present(arguments[0], result(list_))
    return where_present(list_, result(as_list(list_)))


# Numbers.


def _rounding(name: str) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        value = _number(arguments[0])
        places: int | None = 0
        if len(arguments) > 1:
            if arguments[1] == NULL:
                return NULL
            places = position_of(arguments[1])
        if value is None:
            return NULL
        if places is None:
            raise RefusalError("columns-scale", name=name)
        if not LEAST_SCALE <= places <= MOST_SCALE:
            return NULL
        return rounded(value, places, name)

    return body


for _name in ROUNDINGS:
    _PLAIN[_name] = _rounding(_name)


@_function("abs")
def _abs(arguments: Arguments) -> Abstract:
    value = _one(arguments[0])
    if isinstance(value, Scalar | Quotient) and is_number(value):
        return magnitude(value)
    if isinstance(value, Scalar) and isinstance(value.kind, Months | Elapsed):
        return scalar(value.kind, build.absolute(value.node))
    return NULL


@_function("modulo")
def _modulo(arguments: Arguments) -> Abstract:
    dividend, divisor = _number(arguments[0]), _number(arguments[1])
    if dividend is None or divisor is None:
        return NULL
    if isinstance(dividend, Quotient) or isinstance(divisor, Quotient):
        raise RefusalError("columns-quotient-arithmetic")
    return modulo(dividend, divisor)


def _parity_of(wanted: int) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        value = _number(arguments[0])
        if value is None:
            return NULL
        if isinstance(value, Quotient):
            raise RefusalError("columns-quotient-arithmetic")
        unit = 10 ** scale_of(value)
        rest = Remainder(value.node, number(2 * unit))
        broken = compare("!=", Remainder(value.node, number(unit)), number(0)) if unit > 1 else build.FALSE
        return condition(case(((broken, build.UNKNOWN),), compare("=", rest, number(wanted * unit))))

    return body


_PLAIN["odd"], _PLAIN["even"] = _parity_of(1), _parity_of(0)


# Strings.


@_function("string length")
def _length(arguments: Arguments) -> Abstract:
    found = _scalars(arguments, String)
    return NULL if found is None else scalar(WHOLE, TextLength(found[0].node))


def _text_test(name: str) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        found = _scalars(arguments, String, String)
        return NULL if found is None else condition(TextTest(name, found[0].node, found[1].node))

    return body


for _name in ("contains", "starts with", "ends with"):
    _PLAIN[_name] = _text_test(_name)


@_function("substring before")
def _before(arguments: Arguments) -> Abstract:
    found = _scalars(arguments, String, String)
    return NULL if found is None else scalar(String(), Before(found[0].node, found[1].node))


@_function("substring after")
def _after(arguments: Arguments) -> Abstract:
    found = _scalars(arguments, String, String)
    return NULL if found is None else scalar(String(), After(found[0].node, found[1].node))


@_function("substring")
def _substring(arguments: Arguments) -> Abstract:
    found = _scalars(arguments[:2], String, Number)
    if found is None:
        return NULL
    text_, position = found
    taken: Node | None = None
    short: Node = build.FALSE
    if len(arguments) > 2 and arguments[2] != NULL:
        wanted = _scalars(arguments[2:], Number)
        if wanted is None:
            return NULL
        whole = build.truncate_divide(wanted[0].node, number(10 ** scale_of(wanted[0])))
        short = compare("<", wanted[0].node, number(10 ** scale_of(wanted[0])))
        if wanted[0].node.nullable:
            raise RefusalError("columns-function", name="substring")
        taken = _least(whole, 0)
    first = build.truncate_divide(position.node, number(10 ** scale_of(position)))
    size = TextLength(text_.node)
    start = case(((compare(">", first, number(0)), subtract(first, number(1))),), add(size, first))
    wrong = any_of((compare("=", first, number(0)), compare(">", build.absolute(first), size), short))
    node = Slice(text_.node, _least(start, 0), taken)
    return scalar(
        String(),
        case(((wrong, Constant(None, Text())), (is_true(build.is_null(node)), Constant(None, Text()))), node),
    )


def _least(node: Node, low: int) -> Node:
    """A node of which only values from `low` on are looked at."""
    range_ = range_of(node)
    return node if range_.low >= low else Narrowed(node, low, max(low, range_.high))


@_function("string")
def _string(arguments: Arguments) -> Abstract:
    value = shaped(arguments[0])
    if isinstance(value, Scalar):
        match value.kind:
            case String():
                return value
            case Boolean():
                texts = case(((value.node, build.text("true")),), build.text("false"))
                return scalar(String(), case(((build.is_null(value.node), Constant(None, Text())),), texts))
            case Number(0) if isinstance(value.node, Read):
                # Elsewhere the row engine writes zeros at the end by how the number was come to.
                return scalar(String(), IntegerText(value.node, 0))
    raise RefusalError("columns-function", name="string")


# Dates and durations.


@_function("date")
def _date(arguments: Arguments) -> Abstract:
    if len(arguments) == 3:
        found = _scalars(arguments, Number, Number, Number)
        if found is None:
            return NULL
        if any(scale_of(part) for part in found):
            raise RefusalError("columns-date-parts")
        years = range_of(found[0].node)
        if years.low < 1 or years.high > 9999:
            raise RefusalError("columns-date-range")
        return scalar(Date(), MakeDay(*(part.node for part in found)))
    value = _one(arguments[0])
    if isinstance(value, Scalar):
        if isinstance(value.kind, Date):
            return value
        if isinstance(value.kind, Moment):
            return date_of(value)
        if isinstance(value.kind, String):
            raise RefusalError("columns-parse", name="date")
    return NULL


@_function("time")
def _time(arguments: Arguments) -> Abstract:
    value = _one(arguments[0])
    if len(arguments) == 1 and isinstance(value, Scalar):
        if isinstance(value.kind, Clock):
            return value
        if isinstance(value.kind, Moment) and not value.kind.zone:
            return scalar(Clock(), clock_of(value))
        if isinstance(value.kind, Date):
            return scalar(
                Clock(), case(((build.is_null(value.node), build.nothing(Integer(0, 0))),), number(0))
            )
    raise RefusalError("columns-function", name="time")


@_function("date and time")
def _moment(arguments: Arguments) -> Abstract:
    first = _one(arguments[0])
    if not isinstance(first, Scalar):
        return NULL
    if len(arguments) == 1:
        if isinstance(first.kind, String):
            raise RefusalError("columns-parse", name="date and time")
        return first if isinstance(first.kind, Moment) else fitted_moment(first)
    clock = _one(arguments[1])
    if (
        not isinstance(clock, Scalar)
        or not isinstance(clock.kind, Clock)
        or not isinstance(first.kind, Date | Moment)
    ):
        return NULL
    day = date_of(first)
    if not isinstance(day, Scalar):
        return NULL
    micros = build.multiply(DayNumber(day.node), number(MICROSECONDS_OF_A_DAY))
    return scalar(Moment(), add(micros, clock.node))


def fitted_moment(day: Scalar) -> Abstract:
    """The start of a day in UTC, where a date and time is wanted; null for what is no day."""
    if not isinstance(day.kind, Date):
        return NULL
    return scalar(Moment("UTC"), build.multiply(DayNumber(day.node), number(MICROSECONDS_OF_A_DAY)))


@_function("years and months duration")
def _months(arguments: Arguments) -> Abstract:
    start, end = _one(arguments[0]), _one(arguments[1])
    if not isinstance(start, Scalar) or not isinstance(end, Scalar):
        return NULL
    if isinstance(start.kind, Moment) and isinstance(end.kind, Moment):
        raise RefusalError("columns-moments")
    if not isinstance(start.kind, Date | Moment) or not isinstance(end.kind, Date | Moment):
        return NULL
    first, last = date_of(start), date_of(end)
    if not isinstance(first, Scalar) or not isinstance(last, Scalar):
        return NULL
    return scalar(Months(0, 0), MonthsBetween(first.node, last.node))


def _calendar(part: str, names: Sequence[str] = ()) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        value = _one(arguments[0])
        if not isinstance(value, Scalar) or not isinstance(value.kind, Date | Moment):
            return NULL
        date = date_of(value)
        if not isinstance(date, Scalar):
            return NULL
        node = DayPart(part, date.node)
        if not names:
            return scalar(WHOLE, node)
        index = subtract(node, number(1))
        return scalar(String(), Lookup(index, tuple(names), Text(tuple(names))))

    return body


_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PLAIN["day of week"] = _calendar("weekday", _WEEKDAYS)
_PLAIN["month of year"] = _calendar("month", _MONTHS)
_PLAIN["day of year"] = _calendar("day of year")
_PLAIN["week of year"] = _calendar("week")


# Conditions.


@_function("not")
def _not(arguments: Arguments) -> Abstract:
    return condition(build.negate(truth_of(arguments[0])))


@_function("is")
def _is(arguments: Arguments) -> Abstract:
    left, right = shaped(arguments[0]), shaped(arguments[1]) if len(arguments) > 1 else NULL
    if left == NULL or right == NULL:
        return condition(null_of(right if left == NULL else left))
    if name_of(left) != name_of(right):
        return condition(build.all_of((null_of(left), null_of(right))))
    if isinstance(left, Scalar) and isinstance(right, Scalar) and not isinstance(left.kind, Moment | Clock):
        return condition(same(left, right))
    raise RefusalError("columns-function", name="is")


def _connective(settled: bool) -> Callable[[Arguments], Abstract]:
    """`any` and `all`: true is settled for the one, false for the other."""

    def body(arguments: Arguments) -> Abstract:
        def result(list_: Elements | Rows) -> Abstract:
            elements = list_.items if isinstance(list_, Elements) else ((None, list_.element),)
            for _, item in elements:
                if item != NULL and name_of(item) != "boolean":
                    return NULL

            def hit(item: Abstract) -> Node:
                return is_true(truth_of(item)) if settled else build.is_false(truth_of(item))

            found = contains(list_, hit)
            unknown = contains(list_, null_of)
            return condition(
                case(((found, build.truth(settled)), (unknown, build.UNKNOWN)), build.truth(not settled))
            )

        return _of_list(arguments, result)

    return body


_PLAIN["any"], _PLAIN["all"] = _connective(settled=True), _connective(settled=False)


# Lists.


@_function("count")
def _count(arguments: Arguments) -> Abstract:
    return _of_list(arguments, lambda list_: scalar(WHOLE, length(list_)))


@_function("sum")
def _sum(arguments: Arguments) -> Abstract:
    return _of_list(arguments, lambda list_: where_whole(list_, total(list_)))


def total(list_: Elements | Rows) -> Abstract:
    """The sum of the elements, those that are null left out."""
    if isinstance(list_, Rows):
        element = shaped(list_.element)
        if isinstance(element, Scalar) and not isinstance(element.kind, Number | Months | Elapsed):
            return NULL
        return aggregated(list_, "sum")
    sum_: Abstract | None = None
    for guard, item in list_.items:
        value = shaped(item)
        if value == NULL:
            continue
        if not (
            isinstance(value, Scalar | Quotient)
            and (is_number(value) or (isinstance(value, Scalar) and isinstance(value.kind, Months | Elapsed)))
        ):
            return NULL
        there = null_of(value)
        if guard is not None:
            there = any_of((build.negate(guard), there))
        zero = scalar(value.kind, number(0)) if isinstance(value, Scalar) else Known(Decimal(0))
        part = choose(((there, zero),), value)
        sum_ = part if sum_ is None else arithmetic("+", sum_, part)
    return NULL if sum_ is None else sum_


def _extreme(operator: str, operation: str) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        return _of_list(arguments, lambda list_: where_whole(list_, best(list_, operator, operation)))

    return body


def best(list_: Elements | Rows, operator: str, operation: str) -> Abstract:
    if isinstance(list_, Rows):
        return aggregated(list_, operation)
    names = {name_of(shaped(item)) for _, item in list_.items if item != NULL}
    if len(names) > 1:
        raise RefusalError("columns-options")
    found: Abstract = NULL
    for guard, item in list_.items:
        if names and not names <= ORDERED_NAMES:
            if len(list_.items) == 1:
                return item
            return NULL
        better = any_of((null_of(found), truth_of(comparison(operator, item, found))))
        if guard is not None:
            better = build.all_of((guard, better))
        found = choose(((build.all_of((better, build.negate(null_of(item)))), item),), found)
    return found


_PLAIN["min"], _PLAIN["max"] = _extreme("<", "minimum"), _extreme(">", "maximum")


@_function("mean")
def _mean(arguments: Arguments) -> Abstract:
    def result(list_: Elements | Rows) -> Abstract:
        sum_ = total(list_)
        if not isinstance(sum_, Known | Scalar | Quotient) or sum_ == NULL:
            return NULL
        if not is_number(shaped(sum_)):
            return NULL
        count = length(list_)
        dividend, divisor = shaped(sum_), shaped(scalar(WHOLE, count))
        if not isinstance(dividend, Scalar | Quotient) or not isinstance(divisor, Scalar):
            return NULL
        return where_whole(list_, divided(dividend, divisor))

    return _of_list(arguments, result)


@_function("list contains")
def _contains(arguments: Arguments) -> Abstract:
    return _of_list(
        arguments[:1], lambda list_: condition(contains(list_, lambda item: same(item, arguments[1])))
    )


def _elements(argument: Abstract, name: str) -> Elements:
    list_ = _list([argument])
    if not isinstance(list_, Elements):
        raise RefusalError("columns-list-function", name=name)
    return list_


def _structural(
    name: str, result: Callable[[list[tuple[Node | None, Abstract]], Arguments], Abstract]
) -> Callable[[Arguments], Abstract]:
    """A function that puts the elements of a list together anew."""

    def body(arguments: Arguments) -> Abstract:
        if shaped(arguments[0]) == NULL:
            return NULL
        list_ = _elements(arguments[0], name)
        return where_present(list_, result(list(list_.items), arguments[1:]))

    return body


_PLAIN["append"] = _structural(
    "append", lambda items, more: Elements((*items, *((None, value) for value in more)))
)
_PLAIN["reverse"] = _structural("reverse", lambda items, _: Elements(tuple(reversed(items))))


@_function("concatenate")
def _concatenate(arguments: Arguments) -> Abstract:
    lists = [_elements(argument, "concatenate") for argument in arguments]
    joined = Elements(tuple(item for list_ in lists for item in list_.items))
    missing = any_of(null_of(list_) for list_ in lists)
    return choose(((missing, NULL),), joined)


@_function("flatten")
def _flatten(arguments: Arguments) -> Abstract:
    def flat(list_: Elements) -> list[tuple[Node | None, Abstract]]:
        found: list[tuple[Node | None, Abstract]] = []
        for guard, item in list_.items:
            inner = shaped(item)
            if isinstance(inner, Elements) and guard is None and inner.present is None:
                found.extend(flat(inner))
            elif name_of(inner) in ("list", ""):
                raise RefusalError("columns-list-function", name="flatten")
            else:
                found.append((guard, item))
        return found

    list_ = _elements(arguments[0], "flatten")
    return where_present(list_, Elements(tuple(flat(list_))))


def _fixed(name: str, argument: Abstract) -> Elements:
    list_ = _elements(argument, name)
    if not list_.fixed:
        raise RefusalError("columns-list-function", name=name)
    return list_


def _index(name: str, list_: Elements, position: Abstract) -> int | None:
    if position == NULL:
        return None
    place = position_of(position)
    if place is None:
        raise RefusalError("columns-list-function", name=name)
    size = len(list_.items)
    if place == 0 or abs(place) > size:
        return None
    return place - 1 if place > 0 else size + place


@_function("remove")
def _remove(arguments: Arguments) -> Abstract:
    list_ = _fixed("remove", arguments[0])
    index = _index("remove", list_, arguments[1])
    if index is None:
        return NULL
    return where_present(list_, Elements((*list_.items[:index], *list_.items[index + 1 :])))


@_function("insert before")
def _insert(arguments: Arguments) -> Abstract:
    list_ = _fixed("insert before", arguments[0])
    index = _index("insert before", list_, arguments[1])
    if index is None:
        return NULL
    return where_present(list_, Elements((*list_.items[:index], (None, arguments[2]), *list_.items[index:])))


@_function("sublist")
def _sublist(arguments: Arguments) -> Abstract:
    list_ = _fixed("sublist", arguments[0])
    index = _index("sublist", list_, arguments[1])
    if index is None:
        return NULL
    if len(arguments) < 3 or arguments[2] == NULL:
        return where_present(list_, Elements(list_.items[index:]))
    taken = position_of(arguments[2])
    if taken is None:
        raise RefusalError("columns-list-function", name="sublist")
    if taken < 1 or index + taken > len(list_.items):
        return NULL
    return where_present(list_, Elements(list_.items[index : index + taken]))


def _replace(arguments: Arguments, call: Call) -> Abstract:
    list_ = _fixed("list replace", arguments[0])
    match = arguments[1]
    if isinstance(match, Closure):
        values = [
            choose(((truth_of(call(match, [item, arguments[2]])), arguments[2]),), item)
            for _, item in list_.items
        ]
        return where_present(list_, each(list_, values))
    index = _index("list replace", list_, match)
    if index is None:
        return NULL
    return where_present(
        list_, Elements((*list_.items[:index], (None, arguments[2]), *list_.items[index + 1 :]))
    )


_CALLING["list replace"] = _replace


# Contexts.


@_function("get value")
def _get(arguments: Arguments) -> Abstract:
    context, key = shaped(arguments[0]), arguments[1]
    if not isinstance(context, Entries):
        return NULL
    if not isinstance(key, Known):
        raise RefusalError("columns-function", name="get value")
    if not isinstance(key.value, str) or key.value not in context.fields:
        return NULL
    return where_present(context, context.fields[key.value])


@_function("get entries")
def _entries(arguments: Arguments) -> Abstract:
    context = shaped(arguments[0])
    if not isinstance(context, Entries):
        return NULL
    pairs: list[Abstract] = [
        Entries({"key": Known(key), "value": value}) for key, value in context.fields.items()
    ]
    return where_present(context, Elements.of(pairs))


@_function("context put")
def _put(arguments: Arguments) -> Abstract:
    context, key = shaped(arguments[0]), arguments[1]
    if not isinstance(context, Entries):
        return NULL
    if not isinstance(key, Known) or not isinstance(key.value, str):
        raise RefusalError("columns-function", name="context put")
    return where_present(context, Entries({**context.fields, key.value: arguments[2]}))


@_function("context merge")
def _merge(arguments: Arguments) -> Abstract:
    list_ = _fixed("context merge", arguments[0])
    fields: dict[str, Abstract] = {}
    missing: list[Node] = [null_of(list_)]
    for _, item in list_.items:
        context = shaped(item)
        if not isinstance(context, Entries):
            return NULL
        fields |= context.fields
        missing.append(null_of(context))
    return choose(((any_of(missing), NULL),), Entries(fields))


@_function("context")
def _context(arguments: Arguments) -> Abstract:
    list_ = _fixed("context", arguments[0])
    fields: dict[str, Abstract] = {}
    for _, item in list_.items:
        entry = shaped(item)
        if not isinstance(entry, Entries) or entry.present is not None or "value" not in entry.fields:
            return NULL
        key = entry.fields.get("key", NULL)
        if not isinstance(key, Known):
            raise RefusalError("columns-function", name="context")
        if not isinstance(key.value, str) or key.value in fields:
            return NULL
        fields[key.value] = entry.fields["value"]
    return where_present(list_, Entries(fields))


# Ranges.


def _range(value: Abstract) -> Span | None:
    """A value as a range, a point as the range of itself alone; None where it cannot be one."""
    inner = shaped(value)
    if not isinstance(inner, Span):
        inner = shaped(make_range(inner, inner, low_included=True, high_included=True))
    if not isinstance(inner, Span) or inner.operator:
        return None
    return inner


def _placed(relation: Callable[[Span, Span], Node]) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        left, right = _range(arguments[0]), _range(arguments[1])
        if left is None or right is None:
            return NULL
        return condition(relation(left, right))

    return body


def _test(operator: str, left: Abstract, right: Abstract) -> Node:
    return truth_of(comparison(operator, left, right))


def _is_before(left: Span, right: Span) -> Node:
    touching = left.high_included and right.low_included
    return _test("<" if touching else "<=", left.high, right.low)


_PLAIN["before"] = _placed(_is_before)
_PLAIN["after"] = _placed(lambda left, right: _is_before(right, left))


@_function("includes")
def _includes(arguments: Arguments) -> Abstract:
    point = shaped(arguments[1])
    outer = _range(arguments[0])
    if isinstance(point, Span):
        raise RefusalError("columns-function", name="includes")
    if outer is None:
        return NULL
    if point == NULL:
        return NULL
    return in_range(point, outer)


@_function("during")
def _during(arguments: Arguments) -> Abstract:
    return _includes([arguments[1], arguments[0]])
