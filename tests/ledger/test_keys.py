"""The signing key: made once, kept private, checked before use."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from minben.ledger.heads import BadHead, Head
from minben.ledger.keys import KeyProblem, PublicKey, public_keys, signing_key

if TYPE_CHECKING:
    from pathlib import Path


def test_the_key_is_made_on_first_use_and_stays(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert signing_key(tmp_path).public == key.public
    assert (tmp_path / "keys" / "ledger-ed25519.pem").stat().st_mode & 0o777 == 0o600
    assert public_keys(tmp_path) == {key.public.id: key.public}
    assert key.public.signed(key.sign(b"x"), b"x")
    assert not key.public.signed(key.sign(b"x"), b"y")
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        "ledger-ed25519-" + key.public.id[:16] + ".pub.pem",
        "ledger-ed25519.pem",
    ]


def test_makers_at_the_same_time_agree_on_one_key(tmp_path: Path) -> None:
    found: list[PublicKey] = []
    threads = [threading.Thread(target=lambda: found.append(signing_key(tmp_path).public)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_the_public_half_of_an_earlier_key_stays(tmp_path: Path) -> None:
    old = signing_key(tmp_path).public
    (tmp_path / "keys" / "ledger-ed25519.pem").unlink()
    new = signing_key(tmp_path).public
    assert set(public_keys(tmp_path)) == {old.id, new.id}


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    signing_key(tmp_path)
    (tmp_path / "keys" / "ledger-ed25519.pem").chmod(0o644)
    with pytest.raises(KeyProblem, match="read by others"):
        signing_key(tmp_path)


def test_a_file_that_is_no_such_key_is_refused(tmp_path: Path) -> None:
    signing_key(tmp_path)
    path = tmp_path / "keys" / "ledger-ed25519.pem"
    other = generate_private_key(SECP256R1())
    contents = [b"x", other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())]
    for content in contents:
        path.write_bytes(content)
        with pytest.raises(KeyProblem, match=r"ledger-ed25519\.pem is not"):
            signing_key(tmp_path)


def test_a_head_is_read_back_from_what_was_signed(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    head = Head.sign(7, bytes(32), key)
    assert Head.read(head.body, head.signature) == head
    assert key.public.signed(head.signature, head.body)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"v":1', b'"v":2', "another format"),
        (b"SHA-256", b"SM3", "other algorithms"),
        (b'"v":1', b'"v": 1', "canonical"),
        (b'"size":7,', b"", "size"),
        (b"{", b"", "."),
    ],
)
def test_what_is_no_head_is_refused(tmp_path: Path, old: bytes, new: bytes, reason: str) -> None:
    head = Head.sign(7, bytes(32), signing_key(tmp_path))
    with pytest.raises(BadHead, match=reason):
        Head.read(head.body.replace(old, new), head.signature)
