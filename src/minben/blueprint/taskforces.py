"""Whose desk a task lies on: that of a post, or that of a taskforce, which several posts share for a time.

A desk is written as text where tasks are kept: a post as ``AGENCY/POST``, a taskforce as ``taskforce:NAME``. Who sits
at the desk of a taskforce follows from the blueprint and the day, so nothing has to be moved when it begins or ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .competence import TITLE, is_of_competent

if TYPE_CHECKING:
    from datetime import date

    from .model import Blueprint, Taskforce, Text

_PREFIX = "taskforce:"


def desk_of(taskforce: str) -> str:
    """The desk of a taskforce.

    >>> desk_of("food-safety")
    'taskforce:food-safety'
    """
    return f"{_PREFIX}{taskforce}"


def taskforce_of(blueprint: Blueprint, desk: str) -> Taskforce | None:
    """The taskforce whose desk this is; None for the desk of a post, or of a taskforce that is no more."""
    return blueprint.taskforces.get(desk.removeprefix(_PREFIX)) if is_shared(desk) else None


def is_shared(desk: str) -> bool:
    """Whether this is the desk of a taskforce."""
    return desk.startswith(_PREFIX)


def desks(blueprint: Blueprint, post: str, on: date) -> tuple[str, ...]:
    """The desks at which an officer in this post sits on a day: the post's own first."""
    shared = (desk_of(one.id) for one in blueprint.taskforces.values() if post in members(one, on))
    return (post, *shared)


def members(taskforce: Taskforce, on: date) -> frozenset[str]:
    """The posts that may do its tasks on a day: all while it lasts, otherwise its lead."""
    lasts = taskforce.since <= on and (taskforce.until is None or on <= taskforce.until)
    return frozenset({taskforce.lead, *(taskforce.posts if lasts else ())})


def is_known(blueprint: Blueprint, desk: str) -> bool:
    """Whether the blueprint has this post or taskforce."""
    return desk in blueprint.posts or taskforce_of(blueprint, desk) is not None


def title_of(blueprint: Blueprint, desk: str) -> Text:
    """What a post or taskforce is called; nothing where there is none any more."""
    if is_of_competent(desk):
        return TITLE
    found = blueprint.posts.get(desk) or taskforce_of(blueprint, desk)
    return found.title if found else {}
