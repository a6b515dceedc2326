"""What a case is called, and the code by which a stranger can check a paper that came out of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from minben.ledger import raw_cursor

if TYPE_CHECKING:
    from datetime import date

CODE_LENGTH = 16
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capital letters that nobody takes for one another: without 0, 1, I, L and O."""
_SEQUENCE = "SELECT nextval('cases_number')"


def new_code() -> str:
    """A verification code: 16 characters of 31, about 79 bits, from the system's source of randomness.

    >>> len(new_code())
    16
    """
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def numbered(division: str, received_on: date, serial: int) -> str:
    """A case number: division without its empty levels, day of receipt, serial of the node.

    The dashes keep it from being read as a resident number.

    >>> from datetime import date
    >>> numbered("511602000000", date(2026, 5, 1), 42)
    '511602-260501-00042'
    """
    return f"{_short(division)}-{received_on:%y%m%d}-{serial:05d}"


def new_number(division: str, received_on: date) -> str:
    """The next number. Serials come from a sequence of the database: unique, rising, and gaps are no fault."""
    with raw_cursor() as cursor:
        cursor.execute(_SEQUENCE)
        ((serial,),) = cursor.fetchall()
    return numbered(division, received_on, serial)


def _short(division: str) -> str:
    """The code of a division without the empty levels at its end: 2, 4, 6, 9 or 12 digits (GB/T 2260)."""
    ends = (2, 4, 6, 9, 12)
    return next(division[:end] for end in ends if not division[end:].strip("0"))
