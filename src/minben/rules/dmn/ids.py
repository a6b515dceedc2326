"""Ids for the elements of a model that have none: readable ones, and the same at every writing.

An id is what an element is and what it is called (`decision_amount`); inside it places are counted
(`decision_amount_rule_2`). XML allows letters of any script in an id, editors only Latin ones: Chinese names are
spelled in pinyin.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING
from unicodedata import normalize

from ..models.boxed import Binding, Branch, Column, Element, Line, Markup
from ..models.definitions import Constraint, FunctionItem, Header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..models.model import Model

_LATIN = re.compile(r"[A-Za-z0-9_.-]+")
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
    """A text in the letters that an id may have.

    >>> _spelled("高龄津贴 (80+)"), _spelled("âge")
    ('gao_ling_jin_tie_80', 'age')
    """
    if not text.isascii():
        # Its dictionary takes longer to load than most models to write.
        from pypinyin import lazy_pinyin

        text = normalize("NFKD", " ".join(lazy_pinyin(text))).encode("ascii", "ignore").decode()
    return "_".join(_LATIN.findall(text))


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
