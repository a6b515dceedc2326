"""What stands in the entry that a new service writes: as far as it follows from the facts, the rest is to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import FactType

from .wish import ask_name, read_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minben.blueprint.model import Blueprint, Field, Register

    Text = Mapping[str, str]


class MissingFields(ValueError):  # noqa: N818 - says what is missing
    """Fields that an entry must have and of which nobody has said what stands in them."""

    def __init__(self, register: Register, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        options = " ".join(f"--field {name}=FEEL" for name in fields)
        self.text: Text = {
            "zh": f"“{register.id}”的记录还需要：{'、'.join(fields)}。请写明内容：{options}",
            "en": f"an entry of {register.id} needs more: {', '.join(fields)}. Say what stands there: {options}",
        }


def fields_of(
    blueprint: Blueprint,
    register: Register,
    asks: Sequence[str],
    reads: Sequence[Register],
    service: str,
    given: Mapping[str, str],
) -> dict[str, str]:
    """The fields with their FEEL expressions: those ``given``, and those that follow. Raises `MissingFields`."""
    found, missing = {}, []
    for name, field in register.fields.items():
        source = given.get(name) or _follows(blueprint, register, field, asks, reads, service)
        if source:
            found[name] = source
        elif field.required:
            missing.append(name)
    found.update({name: source for name, source in given.items() if name not in found})
    if missing:
        raise MissingFields(register, missing)
    return found


def _follows(
    blueprint: Blueprint,
    register: Register,
    field: Field,
    asks: Sequence[str],
    reads: Sequence[Register],
    service: str,
) -> str:
    """The number of the case as key, the applicant, what is asked or read, the service's name among choices, today."""
    fact = blueprint.facts[field.fact]
    if field.name == register.key:
        return f'"{"".join(word[0] for word in service.split("-")).upper()}" + case.number'
    if field.name == register.subject:
        return "applicant"
    if fact.id in asks:
        return ask_name(fact.id)
    for read in reads:
        held = next((one.name for one in read.fields.values() if one.fact == fact.id), None)
        if held and read.single and field.required:
            return f"{read_name(read)}.{held}"
    if any(choice.value == service for choice in fact.choices):
        return f'"{service}"'
    if field.required and fact.type is FactType.DATE:
        return "today"
    return ""
