"""The words of a message: the template of its occasion and channel, filled in for one person in their language.

Only what the channel may carry is filled in; the blueprint's check has seen to it that a template names nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import cases, services
from minben.blueprint.model import Channel
from minben.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Blueprint
    from minben.cases import Told

    from .models import Contact, Delivery

_NAME = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to whom; ``subject`` is empty where the channel has none."""

    to: str
    subject: str
    text: str


def letter(delivery: Delivery, contact: Contact) -> Letter | None:
    """The words of a delivery; None where the blueprint in force has none for it any more, or nothing was told."""
    blueprint = services.in_force()
    told = cases.told([delivery.mail.source]).get(delivery.mail.source)
    if blueprint.messages is None or told is None or contact.address is None:
        return None

    channel = Channel(delivery.channel)
    template = blueprint.messages.templates.get(told.kind, {}).get(channel)
    if template is None:
        return None
    language = contact.language if contact.language in blueprint.languages else blueprint.languages[0]
    values = _values(blueprint, told, channel, language)
    return Letter(
        contact.address,
        _filled(template.subject.get(language, ""), values),
        _filled(template.text[language], values),
    )


def _values(blueprint: Blueprint, told: Told, channel: Channel, language: str) -> Mapping[str, str]:
    address = Environment.read().address
    plain = {
        "place": blueprint.title[language],
        "number": told.number,
        "link": f"{address}/my/messages",
    }
    service = blueprint.services.get(told.service)
    agency = blueprint.agencies.get(told.agency)
    personal = {
        "service": service.title[language] if service else told.service,
        "agency": agency.title[language] if agency else told.agency,
        "text": told.text.get(language) or told.text.get("") or next(iter(told.text.values()), ""),
    }
    carried = blueprint.messages.carries.get(channel, frozenset()) if blueprint.messages else frozenset()
    return plain | {name: value for name, value in personal.items() if name in carried}


def _filled(text: str, values: Mapping[str, str]) -> str:
    """One pass, so that braces in what is filled in stay what they are."""
    return _NAME.sub(lambda name: values.get(name[1], ""), text)
