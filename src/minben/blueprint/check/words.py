"""What people are told outside the portal, and who answers bad ratings: `messages.yaml`, `ratings.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..grammar.messages import PERSONAL, PLAIN
from ..model import Channel, Power
from ..problems import near
from .formulas import BRACES, placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model import MessageKind, Template, Text
    from .ground import Ground

MESSAGES, RATINGS = "messages.yaml", "ratings.yaml"


def check(ground: Ground) -> None:
    """Report messages that name what nobody fills in or their channel must not carry, and an unknown post."""
    said = ground.blueprint.messages
    if said is not None:
        for channel, carried in said.carries.items():
            for name in sorted(carried - set(PERSONAL)):
                place = ground.at(MESSAGES, "channels", channel, "carries")
                ground.report(
                    place, "carries-unknown", name=name, known=", ".join(PERSONAL), near=near(name, PERSONAL)
                )
        for kind, templates in said.templates.items():
            _check_templates(ground, kind, templates, said.carries)
    ratings = ground.blueprint.ratings
    if ratings is not None:
        place = ground.at(RATINGS, "post")
        posts = ground.blueprint.posts
        if (
            ground.refer(place, "post", ratings.post, posts)
            and Power.HANDLE not in posts[ratings.post].powers
        ):
            ground.report(place, "post-without-power", name=ratings.post)


def _check_templates(
    ground: Ground,
    kind: MessageKind,
    templates: Mapping[Channel, Template],
    carries: Mapping[Channel, frozenset[str]],
) -> None:
    for channel, template in templates.items():
        path = ("messages", kind, channel)
        if channel not in carries:
            ground.report(ground.at(MESSAGES, *path), "message-without-channel", channel=channel)
            continue
        if (channel is Channel.EMAIL) != bool(template.subject):
            ground.report(ground.at(MESSAGES, *path), "message-subject", channel=channel)
        for part, text in (("subject", template.subject), ("text", template.text)):
            _check_words(ground, (*path, part), text, channel, carries[channel])


def _check_words(
    ground: Ground, path: tuple[str, ...], text: Text, channel: Channel, carried: frozenset[str]
) -> None:
    for lang, words in text.items():
        place = ground.at(MESSAGES, *path, lang)
        if not BRACES.fullmatch(words):
            ground.report(place, "braces")
        for name in placeholders(words):
            if name not in (*PLAIN, *PERSONAL):
                known = (*PLAIN, *PERSONAL)
                ground.report(
                    place, "message-unknown", name=name, known=", ".join(known), near=near(name, known)
                )
            elif name in PERSONAL and name not in carried:
                ground.report(place, "message-not-carried", name=name, channel=channel)
