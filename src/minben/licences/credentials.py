"""Making a licence a credential: SD-JWT VC (RFC 9901, draft-ietf-oauth-sd-jwt-vc), signed by the issuing agency.

What the licence shows stands under ``licence``; fields that the holder may keep back are disclosures of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer

from . import addresses
from .keys import ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from minben.blueprint.licensing import Licence
    from minben.blueprint.model import Blueprint

    from .identifiers import Identifier
    from .keys import IssuerKey

TYPE = "dc+sd-jwt"
CLAIM = "licence"
"""The claim that holds what the licence shows."""


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where the state of one credential stands: a list of the issuer, and an index in it that means nothing else."""

    number: int
    index: int


def end_of(blueprint: Blueprint, last_day: date) -> int:
    """The moment at which a last day is over in the jurisdiction, in seconds of Unix time."""
    midnight = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(blueprint.timezone))
    return int(midnight.timestamp())


def credential(
    blueprint: Blueprint,
    licence: Licence,
    identifier: Identifier,
    shown: Mapping[str, Any],
    *,
    last_day: date | None,
    place: StatusPlace,
    issued_at: datetime,
    key: IssuerKey,
) -> str:
    """The signed credential with all its disclosures, ``~`` between them and at the end."""
    fields = {SDObj(name) if name in licence.discloses else name: value for name, value in shown.items()}
    claims: dict[Any, Any] = {
        "iss": addresses.issuer(licence.agency),
        "vct": addresses.kind(licence.id),
        "iat": int(issued_at.timestamp()),
        "identifier": str(identifier),
        "status": {
            "status_list": {"idx": place.index, "uri": addresses.status_list(licence.agency, place.number)}
        },
        CLAIM: fields,
    }
    if last_day is not None:
        claims["exp"] = end_of(blueprint, last_day)
    issued = SDJWTIssuer(
        claims,
        key.jwk,
        sign_alg=ALGORITHM,
        extra_header_parameters={"typ": TYPE, "kid": key.id},
    )
    return str(issued.sd_jwt_issuance)
