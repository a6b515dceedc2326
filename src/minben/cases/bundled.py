"""What follows for the services of a bundle that wait, from how the others stand: pure, and the same however often.

A service is received when all that it waits for is granted and has given what it gives. It is not possible when one of
those was not granted, or is not possible itself; and possible again when that one is granted after all, on appeal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from minben.blueprint.model import Outcome

from .problems import NotNow
from .states import CaseState, PartState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Standing:
    """How a service stands; ``outcome`` is that of its case, granted as soon as all that follows from it is done."""

    service: str
    state: PartState
    after: tuple[str, ...] = ()
    outcome: Outcome | None = None


class Ending(Protocol):
    """What of a case matters to those that wait for it."""

    @property
    def outcome(self) -> str | None:
        """How it ended, None before it has."""

    @property
    def state(self) -> str:
        """Whether something that follows from the outcome is left."""


def standing_of(
    service: str, state: PartState, after: tuple[str, ...], because: str, case: Ending | None
) -> Standing:
    """How a service of a bundle stands, by its case where it has one."""
    outcome = Outcome(case.outcome) if case and case.outcome else None
    if case and outcome is Outcome.GRANTED and case.state != CaseState.CLOSED:
        # What follows from the decision is not written yet, and the next service reads it.
        outcome = None
    if state is PartState.IMPOSSIBLE and not because:
        # Its own answers do not fit, whatever becomes of the others.
        state = PartState.WITHDRAWN
    return Standing(service, state, after, outcome)


@dataclass(frozen=True, slots=True)
class Move:
    """A service that comes to another state, and for an impossible one without which other."""

    service: str
    to: PartState
    because: str = ""


def moves(parts: Iterable[Standing]) -> Iterator[Move]:
    """What follows now, in the order of the parts, in which none stands before one that it waits for.

    >>> first = Standing("certificate", PartState.RECEIVED, outcome=Outcome.REFUSED)
    >>> second = Standing("registration", PartState.WAITING, ("certificate",))
    >>> third = Standing("insurance", PartState.WAITING, ("registration",))
    >>> [(move.service, str(move.to), move.because) for move in moves([first, second, third])]
    [('registration', 'impossible', 'certificate'), ('insurance', 'impossible', 'registration')]
    """
    lost: set[str] = set()
    granted: set[str] = set()
    for part in parts:
        if part.state is PartState.RECEIVED:
            if part.outcome is Outcome.GRANTED:
                granted.add(part.service)
            elif part.outcome is not None:
                lost.add(part.service)
        elif part.state is PartState.WITHDRAWN:
            lost.add(part.service)
        else:
            move = _move(part, granted, lost)
            if move is not None and move.to is PartState.IMPOSSIBLE:
                lost.add(part.service)
            if move is not None and move.to is not part.state:
                yield move


def _move(part: Standing, granted: set[str], lost: set[str]) -> Move | None:
    missing = next((one for one in part.after if one in lost), None)
    if missing is not None:
        return Move(part.service, PartState.IMPOSSIBLE, missing)
    if all(one in granted for one in part.after):
        return Move(part.service, PartState.RECEIVED)
    return None


def must_have_left(*left: Collection[object]) -> None:
    """Raise `NotNow` where nothing of a bundle is left that could be withdrawn."""
    if not any(left):
        raise NotNow(
            zh="各项都已有结果，没有可以撤回的",
            en="Every service has its outcome already; nothing is left to be withdrawn",
        )
