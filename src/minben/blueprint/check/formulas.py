"""Every FEEL expression of a service, where it stands and what it must yield: parsed once, for all checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ..model import Ask, GiveNotice, GiveRecord, Service, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUILT_IN = ("applicant", "case", "today", "counting date", "title")
COUNTS = ("receipt", "decision")
BRACES = re.compile(r"[^{}]*(\{[^{}]+\}[^{}]*)*")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Must(Enum):
    """What an expression must yield."""

    ANYTHING = "anything"
    CONDITION = "a condition"
    DATE = "a date"
    OFFERS = "offers"
    FIELD = "a field"
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
    fact: str = ""
    """What fact the value under test ``?`` is of."""


def formulas(service: Service) -> Iterator[Formula]:
    """Every expression of the service but those inside decision tables."""
    for name, read in service.reads.items():
        if read.where:
            yield Formula(read.where, ("reads", name, "from"), Must.CONDITION, register=read.register)
    yield from _of_asks(("asks",), service.asks)
    for name, derive in service.derives.items():
        yield Formula(derive.source, ("derives", name, "is"), Must.ANYTHING)
    for name, decide in service.decisions.items():
        if decide.counts not in COUNTS:
            yield Formula(decide.counts, ("decisions", name, "counts"), Must.DATE)
    for step in service.steps.values():
        yield from _of_step(step)


def _of_asks(path: tuple[str | int, ...], asks: Mapping[str, Ask]) -> Iterator[Formula]:
    for name, ask in asks.items():
        if ask.when:
            yield Formula(ask.when, (*path, name, "when"), Must.CONDITION)
        if ask.offers:
            yield Formula(ask.offers, (*path, name, "offers"), Must.OFFERS, fact=ask.fact)
        if ask.check:
            yield Formula(ask.check, (*path, name, "check"), Must.CONDITION, fact=ask.fact)


def _of_step(step: Step) -> Iterator[Formula]:
    path = ("steps", step.id)
    if step.when:
        yield Formula(step.when, (*path, "when"), Must.CONDITION)
    yield from _of_asks((*path, "asks"), step.asks)
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


def placeholders(text: str) -> tuple[str, ...]:
    """The expressions in braces of a notice; none where braces do not match.

    >>> placeholders("每月{amount}元，从{today}起")
    ('amount', 'today')
    """
    return tuple(_PLACEHOLDER.findall(text)) if BRACES.fullmatch(text) else ()
