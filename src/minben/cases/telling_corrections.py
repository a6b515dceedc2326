"""What somebody is told of a correction that they asked for: what became of it, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .about import About
from .telling import because, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Blueprint

    Text = Mapping[str, str]

_CORRECTED: Text = {
    "zh": "您请求更正“{register}”（编号{number}），经核查已经更正。",
    "en": "You asked to have “{register}” corrected ({number}). It was looked into, and it is corrected.",
}
_NOT_CORRECTED: Text = {
    "zh": "您请求更正“{register}”（编号{number}），经核查不予更正。",
    "en": "You asked to have “{register}” corrected ({number}). It was looked into, and it is not corrected.",
}


def decided(blueprint: Blueprint, register: str, number: str, about: About, answer: str) -> Text:
    """The words in every language of the blueprint; a register that is no more is called by its name."""
    words = _CORRECTED if about is About.CORRECTED else _NOT_CORRECTED
    known = blueprint.registers.get(register)
    return {
        language: spoken(words, language).format(
            register=known.title[language] if known else register, number=number
        )
        + (f"\n{because(answer, language)}" if answer else "")
        for language in blueprint.languages
    }
