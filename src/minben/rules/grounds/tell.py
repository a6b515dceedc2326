"""Makes the grounds of what was decided: of one table here, of a model's whole chain in `chain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import FeelError
from ..feel.as_json import to_json
from ..feel.free import free_names
from ..feel.tree import Path
from ..feel.values import admit
from ..feel.walk import walk
from ..feel.write import source_of
from .cells import cell_in_words
from .constants import NO_CONSTANT, constant_of
from .expressions import expression_in_words
from .trace import Applied, Condition, Grounds, Seen
from .values import value_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..feel.as_json import Json
    from ..feel.tree import Node
    from ..tables.decision import Decision
    from ..tables.table import Input, Rule
    from .words import Words


def tell(decision: Decision, words: Words) -> Grounds:
    """What a table decided, by which rules and from what, in a reader's words.

    >>> from datetime import date
    >>> from minben.rules import read_table
    >>> from .words import Words
    >>> table = read_table("U,age,=> amount,# law\\ntype,number,number,\\n1,[80..90),50,Art. 33\\n", "a.csv")
    >>> decision = table.decide({"age": 84}, on=date(2025, 6, 1))
    >>> print(tell(decision, Words("en", {"age": {"en": "Age"}})).text(Words("en")))
    Result: amount: 50
    By rule 1 (a.csv:3):
    - Age: 84 (condition: at least 80 and below 90)
    Legal basis: Art. 33
    """
    table = decision.made_by
    fired = {rule.id for rule in decision.fired}
    return Grounds(
        name=decision.table,
        title=words.title(decision.table),
        results=tuple(result(name, value, words) for name, value in decision.outputs.items()),
        rules=tuple(applied(rule, decision, words) for rule in table.all_rules if rule.id in fired),
        seen=tuple(seen_input(column, decision.inputs.get(column.text), words) for column in table.inputs),
        # That no rule applies is seen from the rules.
        reasons=tuple(reason.text(words.lang) for reason in decision.reasons if reason.code != "no-rule"),
    )


def applied(rule: Rule, decision: Decision, words: Words) -> Applied:
    """A rule of the table that decided, whether it brought the result about or not."""
    table = decision.made_by
    notes = rule.annotations.items()
    return Applied(
        rule=rule.id,
        table=words.title(table.name) if words.has_title(table.name) else "",
        place=rule.place,
        conditions=tuple(conditions(rule, decision, words, range(len(table.inputs)))),
        says=() if table.policy.one_rule else tuple(_says(rule, decision, words)),
        laws=tuple(text for name, text in notes if words.cites_law(name)),
        notes=tuple((name, text) for name, text in notes if not words.cites_law(name)),
        otherwise=rule is table.otherwise,
        period=period(rule, words),
        formulas=tuple(_formulas(rule, decision, words)) if table.policy.one_rule else (),
    )


def _formulas(rule: Rule, decision: Decision, words: Words) -> Iterator[str]:
    """How the results of a rule are worked out, where they are no constants."""
    outputs = decision.made_by.outputs
    for output, node in zip(outputs, rule.results, strict=True):
        if constant_of(node) is NO_CONSTANT:
            said = expression_in_words(node, words)
            name = words.title(output.name)
            yield said if len(outputs) == 1 else words.say("pair", name=name, value=said)


def period(rule: Rule, words: Words) -> str:
    """Since when and until when a rule is in force; nothing for one that always is."""
    since = "" if rule.since is None else value_in_words(admit(rule.since), words)
    until = "" if rule.until is None else value_in_words(admit(rule.until), words)
    if since and until:
        return words.say("in-force-from-until", since=since, until=until)
    if since:
        return words.say("in-force-from", since=since)
    return words.say("in-force-until", until=until) if until else ""


def conditions(rule: Rule, decision: Decision, words: Words, columns: Iterable[int]) -> Iterator[Condition]:
    """What a rule asks in these columns and what it saw there; columns that ask for nothing are left out."""
    for place in columns:
        column, tests = decision.made_by.inputs[place], rule.tests[place]
        if tests.tests:
            seen = seen_input(column, decision.inputs.get(column.text), words)
            asked = cell_in_words(tests, words, column.text)
            plain = len(tests.tests) == 1 and not tests.negated and seen.shown == asked.strip('"“”')
            yield Condition(seen, rule.test_cells[place].text, asked, plain)


def _says(rule: Rule, decision: Decision, words: Words) -> Iterator[Seen]:
    """What a rule says where it is one of several: its constants; else the expression, whose value is not kept."""
    for output, node in zip(decision.made_by.outputs, rule.results, strict=True):
        value = constant_of(node)
        if value is NO_CONSTANT:
            yield Seen(output.name, words.title(output.name), None, expression_in_words(node, words))
        else:
            yield result(output.name, value, words)


def seen_input(column: Input, value: object, words: Words) -> Seen:
    """An input of a table with the value that its rules saw."""
    return Seen(
        name=column.text,
        title=expression_in_words(column.tree, words),
        value=json_of(value),
        shown=value_in_words(admit(value), words, column.text),
        source=sources(column.tree, words),
    )


def result(name: str, value: object, words: Words) -> Seen:
    """An output with its value; what has no value is none."""
    shown = words.say("value-nothing") if value is None else value_in_words(admit(value), words, name)
    return Seen(name, words.title(name), json_of(value), shown)


def sources(tree: Node, words: Words) -> str:
    """Where what an expression reads was taken from, each source once."""
    said = dict.fromkeys(source for name in _names_read(tree) if (source := words.source(name)))
    return words.all_of(list(said)) if said else ""


def _names_read(tree: Node) -> Iterator[str]:
    """The paths and names that an expression reads: a source may be said of a part (`person.birth_date`)."""
    for node in walk(tree):
        if isinstance(node, Path):
            yield source_of(node)
    yield from sorted(free_names(tree))


def json_of(value: object) -> Json:
    """A value as JSON; null for what JSON cannot hold (a function)."""
    try:
        return to_json(value)
    except FeelError:
        return None
