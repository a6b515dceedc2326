"""The built-in functions that put lists together anew, over columns (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .abstract import (
    NULL,
    Abstract,
    Closure,
    Elements,
    RefusalError,
    name_of,
    null_of,
    shaped,
    truth_of,
)
from .build import any_of
from .functions import (
    Arguments,
    Call,
    Functions,
    elements_of,
    fixed,
)
from .lower_choice import choose, where_present
from .lower_lists import (
    each,
)
from .lower_operators import (
    position_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .plan import (
        Node,
    )

FUNCTIONS = Functions()


def _structural(
    name: str, result: Callable[[list[tuple[Node | None, Abstract]], Arguments], Abstract]
) -> Callable[[Arguments], Abstract]:
    """A function that puts the elements of a list together anew."""

    def body(arguments: Arguments) -> Abstract:
        if shaped(arguments[0]) == NULL:
            return NULL
        list_ = elements_of(arguments[0], name)
        return where_present(list_, result(list(list_.items), arguments[1:]))

    return body


FUNCTIONS["append"] = _structural(
    "append", lambda items, more: Elements((*items, *((None, value) for value in more)))
)
FUNCTIONS["reverse"] = _structural("reverse", lambda items, _: Elements(tuple(reversed(items))))


@FUNCTIONS.named("concatenate")
def _concatenate(arguments: Arguments) -> Abstract:
    lists = [elements_of(argument, "concatenate") for argument in arguments]
    joined = Elements(tuple(item for list_ in lists for item in list_.items))
    missing = any_of(null_of(list_) for list_ in lists)
    return choose(((missing, NULL),), joined)


@FUNCTIONS.named("flatten")
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

    list_ = elements_of(arguments[0], "flatten")
    return where_present(list_, Elements(tuple(flat(list_))))


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


@FUNCTIONS.named("remove")
def _remove(arguments: Arguments) -> Abstract:
    list_ = fixed("remove", arguments[0])
    index = _index("remove", list_, arguments[1])
    if index is None:
        return NULL
    return where_present(list_, Elements((*list_.items[:index], *list_.items[index + 1 :])))


@FUNCTIONS.named("insert before")
def _insert(arguments: Arguments) -> Abstract:
    list_ = fixed("insert before", arguments[0])
    index = _index("insert before", list_, arguments[1])
    if index is None:
        return NULL
    return where_present(list_, Elements((*list_.items[:index], (None, arguments[2]), *list_.items[index:])))


@FUNCTIONS.named("sublist")
def _sublist(arguments: Arguments) -> Abstract:
    list_ = fixed("sublist", arguments[0])
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


def replaced(arguments: Arguments, call: Call) -> Abstract:
    list_ = fixed("list replace", arguments[0])
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
