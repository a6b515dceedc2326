"""Who does something with a case: what this room needs to know of a person and of an officer.

The capacities of `minben.people` are such parties; a program that has no accounts may bring its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Post
    from minben.ledger import Actor, Reach


class Person(Protocol):
    """A resident, or somebody for an enterprise or by mandate: the subjects they may act for are in the reach."""

    @property
    def reach(self) -> Reach:
        """What they may see."""

    @property
    def actor(self) -> Actor:
        """Who the acts name."""


class Officer(Protocol):
    """Somebody in a post that they hold now."""

    @property
    def appointment(self) -> UUID:
        """By which they hold the post; two appointments are two officers."""

    @property
    def post(self) -> Post:
        """The post."""

    @property
    def reach(self) -> Reach:
        """What the post may see."""

    @property
    def actor(self) -> Actor:
        """Who the acts name."""
