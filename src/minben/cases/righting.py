"""What a read says once it has been corrected, for a case that is played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.registers import BadValue, parse_fact

from .answers import NOT_ASKED
from .problems import AnswerProblems, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Read

    from .terms import Terms

    Text = Mapping[str, str]


def correctable_read(terms: Terms, name: str) -> Read:
    """A read of the service that may be corrected. Raises `NotFound`."""
    read = terms.service.reads.get(name)
    if read is None or not read.correct:
        raise NotFound
    return read


def righted(terms: Terms, read: Read, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields as a register holds them; the key and the subject stay. Raises `AnswerProblems` by field."""
    register = terms.blueprint.registers[read.register]
    values: dict[str, object] = {}
    problems: dict[str, Text] = {}
    for name, given in fields.items():
        field = register.fields.get(name)
        if field is None or name in (register.key, register.subject):
            problems[name] = NOT_ASKED
            continue
        try:
            values[name] = parse_fact(terms.blueprint, field.fact, given)
        except BadValue as bad:
            problems[name] = bad.text
    if problems:
        raise AnswerProblems(problems)
    return values
