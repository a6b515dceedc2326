"""Reading a credential that somebody presents: believed only as far as it proves itself, refused in plain words else.

Nothing of a token is trusted before its signature: size and shape first, then the issuer's own keys, then each
disclosed value against a digest that was signed. Only ES256 is taken, from keys of this node.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jwcrypto.common import JWException
from jwcrypto.jws import JWS

from minben.ledger import now

from . import addresses
from .credentials import CLAIM, TYPE
from .keys import ALGORITHM, public_keys
from .problems import BadToken

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 24_000
"""Characters of a presentation."""
MOST_DISCLOSURES = 60
DISCLOSURE_PARTS = 3
CLOCKS_DIFFER = 300
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_RESERVED = frozenset({"_sd", "..."})


@dataclass(frozen=True, slots=True)
class Presented:
    """What a presentation proves: who issued it, which licence it is, and the values that were disclosed.

    ``withheld`` is how many values the holder kept back; ``over`` whether its end has passed.
    """

    agency: str
    kind: str
    identifier: str
    values: Mapping[str, Any]
    withheld: int
    over: bool


def read_presentation(text: str) -> Presented:
    """What a presentation in compact form proves. Raises `BadToken`."""
    token, disclosures = _parts(text)
    header, claims = _json(token.split(".")[0]), _json(token.split(".")[1])
    agency = _issuer(claims)
    _check_header(header)
    _check_signature(token, agency, str(header.get("kid", "")))
    values, withheld = _disclosed(claims, disclosures)
    ends = claims.get("exp")
    kind, identifier = claims.get("vct"), claims.get("identifier")
    if not isinstance(kind, str) or not isinstance(identifier, str) or not isinstance(ends, int | None):
        raise _damaged()
    if not isinstance(claims.get("iat"), int) or claims["iat"] > now().timestamp() + CLOCKS_DIFFER:
        raise BadToken(
            "凭证的签发时间在将来，不予认可", "its time of issue lies in the future; do not accept it"
        )
    over = ends is not None and ends <= now().timestamp()
    return Presented(agency, kind.removeprefix(addresses.kind("")), identifier, values, withheld, over)


def _parts(text: str) -> tuple[str, list[str]]:
    bare = "".join(text.split())
    if not bare:
        raise BadToken("请粘贴凭证，或选择凭证文件", "paste a credential, or choose a file with one")
    if len(bare) > LONGEST:
        raise BadToken("内容太长，不是证照凭证", "this is too long to be the credential of a licence")
    token, *disclosures = bare.split("~")
    if token.count(".") != 2 or not all(map(_BASE64URL.fullmatch, token.split("."))) or not disclosures:
        raise BadToken(
            "这不是证照凭证；请完整复制，包括所有的点和波浪线",
            "this is no credential of a licence; copy it whole, with all its dots and tildes",
        )
    if disclosures[-1]:
        raise BadToken(
            "凭证末尾不完整，或带有本站不使用的持有人签名",
            "its end is cut off, or it carries a signature of a holder, which is not used here",
        )
    if len(disclosures) - 1 > MOST_DISCLOSURES:
        raise BadToken("披露的内容过多，不是证照凭证", "it discloses more than any licence holds")
    return token, disclosures[:-1]


def _issuer(claims: Mapping[str, Any]) -> str:
    said = claims.get("iss")
    agency = addresses.agency_of(said) if isinstance(said, str) else None
    if not agency:
        raise BadToken(
            "不是本辖区颁发的凭证，本站不能核验", "it was not issued here, so it cannot be verified here"
        )
    return agency


def _check_header(header: Mapping[str, Any]) -> None:
    if header.get("alg") != ALGORITHM or "crit" in header:
        raise BadToken(
            "凭证没有可认可的签名（签名算法不是 ES256）",
            "it has no signature that could be believed (its algorithm is not ES256)",
        )
    if header.get("typ") != TYPE:
        raise BadToken("这是别种令牌，不是证照凭证", "this is a token of another kind, not a licence")


def _check_signature(token: str, agency: str, kid: str) -> None:
    known = agency if re.fullmatch(r"[a-z][a-z0-9-]*", agency) else ""
    key = next((one for one in public_keys(known) if one.id == kid), None) if known else None
    if key is None:
        raise BadToken(
            "签名所用的密钥不是颁发部门的", "it is signed by a key that is none of the issuing agency's"
        )
    try:
        jws = JWS()
        jws.allowed_algs = [ALGORITHM]
        jws.deserialize(token, key.jwk, alg=ALGORITHM)
    except (JWException, ValueError) as error:
        raise BadToken(
            "签名不符：凭证是伪造的或被改动过", "its signature is wrong: it is forged or was changed"
        ) from error


def _disclosed(claims: Mapping[str, Any], disclosures: list[str]) -> tuple[dict[str, Any], int]:
    """The values of the licence: those that everybody sees, and those whose disclosures fit a signed digest."""
    shown = claims.get(CLAIM)
    if not isinstance(shown, dict) or claims.get("_sd_alg", "sha-256") != "sha-256":
        raise _damaged()
    digests = shown.get("_sd", [])
    if not isinstance(digests, list) or len(set(map(str, digests))) != len(digests):
        raise _damaged()
    values = {name: value for name, value in shown.items() if name not in _RESERVED}
    left = set(map(str, digests))
    for disclosure in disclosures:
        digest = base64.urlsafe_b64encode(hashlib.sha256(disclosure.encode()).digest()).rstrip(b"=").decode()
        if digest not in left:
            raise BadToken(
                "披露的内容与签名不符：被改动过，或重复、不属于此证照",
                "what it discloses was not signed: it was changed, repeated, or taken from another licence",
            )
        left.remove(digest)
        name, value = _named(disclosure)
        if name in values or name in _RESERVED:
            raise _damaged()
        values[name] = value
    return values, len(left)


def _named(disclosure: str) -> tuple[str, Any]:
    said = _decoded(disclosure)
    if not isinstance(said, list) or len(said) != DISCLOSURE_PARTS or not isinstance(said[1], str):
        raise _damaged()
    return said[1], said[2]


def _json(part: str) -> dict[str, Any]:
    said = _decoded(part)
    if not isinstance(said, dict):
        raise _damaged()
    return said


def _decoded(part: str) -> Any:
    try:
        return json.loads(
            base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True),
            object_pairs_hook=_once,
        )
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _damaged() from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that names nothing twice: readers that differ in which one they take could be played off."""
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a name stands twice")
    return said


def _damaged() -> BadToken:
    return BadToken("凭证的内容损坏，不能核验", "the credential is damaged and cannot be verified")
