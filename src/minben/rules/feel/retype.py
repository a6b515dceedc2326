"""Puts the types that names stand for into a tree: in `instance of`, and at the parameters of functions."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast, get_args

from .tree import Node, UnaryTests
from .types import Type

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPES = get_args(Type)
_Tree = TypeVar("_Tree", Node, UnaryTests)


def with_types(tree: _Tree, resolve: Callable[[Type], Type]) -> _Tree:
    """The tree with every type in it as `resolve` gives it; the tree itself where nothing changes."""
    return cast("_Tree", _with_types(tree, resolve))


def _with_types(part: object, resolve: Callable[[Type], Type]) -> object:
    if isinstance(part, _TYPES):
        return resolve(part)
    if isinstance(part, tuple):
        items = tuple(_with_types(item, resolve) for item in part)
        return part if all(new is old for new, old in zip(items, part, strict=True)) else items
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changes = {}
    for field in fields(part):
        if field.compare:
            old = getattr(part, field.name)
            new = _with_types(old, resolve)
            if new is not old:
                changes[field.name] = new
    return replace(part, **changes) if changes else part
