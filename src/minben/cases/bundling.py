"""What a bundle asks, and what its services are answered: each fact once, each service by its own conditions.

The questions of a bundle are its own and those of the services that are wanted. Every service puts, offers and checks
its questions by its own rules over its own reads; what several put for the same fact is one question here. What the
bundle answers in place of a person (``answers``) is worked out with the facts of the service; of a service that waits
for another it may not be known yet, and is looked at again when that service is received.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from minben import files
from minben.blueprint import on_file
from minben.ledger import Reach, acting
from minben.registers import BadValue, parse_fact
from minben.rules import compile_expression, free_names

from .answers import NOT_ASKED, check, questions
from .facts import Facts, meant, plain
from .intake import Draft, facts_to_check
from .materials import check_materials, usable, wanted
from .problems import AnswerProblems, NotNow
from .terms import GIVEN, Clause, Identity, made_ready, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Bundle, BundlePart
    from minben.ledger import Actor

    from .answers import Option, Question
    from .facts import Fetched
    from .materials import Look, Wanted
    from .terms import Terms

    Text = Mapping[str, str]
    Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BundleTerms:
    """A bundle made ready: its own questions, which services are wanted, and what is answered in a person's place."""

    own: Terms
    wants: Mapping[str, Clause]
    answers: Mapping[str, Mapping[str, Clause]]


@dataclass(slots=True)
class Composed:
    """A bundle as it stands with some answers."""

    wanted: list[BundlePart] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    """The answers that fit, by question of the bundle, and what was given as materials as it was given."""
    problems: dict[str, Text] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    reads: dict[tuple[object, ...], Fetched] = field(default_factory=dict)
    materials: list[Wanted] = field(default_factory=list)


