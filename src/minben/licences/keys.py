"""The keys by which agencies sign licences: one ES256 key for each agency, and the public keys of those before it.

``keys/licence-AGENCY-001.pem`` in the node's folder is made on first use, readable by its owner only. Rotation makes
the next number and destroys the private key before it; public keys stay, so that licences signed earlier can be
verified. ES256 because every verifier of SD-JWT VC knows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwcrypto.jwk import JWK

from minben.environment import Environment, place_once

if TYPE_CHECKING:
    from pathlib import Path

ALGORITHM = "ES256"
FOLDER = "keys"
_NAME = re.compile(r"licence-(?P<agency>.+)-(?P<number>\d{3})(?P<public>\.pub)?\.pem")


class KeyProblem(Exception):  # noqa: N818 - the word that operators read
    """A key file that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of an agency: ``number`` counts rotations, ``id`` is the thumbprint of RFC 7638."""

    agency: str
    number: int
    id: str
    jwk: JWK

    @property
    def public(self) -> dict[str, Any]:
        """The public key as it is published."""
        shown: dict[str, Any] = orjson.loads(self.jwk.export_public())
        return shown | {"kid": self.id, "use": "sig", "alg": ALGORITHM}


def signing_key(agency: str, home: Path | None = None) -> IssuerKey:
    """The agency's key, made on first use. Raises `KeyProblem` where its file is no such key or open to others."""
    folder = _folder(home)
    number = max(_numbers(folder, agency, public=False), default=0)
    if not number:
        number = 1 + max(_numbers(folder, agency, public=True), default=0)
        _make(folder, agency, number)
    path = folder / _file(agency, number)
    if path.stat().st_mode & 0o077:
        raise KeyProblem(
            f"{path} can be read by others; take it out of service: minben licence keys rotate {agency}"
        )
    return _load(path, agency, number, path.stat().st_mtime_ns)


def public_keys(agency: str, home: Path | None = None) -> list[IssuerKey]:
    """The keys under which the agency's licences are believed, the newest first."""
    folder = _folder(home)
    numbers = sorted(_numbers(folder, agency, public=True), reverse=True)
    found = []
    for number in numbers:
        path = folder / _file(agency, number, public=True)
        found.append(_load(path, agency, number, path.stat().st_mtime_ns))
    return found


def rotate(agency: str, home: Path | None = None) -> IssuerKey:
    """Make the agency's next key and destroy the private one before it."""
    folder = _folder(home)
    earlier = _numbers(folder, agency, public=False)
    number = 1 + max(_numbers(folder, agency, public=True), default=0)
    _make(folder, agency, number)
    for old in earlier:
        (folder / _file(agency, old)).unlink(missing_ok=True)
    return signing_key(agency, home)


def _folder(home: Path | None) -> Path:
    return (home or Environment.read().home) / FOLDER


def _file(agency: str, number: int, *, public: bool = False) -> str:
    return f"licence-{agency}-{number:03d}{'.pub' if public else ''}.pem"


def _numbers(folder: Path, agency: str, *, public: bool) -> list[int]:
    matches = (_NAME.fullmatch(path.name) for path in folder.glob(f"licence-{agency}-*.pem"))
    return [
        int(match["number"])
        for match in matches
        if match and match["agency"] == agency and bool(match["public"]) is public
    ]


def _make(folder: Path, agency: str, number: int) -> None:
    """Write a new key; where two processes come here at once, the first one's stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place_once(folder / _file(agency, number), pem, 0o600)
    kept = _load_private(folder / _file(agency, number))
    shown = kept.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    place_once(folder / _file(agency, number, public=True), shown, 0o644)


def _load_private(path: Path) -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyProblem(f"{path} is not a key on the curve P-256")
    return key


@lru_cache(maxsize=64)
def _load(path: Path, agency: str, number: int, changed: int) -> IssuerKey:  # noqa: ARG001 - the cache knows a file by it
    try:
        jwk = JWK.from_pem(path.read_bytes())
    except ValueError as error:
        raise KeyProblem(f"{path} is not a key in PEM") from error
    if jwk.get("crv") != "P-256":
        raise KeyProblem(f"{path} is not a key on the curve P-256")
    return IssuerKey(agency, number, jwk.thumbprint(), jwk)
