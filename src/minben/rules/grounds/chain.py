"""Makes the grounds of a model's decisions: the whole chain, each decision after those it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..feel.free import free_names
from ..feel.tree import Name
from ..feel.values import Function
from ..models.boxed import InvocationBox, LiteralExpression, TableBox, all_parts
from ..models.lower import in_order, lower
from .expressions import expression_in_words
from .reasons import causes
from .tell import result, tell
from .trace import Grounds, Seen, pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from ..feel.as_json import Json
    from ..feel.registry import Clock
    from ..models.decide import Outcome
    from ..models.definitions import DecisionDefinition
    from ..models.model import Model
    from ..tables.decision import Decision
    from ..tables.table import Rule
    from .words import Text, Words


@dataclass(frozen=True, slots=True)
class Explanation:
    """The grounds of decisions, each after those it needs, and why other things had no value (inputs that are missing).

    Every text in it is in the language of the words it was made with.
    """

    decisions: tuple[Grounds, ...]
    reasons: tuple[str, ...]
    words: Words

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {
            "decisions": [grounds.as_json() for grounds in self.decisions],
            "reasons": list(self.reasons),
        }

    def text(self) -> str:
        """All grounds, a paragraph for each decision."""
        paragraphs = [f"{grounds.title}\n{grounds.text(self.words)}" for grounds in self.decisions]
        reasons = [self.words.say("ground-reason", reason=reason) for reason in self.reasons]
        return "\n\n".join([*paragraphs, *(["\n".join(reasons)] if reasons else [])])


def explain(
    model: Model,
    facts: Mapping[str, object],
    *,
    on: date,
    words: Words,
    decisions: Sequence[str] | None = None,
    clock: Clock | None = None,
) -> Explanation:
    """Decides, and tells the grounds of these decisions (all if none are named) and of those that they need.

    Raises `KeyError` for a decision that the model does not have.
    """
    known = {decision.name: decision for decision in model.decisions}
    names = list(known) if decisions is None else [model.decision(name).name for name in decisions]
    chain = in_order(names, known)
    outcome = model.decide(facts, on=on, decisions=tuple(chain), clock=clock)
    outcome = replace(outcome, reasons=causes(model, outcome.reasons).reasons)
    told = [Telling(model, facts, outcome, words, decision).grounds() for decision in chain.values()]
    reasons = [reason.text(words.lang) for reason in outcome.reasons if reason.code != "no-rule"]
    said = {reason for grounds in told for reason in grounds.reasons}
    left = dict.fromkeys(reason for reason in reasons if reason not in said)
    return Explanation(tuple(told), tuple(left), words)


def _own_table(outcome: Outcome, decision: DecisionDefinition) -> Decision | None:
    """What the table that is a decision's whole logic decided."""
    if not isinstance(decision.logic, TableBox):
        return None
    table = decision.logic.table
    return next((made for made in tables_of(outcome, decision) if made.made_by is table), None)


def tables_of(outcome: Outcome, decision: DecisionDefinition) -> list[Decision]:
    pairs = zip(outcome.made_in, outcome.tables, strict=True)
    return [table for name, table in pairs if name == decision.name]


