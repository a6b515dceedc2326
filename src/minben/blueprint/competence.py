"""Which agency is competent for a case: a rule of the service, and posts that mean those of whichever it is.

``competent/POST`` in a service stands for that post of the competent agency. A case is handled by the service as it is
at its agency, in which every such post is a post of the blueprint.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Service, Step, Text

COMPETENT = "competent"
"""No agency may be called so."""
_PREFIX = f"{COMPETENT}/"
TITLE: Text = {"zh": "有管辖权的部门", "en": "The competent agency"}


def is_of_competent(post: str) -> bool:
    """Whether this is a post of whichever agency is competent."""
    return post.startswith(_PREFIX)


def agencies_of(service: Service) -> tuple[str, ...]:
    """Every agency that can be competent: those that the service names, and its own, where the rule yields none."""
    return tuple(dict.fromkeys((*service.agencies, service.agency)))


def posts_of(service: Service, post: str) -> tuple[str, ...]:
    """The posts of the blueprint that a post of a service can be.

    >>> from types import SimpleNamespace
    >>> posts_of(SimpleNamespace(agency="bureau", agencies=("town-a",)), "competent/window")
    ('town-a/window', 'bureau/window')
    """
    if not is_of_competent(post):
        return (post,)
    return tuple(post_at(agency, post) for agency in agencies_of(service))


def post_at(agency: str, post: str) -> str:
    """The post where this agency is the competent one."""
    return f"{agency}/{post.removeprefix(_PREFIX)}" if is_of_competent(post) else post


def at_agency(service: Service, agency: str) -> Service:
    """The service as this agency handles it."""
    steps = {name: _step_at(step, agency) for name, step in service.steps.items()}
    appeal = service.appeal
    return replace(
        service,
        steps=steps,
        human=_maybe_at(agency, service.human),
        appeal=replace(appeal, post=post_at(agency, appeal.post)) if appeal else None,
    )


def _step_at(step: Step, agency: str) -> Step:
    timing = step.timing
    extend = timing.extend
    return replace(
        step,
        post=_maybe_at(agency, step.post),
        posts=tuple(post_at(agency, post) for post in step.posts),
        timing=replace(
            timing,
            escalate=_maybe_at(agency, timing.escalate),
            extend=replace(extend, approves=post_at(agency, extend.approves)) if extend else None,
        ),
    )


def _maybe_at(agency: str, post: str | None) -> str | None:
    return None if post is None else post_at(agency, post)
