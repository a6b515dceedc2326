"""What is wrong, for machines and for whoever reads their logs: problem details (RFC 9457) in the reader's language.

``type`` is a fixed word below ``/api/v1/problems/`` (``docs/api.md`` lists them), ``errors`` points at the answers that
are wrong (RFC 6901), as RFC 9457 suggests for validation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _

from minben.pages.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

MEDIA = "application/problem+json"
BASE = "/api/v1/problems/"


class Kind(StrEnum):
    """What kind of problem it is."""

    TOKEN = "token"  # noqa: S105 - a word, not a secret
    LIMIT = "limit"
    REQUEST = "request"
    ANSWERS = "answers"
    SERVICE = "service"
    SUBJECT = "subject"
    KEY = "idempotency-key"
    BUNDLE = "bundle"
    FILE = "file"
    TOO_LARGE = "too-large"
    STORAGE = "storage"
    NOT_FOUND = "not-found"
    NOT_NOW = "not-now"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of a request that is wrong: a JSON pointer, and what to do in the reader's language."""

    pointer: str
    detail: str


@dataclass(slots=True)
class ApiProblem(Exception):  # noqa: N818 - what RFC 9457 calls it
    """A request that cannot be served; the answer says why."""

    status: int
    kind: Kind
    title: str
    detail: str = ""
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def response(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """The problem as an answer."""
    said: dict[str, Any] = {
        "type": BASE + problem.kind,
        "title": problem.title,
        "status": problem.status,
        "instance": request.path,
    }
    if problem.detail:
        said["detail"] = problem.detail
    if problem.faults:
        said["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in problem.faults]
    answer = HttpResponse(orjson.dumps(said), content_type=MEDIA, status=problem.status)
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def wrong_answers(problems: Mapping[str, Mapping[str, str]], before: str = "/answers") -> ApiProblem:
    """Answers that do not fit, each with its place."""
    faults = tuple(Fault(f"{before}/{pointer(name)}", say(text)) for name, text in problems.items())
    return ApiProblem(422, Kind.ANSWERS, _("Some answers do not fit"), faults=faults)


def pointer(name: str) -> str:
    """The place of an answer as a JSON pointer below the answers.

    >>> pointer("children[2].birth_date")
    'children/2/birth_date'
    """
    return name.replace("[", "/").replace("]", "").replace(".", "/")
