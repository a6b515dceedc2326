"""Every name in a blueprint names something: agencies, registers, fields, facts, items. (Of services: `services`.)"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..model import FactType

if TYPE_CHECKING:
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report every name that names nothing."""
    _check_head(ground)
    _check_facts(ground)
    _check_divisions(ground)
    for post in ground.blueprint.posts.values():
        ground.refer(post.place, "agency", post.agency, ground.blueprint.agencies)
    _check_registers(ground)
    _check_agreements(ground)
    _check_items(ground)
    _check_personas(ground)


def _check_head(ground: Ground) -> None:
    blueprint = ground.blueprint
    ground.refer(ground.at("blueprint.yaml", "division"), "division", blueprint.division, blueprint.divisions)


def _check_facts(ground: Ground) -> None:
    for fact in ground.blueprint.facts.values():
        chosen = fact.type in (FactType.CHOICE, FactType.CHOICES)
        if chosen != bool(fact.choices):
            code = "choice-without-choices" if chosen else "choices-without-choice"
            ground.report(ground.at("facts.yaml", fact.id, "choices"), code, name=fact.id)
        if fact.format and fact.type is not FactType.TEXT:
            ground.report(ground.at("facts.yaml", fact.id, "format"), "format-of-no-text", name=fact.id)
        if fact.level is not None and fact.type is not FactType.DIVISION:
            ground.report(ground.at("facts.yaml", fact.id, "level"), "level-of-no-division", name=fact.id)
        elif fact.level is not None and not _reaches(ground, fact.level):
            place = ground.at("facts.yaml", fact.id, "level")
            ground.report(place, "level-not-there", name=fact.id, level=str(fact.level))


def _reaches(ground: Ground, level: int) -> bool:
    """Whether there are units of this level; where they could not be read, nobody complains."""
    divisions = ground.blueprint.divisions.values()
    return not divisions or any(division.level == level for division in divisions)


def _check_divisions(ground: Ground) -> None:
    divisions = ground.blueprint.divisions
    for division in divisions.values():
        above = divisions.get(division.parent or "")
        if above is None and division.level > 0:
            place = ground.draft.row("divisions.csv", "code", division.code)
            ground.refer(place, "division", division.parent or "", divisions)
        elif above is not None and above.level != division.level - 1:
            place = ground.draft.row("divisions.csv", "code", division.code)
            level = str(division.level)
            ground.report(place, "division-level", name=division.name, level=level, above=above.name)


def _check_registers(ground: Ground) -> None:
    identifying = Counter(
        register.subject_kind for register in ground.blueprint.registers.values() if register.identifies
    )
    for register in ground.blueprint.registers.values():
        file = register.place.file
        if file != f"registers/{register.id}.yaml":
            ground.report(ground.at(file, "register"), "name-of-file", name=register.id, file=file)
        ground.refer(ground.at(file, "agency"), "agency", register.agency, ground.blueprint.agencies)
        for key in ("key", "subject"):
            ground.refer(ground.at(file, key), "field", getattr(register, key), register.fields)
        for name, field in register.fields.items():
            place = ground.at(file, "fields", name, "fact")
            if ground.refer(place, "fact", field.fact, ground.blueprint.facts):
                fact = ground.blueprint.facts[field.fact]
                if fact.type in (FactType.CHOICES, FactType.LIST):
                    ground.report(place, "register-holds-one", name=name, type=str(fact.type))
                if field.last_day and fact.type is not FactType.DATE:
                    place = ground.at(file, "fields", name, "last_day")
                    ground.report(place, "last-day-no-date", name=name, fact=fact.id, type=str(fact.type))
        if register.identifies and identifying[register.subject_kind] > 1:
            kind = str(register.subject_kind)
            ground.report(ground.at(file, "identifies"), "identifies-twice", kind=kind)


def _check_agreements(ground: Ground) -> None:
    blueprint = ground.blueprint
    for position, agreement in enumerate(blueprint.agreements):
        place = ground.at("agreements.yaml", position, "agency")
        ground.refer(place, "agency", agreement.agency, blueprint.agencies)
        place = ground.at("agreements.yaml", position, "purpose")
        ground.refer(place, "service", agreement.purpose, blueprint.services)
        place = ground.at("agreements.yaml", position, "register")
        if ground.refer(place, "register", agreement.register, blueprint.registers):
            fields = blueprint.registers[agreement.register].fields
            for number, name in enumerate(agreement.fields):
                ground.refer(ground.at("agreements.yaml", position, "fields", number), "field", name, fields)
            if blueprint.registers[agreement.register].agency == agreement.agency:
                ground.report(place, "agreement-with-itself", name=agreement.agency)


def _check_items(ground: Ground) -> None:
    blueprint = ground.blueprint
    for item in blueprint.items.values():
        ground.refer(item.place, "agency", item.agency, blueprint.agencies)
        ground.refer(item.place, "item type", item.type, blueprint.item_types)
    names = "\n".join(item.name for item in blueprint.items.values())
    for synonym in blueprint.synonyms:
        if synonym.means not in names and "item" not in ground.draft.blind:
            place = ground.draft.row("synonyms.csv", "says", synonym.says)
            ground.report(place, "synonym-of-nothing", says=synonym.says, means=synonym.means)


def _check_personas(ground: Ground) -> None:
    for persona in ground.blueprint.personas.values():
        if (persona.post is None) == (persona.subject_kind is None):
            ground.report(persona.place, "persona-is-who", name=persona.id)
        if persona.post:
            place = ground.at("personas.yaml", persona.id, "post")
            ground.refer(place, "post", persona.post, ground.blueprint.posts)
