"""The identifier of an electronic licence by GB/T 36904-2018, with its check character by ISO 7064 MOD 37,36.

    1.2.156.3005.2.TYPE.ISSUER.SERIAL.VERSION.CHECK

The root is that of electronic licences in China. The check character covers all parts behind the root, without dots.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

ROOT = "1.2.156.3005.2"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LAST_VERSION = 999
LONGEST_SERIAL = 40
_MODULUS = 36
_NOT_IN_SERIALS = re.compile(r"[^0-9A-Z]")
_SERIAL = re.compile(rf"[0-9A-Z]{{1,{LONGEST_SERIAL}}}")
_SHAPE = re.compile(
    rf"{re.escape(ROOT)}\.([0-9A-Z]{{21}})\.([0-9A-Z]{{9,18}})\.([0-9A-Z]{{1,40}})\.(\d{{3}})\.([0-9A-Z])"
)


class BadIdentifier(ValueError):  # noqa: N818 - says what the text is
    """A text that is no identifier of a licence; ``text`` says why by language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = {"zh": zh, "en": en}


@dataclass(frozen=True, slots=True)
class Identifier:
    """The parts of an identifier; ``version`` counts from 1 to 999.

    >>> str(Identifier("11100000000013338W011", "11430000006122244L", "20230000403", 1))
    '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U'
    """

    type_code: str
    issuer: str
    serial: str
    version: int

    def __str__(self) -> str:
        parts = (self.type_code, self.issuer, self.serial, f"{self.version:03d}")
        return ".".join((ROOT, *parts, check_character("".join(parts))))

    @classmethod
    def parse(cls, text: str) -> Identifier:
        """The identifier in a text. Raises `BadIdentifier` where it has another shape or check character."""
        match = _SHAPE.fullmatch(text.strip().upper())
        if match is None:
            raise BadIdentifier(
                "不是电子证照标识：应为 1.2.156.3005.2.类型代码.颁发机构代码.流水号.版本号.校验位",
                "this is no identifier of a licence: 1.2.156.3005.2.TYPE.ISSUER.SERIAL.VERSION.CHECK",
            )
        *parts, check = match.groups()
        if check_character("".join(parts)) != check:
            raise BadIdentifier(
                "电子证照标识的校验位不对，可能有一个字符输错了",
                "the check character of the identifier is wrong; a character may be mistyped",
            )
        return cls(parts[0], parts[1], parts[2], int(parts[3]))


def check_character(text: str) -> str:
    """The check character of ISO 7064 MOD 37,36 for capital letters and digits.

    >>> check_character("11100000000013338W01111430000006122244L20230000403001")
    'U'
    """
    rest = _MODULUS
    for character in text:
        rest = (rest + ALPHABET.index(character)) % _MODULUS or _MODULUS
        rest = rest * 2 % (_MODULUS + 1)
    return ALPHABET[(1 - rest) % _MODULUS]


def serial_of(key: str) -> str:
    """The serial of the entry with this key: the key without dashes where that can stand in an identifier.

    >>> serial_of("JY511602-260302-00001")
    'JY51160226030200001'
    """
    bare = key.replace("-", "")
    return bare if _SERIAL.fullmatch(bare) else hashed_serial(key)


def hashed_serial(key: str) -> str:
    """The serial of an entry whose key cannot stand in an identifier, or would be another's without its dashes.

    It holds what can stand there, and a part of the key's hash, so that different keys have different serials.

    >>> hashed_serial("食-12")
    '129BA876595D'
    """
    digest = hashlib.sha256(key.encode()).hexdigest()[:10].upper()
    return _NOT_IN_SERIALS.sub("", key.upper())[: LONGEST_SERIAL - len(digest)] + digest
