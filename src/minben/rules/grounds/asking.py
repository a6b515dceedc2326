"""Why a decision of a model is not another: asks the table that decides it, or the nearest of several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..feel.operators import same
from ..feel.run import run_code
from ..feel.values import admit
from ..models.decide import seen_by
from ..models.lower import in_order
from .chain import Telling, tables_of
from .why_not import NOTHING, Behind, Surroundings, why_not, why_not_such

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.values import Value
    from ..models.decide import Outcome
    from ..models.definitions import DecisionDefinition
    from ..models.model import Model
    from ..tables.decision import Decision
    from .not_so import WhyNot
    from .words import Words


def explain_why_not(
    model: Model,
    facts: Mapping[str, object],
    decision: str,
    wanted: Mapping[str, object] = NOTHING,
    *,
    on: date,
    words: Words,
    clock: Clock | None = None,
) -> WhyNot | None:
    """Why a decision did not give these outputs; None where no table decides it.

    A lone output is named by the decision too. Where several tables decide it, or it is worked out of decisions that
    tables decide, the nearest of them is asked. Raises `KeyError` for a decision that the model does not have.
    """
    asked = model.decision(decision)
    known = {one.name: one for one in model.decisions}
    chain = in_order([asked.name], known)
    outcome = model.decide(facts, on=on, decisions=tuple(chain), clock=clock)
    case = _Case(model, facts, on, clock, outcome, chain)
    telling = Telling(model, facts, outcome, words, asked)
    own = tables_of(outcome, asked)
    if len(own) == 1:
        around = replace(case.around(asked.name, own[0]), behind=case.behind(asked))
        return why_not(own[0], around, telling.words, _renamed(wanted, asked.name, own[0]))
    if own:
        asks = [(asked.name, table) for table in own]
        answers = [
            case.why_not(name, table, _renamed(wanted, name, table), telling.words) for name, table in asks
        ]
    else:
        asks = [(name, case.made[name]) for name in asked.needs if name in case.made]
        answers = [case.why_not_so_that(asked, name, wanted, telling.words) for name, _ in asks]
    if not asks:
        return None
    others = [case.why_not(name, table, NOTHING, telling.words) for name, table in asks]
    return _nearest_of(answers, others, telling.words.title(asked.name), telling.asked(wanted))


@dataclass(frozen=True)
class _Case:
    """A case that was decided, with the decisions behind the one that is asked about."""

    model: Model
    facts: Mapping[str, object]
    on: date
    clock: Clock | None
    outcome: Outcome
    chain: Mapping[str, DecisionDefinition]

    @cached_property
    def made(self) -> Mapping[str, Decision]:
        """What the only table decided that a decision asked: its own, or that of a function that it calls."""
        tables = {name: tables_of(self.outcome, one) for name, one in self.chain.items()}
        return {name: found[0] for name, found in tables.items() if len(found) == 1}

    def around(self, name: str, table: Decision) -> Surroundings:
        """What was known where a table decided for a decision."""
        seen = dict(seen_by(self.model, name, self.facts, on=self.on, clock=self.clock))
        # Where a function decides by a table, its parameters are known from the columns that read them.
        parameters = {name: value for name, value in table.inputs.items() if name not in seen}
        return Surroundings(parameters | seen, clock=self.clock, named=self.model.types)

    def behind(self, asked: DecisionDefinition) -> Mapping[str, Behind]:
        """The decisions by tables that a decision reads."""
        made = {name: self.made[name] for name in asked.needs if name in self.made}
        return {name: Behind(table, self.around(name, table)) for name, table in made.items()}

    def why_not(self, name: str, table: Decision, wanted: Mapping[str, object], words: Words) -> WhyNot:
        """The answer of one table."""
        return why_not(table, self.around(name, table), words, wanted)

    def why_not_so_that(
        self, asked: DecisionDefinition, name: str, wanted: Mapping[str, object], words: Words
    ) -> WhyNot:
        """Why a decision before another was not such that the other comes to what is wanted."""
        here = seen_by(self.model, asked.name, self.facts, on=self.on, clock=self.clock)
        code = self.model.code_of(asked.name)

        def comes_out(outputs: Mapping[str, Value]) -> bool:
            value = dict(outputs) if len(outputs) > 1 else next(iter(outputs.values()))
            facts = {**here, name: value}
            found = run_code(code, facts, clock=self.clock, named=self.model.types, on=self.on).value
            return same(admit(found), admit(wanted.get(asked.name))) is True

        return why_not_such(self.made[name], self.around(name, self.made[name]), words, comes_out)


def _renamed(wanted: Mapping[str, object], decision: str, table: Decision) -> Mapping[str, object]:
    """What is wanted of a decision as what is wanted of its table: a lone output may be named by the decision."""
    lone = table.made_by.outputs[0].name
    return {lone if name == decision else name: value for name, value in wanted.items()}


def _nearest_of(answers: Sequence[WhyNot], others: Sequence[WhyNot], decision: str, asked: str) -> WhyNot:
    """The answer of the table whose rule fails on least, with all that decided.

    `answers` are of rules that give what was asked, `others` of any other rule, where no table gives that.
    """
    known = [answer for answer in answers if answer.nearest is not None]
    if not known:
        known = [answer for answer in others if answer.nearest is not None]
    best = min(known, key=lambda answer: len(answer.failed), default=answers[0])
    tables = tuple(answer.decision for answer in answers)
    return replace(best, asked=asked, so=False, among=tables, whole=decision)
