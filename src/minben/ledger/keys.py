"""The key that signs heads, and the keys under which heads are believed.

The private key is made on first use in ``keys/ledger-ed25519.pem`` of the node's folder, readable by its owner only.
The public key stands beside it under its id, and stays there when the private key is replaced: heads of earlier keys
are checked against it. Public keys are never taken from the database, which whoever forges a head could have written.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from minben.environment import place_once, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SIGNATURE = "Ed25519"
FOLDER = "keys"
PRIVATE_NAME = "ledger-ed25519.pem"
PUBLIC_PATTERN = "ledger-ed25519-*.pub.pem"


class KeyProblem(Exception):  # noqa: N818 - the word that operators read
    """A key file that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key for checking. ``id`` is the SHA-256 of its 32 bytes, in hexadecimal."""

    id: str
    raw: bytes

    @classmethod
    def of(cls, raw: bytes) -> PublicKey:
        """The key with these 32 bytes."""
        return cls(hashlib.sha256(raw).hexdigest(), raw)

    def signed(self, signature: bytes, data: bytes) -> bool:
        """Whether this key signed the data."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The node's key."""

    private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return self.private.sign(data)


def signing_key(home: Path) -> SigningKey:
    """The node's key, made on first use.

    Raises `KeyProblem` where the file is no such key or can be read by others.
    """
    path = home / FOLDER / PRIVATE_NAME
    if not path.exists():
        make_key(path)
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} can be read by others; take it out of service and let a new one be made")
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyProblem(f"{path} is not a private key in PEM") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyProblem(f"{path} is not an Ed25519 key")
    public = PublicKey.of(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    show_public(path.parent / PUBLIC_PATTERN.replace("*", public.id[:16]), private)
    return SigningKey(private, public)


def make_key(path: Path) -> None:
    """Make a private key; where two processes come here at once, the first one's stays."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place_once(path, pem, 0o600)


def show_public(path: Path, private: Ed25519PrivateKey) -> None:
    """Put the public key beside the private one."""
    if not path.exists():
        pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        write_whole(part, pem, 0o644)
        part.replace(path)


def public_keys(home: Path) -> Mapping[str, PublicKey]:
    """Every public key in the node's folder, by id."""
    found = (public_key(path) for path in sorted((home / FOLDER).glob(PUBLIC_PATTERN)))
    return {key.id: key for key in found}


def public_key(path: Path) -> PublicKey:
    """The public key in a PEM file. Raises `KeyProblem`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError as error:
        raise KeyProblem(f"{path} is not a public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyProblem(f"{path} is not an Ed25519 key")
    return PublicKey.of(key.public_bytes(Encoding.Raw, PublicFormat.Raw))
