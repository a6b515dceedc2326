"""What people are asked, and whether what they answer will do.

An answer is a JSON value: text as a string, several choices as a list of strings, a list as a list of mappings, one for
each entry. It is read by its fact's type and format as a register would read it, must be among what the question
offers, and must pass its check. All problems are told at once, each by the path of its answer (``account``,
``children[2].birth_date``, entries counted from 1 as people and FEEL count them) and in every language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType
from minben.registers import BadValue, parse_fact

from .facts import meant, plain
from .words import in_both

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from minben.blueprint.model import Ask, Blueprint, Fact

    from .facts import Facts
    from .terms import AskClauses, Clause, Terms

    Text = Mapping[str, str]
    Given = Mapping[str, object]

NOT_ASKED: Text = {"zh": "没有这一问题", "en": "There is no such question"}
NOT_OFFERED: Text = {"zh": "请从所列选项中选择", "en": "Please choose one of what is offered"}
NOT_REGISTERED: Text = {
    "zh": "登记中没有这一项，请与本人核对",
    "en": "The register does not say so; please check with the person",
}
NOT_PASSED: Text = {"zh": "不符合要求", "en": "This does not meet the requirements"}
NO_LIST: Text = {
    "zh": "应为列表，每项是一组答复",
    "en": "This must be a list, each entry a mapping of answers",
}
NO_ENTRY: Text = {"zh": "应为一组答复", "en": "This must be a mapping of answers"}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put: ``options`` are what may be chosen, none where the answer is free.

    ``prefill`` is the answer that is shown before anything is answered, None where there is none. Of a list,
    ``parts`` are all questions of an entry, ``entries`` those that are put of each entry as it is answered so far,
    and ``further`` those that are put of one that is added. ``unseen`` are the registers that whoever fills in may not
    read, and without which the question is put more openly than to the person themselves.
    """

    ask: Ask
    fact: Fact
    options: tuple[Option, ...] = ()
    prefill: object = None
    parts: tuple[Question, ...] = ()
    entries: tuple[tuple[Question, ...], ...] = ()
    further: tuple[Question, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers as JSON values by question, and what is wrong with the others by their paths."""

    values: Mapping[str, object]
    problems: Mapping[str, Text]


def questions(
    terms: Terms, asks: Mapping[str, Ask], facts: Facts, given: Given | None = None
) -> tuple[Question, ...]:
    """The questions that are to be put as things stand, in the order of the service.

    ``given`` are the answers so far, which ``facts`` has learnt (see `check`); lists are put for their entries.
    """
    return _put(_Scope(terms, facts), asks, given or {})


def check(terms: Terms, asks: Mapping[str, Ask], given: Given, facts: Facts) -> Checked:
    """Read the answers one after the other; each is a fact for the questions that follow it.

    Answers to questions that are not put as things stand are left out; names that no question has are a problem.
    """
    problems: dict[str, Text] = {}
    values = _read_all(_Scope(terms, facts), asks, given, problems)
    return Checked(values, problems)


@dataclass(slots=True)
class _Scope:
    """Where questions are asked: in a service or step, or in one entry of a list, ``entry`` what it says so far."""

    terms: Terms
    facts: Facts
    of: str = ""
    path: str = ""
    entry: dict[str, object] = field(default_factory=dict)

    def clauses(self, ask: Ask) -> AskClauses:
        return self.terms.asks[f"{self.of}{ask.name}"]

    def is_put(self, clause: Clause | None) -> bool:
        """Whether a question is put under its condition; also where that stands on what may not be read."""
        holds = self.facts.holds(clause, self.entry)
        return holds is True or (holds is None and self.facts.refused(clause))

    def evaluate(self, clause: Clause, **extra: object) -> object:
        return self.facts.evaluate(clause, extra=self.entry | extra)

    def learn(self, ask: Ask, value: object) -> None:
        known = {ask.name: meant(self.terms.blueprint.facts, ask, value)}
        if self.of:
            self.entry.update(known)
        else:
            self.facts.learn(known)

    def within(self, ask: Ask, position: int) -> _Scope:
        """One entry of a list; nothing is said in it yet."""
        return _Scope(self.terms, self.facts, f"{ask.name}.", f"{self.path}{ask.name}[{position}].")


def _read_all(
    scope: _Scope, asks: Mapping[str, Ask], given: Given, problems: dict[str, Text]
) -> dict[str, object]:
    values: dict[str, object] = {}
    problems.update({f"{scope.path}{name}": NOT_ASKED for name in given if name not in asks})
    for name, ask in asks.items():
        if not scope.is_put(scope.clauses(ask).when):
            continue
        answer = given.get(name)
        if _is_empty(answer):
            if ask.required:
                problems[scope.path + name] = _missing(scope.terms.blueprint, ask)
            continue
        value = _read(scope, ask, answer, problems)
        if value is not None:
            values[name] = value
            scope.learn(ask, value)
    return values


def _missing(blueprint: Blueprint, ask: Ask) -> Text:
    """That a question was not answered; of a list, what each of its entries has to say."""
    title = _titles(blueprint, ask)
    if not ask.each:
        return {"zh": f"请填写“{title['zh']}”", "en": f"Please answer “{title['en']}”"}
    parts = [_titles(blueprint, part) for part in ask.each.values() if part.required and part.when is None]
    said = {"zh": "、".join(part["zh"] for part in parts), "en": ", ".join(part["en"] for part in parts)}
    return {
        "zh": f"“{title['zh']}”至少填写{ask.at_least}项，每项写明：{said['zh']}",
        "en": f"“{title['en']}” needs at least {ask.at_least}; for each, give: {said['en']}",
    }


def _titles(blueprint: Blueprint, ask: Ask) -> Text:
    return in_both(ask.title or blueprint.facts[ask.fact].title)


def _is_empty(answer: object) -> bool:
    return answer in (None, [], ()) or (isinstance(answer, str) and not answer.strip())


def _read(scope: _Scope, ask: Ask, answer: object, problems: dict[str, Text]) -> object:
    """The value of an answer; None, and the problem noted, where it does not fit."""
    path = scope.path + ask.name
    if ask.each:
        before = len(problems)
        value: object = _entries(scope, ask, answer, problems)
        if len(problems) > before:
            return None
    else:
        try:
            value = parse_fact(scope.terms.blueprint, ask.fact, _exact(answer))
        except BadValue as bad:
            problems[path] = bad.text
            return None
    wrong = _wrong(scope, ask, value)
    if wrong is not None:
        problems[path] = wrong
        return None
    return value


def _exact(answer: object) -> object:
    """Fractions of JSON as they were written: a register keeps no binary ones."""
    return repr(answer) if isinstance(answer, float) else answer


def _entries(scope: _Scope, ask: Ask, answer: object, problems: dict[str, Text]) -> list[dict[str, object]]:
    if not isinstance(answer, list | tuple):
        problems[scope.path + ask.name] = NO_LIST
        return []
    counted = _counted(ask, len(answer))
    if counted is not None:
        problems[scope.path + ask.name] = counted
        return []
    values = []
    for position, entry in enumerate(answer, 1):
        if isinstance(entry, dict):
            values.append(_read_all(scope.within(ask, position), ask.each, entry, problems))
        else:
            problems[f"{scope.path}{ask.name}[{position}]"] = NO_ENTRY
    return values


def _counted(ask: Ask, count: int) -> Text | None:
    if count < ask.at_least:
        return {
            "zh": f"至少{ask.at_least}项，现有{count}项",
            "en": f"At least {ask.at_least} are needed, not {count}",
        }
    if count > ask.at_most:
        return {
            "zh": f"最多{ask.at_most}项，现有{count}项",
            "en": f"At most {ask.at_most} are allowed, not {count}",
        }
    return None


def _wrong(scope: _Scope, ask: Ask, value: object) -> Text | None:
    clauses = scope.clauses(ask)
    chosen = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not ask.each:
        counted = _counted(ask, len(value))
        if counted is not None:
            return counted
    if clauses.offers is not None and not scope.facts.refused(clauses.offers):
        offered = {one.value for one in _options(scope, ask)}
        if not set(chosen) <= offered:
            return NOT_REGISTERED if scope.facts.unseen(clauses.offers) else NOT_OFFERED
    if clauses.check is not None and not scope.facts.refused(clauses.check):
        answer = meant(scope.terms.blueprint.facts, ask, value)
        if scope.evaluate(clauses.check, **{"?": answer}) is not True:
            return ask.refusal or NOT_PASSED
    return None


def _options(scope: _Scope, ask: Ask) -> tuple[Option, ...]:
    terms, offers = scope.terms, scope.clauses(ask).offers
    if offers is not None:
        found = scope.evaluate(offers)
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
    return _choices(terms.blueprint.facts[ask.fact])


def _choices(fact: Fact) -> tuple[Option, ...]:
    if fact.type in (FactType.CHOICE, FactType.CHOICES):
        return tuple(Option(choice.value, choice.title) for choice in fact.choices)
    return ()


def _shown_options(scope: _Scope, ask: Ask) -> tuple[Option, ...]:
    """What may be chosen, but for what whoever fills in may not see: that is asked openly."""
    if scope.facts.unseen(scope.clauses(ask).offers):
        return _choices(scope.terms.blueprint.facts[ask.fact])
    return _options(scope, ask)


def _put(scope: _Scope, asks: Mapping[str, Ask], given: Given) -> tuple[Question, ...]:
    return tuple(
        _question(scope, ask, given) for ask in asks.values() if scope.is_put(scope.clauses(ask).when)
    )


def _question(scope: _Scope, ask: Ask, given: Given) -> Question:
    facts, clauses = scope.terms.blueprint.facts, scope.clauses(ask)
    prefill = None
    if clauses.prefill is not None and not scope.facts.unseen(clauses.prefill):
        prefill = plain(scope.evaluate(clauses.prefill))
    if not ask.each:
        unseen = scope.facts.unseen(clauses.offers)
        return Question(ask, facts[ask.fact], _shown_options(scope, ask), prefill, unseen=unseen)
    answered = given.get(ask.name, prefill)
    return Question(
        ask=ask,
        fact=facts[ask.fact],
        prefill=prefill,
        parts=tuple(Question(part, facts[part.fact]) for part in ask.each.values()),
        entries=tuple(_put_again(scope, ask, answered if isinstance(answered, list) else [])),
        further=_put(scope.within(ask, 0), ask.each, {}),
    )


def _put_again(scope: _Scope, ask: Ask, entries: list[object]) -> Iterable[tuple[Question, ...]]:
    """The questions of each entry, with what it says so far known."""
    for position, entry in enumerate(entries[: ask.at_most], 1):
        inner, said = scope.within(ask, position), entry if isinstance(entry, dict) else {}
        _read_all(inner, ask.each, said, {})
        yield _put(inner, ask.each, said)
