"""From forms to the model: what people are told and asked beside the procedure, and what they pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Charging, Citation, Messages, Ratings, StepKind, Template

if TYPE_CHECKING:
    from .grammar import MessagesForm, RatingsForm, ServiceForm


def charging(form: ServiceForm) -> Charging | None:
    """How a service collects its fee; None where nothing is paid through the node, or it is not fully said."""
    fee = form.fee
    collecting = collecting_steps(form)
    if fee is None or fee.amount is None or fee.before is None or not collecting:
        return None
    return Charging(fee.amount, collecting[0], fee.before, frozenset(fee.refunds))


def collecting_steps(form: ServiceForm) -> list[str]:
    """The steps in which the applicant pays."""
    return [name for name, step in form.steps.items() if step.kind is StepKind.COLLECT]


def messages(form: MessagesForm) -> Messages:
    """What people are told outside the portal."""
    return Messages(
        carries={channel: frozenset(said.carries) for channel, said in form.channels.items()},
        templates={
            kind: {
                channel: Template(words.subject or {}, words.text, words.place)
                for channel, words in by_channel.items()
            }
            for kind, by_channel in form.messages.items()
        },
    )


def ratings(form: RatingsForm) -> Ratings:
    """Who answers bad ratings."""
    law = tuple(Citation(one.cite, not one.unchecked, one.illustrative) for one in form.law)
    return Ratings(form.post, form.call_back, form.rectify, law, form.place)
