"""``kill -9`` at random moments, the same ones for the same seed as far as a busy machine allows.

Each round kills every part once in a random order, and the launcher last, together with another part at random. After
each kill the node has to become well again by itself; only a launcher is started anew.
"""

from __future__ import annotations

import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from .node import UnwellError
from .processes import LOOK_EVERY, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from .node import Node
    from .processes import Process

BELOW = (
    Part.WEB_SERVER,
    Part.WEB_WORKER,
    Part.SEALER,
    Part.DEADLINES,
    Part.LICENCES,
    Part.ERRANDS,
    Part.JOBS,
    Part.DESK,
    Part.DATABASE,
    Part.SESSION,
)
SHORTEST, LONGEST = 0.5, 3.0
"""Seconds between becoming well and the next kill; as long as becoming well has taken comes on top, so that a node on a
busy machine is well at least half of the time."""


class Killer:
    """Kills and waits until the node is well; ends, and writes it down, when it does not become so."""

    def __init__(self, node: Node, seed: str, say: Callable[[str], None]) -> None:
        self.killed: Counter[Part] = Counter()
        self.failures: list[str] = []
        self._node = node
        self._say = say
        self._random = Random(f"{seed} killer")  # noqa: S311 - whims, not secrets
        self._round: list[Part] = []
        self._took = 0.0

    def run_while(self, holds: Callable[[], bool]) -> bool:
        """Go on as long as something holds. Whether the node became well each time."""
        while self._rest(holds):
            if not self._once(self._next()):
                return False
        return True

    def run_for(self, seconds: float) -> bool:
        """Go on for so long, and end with the launcher. Whether the node became well each time."""
        deadline = time.monotonic() + seconds
        return self.run_while(lambda: time.monotonic() < deadline) and self._once(Part.LAUNCHER)

    def _rest(self, holds: Callable[[], bool]) -> bool:
        """Let the node be well for a while; whether it is still to be killed then."""
        rest = time.monotonic() + self._random.uniform(SHORTEST, LONGEST) + self._took
        while holds() and time.monotonic() < rest:
            time.sleep(LOOK_EVERY)
        return holds()

    def _next(self) -> Part:
        if not self._round:
            self._round = [Part.LAUNCHER, *self._random.sample(BELOW, len(BELOW))]
        return self._round.pop()

    def _once(self, part: Part) -> bool:
        victims = self._victims(part)
        if not victims:
            return True
        self.killed.update(each.part for each in victims)
        self._say(f"kill -9 {' and '.join(each.part for each in victims)}")
        killed_at = time.monotonic()
        try:
            self._node.kill(*victims)
            if part is Part.LAUNCHER:
                self._node.serve()
            else:
                self._node.await_well()
        except UnwellError as error:
            self.failures.append(str(error))
            return False
        self._took = time.monotonic() - killed_at
        return True

    def _victims(self, part: Part) -> list[Process]:
        """One process of this part; with the launcher one more, since one blow may hit several."""
        parts = [part, self._random.choice(BELOW)] if part is Part.LAUNCHER else [part]
        found = [self._node.processes(each) for each in parts]
        return [self._random.choice(each) for each in found if each]
