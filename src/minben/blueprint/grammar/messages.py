"""What people are told outside the portal: `messages.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Filled, Form, key
from ..model import Channel, MessageKind, Text
from ..shapes import NAME, TEXTS, ListOf, MapOf, OneOf

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN = ("place", "number", "link")
"""What a message may name on every channel: nothing that says what the case is about."""
PERSONAL = ("service", "agency", "text")
"""What it may name only where the channel may carry it."""


class MessageChannelForm(Form):
    """What may be said over a channel."""

    carries: tuple[str, ...] = key(
        ListOf(NAME),
        "what a message may name beside `{place}`, `{number}` and `{link}`: `service`, `agency`, `text` (the words of "
        "the notice, with their reasons)",
        default=(),
    )


class MessageTemplateForm(Form):
    """The words of a message over one channel."""

    subject: Text | None = key(TEXTS, "the subject line; needed for e-mail, and there only", default=None)
    text: Text = key(
        TEXTS, "the words; `{place}`, `{number}`, `{link}` and what the channel carries are filled in"
    )


class MessagesForm(Form):
    """What people are told outside the portal, if they wish so."""

    channels: Mapping[Channel, MessageChannelForm] = key(
        MapOf(OneOf(Channel), Filled(MessageChannelForm)), "the channels: `email`, `sms`"
    )
    messages: Mapping[MessageKind, Mapping[Channel, MessageTemplateForm]] = key(
        MapOf(OneOf(MessageKind), MapOf(OneOf(Channel), Filled(MessageTemplateForm))),
        "the words by occasion (`notice`, `question`, `answer`, `rating`) and channel; nothing is sent on an occasion "
        "that a channel has no words for",
    )
