"""The words in which a decision of a case is explained: titles and sources as the blueprint has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import Fact, FactType
from minben.rules import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minben.blueprint.model import Ask

    from .terms import Terms

    Text = Mapping[str, str]

LANGUAGES = ("zh", "en")
_APPLICANT: Text = {"zh": "申请人填报", "en": "the application"}
_JOINTS = {"zh": "、", "en": ", "}


def in_both(title: Text) -> Text:
    """A title in Chinese and in English, whatever the blueprint speaks: by its first language where it has no other."""
    first = next(iter(title.values()))
    return {language: title.get(language, first) for language in LANGUAGES}


def words_of(terms: Terms, lang: str) -> Words:
    """How to speak of a service's facts, decisions and outputs in a language, to people who never see its files."""
    facts = dict(_facts(terms))
    return Words(
        lang,
        titles={name: title for name, title in _titles(terms, facts) if title},
        choices=dict(_choices(terms, facts)),
        sources=_sources(terms),
        author=False,
    )


def _facts(terms: Terms) -> Iterator[tuple[str, Fact]]:
    """The facts that rules can name: the fields of what is read once, and what is asked."""
    blueprint, service = terms.blueprint, terms.service
    for name, read in service.reads.items():
        for field in blueprint.registers[read.register].fields.values():
            yield f"{name}.{field.name}", blueprint.facts[field.fact]
    for name, ask in _asks(terms).items():
        yield name, blueprint.facts[ask.fact]


def _asks(terms: Terms) -> Mapping[str, Ask]:
    asks = dict(terms.service.asks)
    for step in terms.service.steps.values():
        asks.update(step.asks)
    return asks


def _titles(terms: Terms, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Text]]:
    service = terms.service
    yield from ((name, fact.title) for name, fact in facts.items())
    yield from ((name, ask.title) for name, ask in _asks(terms).items() if ask.title)
    yield from ((name, read.title) for name, read in service.reads.items())
    yield from ((name, derive.title) for name, derive in service.derives.items())
    yield from ((step.id, step.title) for step in service.steps.values())
    for decide in service.decisions.values():
        yield decide.table.name, decide.title
        yield from decide.outputs.items()


def _choices(terms: Terms, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Mapping[str, Text]]]:
    for name, fact in facts.items():
        if fact.type in (FactType.CHOICE, FactType.CHOICES):
            yield name, {choice.value: choice.title for choice in fact.choices}
    for step in terms.service.steps.values():
        yield step.id, {verdict.id: verdict.title for verdict in step.verdicts}


def _sources(terms: Terms) -> dict[str, Text]:
    """For every name what it was read from or asked of, through the facts that it is worked out from."""
    first: dict[str, Text] = {
        name: terms.blueprint.registers[read.register].title for name, read in terms.service.reads.items()
    }
    first.update(dict.fromkeys(terms.service.asks, _APPLICANT))
    names = [*first, *terms.service.derives, *terms.decided_in]
    return {name: _joined([first[one] for one in first if one in terms.behind([name])]) for name in names}


def _joined(texts: list[Text]) -> Text:
    return {
        lang: joint.join(dict.fromkeys(text[lang] for text in texts if lang in text))
        for lang, joint in _JOINTS.items()
    }