def prepare_bundle(bundle: Bundle, blueprint: Blueprint, subject: UUID, actor: Actor, given: Given) -> Draft:
    """What the wanted services read about the subject and what is asked, given these answers. See `prepare`."""
    made = compose(blueprint, bundle, subject, actor, given)
    reads = tuple(one.shown for one in made.reads.values())
    return Draft(bundle.form, reads, tuple(made.questions.values()), tuple(made.materials))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person before there is a case: the ``facts`` of a service, the files handed in for it."""

    facts: Callable[[Terms], Facts]
    files: Callable[[str], Look]


def compose(blueprint: Blueprint, bundle: Bundle, subject: UUID, actor: Actor, given: Given) -> Composed:
    """Everything that the wanted services put and read, and how the answers fit. Raises `WrongSubject`."""
    known = Known(lambda terms: facts_to_check(terms, subject, actor), lambda name: usable(files.kept, name))
    with acting(Reach(subjects=(subject,))):
        return composed(blueprint, bundle, known, given)


def composed(blueprint: Blueprint, bundle: Bundle, known: Known, given: Given) -> Composed:
    """The same, with what is ``known`` from wherever it comes."""
    terms, made = bundle_terms(blueprint, bundle.id), Composed()
    names = {*bundle.form.asks, *bundle.form.materials}
    made.problems = {name: NOT_ASKED for name in given if name not in names}
    own = known.facts(terms.own)
    mine = check(terms.own, bundle.own, {n: v for n, v in given.items() if n in bundle.own}, own)
    made.values.update(mine.values)
    made.problems.update(mine.problems)
    made.questions = {one.ask.name: one for one in questions(terms.own, bundle.own, own, given)}
    made.wanted = _wanted(bundle, terms, own)
    chosen = {part.service for part in made.wanted}
    for part in made.wanted:
        service = terms_of(blueprint, part.service)
        facts = known.facts(service)
        waits = any(one in chosen for one in part.after)
        _add_reads(made, service, facts)
        _add(made, bundle, terms, _Asking(part, service, facts, known.files(part.service), waits), given)
    return made


def must_be_sound(made: Composed) -> None:
    """Raise `AnswerProblems` where answers do not fit, and `NotNow` where no service is wanted."""
    if made.problems:
        raise AnswerProblems(made.problems)
    if not made.wanted:
        raise NotNow(zh="没有选择任何一项服务", en="None of the services is wanted")


def _wanted(bundle: Bundle, terms: BundleTerms, own: Facts) -> list[BundlePart]:
    return [part for part in bundle.parts.values() if own.holds(terms.wants.get(part.service)) is True]


@dataclass(frozen=True, slots=True)
class _Asking:
    """A service of the bundle whose questions are looked at; ``waits`` for another that is wanted too."""

    part: BundlePart
    terms: Terms
    facts: Facts
    files: Look
    waits: bool


def _add(made: Composed, bundle: Bundle, terms: BundleTerms, at: _Asking, given: Given) -> None:
    part, service = at.part, at.terms.service
    answers = answers_for(bundle, terms, part, at.facts, given)
    checked = check(at.terms, service.asks, answers, at.facts)
    for question in questions(at.terms, service.asks, at.facts, answers):
        name = part.takes.get(question.ask.name)
        if name is not None and name not in bundle.own:
            _put(made.questions, name, question)
    made.values.update({part.takes[n]: v for n, v in checked.values.items() if n in part.takes})
    for path, text in checked.problems.items():
        _tell(made, at, path, text)
    _add_materials(made, at, given)


def _put(put: dict[str, Question], name: str, question: Question) -> None:
    """One question for all services that put it: required if any wants it, offering what suits every one."""
    before = put.get(name)
    if before is None:
        put[name] = replace(question, ask=replace(question.ask, name=name))
        return
    required = before.ask.required or question.ask.required
    put[name] = replace(
        before,
        ask=replace(before.ask, required=required),
        options=_common(before.options, question.options),
        prefill=question.prefill if before.prefill is None else before.prefill,
    )


def _common(first: tuple[Option, ...], second: tuple[Option, ...]) -> tuple[Option, ...]:
    if not first or not second:
        return first or second
    values = {one.value for one in second}
    return tuple(one for one in first if one.value in values)


def _tell(made: Composed, at: _Asking, path: str, text: Text) -> None:
    """A problem, by the question of the bundle, or by the service where the bundle answers in a person's place.

    Of a service that waits that answer may come yet.
    """
    (name, rest), part, service = _split(path), at.part, at.terms.service
    if name in part.takes:
        made.problems.setdefault(part.takes[name] + rest, text)
    elif not at.waits:
        asked = service.asks[name].title
        made.problems[service.id] = {
            "zh": f"{service.title['zh']}：按您的答复查不到“{asked['zh']}”，请核对前面的答复",
            "en": f"{service.title['en']}: “{asked['en']}” cannot be told from what is on file; check your answers",
        }


def _split(path: str) -> tuple[str, str]:
    """The question of a path and what follows it: ``children[2].name`` is ``children`` and ``[2].name``."""
    end = min((path.find(mark) for mark in ".[" if mark in path), default=len(path))
    return path[:end], path[end:]


def _add_materials(made: Composed, at: _Asking, given: Given) -> None:
    service, names, today = at.terms.service, at.part.materials, at.facts.today
    for one in wanted(at.terms, at.facts, service.materials, today):
        name = names[one.material.name]
        stands_for = on_file(name) if one.material.on_file else None
        material = replace(one.material, name=name, on_file=stands_for)
        made.materials.append(replace(one, material=material))
    brought = {name: given[names[name]] for name in names if names[name] in given}
    checked = check_materials(at.terms, service.materials, brought, at.facts, at.files, today)
    made.values.update({names[name]: value for name, value in brought.items()})
    made.problems.update({names[name]: text for name, text in checked.problems.items()})


def _add_reads(made: Composed, terms: Terms, facts: Facts) -> None:
    """What is read, each record once, with the most that any of the services may see of it."""
    stands_for = {one.on_file for one in terms.service.materials.values()}
    for read in facts.fetch(name for name in terms.service.reads if name not in stands_for):
        key = (read.read.register, read.allowed, *(record.id for record in read.records))
        before = made.reads.get(key)
        if before is None or _fields(before) < _fields(read):
            made.reads[key] = read


def _fields(read: Fetched) -> int:
    return len({name for record in read.records for name in record.values})


def answers_for(
    bundle: Bundle, terms: BundleTerms, part: BundlePart, facts: Facts, given: Given
) -> dict[str, Any]:
    """The answers of one service among those of the bundle, and what is answered in a person's place.

    ``facts`` are those of the service, which it is read with.
    """
    answers = {ask: given[name] for ask, name in part.takes.items() if name in given}
    clauses = terms.answers.get(part.service, {})
    facts.fetch(name for clause in clauses.values() for name in clause.names)
    said = _said(terms, bundle, given)
    for ask, clause in clauses.items():
        value = plain(facts.evaluate(clause, extra=said))
        if value is not None:
            answers[ask] = value
    return answers


def _said(terms: BundleTerms, bundle: Bundle, given: Given) -> dict[str, object]:
    """The answers of the bundle as FEEL has them, null for what was not answered or cannot be read."""
    blueprint = terms.own.blueprint
    said: dict[str, object] = dict.fromkeys(bundle.form.asks)
    for name, ask in bundle.form.asks.items():
        with suppress(BadValue, ArithmeticError, ValueError, TypeError, AttributeError):
            answer = given.get(name)
            value = answer if ask.each or answer is None else parse_fact(blueprint, ask.fact, answer)
            said[name] = meant(blueprint.facts, ask, value)
    return said


def bundle_terms(blueprint: Blueprint, bundle: str) -> BundleTerms:
    """The bundle made ready; made once for a version of the blueprint."""
    return _bundle_terms(Identity(blueprint), bundle)


@lru_cache(maxsize=64)
def _bundle_terms(identity: Identity, bundle_id: str) -> BundleTerms:
    blueprint, bundle = identity.blueprint, identity.blueprint.bundles[bundle_id]
    own = made_ready(blueprint, replace(bundle.form, asks=bundle.own, materials={}, reads={}))
    asked = frozenset(bundle.form.asks)
    return BundleTerms(
        own=own,
        wants={
            name: _clause(part.when, frozenset({*bundle.own, *GIVEN}), frozenset())
            for name, part in bundle.parts.items()
            if part.when is not None
        },
        answers={
            name: {
                ask: _clause(source, *_names(blueprint, name, asked)) for ask, source in part.answers.items()
            }
            for name, part in bundle.parts.items()
        },
    )


def _names(
    blueprint: Blueprint, service: str, asked: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The facts of a service, and what else may be named: the answers of the bundle, the fields of records."""
    found = blueprint.services[service]
    outputs = {out.name for decide in found.decisions.values() for out in decide.table.outputs}
    own = frozenset({*found.reads, *found.asks, *found.materials, *found.derives, *outputs, *GIVEN})
    fields = {name for read in found.reads.values() for name in blueprint.registers[read.register].fields}
    return own - asked, frozenset(fields | asked)


def _clause(source: str, own: frozenset[str], others: Iterable[str]) -> Clause:
    expression = compile_expression(source, own | frozenset(others))
    return Clause(source, expression, free_names(expression.tree) & own)
