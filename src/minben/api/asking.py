"""Who asks, how often they may, and with which key: what the addresses of the interface have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as _
from ninja import Header
from ninja.security import HttpBearer

from minben.people import Limit

from .clients import Client, client_of_token
from .problems import ApiProblem, Fault, Kind

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_KEY = 255
PAGE = 100
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=LONGEST_KEY)]
"""The header by which the same request is known again."""


class Bearer(HttpBearer):
    """A client by its token, as often as it may ask."""

    def authenticate(self, request: HttpRequest, token: str) -> Client | None:  # noqa: ARG002 - Ninja's signature
        """The client; None answers 401, too many requests 429."""
        client = client_of_token(token)
        if client is not None and not Limit("api", times=client.per_minute).allows(str(client.id)):
            raise ApiProblem(
                429,
                Kind.LIMIT,
                _("Too many requests"),
                _("This client may ask %(times)d times a minute.") % {"times": client.per_minute},
                headers={"Retry-After": "60"},
            )
        return client


def asking(request: HttpRequest) -> Client:
    """The client that `Bearer` found; Ninja puts it on the request."""
    client: Client = request.auth  # type: ignore[attr-defined]
    return client


def must_have(key: str) -> None:
    """Refuse a request that makes something and has no key."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise ApiProblem(
            400,
            Kind.KEY,
            _("An Idempotency-Key is missing"),
            _("Send a header Idempotency-Key of up to 255 characters that is new for each case."),
        )


def unknown_service(pointer: str = "") -> ApiProblem:
    """The problem of a service that is none, or none of this client."""
    return ApiProblem(
        404,
        Kind.SERVICE,
        _("No such service for this client"),
        _("GET /api/v1/services lists those it may use."),
        faults=(Fault(pointer, _("No such service for this client")),) if pointer else (),
    )
