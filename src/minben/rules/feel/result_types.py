"""What calls of built-in functions give, where that depends on what they are given: the elements of a list stay.

A signature says only `list`; here the type of the elements is followed through `sort`, `append`, `get value` and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tree import Literal
from .types import ANY, NULL, ContextType, ListType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .tree import Node
    from .type_relations import Known

_SAME = frozenset(("sublist", "remove", "reverse", "distinct values", "sort"))
"""Give a list of the same elements as their first argument, fewer or in another order."""
_CHOSEN = frozenset(("min", "max"))
"""Give one of the elements, or of the arguments."""
_JOINED = frozenset(("concatenate", "union"))


def result_of(name: str, nodes: Sequence[Node], types: Sequence[Known]) -> Known:
    """The type that a call with arguments by position gives, None where the arguments do not tell."""
    if not types or any(type_ is None for type_ in types):
        return None
    if name in _SAME:
        return types[0] if isinstance(types[0], ListType) else None
    if name in _CHOSEN:
        return _one([_element(type_) for type_ in types] if len(types) == 1 else types)
    if name in _JOINED and all(isinstance(type_, ListType) for type_ in types):
        return _list([_element(type_) for type_ in types])
    maker = _MAKERS.get(name)
    return None if maker is None else maker(nodes, types)


def _element(type_: Known) -> Known:
    return type_.element if isinstance(type_, ListType) else type_


def _one(types: Sequence[Known]) -> Known:
    """The one type that all are, null aside."""
    told = {type_ for type_ in types if type_ != NULL}
    return told.pop() if len(told) == 1 and None not in told and ANY not in told else None


def _list(elements: Sequence[Known]) -> Known:
    # An empty list has elements of any type.
    one = _one([element for element in elements if element != ANY])
    return None if one is None else ListType(one)


def _appended(_: Sequence[Node], types: Sequence[Known]) -> Known:
    return _list([_element(types[0]), *types[1:]]) if isinstance(types[0], ListType) else None


def _put_in(_: Sequence[Node], types: Sequence[Known]) -> Known:
    return (
        _list([_element(types[0]), types[2]]) if isinstance(types[0], ListType) and len(types) > 2 else None
    )


def _value(nodes: Sequence[Node], types: Sequence[Known]) -> Known:
    context = types[0]
    match nodes:
        case [_, Literal(str(key))] if isinstance(context, ContextType):
            return context.get(key)
    return None


def _context_put(nodes: Sequence[Node], types: Sequence[Known]) -> Known:
    context = types[0]
    match nodes:
        case [_, Literal(str(key)), _] if isinstance(context, ContextType):
            return ContextType.of({**dict(context.fields), key: types[2] or ANY})
    return None


_MAKERS: dict[str, Callable[[Sequence[Node], Sequence[Known]], Known]] = {
    "append": _appended,
    "insert before": _put_in,
    "get value": _value,
    "context put": _context_put,
}
