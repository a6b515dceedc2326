"""The one way in which the program calls a service outside: signed JSON over HTTP, with patience that ends."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .signing import Signer

PATIENCE = 10.0
LONGEST = 1_000_000
SERVER_ERROR = 500


class Unreachable(Exception):  # noqa: N818 - says what happened
    """No answer came, or one that says nothing: whether the call had an effect is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    values: Mapping[str, Any]

    @property
    def good(self) -> bool:
        """Whether it did what it was asked."""
        return self.status < http.client.MULTIPLE_CHOICES


def call(
    signer: Signer, method: str, url: str, values: Mapping[str, Any] | None = None, *, key: str = ""
) -> Answer:
    """Call a service and take its answer; ``key`` lets it recognise the same call when it comes again.

    Raises `Unreachable` where nothing, no JSON or a failure of the server (5xx) came back.
    """
    body = b"" if values is None else json.dumps(values, ensure_ascii=False).encode()
    headers = signer.headers(method, url, body, key)
    if body:
        headers["Content-Type"] = "application/json"
    to = urlsplit(url)
    kind = http.client.HTTPSConnection if to.scheme == "https" else http.client.HTTPConnection
    connection = kind(to.netloc, timeout=PATIENCE)
    try:
        connection.request(method, f"{to.path or '/'}{'?' if to.query else ''}{to.query}", body, headers)
        answer = connection.getresponse()
        said = answer.read(LONGEST)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()
    if answer.status >= SERVER_ERROR:
        raise Unreachable(str(answer.status))
    try:
        found = json.loads(said) if said else {}
    except ValueError as error:
        raise Unreachable("no JSON") from error
    if not isinstance(found, dict):
        raise Unreachable("no JSON object")
    return Answer(answer.status, found)
