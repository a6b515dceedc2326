"""Keeps personal values out of acts.

Acts hold ids, codes and enumerated words. The words that describe an act come from blueprints and programs, so this is
no filter of user input but a tripwire: a number of a person, a card or a telephone, or a sentence somebody typed, must
fail loudly in the first test instead of staying in the ledger for ever.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .canonical import LARGEST

LONGEST = {"predicate": 1000, "basis": 200}
LONGEST_WORD = 120
# A number standing by itself, as cards and letters write it. The fixed length and the boundary keep longer codes of
# services (31 characters) and the parts of a UUID (at most 12) out of it.
NUMBER_OF_SOMEBODY = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9]{15,19}|[0-9]{17}[Xx]"  # resident numbers (GB 11643) of 15 and 18 digits, cards of 16 to 19
    r"|[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"  # credit code, GB 32100
    r"|1[3-9][0-9]{9}"  # mobile telephone
    r")(?![0-9A-Za-z])"
)
UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
HEX_64 = re.compile(r"[0-9a-f]{64}")


class PersonalValue(ValueError):  # noqa: N818 - says what was found
    """A field of an act holds something that belongs in a record. The message never repeats the value."""


# The same few words come again and again.
@lru_cache(maxsize=4096)
def check_word(field: str, word: str) -> None:
    """Refuse a text that is too long for a code, spans lines or holds the number of somebody."""
    longest = LONGEST.get(field, LONGEST_WORD)
    if len(word) > longest:
        raise PersonalValue(
            f"{field}: {len(word)} characters, at most {longest}; reasons and free text belong in records"
        )
    if UNSEEN.search(word):
        raise PersonalValue(f"{field}: holds a control character; free text belongs in records")
    if NUMBER_OF_SOMEBODY.search(word):
        raise PersonalValue(
            f"{field}: looks like the number of a person; acts name subjects by their random id"
        )


def check_given(field: str, word: str) -> None:
    """The same for a word that every act has."""
    if not word:
        raise ValueError(f"{field}: must not be empty")
    check_word(field, word)


def check_digest(field: str, digest: str) -> None:
    """Refuse anything but 32 bytes in lower-case hexadecimal."""
    if not HEX_64.fullmatch(digest):
        raise ValueError(f"{field}: not 64 hexadecimal digits")


def check_count(count: int) -> None:
    """Refuse a count that is negative or that JSON readers would round."""
    if not 0 <= count <= LARGEST:
        raise ValueError("count: must be between 0 and 2^53 - 1")
