"""A service made ready to run: its FEEL compiled once, and which names each piece of it stands on.

Names in a procedure's FEEL are its reads, asks, derived facts, decision outputs and steps (the verdict), and
``applicant`` (the subject's identifier), ``case`` {number, code, received_on, channel}, ``today`` (the legal date),
``counting date`` and ``title(x)``, the title of a choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from minben.blueprint import at_agency
from minben.blueprint.model import EndRecord, FactType, GiveRecord
from minben.rules import compile_expression, free_names

from .procedure import Procedure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from minben.blueprint.model import Ask, Blueprint, Decide, Fact, Service, Step
    from minben.rules import Expression

COUNTING_DATE = "counting date"
GIVEN = ("applicant", "case", "today", COUNTING_DATE, "title")
"""Names that are known from the receipt on."""
CASE_FIELDS = ("number", "code", "received_on", "channel")
MATERIAL_FIELDS = ("kind", "on", "files", "licence")
RECEIPT, DECISION = "receipt", "decision"
_PIECE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """One FEEL expression of a service; ``names`` are those of the service that it reads."""

    source: str
    expression: Expression
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class RecordClauses:
    """The expressions of an entry that a step writes."""

    register: str
    fields: Mapping[str, Clause]
    since: Clause | None


@dataclass(frozen=True, slots=True)
class NoticeClauses:
    """What a step tells, by language: words and, between them, the expressions that are filled in."""

    text: Mapping[str, tuple[str | Clause, ...]]

    @property
    def names(self) -> frozenset[str]:
        """The names of the service that it reads."""
        clauses = [piece for pieces in self.text.values() for piece in pieces if isinstance(piece, Clause)]
        return frozenset(name for clause in clauses for name in clause.names)


@dataclass(frozen=True, slots=True)
class EndClauses:
    """The entry that is taken back: its key, and the first day that was given it, where it has one of its own."""

    register: str
    key: Clause
    since: Clause | None

    @property
    def names(self) -> frozenset[str]:
        """The names of the service that it reads."""
        return self.key.names | (self.since.names if self.since else frozenset())


Gives = RecordClauses | NoticeClauses


@dataclass(frozen=True, slots=True)
class AskClauses:
    """The expressions of a question."""

    when: Clause | None
    offers: Clause | None
    check: Clause | None
    prefill: Clause | None


@dataclass(frozen=True, slots=True)
class Terms:
    """A service of one blueprint with everything compiled that its procedure evaluates."""

    blueprint: Blueprint
    service: Service
    procedure: Procedure
    derives: Mapping[str, Clause]
    decided_in: Mapping[str, str]
    """The decision of each output."""
    event_dates: Mapping[str, Clause]
    """By decision, where the date that counts is that of an event."""
    conditions: Mapping[str, Clause]
    """By step: its ``when``."""
    repeats: Mapping[str, Clause]
    """By repeated step: until when."""
    last_days: Mapping[str, Clause]
    """By step: the date that is its limit."""
    handed_on: Mapping[str, Mapping[str, Clause]]
    """By step of another service: what is answered to its questions."""
    gives: Mapping[str, tuple[Gives, ...]]
    undo: Mapping[str, tuple[EndClauses | NoticeClauses, ...]]
    filters: Mapping[str, Clause]
    """By read: its ``where``, over the fields of the record."""
    asks: Mapping[str, AskClauses]
    """By question; of those of a list's entries by ``LIST.PART``."""
    competent: Clause | None
    """Which agency handles a case, where not always the service's own does."""
    charge: Clause | None
    """What the fee comes to, where it is paid through the node."""
    wanted: Mapping[str, Clause]
    """By material: under which condition it is wanted, where there is one."""
    titles: Mapping[str, str]
    """Titles of choices in the jurisdiction's first language, of values that mean one thing in this service."""
    ordered: tuple[str, ...] = field(init=False)
    """All facts, in the order in which the service defines them."""

    def __post_init__(self) -> None:
        service = self.service
        facts = (service.reads, self.asks, service.materials, self.derives, self.decided_in)
        object.__setattr__(self, "ordered", tuple(name for names in facts for name in names))

    @property
    def pausing(self) -> bool:
        """Whether any step stops the clocks of others."""
        return any(step.timing.pauses for step in self.service.steps.values())

    def ask(self, name: str) -> Ask:
        """A question of the application or of a step."""
        step = self.procedure.asked_in.get(name)
        return self.service.asks[name] if step is None else self.service.steps[step].asks[name]

    def fact_of(self, name: str) -> Fact:
        """What a question asks for."""
        return self.blueprint.facts[self.ask(name).fact]

    def named_by(self, step: Step) -> frozenset[str]:
        """The facts that have to be had before somebody can do the step: its needs and its condition."""
        needed = {name.partition(".")[0] for alternatives in step.needs for name in alternatives}
        clauses = (
            self.conditions.get(step.id),
            self.last_days.get(step.id),
            *self.handed_on[step.id].values(),
        )
        return frozenset(needed).union(*(clause.names for clause in clauses if clause))

    def given_by(self, step: Step) -> frozenset[str]:
        """The facts that what the step gives is made of."""
        return frozenset(name for gives in self.gives[step.id] for name in _names_of(gives))

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """These names and all that they are computed from."""
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.procedure.uses.get(name, ()))
        return frozenset(found)


