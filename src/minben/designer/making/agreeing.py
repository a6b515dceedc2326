"""The agreements by which a new service may read registers of other agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .wish import flow

if TYPE_CHECKING:
    from datetime import date

    from minben.blueprint.model import Register

FILE = "agreements.yaml"


def agreement(register: Register, agency: str, service: str, day: date, law: str) -> str:
    """An agreement as it stands in the file: what an entry must have, and what says whether it is valid.

    ``law`` is a citation as YAML.
    """
    fields = [
        field.name
        for field in register.fields.values()
        if field.required or field.last_day or field.name in (register.subject, register.state)
    ]
    lines = [
        f"- agency: {agency}",
        f"  register: {register.id}",
        f"  purpose: {service}",
        f"  fields: {flow(fields)}",
        f"  basis: [{law}]",
        f"  since: {day}",
    ]
    return "\n".join(lines) + "\n"
