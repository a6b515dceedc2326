"""Credentials that are presented: believed as far as they prove themselves, refused in plain words else."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from cases.conftest import SYSTEM
from minben import licences
from minben.ledger import acting, acts_about
from minben.licences.keys import rotate, signing_key
from minben.licences.presenting import present
from minben.licences.problems import BadToken
from minben.licences.tokens import LONGEST, read_presentation

if TYPE_CHECKING:
    from collections.abc import Callable

    from cases.conftest import District, Somebody
    from minben.licences import Issued


def decoded(part: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return said


def encoded(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def signed(claims: dict[str, Any], key: JWK, header: dict[str, Any]) -> str:
    jws = JWS(json.dumps(claims))
    jws.allowed_algs = ["ES256", "HS256"]
    jws.add_signature(key, protected=json.dumps(header))
    return str(jws.serialize(compact=True))


def token_of(food: tuple[Somebody, Issued]) -> str:
    credential = food[1].credential
    assert credential is not None
    return credential


def test_all_fields_are_read_where_all_are_disclosed(food: tuple[Somebody, Issued]) -> None:
    read = read_presentation(token_of(food))
    assert (read.agency, read.kind, read.identifier) == ("approval", "food-business", food[1].identifier)
    assert read.values["holder"] == food[0].identifier
    assert (read.withheld, read.over) == (0, False)


def test_what_is_kept_back_cannot_be_read(food: tuple[Somebody, Issued]) -> None:
    shown = present(token_of(food), ["premises"])
    read = read_presentation(shown)
    assert (set(read.values), read.withheld) == ({"number", "kind", "premises", "issued", "expires"}, 2)
    assert food[0].identifier not in base64.urlsafe_b64decode(shown.split(".")[1] + "===").decode()


def test_a_credential_of_a_rotated_key_is_believed_and_new_ones_use_the_new_key(
    food: tuple[Somebody, Issued],
) -> None:
    before = signing_key("approval").id
    after = rotate("approval").id
    assert before != after
    assert signing_key("approval").id == after
    assert read_presentation(token_of(food)).kind == "food-business"


def without_signature(token: str) -> str:
    head, claims, rest = token.split(".")
    header = {**decoded(head), "alg": "none"}
    return f"{encoded(header)}.{claims}.{rest}"


def with_empty_signature(token: str) -> str:
    return without_signature(token).split(".")[0] + "." + token.split(".")[1] + ".~"


def hmac_with_public_key(token: str) -> str:
    """The old confusion: the public key, which everybody knows, taken as a secret."""
    head, claims, rest = token.split(".")
    secret = JWK(kty="oct", k=encoded(signing_key("approval").public))
    header = {**decoded(head), "alg": "HS256"}
    return signed(decoded(claims), secret, header) + "~" + rest.split("~", 1)[1]


def another_key(token: str) -> str:
    head, claims, rest = token.split(".")
    stranger = JWK.from_pyca(ec.generate_private_key(ec.SECP256R1()))
    return signed(decoded(claims), stranger, decoded(head)) + "~" + rest.split("~", 1)[1]


def embedded_key(token: str) -> str:
    _, claims, rest = token.split(".")
    stranger = JWK.from_pyca(ec.generate_private_key(ec.SECP256R1()))
    header = {"alg": "ES256", "typ": "dc+sd-jwt", "jwk": json.loads(stranger.export_public())}
    return signed(decoded(claims), stranger, header) + "~" + rest.split("~", 1)[1]


def changed_claims(token: str) -> str:
    head, claims, rest = token.split(".")
    said = decoded(claims)
    said["licence"]["expires"] = "2099-01-01"
    return f"{head}.{encoded(said)}.{rest}"


def changed_disclosure(token: str) -> str:
    jwt, first, *others = token.split("~")
    salt, name, _ = json.loads(base64.urlsafe_b64decode(first + "==="))
    return "~".join((jwt, encoded([salt, name, "别人的"]), *others))


def disclosure_twice(token: str) -> str:
    jwt, first, *others = token.split("~")
    return "~".join((jwt, first, first, *others))


def another_issuer(token: str) -> str:
    head, claims, rest = token.split(".")
    return f"{head}.{encoded({**decoded(claims), 'iss': 'https://example.org/issuers/approval'})}.{rest}"


def a_folder_as_issuer(token: str) -> str:
    head, claims, rest = token.split(".")
    said = decoded(claims)
    return f"{head}.{encoded({**said, 'iss': said['iss'] + '/../../x'})}.{rest}"


def a_status_list(token: str) -> str:
    published = licences.status_list("approval", 1)
    assert published is not None
    return published.token + "~" + token[:0]


def claim_twice(token: str) -> str:
    head, _, rest = token.split(".")
    body = base64.urlsafe_b64encode(b'{"iss":"a","iss":"b"}').rstrip(b"=").decode()
    return f"{head}.{body}.{rest}"


def deep(token: str) -> str:
    head, _, rest = token.split(".")
    body = base64.urlsafe_b64encode(b"[" * 5000).rstrip(b"=").decode()
    return f"{head}.{body}.{rest}"


HOSTILE: list[tuple[Callable[[str], str], str]] = [
    (without_signature, "not ES256"),
    (with_empty_signature, "no credential"),
    (hmac_with_public_key, "not ES256"),
    (another_key, "signature is wrong"),
    (embedded_key, "none of the issuing agency's"),
    (changed_claims, "signature is wrong"),
    (changed_disclosure, "was not signed"),
    (disclosure_twice, "was not signed"),
    (another_issuer, "not issued here"),
    (a_folder_as_issuer, "none of the issuing agency's"),
    (a_status_list, "another kind"),
    (claim_twice, "damaged"),
    (deep, "damaged"),
    (lambda token: token[: len(token) // 2], "cut off|no credential|damaged|signature is wrong"),
    (lambda token: token + "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "signature of a holder"),
    (lambda token: "A" * (LONGEST + 1) + token, "too long"),
    (lambda _: "x" * 5_000_000, "too long"),
    (lambda _: "  ", "paste a credential"),
    (lambda _: "<script>alert(1)</script>", "no credential"),
    (lambda token: token + "~" * 200, "cut off|more than any|signature|was not signed"),
]


@pytest.mark.parametrize(("attack", "says"), HOSTILE, ids=[str(at) for at in range(len(HOSTILE))])
def test_a_hostile_token_is_refused_in_plain_words(
    food: tuple[Somebody, Issued], attack: Callable[[str], str], says: str
) -> None:
    with pytest.raises(BadToken, match=says) as refused:
        read_presentation(attack(token_of(food)))
    assert refused.value.text["zh"]


def signed_by_us(food: tuple[Somebody, Issued], **changed: Any) -> str:
    """What only the agency's own key could make: the reader must not be led astray even then."""
    head, claims, rest = token_of(food).split(".")
    key = signing_key("approval")
    said = decoded(claims)
    for name, value in changed.items():
        said[name] = value(said[name]) if callable(value) else value
    return signed(said, key.jwk, {**decoded(head), "kid": key.id}) + "~" + rest.split("~", 1)[1]


