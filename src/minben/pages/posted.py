"""What a form sends back, as the JSON values that answers are; and whether it wants to be shown again first.

A form without script changes its shape by being sent: "Next" chooses what a division consists of, buttons add and
remove entries of a list, and an answer may bring up further questions. Names of a list's inputs are
``LIST-POSITION-PART``, positions from 1; ``LIST-count`` says how many entries the form had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import FactType, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.http import QueryDict

    from minben.blueprint.model import Blueprint, Fact
    from minben.cases import Question

DATE_PARTS = ("year", "month", "day")
RESHAPE = "reshape"
"""The name of the buttons that send a form in order to be shown it again: ``LIST:add``, ``LIST:3`` to remove."""
ADD = "add"
SHOWN = "-shown"
"""Ends the name of an input that says that a question was on the form; one without any was not made by us."""
MOST = 200
"""Entries that are read of one form, however many a service allows."""


def read(question: Question, posted: QueryDict, name: str = "") -> object:
    """What was typed, chosen or listed: a string, a list of strings, or a list of mappings; '' or [] for nothing."""
    name, fact = name or question.ask.name, question.fact
    if question.ask.each:
        return _entries(question, posted, name)
    if fact.type is FactType.CHOICES:
        return posted.getlist(name)
    if is_division(fact):
        return _division(posted, name)
    if fact.type is FactType.DATE and not question.options:
        return _date(posted, name)
    return posted.get(name, "").strip()


def goes_on(question: Question, value: object, posted: QueryDict, blueprint: Blueprint) -> bool:
    """Whether the form is to be shown again, without complaint, before its answer counts.

    ``question`` is as it is put with this ``value`` answered: it may ask what the form did not have yet.
    """
    name = question.ask.name
    if posted.get(RESHAPE, "").partition(":")[0] == name:
        return True
    if not any(sent.endswith(SHOWN) for sent in posted):
        return False
    return any(
        unseen(one, given, posted, inner, blueprint) for one, given, inner in _inside(question, value, name)
    )


def unseen(question: Question, value: object, posted: QueryDict, name: str, blueprint: Blueprint) -> bool:
    """Whether the form that was sent did not show this question, or not the level of a division that is next."""
    if is_division(question.fact):
        parent = str(value or "") or blueprint.division
        deeper = next(levels_below(blueprint, question.fact, parent), None)
        return deeper is not None and posted.get(f"{name}-of-{depth(blueprint, parent)}") != parent
    return f"{name}{SHOWN}" not in posted


def _inside(question: Question, value: object, name: str) -> Iterator[tuple[Question, object, str]]:
    """A question, or those of every entry of a list, with what was answered and the name of its input."""
    if not question.ask.each:
        yield question, value, name
        return
    entries = value if isinstance(value, list) else []
    for position, (asked, entry) in enumerate(zip(question.entries, entries, strict=False), 1):
        for one in asked:
            yield one, entry.get(one.ask.name), f"{name}-{position}-{one.ask.name}"


def _entries(question: Question, posted: QueryDict, name: str) -> list[dict[str, object]]:
    """The entries of a list as they are to be: those with something in them, and one more where it was added."""
    count = posted.get(f"{name}-count", "")
    positions = range(1, min(int(count), MOST) + 1) if count.isdecimal() else range(0)
    action = posted.get(RESHAPE, "").partition(":")
    wanted = action[2] if action[0] == name else ""
    entries = []
    for position in positions:
        if wanted == str(position):
            continue
        entry = {
            one.ask.name: read(one, posted, f"{name}-{position}-{one.ask.name}") for one in question.parts
        }
        said = {part: value for part, value in entry.items() if value not in ("", [])}
        if said or wanted:
            entries.append(said)
    return [*entries, {}] if wanted == ADD and len(entries) < question.ask.at_most else entries


def _date(posted: QueryDict, name: str) -> str:
    parts = [posted.get(f"{name}-{part}", "").strip() for part in DATE_PARTS]
    if not any(parts):
        return ""
    year, month, day = parts
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _division(posted: QueryDict, name: str) -> str:
    """The lowest unit that was chosen; a choice within another unit than the one above it counts for nothing."""
    chosen, level = "", 0
    while (value := posted.get(f"{name}-{level}", "").strip()) and (
        level == 0 or posted.get(f"{name}-of-{level}") == chosen
    ):
        chosen, level = value, level + 1
    return chosen


def is_division(fact: Fact) -> bool:
    """Whether a fact is a unit that is picked level by level."""
    return fact.type is FactType.DIVISION or fact.format is Format.DIVISION


def way_to(blueprint: Blueprint, code: str) -> list[str]:
    """The units from below the governed one down to this one; nothing where it lies elsewhere or is unknown."""
    way: list[str] = []
    unit = blueprint.divisions.get(code)
    while unit is not None and unit.code != blueprint.division:
        way.insert(0, unit.code)
        unit = blueprint.divisions.get(unit.parent or "")
    return way if unit is not None else []


def depth(blueprint: Blueprint, code: str) -> int:
    """How many levels below the governed unit this one lies."""
    return len(way_to(blueprint, code))


def levels_below(blueprint: Blueprint, fact: Fact, parent: str) -> Iterator[str]:
    """What a unit consists of, as far down as the fact wants it."""
    for code, unit in blueprint.divisions.items():
        if unit.parent == parent and (fact.level is None or unit.level <= fact.level):
            yield code


def filled(
    asked: tuple[Question, ...],
    posted: QueryDict,
    again: Callable[[Mapping[str, object]], tuple[Question, ...]],
) -> tuple[dict[str, object], tuple[Question, ...]]:
    """The answers of a form with several questions, and the questions as they are put with them.

    ``again`` says which questions are put given some answers: one answer may bring up the next question.
    """
    while True:
        answers = {one.ask.name: read(one, posted) for one in asked}
        following = again(answers)
        if {one.ask.name for one in following} == answers.keys():
            return answers, following
        asked = following