class Identity:
    """A blueprint as a cache key: by its version, which is the digest of all that it says."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.blueprint.version == self.blueprint.version

    def __hash__(self) -> int:
        return hash(self.blueprint.version)


def terms_of(blueprint: Blueprint, service: str) -> Terms:
    """The service made ready; made once for a version of the blueprint."""
    return _terms(Identity(blueprint), service)


def terms_at(blueprint: Blueprint, service: str, agency: str) -> Terms:
    """The service made ready as the competent agency of a case handles it."""
    return _terms_at(Identity(blueprint), service, agency)


@lru_cache(maxsize=1024)
def _terms_at(identity: Identity, service_id: str, agency: str) -> Terms:
    terms = _terms(identity, service_id)
    if terms.competent is None:
        return terms
    service = at_agency(terms.service, agency)
    return replace(terms, service=service, procedure=Procedure(service, terms.procedure.uses))


@lru_cache(maxsize=256)
def _terms(identity: Identity, service_id: str) -> Terms:
    blueprint = identity.blueprint
    service = blueprint.form(service_id)
    if service is None:
        raise KeyError(service_id)
    return made_ready(blueprint, service)


def made_ready(blueprint: Blueprint, service: Service) -> Terms:
    """A service made ready that need not be one of the blueprint, such as the questions of a bundle."""
    own, parts = _names(blueprint, service)
    compiler = _Compiler(own, parts)
    decided_in = {name: decide.name for decide in service.decisions.values() for name in _outputs(decide)}
    derives = {name: compiler.clause(derive.source) for name, derive in service.derives.items()}
    event_dates = {
        decide.name: compiler.clause(decide.counts)
        for decide in service.decisions.values()
        if decide.counts not in (RECEIPT, DECISION)
    }
    uses = {name: clause.names - set(GIVEN) for name, clause in derives.items()}
    for name, decision in decided_in.items():
        event = event_dates.get(decision)
        read = _inputs(service.decisions[decision]) & own
        uses[name] = (read | (event.names if event else frozenset())) - set(GIVEN)
    asks = dict(service.asks)
    for step in service.steps.values():
        asks.update(step.asks)
    return Terms(
        blueprint=blueprint,
        service=service,
        procedure=Procedure(service, uses),
        derives=derives,
        decided_in=decided_in,
        event_dates=event_dates,
        conditions={s.id: compiler.clause(s.when) for s in service.steps.values() if s.when is not None},
        repeats={
            s.id: compiler.clause(s.repeat.until) for s in service.steps.values() if s.repeat is not None
        },
        last_days={
            s.id: compiler.clause(s.timing.until)
            for s in service.steps.values()
            if s.timing.until is not None
        },
        handed_on={
            step.id: {name: compiler.clause(source) for name, source in step.answers.items()}
            for step in service.steps.values()
        },
        gives={step.id: tuple(compiler.gives(step)) for step in service.steps.values()},
        undo={step.id: tuple(compiler.undo(step)) for step in service.steps.values()},
        filters={
            read.name: _Compiler(frozenset(blueprint.registers[read.register].fields), frozenset()).clause(
                read.where
            )
            for read in service.reads.values()
            if read.where is not None
        },
        asks=dict(compiler.asks(asks)),
        competent=compiler.optional(service.competent),
        charge=compiler.optional(service.charging.amount if service.charging else None),
        wanted={m.name: compiler.clause(m.when) for m in service.materials.values() if m.when is not None},
        titles=_titles(blueprint, service),
    )


def _names(blueprint: Blueprint, service: Service) -> tuple[frozenset[str], frozenset[str]]:
    """The names of a service, and those of the entries inside its values."""
    outputs = [name for decide in service.decisions.values() for name in _outputs(decide)]
    asked = [name for step in service.steps.values() for name in step.asks]
    given = [*service.reads, *service.asks, *service.materials]
    own = [*given, *service.derives, *outputs, *asked, *service.steps, *GIVEN]
    fields = [name for read in service.reads.values() for name in blueprint.registers[read.register].fields]
    return frozenset(own), frozenset([*fields, *_parts(service), *CASE_FIELDS, *MATERIAL_FIELDS, "value"])


def _parts(service: Service) -> Iterator[str]:
    """The names of what is asked of each entry of a list."""
    for asks in (service.asks, *(step.asks for step in service.steps.values())):
        for ask in asks.values():
            yield from ask.each


@dataclass(frozen=True, slots=True)
class _Compiler:
    own: frozenset[str]
    parts: frozenset[str]

    def clause(self, source: str) -> Clause:
        expression = compile_expression(source, self.own | self.parts)
        return Clause(source, expression, free_names(expression.tree) & self.own)

    def optional(self, source: str | None) -> Clause | None:
        return None if source is None else self.clause(source)

    def asks(self, asks: Mapping[str, Ask], of: str = "") -> Iterator[tuple[str, AskClauses]]:
        """Of every question, and as ``LIST.PART`` of those that are asked of each entry of a list."""
        for name, ask in asks.items():
            sources = (ask.when, ask.offers, ask.check, ask.prefill)
            yield of + name, AskClauses(*map(self.optional, sources))
            yield from self.asks(ask.each, f"{name}.")

    def gives(self, step: Step) -> Iterator[Gives]:
        for given in step.gives:
            if isinstance(given, GiveRecord):
                fields = {name: self.clause(source) for name, source in given.fields.items()}
                yield RecordClauses(given.register, fields, self.optional(given.since))
            else:
                yield NoticeClauses({language: self.text(text) for language, text in given.text.items()})

    def undo(self, step: Step) -> Iterator[EndClauses | NoticeClauses]:
        since = {give.register: give.since for give in step.gives if isinstance(give, GiveRecord)}
        for undo in step.undo:
            if isinstance(undo, EndRecord):
                first = self.optional(since.get(undo.register))
                yield EndClauses(undo.register, self.clause(undo.key), first)
            else:
                yield NoticeClauses({language: self.text(text) for language, text in undo.text.items()})

    def text(self, text: str) -> tuple[str | Clause, ...]:
        pieces = _PIECE.split(text)
        return tuple(self.clause(piece) if odd % 2 else piece for odd, piece in enumerate(pieces))


def _names_of(gives: Gives) -> Iterator[str]:
    if isinstance(gives, RecordClauses):
        clauses = [*gives.fields.values(), *([gives.since] if gives.since else [])]
    else:
        clauses = [piece for pieces in gives.text.values() for piece in pieces if isinstance(piece, Clause)]
    for clause in clauses:
        yield from clause.names


def _titles(blueprint: Blueprint, service: Service) -> dict[str, str]:
    """A value that two facts of the service give different titles has none here: silence is better than a guess."""
    language = blueprint.languages[0]
    asks = [*service.asks.values(), *(ask for step in service.steps.values() for ask in step.asks.values())]
    fields = [
        f for read in service.reads.values() for f in blueprint.registers[read.register].fields.values()
    ]
    asked = [part for ask in asks for part in (ask, *ask.each.values())]
    facts = {ask.fact for ask in asked} | {field.fact for field in fields}
    meant: dict[str, set[str]] = {}
    for fact in (blueprint.facts[name] for name in facts):
        if fact.type in (FactType.CHOICE, FactType.CHOICES):
            for choice in fact.choices:
                meant.setdefault(choice.value, set()).add(choice.title[language])
    return {value: titles.pop() for value, titles in meant.items() if len(titles) == 1}


def _outputs(decide: Decide) -> list[str]:
    return [output.name for output in decide.table.outputs]


def _inputs(decide: Decide) -> frozenset[str]:
    """Every name that a table reads, in its columns and in its cells."""
    table = decide.table
    cells = [cell for rule in table.all_rules for cell in (*rule.tests, *rule.results)]
    trees = [*(column.tree for column in table.inputs), *cells]
    return frozenset(name for tree in trees for name in free_names(tree))
