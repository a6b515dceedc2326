"""Calls are signed by RFC 9421: its own example, and nothing that was changed, left out or kept too long gets in."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, strategies as st

from minben.outside import BadSignature, Signer, authentic
from minben.outside.signing import base_of, content_digest, sign

SIGNER = Signer("gateway", b"secret")
URL = "http://127.0.0.1:8099/orders"


def test_the_example_of_rfc_9421_b_2_5() -> None:
    secret = base64.b64decode(
        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
    )
    parts = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "@authority": "example.com",
        "content-type": "application/json",
    }
    parameters = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'
    assert sign(base_of(parts, parameters), secret) == "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="


def test_the_example_of_rfc_9530() -> None:
    body = b'{"hello": "world"}\n'
    assert content_digest(body) == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


@given(
    body=st.binary(max_size=200),
    key=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=40),
)
def test_what_was_signed_gets_in(body: bytes, key: str) -> None:
    authentic(SIGNER, "POST", URL, body, SIGNER.headers("POST", URL, body, key))


@given(body=st.binary(max_size=50), other=st.binary(max_size=50))
def test_another_body_does_not(body: bytes, other: bytes) -> None:
    if body != other:
        with pytest.raises(BadSignature):
            authentic(SIGNER, "POST", URL, other, SIGNER.headers("POST", URL, body))


@pytest.mark.parametrize(
    ("method", "url", "signer"),
    [
        ("GET", URL, SIGNER),
        ("POST", f"{URL}/x", SIGNER),
        ("POST", URL, Signer("gateway", b"other")),
        ("POST", URL, Signer("other", b"secret")),
    ],
)
def test_another_call_or_another_secret_does_not(method: str, url: str, signer: Signer) -> None:
    with pytest.raises(BadSignature):
        authentic(signer, method, url, b"{}", SIGNER.headers("POST", URL, b"{}"))


def test_an_old_one_does_not() -> None:
    headers = SIGNER.headers("POST", URL, b"{}")
    authentic(SIGNER, "POST", URL, b"{}", headers, now=time.time() + 290)
    for off in (-310, 310):
        with pytest.raises(BadSignature):
            authentic(SIGNER, "POST", URL, b"{}", headers, now=time.time() + off)


def test_another_idempotency_key_does_not_and_neither_does_none() -> None:
    headers = SIGNER.headers("POST", URL, b"{}", "one")
    with pytest.raises(BadSignature):
        authentic(SIGNER, "POST", URL, b"{}", headers | {"Idempotency-Key": "two"})
    with pytest.raises(BadSignature):
        authentic(SIGNER, "POST", URL, b"{}", {n: v for n, v in headers.items() if n != "Idempotency-Key"})


def test_nothing_is_left_out_of_what_is_covered() -> None:
    headers = SIGNER.headers("POST", URL, b"{}")
    less = headers["Signature-Input"].replace('"@target-uri" ', "")
    with pytest.raises(BadSignature):
        authentic(SIGNER, "POST", URL, b"{}", headers | {"Signature-Input": less})
    with pytest.raises(BadSignature):
        authentic(SIGNER, "POST", URL, b"{}", {})
