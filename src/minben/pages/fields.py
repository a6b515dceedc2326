"""A question as a field of a form: which component shows it, with what has been answered and what is wrong with it.

The type of the fact decides: choices are radios or boxes to tick, a date is three small boxes, a division is picked
level by level, a list shows its entries one below the other, the rest is a line of text or a few. What a form sends is
read back by `posted`; what it means is checked by the rooms below.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben import services
from minben.blueprint.model import FactType, Format

from .languages import say
from .posted import DATE_PARTS, filled, goes_on, is_division, levels_below, read, way_to
from .templatetags.minben import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minben.blueprint.model import Blueprint, Fact
    from minben.cases import Question

    Text = Mapping[str, str]
    Problems = Mapping[str, Text]

__all__ = ["DATE_PARTS", "Field", "Problem", "field_of", "filled", "goes_on", "head", "of_question", "read"]

LONG = 200


class Widget(StrEnum):
    """The component that shows a field."""

    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    DATE = "date"
    TIME = "time"
    DIVISION = "division"
    LIST = "list"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the element that puts it right."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button, box to tick, or entry of a menu."""

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
class Level:
    """One menu of a division; ``parent`` is the unit whose parts it offers, in an input of the name ``of``."""

    id: str
    name: str
    title: str
    of: str
    parent: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Typing:
    """How a line is typed: the type of its input, the keys that a phone shows, and what a browser may fill in.

    ``autocomplete`` names the purpose where the answer is about the person themselves (WCAG 2.2, 1.3.5).
    """

    type: str = "text"
    inputmode: str = ""
    autocomplete: str = "off"