class Telling:
    """One decision of a model, told in words that know what the model calls its parts."""

    def __init__(
        self,
        model: Model,
        facts: Mapping[str, object],
        outcome: Outcome,
        words: Words,
        decision: DecisionDefinition,
    ) -> None:
        self._model = model
        self._facts = facts
        self._outcome = outcome
        self._decision = decision
        labels = dict(_labels(model, decision))
        own = {name: {words.lang: label} for name, label in labels.items() if label}
        titles: dict[str, Text] = own | dict(words.titles)
        # A table is known by its file; people know it by its decision.
        for one in model.decisions:
            if isinstance(one.logic, TableBox):
                title = replace(words, titles=titles).title(one.name)
                titles.setdefault(one.logic.table.name, {words.lang: title})
        titled = replace(words, titles=titles)
        made: dict[str, Text | str] = {
            one.name: words.say("from-decision", decision=titled.title(one.name)) for one in model.decisions
        }
        self.words = replace(titled, sources=made | dict(words.sources))

    def asked(self, wanted: Mapping[str, object]) -> str:
        """What is wanted, in words."""
        said = [pair(result(name, value, self.words), self.words) for name, value in wanted.items()]
        return self.words.signs.sentences.join(said)

    def grounds(self) -> Grounds:
        """The grounds, of a table or of whatever else decides."""
        own = _own_table(self._outcome, self._decision)
        told = self._of_table(own) if own is not None else self._other()
        new = {reason.text(self.words.lang) for reason in self._outcome.reasons}
        return replace(
            told,
            name=self._decision.name,
            title=self.words.title(self._decision.name),
            authorities=tuple(self._authorities()),
            reasons=tuple(reason for reason in told.reasons if reason in new),
        )

    def _of_table(self, own: Decision) -> Grounds:
        """The grounds of a table, with what its rules read beside the inputs."""
        told = tell(own, self.words)
        rules = {rule.id: rule for rule in own.made_by.all_rules}
        said = tuple(replace(rule, reads=tuple(self._read(rules[rule.rule], own))) for rule in told.rules)
        return replace(told, rules=said)

    def _read(self, rule: Rule, own: Decision) -> Iterator[Seen]:
        """The facts and decisions that the cells of a rule read and that no condition shows."""
        shown = {column.tree.name for column in own.made_by.inputs if isinstance(column.tree, Name)}
        read = frozenset[str]().union(*map(free_names, (*rule.tests, *rule.results))) - shown
        return (seen for seen in self._seen() if seen.name in read)

    def _other(self) -> Grounds:
        name = self._decision.name
        tables = [tell(table, self.words) for table in tables_of(self._outcome, self._decision)]
        reasons = [*self._reasons(), *(reason for table in tables for reason in table.reasons)]
        return Grounds(
            name=name,
            title="",
            results=(result(name, self._outcome.values.get(name), self.words),),
            rules=tuple(rule for table in tables for rule in table.rules),
            seen=tuple(self._seen()),
            reasons=tuple(dict.fromkeys(reasons)),
            by_table=False,
            formula=self._formula(),
        )

    def _formula(self) -> str:
        """The expression of a decision that is one: written as FEEL, or the call of a function."""
        logic = self._decision.logic
        if isinstance(logic, LiteralExpression | InvocationBox):
            return expression_in_words(lower(logic), self.words)
        return ""

    def _seen(self) -> Iterator[Seen]:
        """What the decision needs, with its value; functions are no facts."""
        known = {**self._facts, **self._outcome.values}
        for name in self._decision.needs:
            if name in known and not isinstance(known[name], Function):
                yield replace(result(name, known[name], self.words), source=self.words.source(name))

    def _reasons(self) -> Iterator[str]:
        places = {self._decision.place, *(part.place for part in all_parts(self._decision.logic))}
        for reason in self._outcome.reasons:
            if reason.place in places:
                yield reason.text(self.words.lang)

    def _authorities(self) -> Iterator[str]:
        """The authorities that the model names for the decision."""
        sources = {f"#{source.id}": source for source in self._model.sources}
        for requirement in self._decision.requirements:
            source = sources.get(requirement.href)
            if requirement.kind == "authority" and source is not None:
                yield self.words.title(source.name)


def _labels(model: Model, decision: DecisionDefinition) -> Iterator[tuple[str, str]]:
    """What the model calls its parts besides their names: labels of inputs, decisions, columns."""
    for data in model.inputs:
        yield data.name, data.label or data.variable.label
    for one in model.decisions:
        yield one.name, one.label or one.variable.label
    if isinstance(decision.logic, TableBox) and decision.logic.columns:
        table = decision.logic.table
        names = [*(column.text for column in table.inputs), *(output.name for output in table.outputs)]
        yield from zip(names, (column.label for column in decision.logic.columns), strict=False)
