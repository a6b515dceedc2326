"""Calls of built-in functions over columns. What no module declares is refused by its name, unless all is known.

A function of a string whose values are known is worked out for each of them by the row engine, and looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UndefinedError
from . import (
    build,
    functions_conditions,
    functions_contexts,
    functions_dates,
    functions_lists,
    functions_numbers,
    functions_strings,
    functions_totals,
)
from .abstract import (
    NULL,
    Abstract,
    Known,
    RefusalError,
    Scalar,
    condition,
    lifted,
    scalar,
)
from .build import case
from .kinds import Boolean, Number, String
from .lower_numbers import aligned
from .plan import Constant, Translate, widest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..feel.registry import Builtin
    from .functions import Arguments, Call
    from .plan import Node, Plain

MOST_CODES = 50_000
"""The most known values of a string for which a function of it is looked up."""

_PLAIN = (
    functions_numbers.FUNCTIONS
    | functions_strings.FUNCTIONS
    | functions_dates.FUNCTIONS
    | functions_conditions.FUNCTIONS
    | functions_totals.FUNCTIONS
    | functions_lists.FUNCTIONS
    | functions_contexts.FUNCTIONS
)
_CALLING: dict[str, Callable[[Arguments, Call], Abstract]] = {"list replace": functions_lists.replaced}


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
    raw = [result.value if isinstance(result, Known) else None for result in results]
    if all(value is None for value in raw):
        return NULL
    try:
        shapes = [None if value is None else lifted(value) for value in raw]
    except RefusalError:
        return None
    present = [shape for shape in shapes if isinstance(shape, Scalar)]
    if len(present) != sum(shape is not None for shape in shapes):
        return None
    kinds = {(type(shape.kind), getattr(shape.kind, "zone", "")) for shape in present}
    if len(kinds) > 1:
        return None
    if isinstance(present[0].kind, Boolean):
        return _tested(argument, raw, codes)
    kind, nodes = present[0].kind, [shape.node for shape in present]
    if isinstance(kind, Number):
        nodes, scale = aligned(present)
        kind = Number(scale, 0, 0)
    constants = iter(nodes)
    plain = tuple(None if shape is None else _constant(next(constants)) for shape in shapes)
    of = widest(tuple(node.type for node in nodes))
    return scalar(kind, Translate(argument.node, tuple(codes), plain, None, of))


def _constant(node: Node) -> Plain:
    if not isinstance(node, Constant):
        raise TypeError(node)
    return node.value


def _tested(argument: Scalar, raw: Sequence[object], codes: Sequence[str]) -> Abstract:
    """A condition on a string whose values are known."""
    answers = list(zip(codes, raw, strict=True))
    true = build.within(argument.node, [code for code, value in answers if value is True])
    unknown = [code for code, value in answers if value is None]
    if unknown:
        true = case(((build.within(argument.node, unknown), build.UNKNOWN),), true)
    return condition(true)