DIGITS = Typing(inputmode="numeric")
TYPINGS: Mapping[Format, Typing] = {
    Format.BANK_ACCOUNT: DIGITS,
    Format.PHONE: Typing("tel", "tel", "tel"),
    Format.EMAIL: Typing("email", "email", "email"),
    Format.POSTCODE: Typing(inputmode="numeric", autocomplete="postal-code"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: ``number`` from 1."""

    number: int
    title: str
    fields: tuple[Field, ...]
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Field:
    """A question ready to be shown. ``id`` is the element that an error leads to."""

    name: str
    id: str
    label: str
    hint: str
    widget: Widget
    value: object
    shown: str
    """The value as people read it; the entries of a list a line each."""
    required: bool
    choices: tuple[Choice, ...]
    parts: tuple[DatePart, ...]
    levels: tuple[Level, ...]
    entries: tuple[Entry, ...]
    more: bool
    """Whether a list may have another entry."""
    typing: Typing
    max_length: int
    problem: Problem | None

    @property
    def problems(self) -> Iterator[Problem]:
        """All that is wrong, in the order of the page."""
        if self.problem:
            yield self.problem
        for entry in self.entries:
            inside = (problem for field in entry.fields for problem in field.problems)
            for problem in (*([entry.problem] if entry.problem else ()), *inside):
                where = {"entry": entry.title, "problem": problem.text}
                yield Problem(problem.target, _("%(entry)s: %(problem)s") % where)


def field_of(question: Question, value: object = None, problems: Problems | None = None) -> Field:
    """The field of a question with what has been answered so far, else what it is prefilled with.

    ``problems`` are those of the whole form by the paths of answers; those of other questions do not matter.
    """
    blueprint = services.in_force()
    answered = question.prefill if value is None else value
    return _field(blueprint, question, answered, problems or {}, question.ask.name, question.ask.name)


def head(path: str) -> str:
    """The question that the path of an answer begins with.

    >>> head("children[2].born")
    'children'
    """
    return path.partition("[")[0]


def of_question(problems: Problems, name: str) -> Problems:
    """The problems of one question and of what it asks of each entry."""
    return {path: text for path, text in problems.items() if head(path) == name}


def _field(
    blueprint: Blueprint, question: Question, value: object, problems: Problems, name: str, path: str
) -> Field:
    ask, fact, widget = question.ask, question.fact, _widget(question)
    if isinstance(value, bool):
        value = "true" if value else "false"
    options = _options(question)
    choices = tuple(
        Choice(_id(name, index), given, title, given == value or (isinstance(value, list) and given in value))
        for index, (given, title) in enumerate(options)
    )
    text = value if isinstance(value, str) else ""
    levels = _levels(blueprint, fact, text, name) if widget is Widget.DIVISION else ()
    entries = _entries(blueprint, question, value, problems, name, path) if widget is Widget.LIST else ()
    first = entries[0].fields[0].id if entries and entries[0].fields else _id(name, 0)
    id_ = levels[-1].id if levels else choices[0].id if choices else first
    problem = problems.get(path)
    return Field(
        name=name,
        id=id_,
        label=say(ask.title) or say(fact.title),
        hint=_hint(blueprint, question),
        widget=widget,
        value=value if value is not None else "",
        shown=shown(blueprint, question, value),
        required=ask.required,
        choices=choices,
        parts=_parts(name, text) if widget is Widget.DATE else (),
        levels=levels,
        entries=entries,
        more=len(entries) < ask.at_most,
        typing=_typing(fact, about_oneself=name == ask.name),
        max_length=fact.max_length,
        problem=Problem(id_, say(problem)) if problem else None,
    )


def _hint(blueprint: Blueprint, question: Question) -> str:
    """Why it is asked, and where whoever fills in may not see what there is to choose from."""
    why = say(question.ask.why) if question.ask.why else ""
    if not question.unseen:
        return why
    named = _(", ").join(say(blueprint.registers[name].title) for name in question.unseen)
    openly = _("(Ask the person; what they say is checked against: %(registers)s.)") % {"registers": named}
    return f"{why} {openly}".strip()


def _widget(question: Question) -> Widget:
    fact = question.fact
    if question.ask.each:
        return Widget.LIST
    if fact.type is FactType.CHOICES:
        return Widget.CHECKBOXES
    if question.options or fact.type in (FactType.YES_NO, FactType.CHOICE):
        return Widget.RADIOS
    if is_division(fact):
        return Widget.DIVISION
    if fact.type in (FactType.DATE, FactType.TIME):
        return Widget(fact.type)
    long = fact.type is FactType.LONG_TEXT or (fact.format is None and fact.max_length > LONG)
    return Widget.TEXT if long else Widget.LINE


def _typing(fact: Fact, *, about_oneself: bool) -> Typing:
    found = TYPINGS.get(fact.format) if fact.format else None
    if found is not None:
        return found if about_oneself else Typing(found.type, found.inputmode)
    return Typing(inputmode="decimal") if fact.type in (FactType.NUMBER, FactType.MONEY) else Typing()


def _options(question: Question) -> list[tuple[str, str]]:
    if question.options:
        return [(option.value, say(option.title)) for option in question.options]
    if question.fact.type is FactType.YES_NO:
        return [("true", _("Yes")), ("false", _("No"))]
    return []


def shown(blueprint: Blueprint, question: Question, value: object) -> str:
    """An answer in words as somebody has given it, right or not."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if question.ask.each:
        lines = [_line(blueprint, question, entry) for entry in _mappings(value)]
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    titles = dict(_options(question))
    if isinstance(value, list):
        return _("; ").join(titles.get(str(one), str(one)) for one in value)
    text = "" if value is None else str(value)
    if question.fact.type is FactType.DATE and text:
        try:
            return day(text)
        except ValueError:
            return text
    if is_division(question.fact):
        return " ".join(blueprint.divisions[code].name for code in way_to(blueprint, text)) or text
    return titles.get(text, text)


def _line(blueprint: Blueprint, question: Question, entry: Mapping[str, object]) -> str:
    """An entry of a list in one line."""
    parts = {one.ask.name: one for one in question.parts}
    for asked in question.entries:
        parts.update({one.ask.name: one for one in asked})
    said = [
        f"{say(part.ask.title)}{_(': ')}{shown(blueprint, part, entry[name])}"
        for name, part in parts.items()
        if name in entry
    ]
    return _("; ").join(said)


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []


def _entries(
    blueprint: Blueprint, question: Question, value: object, problems: Problems, name: str, path: str
) -> tuple[Entry, ...]:
    """The entries of a list; an empty one where there is none yet."""
    label = say(question.ask.title) or say(question.fact.title)
    answered = _mappings(value) or [{}]
    entries = []
    for number, entry in enumerate(answered, 1):
        put = question.entries[number - 1] if number <= len(question.entries) else question.further
        wrong = problems.get(f"{path}[{number}]")
        fields = tuple(
            _field(
                blueprint,
                one,
                entry.get(one.ask.name, one.prefill),
                problems,
                f"{name}-{number}-{one.ask.name}",
                f"{path}[{number}].{one.ask.name}",
            )
            for one in put
        )
        problem = Problem(fields[0].id if fields else _id(name, 0), say(wrong)) if wrong else None
        entries.append(Entry(number, f"{label} {number}", fields, problem))
    return tuple(entries)


def _levels(blueprint: Blueprint, fact: Fact, value: str, name: str) -> tuple[Level, ...]:
    """A menu for every unit on the way, and one for what the last of them consists of."""
    way = way_to(blueprint, value)
    found = []
    for index, parent in enumerate([blueprint.division, *way]):
        codes = list(levels_below(blueprint, fact, parent))
        if not codes:
            break
        chosen = way[index] if index < len(way) else ""
        found.append(
            Level(
                id=_id(name, index),
                name=f"{name}-{index}",
                title=_level_title(blueprint.divisions[codes[0]].level),
                of=f"{name}-of-{index}",
                parent=parent,
                choices=tuple(
                    Choice("", code, blueprint.divisions[code].name, code == chosen) for code in codes
                ),
            )
        )
    return tuple(found)


def _level_title(level: int) -> str:
    titles = {1: _("Province"), 2: _("City"), 3: _("County or district"), 4: _("Town or street")}
    return titles.get(level, _("Village or community"))


def _parts(name: str, value: str) -> tuple[DatePart, ...]:
    values = [*value.split("-"), "", "", ""][:3]
    titles = (_("Year"), _("Month"), _("Day"))
    return tuple(
        DatePart(_id(name, index), f"{name}-{part}", title, given, 4 if index == 0 else 2)
        for index, (part, title, given) in enumerate(zip(DATE_PARTS, titles, values, strict=True))
    )


def _id(name: str, index: int) -> str:
    return f"answer-{name}" if index == 0 else f"answer-{name}-{index + 1}"
