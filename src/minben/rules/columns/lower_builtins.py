"""Calls of built-in functions over columns. What no module declares is refused by its name, unless all is known.

A function of a string whose values are known is worked out for each of them by the row engine, and looked up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.values import kind as kind_name
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
    scalar,
    scaled,
)
from .build import case
from .kinds import (
    Integer,
    Number,
    String,
    Text,
)
from .plan import (
    Constant,
    Translate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..feel.registry import Builtin
    from .functions import Arguments, Call
    from .plan import Plain

MOST_CODES = 1000
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
