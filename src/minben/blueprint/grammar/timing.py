"""What a step says of time beside its limit: a promise, a shortest time, pauses, an extension, who is shown it late."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..calendar import Limit
from ..forms import Form, key
from ..shapes import LIMIT, ListOf, Written
from .data import CITATION, CitationForm
from .words import OFFICER

_UNTIL = re.compile(r"^\s*until\s+(\S(?:.|\n)*)$")


@dataclass(frozen=True, slots=True)
class Until:
    """A limit that ends with the date that a FEEL expression yields."""

    source: str


def _within(text: str) -> Limit | Until:
    match = _UNTIL.match(text)
    return Until(match[1].strip()) if match else Limit.parse(text)


WITHIN = Written(
    "期限，例如 5 working days，或 until 加上得出日期的 FEEL 表达式",
    "a limit such as 5 working days, or until and a FEEL expression for its last day",
    _within,
    rf"{LIMIT.pattern}|^\s*until\s+\S",
)


class ExtendForm(Form):
    """The limit may be extended once, if an officer asks for it with reasons before it has passed."""

    by: Limit = key(LIMIT, "by how much")
    approves: str = key(OFFICER, "the officer, at the head of the agency, who allows it or not")
    law: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that allows it")