def test_an_expired_credential_is_read_as_over(food: tuple[Somebody, Issued]) -> None:
    assert read_presentation(signed_by_us(food, exp=1_600_000_000)).over


def test_a_credential_from_the_future_is_refused(food: tuple[Somebody, Issued]) -> None:
    with pytest.raises(BadToken, match="future"):
        read_presentation(signed_by_us(food, iat=4_000_000_000))


def test_a_digest_that_stands_twice_is_refused(food: tuple[Somebody, Issued]) -> None:
    def twice(shown: dict[str, Any]) -> dict[str, Any]:
        return {**shown, "_sd": [*shown["_sd"], shown["_sd"][0]]}

    with pytest.raises(BadToken, match="damaged"):
        read_presentation(signed_by_us(food, licence=twice))


def test_a_disclosure_does_not_overwrite_what_everybody_sees(food: tuple[Somebody, Issued]) -> None:
    def shown_too(shown: dict[str, Any]) -> dict[str, Any]:
        return {**shown, "holder": "nobody"}

    with pytest.raises(BadToken, match="damaged"):
        read_presentation(signed_by_us(food, licence=shown_too))


def test_a_signed_licence_that_is_not_on_record_is_refused(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    unknown = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    with pytest.raises(BadToken, match="on record"):
        licences.verify_credential(district.blueprint, signed_by_us(food, identifier=unknown))


def test_the_holder_learns_that_a_credential_was_verified(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    firm, issued = food
    checked, fields = licences.verify_credential(district.blueprint, present(token_of(food), ["statement"]))
    assert (checked.state, checked.superseded) == ("valid", False)
    assert [field.name for field in fields] == ["number", "kind", "statement", "issued", "expires"]
    with acting(SYSTEM):
        acts = [act for act in acts_about(firm.subject) if act.kind == "licence.verify"]
    assert [act.actor.kind for act in acts] == ["visitor"]
    assert issued.register == acts[0].register
