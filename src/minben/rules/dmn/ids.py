"""Ids for the elements of a model that have none: readable ones, and the same at every writing.

An id is what an element is and what it is called (`decision_amount`); inside it places are counted
(`decision_amount_rule_2`). XML allows letters of any script in an id.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from ..models.boxed import Binding, Branch, Column, Element, Line, Markup
from ..models.definitions import Constraint, FunctionItem, Header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..models.model import Model

_NAME_SIGN = re.compile(
    r"[A-Za-z0-9_.\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3005-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe\uff10-\uff19\uff21-\uff3a"
    r"\uff41-\uff5a\uff66-\uffdc\U00010000-\U000effff]+"
)
_HOLDERS = (Element, Header, Binding, Branch, Column, Line, Constraint, FunctionItem)


class Ids:
    """The ids of one model, so that each is given once."""

    def __init__(self, model: Model) -> None:
        self._taken = set(_given(model))

    def of(self, given: str, *way: str | int) -> str:
        """The id that an element has, or a new one for the way that leads to it."""
        return given or self._new("_".join(filter(None, (_spelled(str(step)) for step in way))))

    def _new(self, wanted: str) -> str:
        id_, count = wanted, 1
        while id_ in self._taken:
            count += 1
            id_ = f"{wanted}_{count}"
        self._taken.add(id_)
        return id_


def _spelled(text: str) -> str:
    """A text with what ids may hold.

    >>> _spelled("高龄津贴 (80+)")
    '高龄津贴_80'
    """
    return "_".join(_NAME_SIGN.findall(text))


def _given(model: Model) -> Iterator[str]:
    """Every id in a model."""
    parts = (model.header, *model.inputs, *model.decisions, *model.knowledge, *model.services, *model.sources)
    pending: list[object] = [*parts, *model.item_definitions, *model.imports, *model.artifacts]
    pending.append(model.diagrams)
    while pending:
        found = pending.pop()
        if isinstance(found, tuple):
            pending.extend(found)
        elif isinstance(found, Markup):
            yield dict(found.attributes).get("id", "")
            pending.extend(found.children)
        elif isinstance(found, _HOLDERS):
            yield from _own(found)
            pending.extend(getattr(found, field.name) for field in fields(found))


def _own(holder: object) -> Iterator[str]:
    """The ids that an element says itself."""
    yield getattr(holder, "id", "")
    match holder:
        case Column(expression=expression):
            yield expression
        case Line(entries=entries):
            yield from entries
