"""Machines that go on with what they sent in: they look at a case, complete it or take it back by the interface."""

from __future__ import annotations

import http.client
import json
import threading
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from .browser import ADDRESS
from .memory import Deed, Deeds, What
from .workload import spared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 30.0
"""How many seconds an answer may take."""
AGAIN_AFTER = 0.5
BREATH = 0.5
TAKES_BACK = 0.05
TRIES = 20
OK, TROUBLE, TOO_MANY = 200, 500, 429
WORDS = "浓洄街道渠江村三组"


class Line:
    """A client's connection to the interface, a new one for each call."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token

    def ask(
        self, method: str, path: str, said: Mapping[str, Any] | None = None, key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """The status and what was answered. Raises `OSError`, `HTTPException` and `ValueError` where none came."""
        headers = {"Host": "localhost", "Authorization": f"Bearer {self._token}", "Connection": "close"}
        if said is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        body = b"" if said is None else json.dumps(said, ensure_ascii=False).encode()
        line = http.client.HTTPConnection(ADDRESS, self._port, timeout=PATIENCE)
        try:
            line.request(method, f"/api/v1/{path}", body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()


NO_ANSWER = (OSError, http.client.HTTPException, ValueError)


class Machine(threading.Thread):
    """One of them, until told to stop."""

    def __init__(self, line: Line, numbers: Sequence[str], seed: str) -> None:
        super().__init__(name="machine")
        self.deeds = Deeds()
        self.complaints: list[str] = []
        self._line, self._numbers = line, [number for number in numbers if not spared(number)]
        self._random = Random(f"{seed} machine")  # noqa: S311 - whims, not secrets
        self._told = threading.Event()

    def stop(self) -> None:
        """End with what is at hand."""
        self._told.set()
        if self.ident is not None:
            self.join()

    def run(self) -> None:
        """Look at one case after the other, and do what is to be done in it."""
        while self._numbers and not self._told.wait(BREATH):
            number = self._random.choice(self._numbers)
            seen = self._insist("GET", f"cases/{number}", None, None)
            if seen is None:
                continue
            if seen["state"] == "open" and self._random.random() < TAKES_BACK:
                self._insist("POST", f"cases/{number}/withdraw", {}, Deed(What.WITHDRAW, number))
                continue
            for step in seen["steps"]:
                asked = (step["asks"] or {}).get("required", []) if step["yours"] else []
                if asked:
                    answers = {"answers": dict.fromkeys(asked, WORDS)}
                    deed = Deed(What.COMPLETE, f"{number} {step['step']}")
                    self._insist("POST", f"cases/{number}/steps/{step['step']}", answers, deed)

    def _insist(
        self, method: str, path: str, said: Mapping[str, Any] | None, deed: Deed | None
    ) -> dict[str, Any] | None:
        """Ask until there is an answer, with one key; None where it was refused, or none came.

        What is refused in the end was not done by an earlier try either, or its key would have said so.
        """
        key = str(UUID(int=self._random.getrandbits(128))) if deed is not None else ""
        for tries in range(1, TRIES + 1):
            if deed is not None:
                self.deeds.asked[deed] += 1
            try:
                status, answer = self._line.ask(method, path, said, key)
            except NO_ANSWER:
                status, answer = TROUBLE, {}
            if status == OK:
                if deed is not None:
                    self.deeds.done[deed] += 1
                return answer
            if status < TROUBLE and status != TOO_MANY:
                if deed is not None:
                    self.deeds.refused[deed] += tries
                if deed is None or status not in (404, 409):
                    self.complaints.append(f"{method} {path} was answered {status}: {answer}")
                return None
            self._told.wait(AGAIN_AFTER)
        return None
