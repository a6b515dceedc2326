"""What the built-in functions over columns share: how they are declared, and how they take their arguments.

Every module `functions_*` declares the functions of one subject; `lower_builtins` calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .abstract import (
    NULL,
    Abstract,
    Elements,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    shaped,
)
from .lower_choice import where_present
from .lower_lists import (
    as_list,
)
from .lower_numbers import (
    is_number,
)

Arguments = Sequence[Abstract]
Body = Callable[[Arguments], Abstract]
Call = Callable[[Abstract, Sequence[Abstract]], Abstract]
"""Calls a function that is a value."""


class Functions(dict[str, Body]):
    """Built-in functions by name. Each is given as many arguments as one of its signatures takes."""

    def named(self, *names: str) -> Callable[[Body], Body]:
        """Declares the function below under these names."""

        def declare(body: Body) -> Body:
            self.update(dict.fromkeys(names, body))
            return body

        return declare


def one(value: Abstract) -> Abstract:
    """An argument, a list of one element as that element."""
    value = shaped(value)
    if isinstance(value, Elements) and len(value.items) == 1 and value.fixed:
        return where_present(value, value.items[0][1])
    if isinstance(value, Rows):
        raise RefusalError("columns-list-for-one")
    if isinstance(value, Elements) and not value.fixed:
        raise RefusalError("columns-list-for-one")
    return shaped(value)


def scalars(arguments: Arguments, *wanted: type) -> list[Scalar] | None:
    """The arguments as scalars of these kinds, None where one is of another."""
    found: list[Scalar] = []
    for argument, kind in zip(arguments, wanted, strict=False):
        value = one(argument)
        if not isinstance(value, Scalar) or not isinstance(value.kind, kind):
            return None
        found.append(value)
    return found


def number_of(value: Abstract) -> Scalar | Quotient | None:
    inner = one(value)
    return inner if isinstance(inner, Scalar | Quotient) and is_number(inner) else None


def list_of(arguments: Arguments) -> Elements | Rows | None:
    """The list that an aggregate is of: its only argument, or all of them; None where it is null."""
    if len(arguments) > 1:
        return Elements.of(list(arguments))
    value = shaped(arguments[0])
    if value == NULL:
        return None
    if isinstance(value, Elements | Rows):
        return value
    return as_list(value)


def of_list(arguments: Arguments, result: Callable[[Elements | Rows], Abstract]) -> Abstract:
    """A function of a list, null where the list is."""
    list_ = list_of(arguments)
    if list_ is None:
        return NULL
    if len(arguments) == 1 and not isinstance(shaped(arguments[0]), Elements | Rows):
        return where_present(arguments[0], result(list_))
    return where_present(list_, result(as_list(list_)))


def elements_of(argument: Abstract, name: str) -> Elements:
    list_ = list_of([argument])
    if not isinstance(list_, Elements):
        raise RefusalError("columns-list-function", name=name)
    return list_


def fixed(name: str, argument: Abstract) -> Elements:
    list_ = elements_of(argument, name)
    if not list_.fixed:
        raise RefusalError("columns-list-function", name=name)
    return list_
