"""What a person is told of their bundle: that a service of it is not possible, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .telling import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Blueprint

    Text = Mapping[str, str]

_IMPOSSIBLE = {
    "zh": "您申请的“{bundle}”（编号{number}）中，“{service}”不能办理。\n理由：{reason}",
    "en": "In your application {number} for “{bundle}”, “{service}” is not possible.\nReason: {reason}",
}
_MISSING = {
    "zh": "它要以“{missing}”为前提，而后者{ended}。",
    "en": "It stands on “{missing}”, which {ended}.",
}
_ENDED: Mapping[str | None, Text] = {
    "refused": {"zh": "没有准予", "en": "was refused"},
    "not accepted": {"zh": "没有受理", "en": "was not accepted"},
    "withdrawn": {"zh": "已经撤回", "en": "was withdrawn"},
    None: {"zh": "也不能办理", "en": "is not possible either"},
}
_MISFIT = {
    "zh": "按现在的登记，您的答复不再适用：{problems}。您可以单独申请这项服务。",
    "en": "What is on file does not fit your answers any more: {problems}. You can apply for this service by itself.",
}


def not_granted(blueprint: Blueprint, missing: str, outcome: str | None) -> Text:
    """Why a service is not possible that stands on another: how that one ended, None where it never began."""
    return {
        language: spoken(_MISSING, language).format(
            missing=blueprint.services[missing].title[language], ended=spoken(_ENDED[outcome], language)
        )
        for language in blueprint.languages
    }


def misfit(blueprint: Blueprint, service: str, problems: Mapping[str, Text]) -> Text:
    """Why a service is not possible whose answers do not fit when its turn comes: each question, and what is wrong."""
    found = blueprint.services[service]
    titles = {name: one.title for name, one in found.asks.items()}
    titles |= {name: one.title for name, one in found.materials.items()}
    told = {}
    for language in blueprint.languages:
        between = "；" if language.startswith("zh") else "; "
        listed = between.join(
            f"{titles[name][language] if name in titles else name} – {spoken(text, language)}"
            for name, text in problems.items()
        )
        told[language] = spoken(_MISFIT, language).format(problems=listed)
    return told


def impossible(blueprint: Blueprint, bundle: str, number: str, service: str, reason: Text) -> Text:
    """The notice that a service of a bundle is not possible."""
    return {
        language: spoken(_IMPOSSIBLE, language).format(
            bundle=blueprint.bundles[bundle].title[language],
            number=number,
            service=blueprint.services[service].title[language],
            reason=reason[language],
        )
        for language in blueprint.languages
    }
