"""What people are asked, and whether what they answer will do.

An answer is read by its fact's type and format as a register would read it, must be among what the question offers,
and must pass its check. All problems are told at once, each by its question and in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType
from minben.registers import BadValue, parse_fact

from .facts import typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Ask, Fact

    from .facts import Facts
    from .terms import Terms

    Text = Mapping[str, str]

MISSING: Text = {"zh": "请填写此项", "en": "Please answer this"}
NOT_ASKED: Text = {"zh": "没有这一问题", "en": "There is no such question"}
NOT_OFFERED: Text = {"zh": "请从所列选项中选择", "en": "Please choose one of what is offered"}
NOT_PASSED: Text = {"zh": "不符合要求", "en": "This does not meet the requirements"}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put: ``options`` are what may be chosen, none where the answer is free."""

    ask: Ask
    fact: Fact
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers as JSON values by question, and what is wrong with the others."""

    values: Mapping[str, object]
    problems: Mapping[str, Text]


def questions(terms: Terms, asks: Mapping[str, Ask], facts: Facts) -> tuple[Question, ...]:
    """The questions that are to be put as things stand, in the order of the service."""
    return tuple(
        Question(ask, terms.blueprint.facts[ask.fact], _options(terms, ask, facts))
        for ask in asks.values()
        if facts.holds(terms.asks[ask.name].when)
    )


def check(terms: Terms, asks: Mapping[str, Ask], given: Mapping[str, str], facts: Facts) -> Checked:
    """Read the answers one after the other; each is a fact for the questions that follow it.

    Answers to questions that are not put as things stand are left out; names that no question has are a problem.
    """
    values: dict[str, object] = {}
    problems: dict[str, Text] = {name: NOT_ASKED for name in given if name not in asks}
    for name, ask in asks.items():
        if not facts.holds(terms.asks[name].when):
            continue
        answer = given.get(name, "")
        if not answer.strip():
            if ask.required:
                problems[name] = MISSING
            continue
        try:
            value = parse_fact(terms.blueprint, ask.fact, answer)
        except BadValue as bad:
            problems[name] = bad.text
            continue
        wrong = _wrong(terms, ask, value, facts)
        if wrong is not None:
            problems[name] = wrong
            continue
        values[name] = value
        facts.learn({name: typed(terms.blueprint.facts[ask.fact], value)})
    return Checked(values, problems)


def _wrong(terms: Terms, ask: Ask, value: object, facts: Facts) -> Text | None:
    clauses = terms.asks[ask.name]
    if clauses.offers is not None and value not in {option.value for option in _options(terms, ask, facts)}:
        return NOT_OFFERED
    if clauses.check is not None:
        meant = typed(terms.blueprint.facts[ask.fact], value)
        if facts.evaluate(clauses.check, extra={"?": meant}) is not True:
            return ask.refusal or NOT_PASSED
    return None


def _options(terms: Terms, ask: Ask, facts: Facts) -> tuple[Option, ...]:
    fact = terms.blueprint.facts[ask.fact]
    offers = terms.asks[ask.name].offers
    if offers is not None:
        found = facts.evaluate(offers)
        entries = found if isinstance(found, list) else []
        languages = terms.blueprint.languages
        return tuple(
            Option(
                str(entry["value"]),
                {language: str(entry.get("title", entry["value"])) for language in languages},
            )
            for entry in entries
            if isinstance(entry, dict) and entry.get("value") is not None
        )
    if fact.type is FactType.CHOICE:
        return tuple(Option(choice.value, choice.title) for choice in fact.choices)
    return ()
