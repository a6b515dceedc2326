"""Why a decision is not another: the rule that is nearest to applying, and what it fails on.

Nearest is the rule with the fewest failed conditions, of several the first in the table. That a rule is not in force on
the day is a condition like the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..feel.conform import NO_TYPES
from ..feel.evaluate import compile_node, compile_tests
from ..feel.free import free_names
from ..feel.operators import same
from ..feel.run import run_code
from ..feel.tree import Name
from ..feel.values import Value, admit
from .distance import distance, distance_in_words
from .expressions import COUNTING_DATE
from .not_so import Failed, WhyNot
from .tell import applied, conditions, result
from .values import value_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..feel.registry import Clock
    from ..feel.run import Code
    from ..feel.tree import Node
    from ..feel.types import Type
    from ..tables.decision import Decision
    from ..tables.table import Input, Rule
    from .trace import Seen
    from .words import Words

NOTHING: Mapping[str, object] = {}
Met = Callable[[Mapping[str, Value]], bool]
"""Whether the outputs of a rule are as they are wanted."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was known where something was decided.

    `facts` are all names that the rules could read, with their values; `behind` has those among them that a table
    decided; `clock` and `named` types are as they were given to the decision.
    """

    facts: Mapping[str, object]
    behind: Mapping[str, Behind] = field(default_factory=dict)
    clock: Clock | None = None
    named: Mapping[str, Type] = field(default_factory=lambda: NO_TYPES)


@dataclass(frozen=True, slots=True)
class Behind:
    """A decision that another one reads, and what was known there."""

    decision: Decision
    around: Surroundings


def why_not(
    decision: Decision, around: Surroundings, words: Words, wanted: Mapping[str, object] = NOTHING
) -> WhyNot:
    """Why a table did not give these outputs (any others where none are named), in a reader's words.

    Where an input that fails is itself decided by a table, that decision is asked the same, and no further.

    >>> from datetime import date
    >>> from minben.rules import read_table
    >>> from .words import Words
    >>> table = read_table("U,age,=> amount\\ntype,number,number\\n1,[80..90),50\\n2,< 80,0\\n", "a.csv")
    >>> facts = {"age": 78}
    >>> decision = table.decide(facts, on=date(2025, 6, 1))
    >>> print(why_not(decision, Surroundings(facts), Words("en"), {"amount": 50}).text(Words("en")))
    Why not amount: 50?
    Nearest is rule 1 (a.csv:3), which fails on:
    - age is 78, and the rule asks for at least 80 and below 90 (2 too low)
    It would give: amount: 50
    """
    values = {name: admit(value) for name, value in wanted.items()}
    asked = words.signs.sentences.join(
        words.say("pair", name=words.title(name), value=value_in_words(value, words, name))
        for name, value in values.items()
    )
    so = bool(values) and all(_is_so(decision, name, value) for name, value in values.items())

    def met(outputs: Mapping[str, Value]) -> bool:
        # What one rule adds to a sum cannot be told from the sum that is wanted.
        return decision.made_by.policy.aggregates or all(
            same(outputs.get(name), value) for name, value in values.items()
        )

    return _Asking(decision, around, words, deeper=True).answer(asked, met, so=so)


def why_not_such(decision: Decision, around: Surroundings, words: Words, met: Met) -> WhyNot:
    """Why a table did not give outputs of which something is true; `met` says of which."""
    return _Asking(decision, around, words, deeper=False).answer("", met)


def _is_so(decision: Decision, name: str, value: Value) -> bool:
    found = admit(decision.outputs.get(name))
    policy = decision.made_by.policy
    if policy.one_rule or policy.aggregates or not isinstance(found, list):
        return bool(same(found, value))
    return any(same(one, value) for one in found)


class _Asking:
    """One decision that is asked why it is not another."""

    def __init__(self, decision: Decision, around: Surroundings, words: Words, *, deeper: bool) -> None:
        self._decision = decision
        self._table = decision.made_by
        self._around = around
        self._words = words
        self._deeper = deeper

    def answer(self, asked: str, met: Met, *, so: bool = False) -> WhyNot:
        """The nearest rule whose outputs are as wanted."""
        title = self._words.title(self._decision.table)
        candidates = [] if so else [rule for rule in self._others() if met(self._outputs(rule))]
        if not candidates:
            return WhyNot(title, asked, so)
        nearest = min(candidates, key=self._failures)
        return WhyNot(
            decision=title,
            asked=asked,
            so=False,
            nearest=replace(
                applied(nearest, self._decision, self._words), reads=tuple(self._compared_with(nearest))
            ),
            would=tuple(result(name, value, self._words) for name, value in self._outputs(nearest).items()),
            failed=tuple(self._failed(nearest, column) for column in self._columns_failed(nearest)),
            period=self._period(nearest),
            before=self._before(nearest),
        )

    def _compared_with(self, rule: Rule) -> Iterator[Seen]:
        """The facts that the cells which fail compare with, so that the reader sees their values."""
        columns = {column.tree.name for column in self._table.inputs if isinstance(column.tree, Name)}
        failed = (free_names(rule.tests[column]) for column in self._columns_failed(rule))
        for name in sorted(frozenset[str]().union(*failed) - columns):
            if name in self._around.facts and name != COUNTING_DATE:
                yield result(name, self._around.facts[name], self._words)

    def _others(self) -> list[Rule]:
        """The rules that did not bring the result about: all where there is none."""
        fired = {rule.id for rule in self._decision.fired} if self._decision.value is not None else set()
        return [rule for rule in self._table.all_rules if rule.id not in fired]

    def _failures(self, rule: Rule) -> tuple[bool, int]:
        # The last line asks for nothing but that no other rule applies: it is named where no other is left.
        in_force = rule.in_force(self._decision.on)
        return rule is self._table.otherwise, len(self._columns_failed(rule)) + (not in_force)

    def _columns_failed(self, rule: Rule) -> list[int]:
        return [
            column for column, tests in enumerate(rule.tests) if tests.tests and not self._meets(rule, column)
        ]

    def _meets(self, rule: Rule, column: int) -> bool:
        return self._run(compile_tests(rule.tests[column]), {"?": self._seen(column)}) is True

    def _seen(self, column: int) -> Value:
        return admit(self._decision.inputs.get(self._table.inputs[column].text))

    def _outputs(self, rule: Rule) -> dict[str, Value]:
        nodes = zip(self._table.outputs, rule.results, strict=True)
        return {output.name: self._value(node) for output, node in nodes}

    def _value(self, node: Node, more: Mapping[str, object] = NOTHING) -> Value:
        return self._run(compile_node(node), more)

    def _run(self, code: Code, more: Mapping[str, object]) -> Value:
        around = self._around
        facts = {**around.facts, **more}
        found = run_code(code, facts, clock=around.clock, named=around.named, on=self._decision.on)
        return admit(found.value)

    def _period(self, rule: Rule) -> str:
        on = self._decision.on
        if rule.since is not None and on < rule.since:
            return self._words.say("not-yet-in-force", day=value_in_words(admit(rule.since), self._words))
        if rule.until is not None and rule.until < on:
            return self._words.say("not-in-force-since", day=value_in_words(admit(rule.until), self._words))
        return ""

    def _before(self, rule: Rule) -> tuple[str, ...]:
        if self._columns_failed(rule) or not rule.in_force(self._decision.on):
            return ()
        return tuple(fired.id for fired in self._decision.fired if fired.id != rule.id)

    def _failed(self, rule: Rule, column: int) -> Failed:
        tests, seen = rule.tests[column], self._seen(column)
        missed = distance(seen, tests, lambda node: self._value(node, {"?": seen}))
        return Failed(
            condition=next(conditions(rule, self._decision, self._words, (column,))),
            distance=distance_in_words(missed, seen, self._words) if missed else "",
            behind=self._behind(self._table.inputs[column], compile_tests(tests)) if self._deeper else None,
        )

    def _behind(self, column: Input, test: Code) -> WhyNot | None:
        """Asks the decision that an input comes from why it did not give what the cell asks for."""
        names = [name for name in sorted(free_names(column.tree)) if name in self._around.behind]
        if len(names) != 1:
            return None
        name, behind = names[0], self._around.behind[names[0]]
        if not behind.decision.made_by.policy.one_rule:
            return None

        def met(outputs: Mapping[str, Value]) -> bool:
            value = dict(outputs) if len(outputs) > 1 else next(iter(outputs.values()))
            return self._run(test, {"?": self._value(column.tree, {name: value})}) is True

        answer = _Asking(behind.decision, behind.around, self._words, deeper=False).answer("", met)
        # Where it is worked out, no rule of it gives a value of its own.
        return answer if answer.nearest is not None else None
