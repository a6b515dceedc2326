"""Status lists: two bits for each credential of an issuer, published as a signed token (Token Status List, IETF).

Everybody fetches the same whole list and may keep it for some seconds, so nobody learns whose licence is looked at.
The place of a credential is drawn at random, so neighbours say nothing of each other; places that are free look valid.
"""

from __future__ import annotations

import base64
import secrets
import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import orjson
from jwcrypto.jws import JWS

from minben.blueprint.licensing import LicenceState
from minben.ledger import now

from . import addresses
from .keys import ALGORITHM, signing_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

BITS = 2
SIZE = 1 << 17
"""Places of a list: 32 KB before it is compressed."""
FULL = SIZE // 2
"""When so many places are taken a new list begins; half the places stay free, so that draws find one."""
FRESH_FOR = 10
"""Seconds for which a fetched list may be kept."""
BELIEVED_FOR = 24 * 60 * 60
TYPE = "statuslist+jwt"


class Status(IntEnum):
    """What the bits of a credential say."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


def status_of(state: LicenceState) -> Status:
    """What a verifier is told of a state."""
    if state is LicenceState.VALID:
        return Status.VALID
    if state in (LicenceState.WITHHELD, LicenceState.TRANSFERRING):
        return Status.SUSPENDED
    return Status.INVALID


@dataclass(frozen=True, slots=True)
class Placed:
    """A credential whose status is not `Status.VALID`, by its place."""

    index: int
    status: int


def draw(taken: Set[int], number: int) -> list[int]:
    """So many places that are free, at random."""
    found: dict[int, None] = {}
    while len(found) < number:
        index = secrets.randbelow(SIZE)
        if index not in taken:
            found.setdefault(index)
    return list(found)


def packed(places: Iterable[Placed]) -> str:
    """The compressed list: the first credential in the lowest bits of the first byte."""
    bits = bytearray(SIZE * BITS // 8)
    for place in places:
        byte, shift = divmod(place.index * BITS, 8)
        bits[byte] |= place.status << shift
    return base64.urlsafe_b64encode(zlib.compress(bytes(bits), 9)).rstrip(b"=").decode("ascii")


def token(agency: str, number: int, places: Iterable[Placed]) -> str:
    """The list as a token that the agency has signed."""
    key = signing_key(agency)
    at = int(now().timestamp())
    claims: dict[str, Any] = {
        "iss": addresses.issuer(agency),
        "sub": addresses.status_list(agency, number),
        "iat": at,
        "exp": at + BELIEVED_FOR,
        "ttl": FRESH_FOR,
        "status_list": {"bits": BITS, "lst": packed(places)},
    }
    jws = JWS(orjson.dumps(claims))
    header = orjson.dumps({"alg": ALGORITHM, "typ": TYPE, "kid": key.id}).decode()
    jws.add_signature(key.jwk, alg=ALGORITHM, protected=header)
    return str(jws.serialize(compact=True))
