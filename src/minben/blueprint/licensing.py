"""Electronic licences as a jurisdiction declares them: which entries of a register are licences, and how they change.

The states and their numbers are those of published licence data under GB/T 36903-2018; a register that holds licences
has a field for them, and everybody who reads it sees only entries that are valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Citation, Place, Text


class LicenceState(StrEnum):
    """How a licence stands. Revoked 撤销 undoes a grant that should not have been made, withdrawn 吊销 punishes."""

    VALID = "valid"
    WITHHELD = "withheld"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    TRANSFERRING = "transferring"
    WITHDRAWN = "withdrawn"
    OTHER = "other"

    @property
    def number(self) -> str:
        """The number of the state in published licence data.

        >>> LicenceState.WITHDRAWN.number
        '07'
        """
        return _NUMBERS[self]


_NUMBERS = {
    LicenceState.VALID: "01",
    LicenceState.WITHHELD: "02",
    LicenceState.REVOKED: "03",
    LicenceState.CANCELLED: "04",
    LicenceState.LAPSED: "05",
    LicenceState.TRANSFERRING: "06",
    LicenceState.WITHDRAWN: "07",
    LicenceState.OTHER: "99",
}


class LicenceMove(StrEnum):
    """What an officer may do with a licence."""

    WITHHOLD = "withhold"
    RESTORE = "restore"
    REVOKE = "revoke"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"
    RENEW = "renew"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class LicenceChange:
    """Who may make a change, and under which law."""

    move: LicenceMove
    post: str
    law: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Licence:
    """A kind of licence: entries of ``register`` that fit ``where``, issued by the agency that owns the register.

    ``type_code`` is the national code of the kind, ``issuer_code`` that of the agency; both go into the identifier of
    GB/T 36904-2018. ``shows`` are the fields on the paper, ``discloses`` those that the holder may keep back.
    """

    id: str
    title: Text
    type_code: str
    illustrative: bool
    agency: str
    issuer_code: str
    register: str
    where: str | None
    shows: tuple[str, ...]
    discloses: tuple[str, ...]
    text: Text
    changes: Mapping[LicenceMove, LicenceChange]
    place: Place
