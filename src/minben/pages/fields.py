"""A question as a field of a form: which component shows it, and how what was typed is read back.

The type of the fact decides: choices are radios, yes or no too, a date is three small boxes, the rest is a line of text
or a few. What an answer means is checked by the rooms below; here it only becomes one string.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben.blueprint.model import FactType

from .languages import say
from .templatetags.minben import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.cases import Question

LONG = 200
DATE_PARTS = ("year", "month", "day")


class Widget(StrEnum):
    """The component that shows a field."""

    RADIOS = "radios"
    DATE = "date"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the element that puts it right."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button."""

    id: str
    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DatePart:
    """One box of a date."""

    id: str
    name: str
    title: str
    value: str
    width: int


@dataclass(frozen=True, slots=True)
class Field:
    """A question ready to be shown. ``id`` is the element that an error leads to."""

    name: str
    id: str
    label: str
    hint: str
    widget: Widget
    value: str
    shown: str
    """The value as people read it."""
    required: bool
    choices: tuple[Choice, ...]
    parts: tuple[DatePart, ...]
    numeric: bool
    max_length: int
    problem: Problem | None


def field_of(question: Question, value: str, problem: Mapping[str, str] | None = None) -> Field:
    """The field of a question with what has been answered so far."""
    name, fact = question.ask.name, question.fact
    widget = _widget(question)
    options = _options(question)
    choices = tuple(
        Choice(_id(name, index), given, title, given == value) for index, (given, title) in enumerate(options)
    )
    id_ = choices[0].id if choices else _id(name, 0)
    return Field(
        name=name,
        id=id_,
        label=say(question.ask.title) or say(fact.title),
        hint=say(question.ask.why),
        widget=widget,
        value=value,
        shown=_shown(question, value, dict(options)),
        required=question.ask.required,
        choices=choices,
        parts=_parts(name, value) if widget is Widget.DATE else (),
        numeric=fact.type in (FactType.NUMBER, FactType.MONEY) or fact.format in NUMERIC,
        max_length=fact.max_length,
        problem=Problem(id_, say(problem)) if problem else None,
    )


NUMERIC = frozenset({"bank-account"})
"""Formats made of digits alone, for which telephones show their number keys."""


def read(question: Question, posted: Mapping[str, str]) -> str:
    """What was typed or chosen, as one string; '' for nothing."""
    name = question.ask.name
    if _widget(question) is not Widget.DATE:
        return posted.get(name, "").strip()
    parts = [posted.get(f"{name}-{part}", "").strip() for part in DATE_PARTS]
    if not any(parts):
        return ""
    year, month, day_ = parts
    return f"{year}-{month.zfill(2)}-{day_.zfill(2)}"


def _widget(question: Question) -> Widget:
    if question.options or question.fact.type is FactType.YES_NO:
        return Widget.RADIOS
    if question.fact.type is FactType.DATE:
        return Widget.DATE
    return Widget.TEXT if question.fact.max_length > LONG else Widget.LINE


def _options(question: Question) -> list[tuple[str, str]]:
    if question.options:
        return [(option.value, say(option.title)) for option in question.options]
    if question.fact.type is FactType.YES_NO:
        return [("true", _("Yes")), ("false", _("No"))]
    return []


def _shown(question: Question, value: str, titles: Mapping[str, str]) -> str:
    if question.fact.type is FactType.DATE and value:
        try:
            return day(value)
        except ValueError:
            return value
    return titles.get(value, value)


def _parts(name: str, value: str) -> tuple[DatePart, ...]:
    values = [*value.split("-"), "", "", ""][:3]
    titles = (_("Year"), _("Month"), _("Day"))
    return tuple(
        DatePart(_id(name, index), f"{name}-{part}", title, given, 4 if index == 0 else 2)
        for index, (part, title, given) in enumerate(zip(DATE_PARTS, titles, values, strict=True))
    )


def _id(name: str, index: int) -> str:
    return f"answer-{name}" if index == 0 else f"answer-{name}-{index + 1}"
