"""The world outside the node: jobs that reach it, and the one way in which the program calls out.

An effect outside is never part of a request. Whoever wants one writes its own row and act and enqueues a job in the
same transaction (`later`); a worker does it afterwards, as often as it takes (`work`). What a worker left behind when
it was killed is taken up again (`take_up_stalled`). Calls are signed with a secret that both sides share (`call`), and
so are the calls that come back (`authentic`): RFC 9421 with RFC 9530.

Django must be set up before the room is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .queue import later, take_up_stalled, work
    from .signing import BadSignature, Signer, authentic
    from .transport import Answer, Unreachable, call

__all__ = [
    "Answer",
    "BadSignature",
    "Signer",
    "Unreachable",
    "authentic",
    "call",
    "later",
    "take_up_stalled",
    "work",
]

_HOMES = {
    "queue": ("later", "take_up_stalled", "work"),
    "signing": ("BadSignature", "Signer", "authentic"),
    "transport": ("Answer", "Unreachable", "call"),
}


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; the queue exists only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
