"""Every FEEL expression of a service, where it stands and what it must yield: parsed once, for all checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ..model import EndRecord, GiveNotice, GiveRecord, Service, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Ask

BUILT_IN = ("applicant", "case", "today", "counting date", "title")
COUNTS = ("receipt", "decision")
BRACES = re.compile(r"[^{}]*(\{[^{}]+\}[^{}]*)*")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Must(Enum):
    """What an expression must yield."""

    ANYTHING = "anything"
    AMOUNT = "an amount"
    CONDITION = "a condition"
    DATE = "a date"
    OFFERS = "offers"
    FIELD = "a field"
    ANSWER = "an answer"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of a service. ``path`` is where it stands in the service's file, ``target`` what is made of it."""

    source: str
    path: tuple[str | int, ...]
    must: Must
    register: str = ""
    """Whose record's fields it reads besides (a read's ``where``), or whose field it fills."""
    field: str = ""
    ask: Ask | None = None
    """The question that it belongs to, whose answer is ``?``."""
    entry: tuple[Ask, ...] = ()
    """What else is asked of the same entry of a list, and may be named."""


def formulas(service: Service) -> Iterator[Formula]:
    """Every expression of the service but those inside decision tables."""
    for name, read in service.reads.items():
        if read.where:
            yield Formula(read.where, read_path(service, name), Must.CONDITION, register=read.register)
    yield from _of_asks(("asks",), service.asks)
    for name, material in service.materials.items():
        if material.when:
            yield Formula(material.when, ("materials", name, "when"), Must.CONDITION)
    for name, derive in service.derives.items():
        yield Formula(derive.source, ("derives", name, "is"), Must.ANYTHING)
    for name, decide in service.decisions.items():
        if decide.counts not in COUNTS:
            yield Formula(decide.counts, ("decisions", name, "counts"), Must.DATE)
    if service.competent:
        yield Formula(service.competent, ("competent",), Must.WORDS)
    if service.charging:
        yield Formula(service.charging.amount, ("fee", "amount"), Must.AMOUNT)
    for step in service.steps.values():
        yield from _of_step(step)


def read_path(service: Service, read: str) -> tuple[str, str, str]:
    """Where a read is defined: by itself, or as the licence of a material."""
    material = next((one.name for one in service.materials.values() if one.on_file == read), None)
    return ("reads", read, "from") if material is None else ("materials", material, "licence")


def _of_asks(
    path: tuple[str | int, ...], asks: Mapping[str, Ask], entry: tuple[Ask, ...] = ()
) -> Iterator[Formula]:
    for name, ask in asks.items():
        if ask.when:
            yield Formula(ask.when, (*path, name, "when"), Must.CONDITION, entry=entry)
        if ask.offers:
            yield Formula(ask.offers, (*path, name, "offers"), Must.OFFERS, ask=ask, entry=entry)
        if ask.check:
            yield Formula(ask.check, (*path, name, "check"), Must.CONDITION, ask=ask, entry=entry)
        if ask.prefill:
            yield Formula(ask.prefill, (*path, name, "prefill"), Must.ANSWER, ask=ask, entry=entry)
        yield from _of_asks((*path, name, "each"), ask.each, tuple(ask.each.values()))


def _of_step(step: Step) -> Iterator[Formula]:
    path = ("steps", step.id)
    if step.when:
        yield Formula(step.when, (*path, "when"), Must.CONDITION)
    if step.timing.until:
        yield Formula(step.timing.until, (*path, "within"), Must.DATE)
    yield from _of_asks((*path, "asks"), step.asks)
    if step.repeat is not None:
        yield Formula(step.repeat.until, (*path, "repeat", "until"), Must.CONDITION)
    for name, source in step.answers.items():
        yield Formula(source, (*path, "answers", name), Must.ANSWER)
    yield from _of_undo(step)
    for position, give in enumerate(step.gives):
        where = (*path, "gives", position)
        match give:
            case GiveRecord():
                for name, source in give.fields.items():
                    yield Formula(
                        source, (*where, "fields", name), Must.FIELD, register=give.register, field=name
                    )
                if give.since:
                    yield Formula(give.since, (*where, "since"), Must.DATE)
            case GiveNotice():
                for lang, text in give.text.items():
                    for source in placeholders(text):
                        yield Formula(source, (*where, "notice", lang), Must.WORDS)


def _of_undo(step: Step) -> Iterator[Formula]:
    for position, undo in enumerate(step.undo):
        where = ("steps", step.id, "undo", position)
        if isinstance(undo, EndRecord):
            yield Formula(undo.key, (*where, "key"), Must.WORDS)
        else:
            for lang, text in undo.text.items():
                for source in placeholders(text):
                    yield Formula(source, (*where, "notice", lang), Must.WORDS)


def placeholders(text: str) -> tuple[str, ...]:
    """The expressions in braces of a notice; none where braces do not match.

    >>> placeholders("每月{amount}元，从{today}起")
    ('amount', 'today')
    """
    return tuple(_PLACEHOLDER.findall(text)) if BRACES.fullmatch(text) else ()
