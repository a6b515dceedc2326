"""Built-in functions on lists, among them those that sum up (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key, reduce
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .operators import add, order, same
from .registry import Body, builtin, counting_builtin
from .values import NUMBERS, Function, Value, kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from .work import Spend

Numbers = list[Decimal]


def aggregate(name: str, element: str, result: str) -> Callable[[Body], Body]:
    """Declares a function that takes one list, or its elements as arguments."""

    def declare(body: Body) -> Body:
        builtin(f"{name}(list: list<{element.rstrip('?')}>) -> {result}")(body)
        return builtin(f"{name}(*n: {element}) -> {result}")(body)

    return declare


def _whole(list_: list[Value]) -> list[Value]:
    if any(element is None for element in list_):
        raise UndefinedError("argument-type", name="list", expected="list<number>", kind="Null")
    return list_


@aggregate("count", "Any?", "number")
def count(list_: list[Value]) -> Value:
    return Decimal(len(list_))


@aggregate("min", "Any", "Any")
def minimum(list_: list[Value]) -> Value:
    return min(_whole(list_), key=cmp_to_key(order), default=None)


@aggregate("max", "Any", "Any")
def maximum(list_: list[Value]) -> Value:
    return max(_whole(list_), key=cmp_to_key(order), default=None)


@aggregate("sum", "Any", "Any")
def total(list_: list[Value]) -> Value:
    items = _whole(list_)
    if not items or any(kind(item) not in _SUMMABLE for item in items):
        raise UndefinedError("bad-argument", name="list", value="[]" if not items else kind(items[0]))
    return reduce(add, items)


_SUMMABLE = ("number", "days and time duration", "years and months duration")


@aggregate("mean", "number", "number")
def mean(list_: Numbers) -> Value:
    items = _some(list_)
    return NUMBERS.divide(_sum(items), Decimal(len(items)))


@aggregate("product", "number", "number")
def product(list_: Numbers) -> Value:
    return reduce(NUMBERS.multiply, _some(list_))


@aggregate("median", "number", "number")
def median(list_: Numbers) -> Value:
    items = sorted(_some(list_))
    middle = len(items) // 2
    if len(items) % 2:
        return items[middle]
    return NUMBERS.divide(NUMBERS.add(items[middle - 1], items[middle]), Decimal(2))


@aggregate("stddev", "number", "number")
def standard_deviation(list_: Numbers) -> Value:
    items = _some(list_)
    if len(items) < 2:
        raise UndefinedError("bad-argument", name="list", value=f"[{items[0]}]")
    average = NUMBERS.divide(_sum(items), Decimal(len(items)))
    squares = [NUMBERS.power(NUMBERS.subtract(item, average), 2) for item in items]
    return NUMBERS.sqrt(NUMBERS.divide(_sum(squares), Decimal(len(items) - 1)))


@aggregate("mode", "number", "list<number>")
def mode(list_: Numbers) -> Value:
    if not list_:
        return []
    counts: dict[Decimal, int] = {}
    for item in _some(list_):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, times in counts.items() if times == most)


def _some(list_: Numbers) -> Numbers:
    if not list_:
        raise UndefinedError("bad-argument", name="list", value="[]")
    _whole(list(list_))
    return list_


def _sum(items: Numbers) -> Decimal:
    return reduce(NUMBERS.add, items)


@aggregate("all", "boolean?", "boolean")
def conjunction(list_: list[bool | None]) -> Value:
    if False in list_:
        return False
    return None if None in list_ else True


@aggregate("any", "boolean?", "boolean")
def disjunction(list_: list[bool | None]) -> Value:
    if True in list_:
        return True
    return None if None in list_ else False


@counting_builtin("list contains(list: list, element: Any?) -> boolean")
def list_contains(spend: Spend, list_: list[Value], element: Value) -> Value:
    return any(same(item, element, spend) for item in list_)


@builtin("list replace(list: list, position: number, newItem: Any?) -> list")
def replace_at(list_: list[Value], position: Decimal, item: Value) -> Value:
    index = _index(list_, position)
    return [*list_[:index], item, *list_[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: Any?) -> list")
def replace_where(list_: list[Value], match: Function, item: Value) -> Value:
    return [item if _matches(match, old, item) else old for old in list_]


def _matches(match: Function, old: Value, item: Value) -> bool:
    answer = match.call([old, item])
    if not isinstance(answer, bool):
        raise UndefinedError("not-boolean", kind=kind(answer))
    return answer


@builtin("sublist(list: list, start position: number, length?: number?) -> list")
def sublist(list_: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    index = _index(list_, start)
    if length is None:
        return list_[index:]
    if length < 1 or index + int(length) > len(list_):
        raise UndefinedError("bad-argument", name="length", value=length)
    return list_[index : index + int(length)]


@builtin("append(list: list, *item: Any?) -> list")
def append(list_: list[Value], items: list[Value]) -> Value:
    return [*list_, *items]


@builtin("concatenate(list: list) -> list")
def concatenate_one(list_: list[Value]) -> Value:
    return list_


@builtin("concatenate(*list: list) -> list")
def concatenate(lists: list[list[Value]]) -> Value:
    return [item for list_ in lists for item in list_]


@counting_builtin("union(list: list) -> list")
def union_one(spend: Spend, list_: list[Value]) -> Value:
    return _distinct(list_, spend)


@counting_builtin("union(*list: list) -> list")
def union(spend: Spend, lists: list[list[Value]]) -> Value:
    return _distinct([item for list_ in lists for item in list_], spend)


@counting_builtin("distinct values(list: list) -> list")
def distinct_values(spend: Spend, list_: list[Value]) -> Value:
    return _distinct(list_, spend)


def _distinct(items: list[Value], spend: Spend) -> list[Value]:
    kept: list[Value] = []
    seen: set[Value] = set()
    for item in items:
        # Plain values are found by hash; the others must be compared one by one.
        if isinstance(item, str | Decimal) and not isinstance(item, bool):
            if item not in seen:
                seen.add(item)
                kept.append(item)
            continue
        spend(len(kept))
        if not any(same(item, other, spend) for other in kept):
            kept.append(item)
    return kept


@builtin("insert before(list: list, position: number, newItem: Any?) -> list")
def insert_before(list_: list[Value], position: Decimal, item: Value) -> Value:
    index = _index(list_, position)
    return [*list_[:index], item, *list_[index:]]


@builtin("remove(list: list, position: number) -> list")
def remove(list_: list[Value], position: Decimal) -> Value:
    index = _index(list_, position)
    return [*list_[:index], *list_[index + 1 :]]


def _index(list_: list[Value], position: Decimal) -> int:
    """The place from 0 that a position from 1, or from -1 backwards, means."""
    index = int(position)
    if index == 0 or abs(index) > len(list_):
        raise UndefinedError("no-index", index=position)
    return index - 1 if index > 0 else len(list_) + index


@builtin("reverse(list: list) -> list")
def reverse(list_: list[Value]) -> Value:
    return list_[::-1]


@counting_builtin("index of(list: list, match: Any?) -> list<number>")
def index_of(spend: Spend, list_: list[Value], match: Value) -> Value:
    return [Decimal(position) for position, item in enumerate(list_, 1) if same(item, match, spend)]


@counting_builtin("flatten(list: list) -> list")
def flatten(spend: Spend, list_: list[Value]) -> Value:
    flat: list[Value] = []
    pending = list(reversed(list_))
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            spend(len(item))
            pending.extend(reversed(item))
        else:
            flat.append(item)
    return flat


@counting_builtin("sort(list: list, precedes?: function) -> list")
def sort(spend: Spend, list_: list[Value], precedes: Function | None = None) -> Value:
    function = precedes

    def compare(left: Value, right: Value) -> int:
        spend(1)
        if function is None:
            return order(left, right)
        if function.call([left, right]) is True:
            return -1
        return 1 if function.call([right, left]) is True else 0

    return sorted(list_, key=cmp_to_key(compare))


@builtin("not(negand: Any?) -> boolean")
def negation(negand: Value) -> Value:
    if negand is None:
        return None
    if not isinstance(negand, bool):
        raise UndefinedError("argument-type", name="negand", expected="boolean", kind=kind(negand))
    return not negand
