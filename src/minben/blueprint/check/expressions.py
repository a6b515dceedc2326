"""Every rule of a service is FEEL, names what is there, and yields what its place needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minben.rules import (
    ANY,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FeelError,
    ListType,
    Problem as RulesProblem,
    Severity,
    Type,
    check_table,
    infer,
    names_in,
    parse,
)
from minben.rules.feel.tree import If, Literal, Node

from ..model import Fact, FactType, Place, Service, Text
from ..problems import near, of_table
from .environment import GIVEN, environment, record_type, type_asked, type_of
from .formulas import Formula, Must, formulas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .ground import Ground

_OFFER = ("value", "title")
_SHOWN = 60


def check(ground: Ground) -> None:
    """Report expressions that are no FEEL, name nothing, or yield the wrong kind of value; and faulty tables."""
    for service in ground.blueprint.services.values():
        if service.id in ground.draft.blurred:
            continue
        types = environment(ground, service)
        for formula in formulas(service):
            check_formula(ground, service, formula, types)
        for decide in service.decisions.values():
            file = decide.table.name
            for fault in check_table(decide.table, types):
                if fault.severity is not Severity.INFO:
                    ground.draft.report(of_table(file, fault))
    _check_personas(ground)


def check_formula(ground: Ground, service: Service, formula: Formula, types: Mapping[str, Type]) -> None:
    """Report what is wrong with one expression, whose path is in the file of the service."""
    place = ground.at(service.place.file, *formula.path)
    if formula.must is Must.CONDITION and formula.register:
        register = ground.blueprint.registers.get(formula.register)
        if register is None:
            return
        fields = ground.readable(service, register) or frozenset(register.fields)
        types = {**GIVEN, **dict(record_type(ground, register, fields).fields)}
    types = {**types, **{part.name: type_asked(ground, part) for part in formula.entry}}
    if formula.ask:
        types["?"] = type_asked(ground, formula.ask)
    tree = parsed(ground, place, formula.source, types)
    if tree is None:
        return
    found = infer(tree, types)
    for fault in found.problems:
        report_fault(ground, place, formula.source, fault)
    if not found.problems:
        _check_yield(ground, place, formula, tree, found.type or ANY)


def parsed(ground: Ground, place: Place, source: str, types: Mapping[str, Type]) -> Node | None:
    """The tree of an expression, or None (reported)."""
    try:
        return parse(source, names_in(types))
    except FeelError as fault:
        report_fault(ground, place, source, fault.problem)
        return None


def report_fault(ground: Ground, place: Place, source: str, fault: RulesProblem) -> None:
    """Report what is wrong with an expression, at its line."""
    line = fault.span.line - 1 if fault.span else 0
    bare = replace(fault, span=None)
    shown = source if len(source) <= _SHOWN else source[: _SHOWN - 1] + "…"
    said = {"zh": f"“{shown}”：{bare.text('zh')}", "en": f'"{shown}": {bare.text("en")}'}
    ground.report(Place(place.file, place.line + line), "feel", found=said)


def _check_yield(ground: Ground, place: Place, formula: Formula, tree: Node, found: Type) -> None:
    match formula.must:
        case Must.CONDITION:
            wants(ground, place, found, BOOLEAN, {"zh": "真或假", "en": "true or false"})
        case Must.DATE:
            wants(ground, place, found, DATE, {"zh": "日期", "en": "a date"})
        case Must.AMOUNT:
            wants(ground, place, found, NUMBER, {"zh": "金额（数）", "en": "an amount (a number)"})
        case Must.WORDS:
            if not (_is_open(found) or found in (STRING, NUMBER, DATE, BOOLEAN)):
                _wrong(
                    ground,
                    place,
                    found,
                    {"zh": "可写成文字的值", "en": "a value that can be written as words"},
                )
        case Must.OFFERS:
            if not _is_offers(found):
                expected = {"zh": "{value, title} 的列表", "en": "a list of {value, title}"}
                _wrong(ground, place, found, expected)
        case Must.ANSWER:
            _check_answer(ground, place, formula, found)
        case Must.FIELD:
            _check_field(ground, place, formula, tree, found)
        case Must.ANYTHING:
            pass


def _check_answer(ground: Ground, place: Place, formula: Formula, found: Type) -> None:
    """What is shown as the answer at first must be one; nothing may be shown too."""
    ask = formula.ask
    if ask is None or found == NULL or _is_open(found) or isinstance(found, ListType):
        return
    wanted = type_asked(ground, ask)
    if found != wanted and not _is_open(wanted):
        expected = {lang: f"{said} ({wanted})" for lang, said in ask.title.items()}
        _wrong(ground, place, found, expected)


def _check_field(ground: Ground, place: Place, formula: Formula, tree: Node, found: Type) -> None:
    register = ground.blueprint.registers.get(formula.register)
    field = register.fields.get(formula.field) if register else None
    fact = ground.blueprint.facts.get(field.fact) if field else None
    if field is None or fact is None:
        return
    if found == NULL and not field.required:
        return
    wanted = type_of(fact)
    if found != wanted and not _is_open(found):
        expected = {lang: f"{fact.title[lang]} ({wanted})" for lang in fact.title}
        _wrong(ground, place, found, expected)
    elif fact.type is FactType.CHOICE:
        _check_choices(ground, place, fact, tree)


def _check_choices(ground: Ground, place: Place, fact: Fact, tree: Node) -> None:
    values = [choice.value for choice in fact.choices]
    for written in _written(tree):
        if written not in values:
            known = ", ".join(values)
            suggestion = near(written, values)
            ground.report(place, "not-a-choice", value=written, fact=fact.title, known=known, near=suggestion)


def _written(tree: Node) -> Iterator[str]:
    """The words that an expression may yield because they are written in it."""
    match tree:
        case Literal(str(word)):
            yield word
        case If(_, consequence, alternative):
            yield from _written(consequence)
            yield from _written(alternative)


def wants(ground: Ground, place: Place, found: Type, wanted: Type, expected: Text) -> None:
    """Report an expression that yields another type than its place needs."""
    if found != wanted and not _is_open(found):
        _wrong(ground, place, found, expected)


def _wrong(ground: Ground, place: Place, found: Type, expected: Text) -> None:
    name = str(found)
    ground.report(place, "wrong-type", found=name, expected=expected)


def _is_open(found: Type) -> bool:
    """Whether nothing can be said of the type."""
    return found == ANY


def _is_offers(found: Type) -> bool:
    if _is_open(found):
        return True
    if not isinstance(found, ListType):
        return False
    element = found.element
    return _is_open(element) or (
        isinstance(element, ContextType) and all(element.get(name) is not None for name in _OFFER)
    )


def _check_personas(ground: Ground) -> None:
    """The demo picks a persona by a condition over the record that identifies somebody."""
    for persona in ground.blueprint.personas.values():
        registers = [
            register
            for register in ground.blueprint.registers.values()
            if register.identifies and register.subject_kind is persona.subject_kind
        ]
        if persona.pick is None or len(registers) != 1:
            continue
        record = record_type(ground, registers[0], frozenset(registers[0].fields))
        types = {"today": DATE, **dict(record.fields)}
        place = ground.at("personas.yaml", persona.id, "pick")
        tree = parsed(ground, place, persona.pick, types)
        if tree is None:
            continue
        found = infer(tree, types)
        for fault in found.problems:
            report_fault(ground, place, persona.pick, fault)
        wants(ground, place, found.type or ANY, BOOLEAN, {"zh": "真或假", "en": "true or false"})
