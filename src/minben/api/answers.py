"""What a service asks, as JSON Schema (2020-12), so that a machine can build its form and check before it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minben import cases
from minben.blueprint.model import FactType
from minben.pages.languages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from minben.blueprint.model import Ask, Blueprint, Fact, Material, Service

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_STRINGS = {
    FactType.DATE: {"type": "string", "format": "date"},
    FactType.TIME: {"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2})?$"},
    FactType.NUMBER: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    FactType.MONEY: {"type": "string", "pattern": r"^-?\d+(\.\d{1,2})?$"},
    FactType.DIVISION: {"type": "string"},
    FactType.YES_NO: {"type": "boolean"},
}


def answers_schema(blueprint: Blueprint, form: Service) -> dict[str, Any]:
    """The schema of what an application answers, for a service or for a bundle by its form."""
    return asks_schema(blueprint, form.asks, form.materials.values())


def asks_schema(
    blueprint: Blueprint, asks: Mapping[str, Ask], materials: Iterable[Material] = ()
) -> dict[str, Any]:
    """The schema of these answers. What depends on other answers (``when``, ``check``) is only checked by sending."""
    said = _object(blueprint, asks)
    said["properties"] |= {material.name: _material(material) for material in materials}
    return {"$schema": DIALECT, **said}


def _material(material: Material) -> dict[str, Any]:
    """What is given as a material: files that were handed in before, or a promise."""
    ways = [str(way) for way in cases.ways_of(material)]
    return {
        "title": say(material.title),
        "type": "object",
        "properties": {
            "kind": {"enum": ways},
            "files": {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": 1,
                "maxItems": cases.MOST_FILES,
            },
            "agreed": {"type": "boolean"},
        },
        "required": ["kind"],
        "additionalProperties": False,
    }


def _object(blueprint: Blueprint, asks: Mapping[str, Ask]) -> dict[str, Any]:
    needed = [name for name, ask in asks.items() if ask.required and ask.when is None]
    return {
        "type": "object",
        "properties": {name: _property(blueprint, ask) for name, ask in asks.items()},
        "required": needed,
        "additionalProperties": False,
    }


def _property(blueprint: Blueprint, ask: Ask) -> dict[str, Any]:
    fact = blueprint.facts[ask.fact]
    said = {"title": say(ask.title) or say(fact.title), "description": say(ask.why), "x-fact": fact.id}
    return said | _value(blueprint, ask, fact)


def _value(blueprint: Blueprint, ask: Ask, fact: Fact) -> dict[str, Any]:
    values = [choice.value for choice in fact.choices]
    match fact.type:
        case FactType.LIST:
            return {
                "type": "array",
                "items": _object(blueprint, ask.each),
                "minItems": ask.at_least,
                "maxItems": ask.at_most,
            }
        case FactType.CHOICE:
            return {"type": "string", **({"enum": values} if values else {})}
        case FactType.CHOICES:
            return {"type": "array", "items": {"type": "string", "enum": values}, "uniqueItems": True}
        case FactType.TEXT | FactType.LONG_TEXT:
            form = {"x-format": fact.format.value} if fact.format else {}
            return {"type": "string", "maxLength": fact.max_length, **form}
        case _:
            return dict(_STRINGS[fact.type])
