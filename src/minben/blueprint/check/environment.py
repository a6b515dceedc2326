"""What the rules of a service may name, and of which type each is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.rules import (
    ANY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    FeelError,
    FunctionType,
    ListType,
    Type,
    infer,
    names_in,
    parse,
)

from ..model import Ask, Fact, FactType, Material, Read, Register, Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .ground import Ground

TYPES: Mapping[FactType, Type] = {
    FactType.TEXT: STRING,
    FactType.LONG_TEXT: STRING,
    FactType.NUMBER: NUMBER,
    FactType.MONEY: NUMBER,
    FactType.DATE: DATE,
    FactType.TIME: TIME,
    FactType.YES_NO: BOOLEAN,
    FactType.CHOICE: STRING,
    FactType.CHOICES: ListType(STRING),
    FactType.DIVISION: STRING,
    FactType.LIST: ListType(ANY),
}

GIVEN: Mapping[str, Type] = {
    "applicant": STRING,
    "case": ContextType.of({"number": STRING, "code": STRING, "received_on": DATE, "channel": STRING}),
    "today": DATE,
    "counting date": DATE,
    "title": FunctionType((ANY,), STRING),
}
"""What every rule of a service knows from the receipt on."""


def type_of(fact: Fact | None) -> Type:
    """The type of a fact in FEEL; anything where the fact is unknown."""
    return TYPES[fact.type] if fact else ANY


def type_asked(ground: Ground, ask: Ask) -> Type:
    """The type of an answer in FEEL: of a list, contexts of what is asked of each entry."""
    facts = ground.blueprint.facts
    if not ask.each:
        return type_of(facts.get(ask.fact))
    return ListType(ContextType.of({name: type_of(facts.get(part.fact)) for name, part in ask.each.items()}))


def record_type(ground: Ground, register: Register, fields: frozenset[str]) -> ContextType:
    """A record with these of its fields."""
    facts = ground.blueprint.facts
    return ContextType.of(
        {name: type_of(facts.get(field.fact)) for name, field in register.fields.items() if name in fields}
    )


def environment(ground: Ground, service: Service) -> Mapping[str, Type]:
    """Every name of the service with its type; anything where a type cannot be told."""
    types: dict[str, Type] = dict(GIVEN)
    types.update((name, _read_type(ground, service, read)) for name, read in service.reads.items())
    asks = dict(service.asks)
    for step in service.steps.values():
        asks.update(step.asks)
    types.update((name, type_asked(ground, ask)) for name, ask in asks.items())
    types.update((name, _material_type(types, one)) for name, one in service.materials.items())
    types.update(dict.fromkeys(service.steps, STRING))
    for decide in service.decisions.values():
        types.update((output.name, output.type) for output in decide.table.outputs)
    types.update(dict.fromkeys(service.derives, ANY))
    types = dict.fromkeys(ground.draft.lost, ANY) | types
    # A derived fact may stand on others; each round settles those whose own are settled.
    for _ in service.derives:
        settled = {name: _derived_type(derive.source, types) for name, derive in service.derives.items()}
        if all(types[name] == type_ for name, type_ in settled.items()):
            break
        types.update(settled)
    return types


def _material_type(types: Mapping[str, Type], material: Material) -> Type:
    """How it was given, when, in how many files, and the fields of the licence that stands for it."""
    on_file = types.get(material.on_file or "", ANY)
    licence = on_file.element if isinstance(on_file, ListType) else on_file
    return ContextType.of({"kind": STRING, "on": DATE, "files": NUMBER, "licence": licence})


def _read_type(ground: Ground, service: Service, read: Read) -> Type:
    register = ground.blueprint.registers.get(read.register)
    if register is None:
        return ANY
    # Without any right to read, which is reported by itself, the fields are not to blame.
    fields = ground.readable(service, register) or frozenset(register.fields)
    record = record_type(ground, register, fields)
    return record if register.single else ListType(record)


def _derived_type(source: str, types: Mapping[str, Type]) -> Type:
    try:
        return infer(parse(source, names_in(types)), types).type or ANY
    except FeelError:
        return ANY
