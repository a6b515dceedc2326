"""The grounds of decisions as data in a reader's words, which a page draws as a list and `text` writes as lines.

`tell` makes them of what was decided; every text in them is in the language of the reader they were made for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..feel.as_json import Json
    from ..problems import Place
    from .words import Words


@dataclass(frozen=True, slots=True)
class Seen:
    """A value with its name as the rules write it, its title, and where it comes from ("" if nobody said so).

    `value` is the value as JSON, `shown` the same in words.
    """

    name: str
    title: str
    value: Json
    shown: str
    source: str = ""

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {
            "name": self.name,
            "title": self.title,
            "value": self.value,
            "shown": self.shown,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule asks of an input: the value that it saw, the cell as written, and what the cell asks in words.

    `plain` says that the cell asks for the very value that was seen, so that the value alone says it all.
    """

    seen: Seen
    cell: str
    asked: str
    plain: bool

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {"seen": self.seen.as_json(), "cell": self.cell, "asked": self.asked}


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that applied: what it asks, what it says itself (where several apply), the law that it cites, its notes.

    `table` is the title of its table ("" if it has none). A rule without conditions applies always; `otherwise` says
    that it applied because no other did. `formulas` say how its results are worked out, where they are no constants,
    `reads` what these and the tests read besides.
    """

    rule: str
    table: str
    place: Place
    conditions: tuple[Condition, ...]
    says: tuple[Seen, ...]
    laws: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    otherwise: bool
    period: str = ""
    """Since when and until when it is in force, in words; "" if always."""
    formulas: tuple[str, ...] = ()
    reads: tuple[Seen, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {
            "rule": self.rule,
            "table": self.table,
            "place": str(self.place),
            "conditions": [condition.as_json() for condition in self.conditions],
            "says": [said.as_json() for said in self.says],
            "laws": list(self.laws),
            "notes": [{"name": name, "text": text} for name, text in self.notes],
            "otherwise": self.otherwise,
            "period": self.period,
            "formulas": list(self.formulas),
            "reads": [seen.as_json() for seen in self.reads],
        }


@dataclass(frozen=True, slots=True)
class Grounds:
    """One decision: its results, the rules that applied, and what it saw.

    `seen` is what it read. `by_table` says whether a table is all its logic; where it is not, `formula` is the
    expression that it was worked out by, as far as it is a single one. `authorities` stand behind the decision as a
    whole, `reasons` say why anything has no value.
    """

    name: str
    title: str
    results: tuple[Seen, ...]
    rules: tuple[Applied, ...]
    seen: tuple[Seen, ...]
    reasons: tuple[str, ...]
    by_table: bool = True
    formula: str = ""
    authorities: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {
            "name": self.name,
            "title": self.title,
            "results": [result.as_json() for result in self.results],
            "rules": [rule.as_json() for rule in self.rules],
            "seen": [seen.as_json() for seen in self.seen],
            "formula": self.formula,
            "authorities": list(self.authorities),
            "reasons": list(self.reasons),
        }

    def text(self, words: Words) -> str:
        """The decision and its grounds, a line for each thing."""
        return "\n".join(_lines(self, words))


def _lines(grounds: Grounds, words: Words) -> list[str]:
    results = words.signs.sentences.join(pair(result, words) for result in grounds.results)
    lines = [words.say("ground-results", results=results)]
    if grounds.formula:
        lines.append(words.say("ground-formula", formula=grounds.formula))
    for rule in grounds.rules:
        lines.extend(_rule_lines(rule, grounds, words))
    if not grounds.rules:
        if grounds.by_table:
            lines.append(words.say("ground-none", table=grounds.title))
        lines.extend(item(_with_source(seen, words)) for seen in grounds.seen)
    lines.extend(words.say("ground-authority", name=name) for name in grounds.authorities)
    lines.extend(words.say("ground-reason", reason=reason) for reason in grounds.reasons)
    return lines


def _rule_lines(rule: Applied, grounds: Grounds, words: Words) -> list[str]:
    head = "ground-otherwise" if rule.otherwise else "ground-rule-of" if rule.table else "ground-rule"
    lines = [words.say(head, rule=rule.rule, table=rule.table, place=words.at(rule.place))]
    if rule.says:
        said = words.signs.sentences.join(pair(result, words) for result in rule.says)
        lines.append(item(words.say("ground-says", results=said)))
    if not rule.conditions and not rule.otherwise and not rule.formulas:
        lines.append(item(words.say("ground-always")))
    lines.extend(item(condition_in_words(one, words)) for one in rule.conditions)
    # That no other rule applies is seen from the inputs.
    read = (*grounds.seen, *rule.reads) if rule.otherwise else rule.reads
    lines.extend(item(_with_source(seen, words)) for seen in read)
    lines.extend(item(words.say("ground-formula", formula=formula)) for formula in rule.formulas)
    if rule.period:
        lines.append(item(rule.period))
    lines.extend(words.say("ground-law", law=law) for law in rule.laws)
    lines.extend(words.say("ground-note", name=name, text=text) for name, text in rule.notes)
    return lines


def condition_in_words(condition: Condition, words: Words) -> str:
    """`Age: 84 (condition: at least 80 and below 90)`."""
    said = _with_source(condition.seen, words)
    return said if condition.plain else words.say("ground-meets", seen=said, asked=condition.asked)


def item(text: str) -> str:
    """A line of a list."""
    return f"- {text}"


def pair(seen: Seen, words: Words) -> str:
    """`Age: 84`."""
    return words.say("pair", name=seen.title, value=seen.shown)


def _with_source(seen: Seen, words: Words) -> str:
    said = pair(seen, words)
    return words.say("ground-from", seen=said, source=seen.source) if seen.source else said
