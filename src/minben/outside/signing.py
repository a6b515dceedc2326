"""Calls signed with a shared secret: HTTP Message Signatures (RFC 9421, hmac-sha256) over the digest of the body.

What is covered is fixed, so that nobody can leave a part out: the method, the address, the digest of the body (RFC
9530) and, where there is one, the idempotency key. A signature is good for a few minutes, in either direction.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MINUTES = 5
LABEL = "minben"
KEY_HEADER = "idempotency-key"
_INPUT = re.compile(rf'{LABEL}=(\((?:"[^"]+" ?)*\);created=(\d+);keyid="([^"]+)")')
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/=]+):")


class BadSignature(Exception):  # noqa: N818 - says what is wrong
    """A call that does not carry a good signature, or an old one."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A secret that both sides know, and the name by which they call it."""

    keyid: str
    secret: bytes

    def headers(self, method: str, url: str, body: bytes, key: str = "") -> dict[str, str]:
        """The headers that sign a call; ``key`` is its idempotency key.

        >>> sorted(Signer("k", b"s").headers("GET", "http://localhost/x", b""))
        ['Content-Digest', 'Signature', 'Signature-Input']
        """
        digest = content_digest(body)
        parts = {"@method": method, "@target-uri": url, "content-digest": digest}
        headers = {"Content-Digest": digest}
        if key:
            parts[KEY_HEADER] = key
            headers["Idempotency-Key"] = key
        parameters = parameters_of(tuple(parts), int(time.time()), self.keyid)
        signature = sign(base_of(parts, parameters), self.secret)
        headers["Signature-Input"] = f"{LABEL}={parameters}"
        headers["Signature"] = f"{LABEL}=:{signature}:"
        return headers


def authentic(
    signer: Signer,
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    now: float | None = None,
) -> None:
    """Let a call in that somebody with the secret has signed just now. Raises `BadSignature`."""
    said = {name.lower(): value for name, value in headers.items()}
    found = _INPUT.fullmatch(said.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(said.get("signature", ""))
    if found is None or signature is None or found[3] != signer.keyid:
        raise BadSignature("there is no signature of this key")
    if abs((time.time() if now is None else now) - int(found[2])) > MINUTES * 60:
        raise BadSignature("the signature is too old")
    if not hmac.compare_digest(said.get("content-digest", ""), content_digest(body)):
        raise BadSignature("the body is not the one that was signed")
    parts = {"@method": method, "@target-uri": url, "content-digest": said["content-digest"]}
    if KEY_HEADER in said:
        parts[KEY_HEADER] = said[KEY_HEADER]
    if found[1] != parameters_of(tuple(parts), int(found[2]), signer.keyid):
        raise BadSignature("not all of the call is signed")
    if not hmac.compare_digest(sign(base_of(parts, found[1]), signer.secret), signature[1]):
        raise BadSignature("the signature does not fit")


def content_digest(body: bytes) -> str:
    """The field ``Content-Digest`` of RFC 9530.

    >>> content_digest(b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def parameters_of(names: Sequence[str], created: int, keyid: str) -> str:
    """The signature's parameters: what is covered, since when, by which key."""
    covered = " ".join(f'"{name}"' for name in names)
    return f'({covered});created={created};keyid="{keyid}"'


def base_of(parts: Mapping[str, str], parameters: str) -> bytes:
    """The signature base of RFC 9421 2.5."""
    lines = [f'"{name}": {value}' for name, value in parts.items()]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def sign(base: bytes, secret: bytes) -> str:
    """The signature of a base, as base64 (RFC 9421 3.3.3)."""
    return base64.b64encode(hmac.digest(secret, base, hashlib.sha256)).decode()
