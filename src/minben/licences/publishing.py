"""What the world may fetch of an issuer: its keys, its status lists, what its kinds of licence mean.

None of it says anything about whoever asks, or about one licence more than another.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from minben.ledger import acting, now

from . import addresses, models
from .credentials import CLAIM
from .issuing import SYSTEM
from .keys import public_keys, signing_key
from .statuslists import BELIEVED_FOR, Placed, token

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from minben.blueprint.licensing import Licence
    from minben.blueprint.model import Blueprint

_AGED = BELIEVED_FOR // 2
"""Seconds after which a list is signed anew although nothing has changed."""


@dataclass(frozen=True, slots=True)
class Published:
    """A signed list with what tells it from the one before and after it."""

    token: str
    changed: int
    signed_at: float
    key: str

    @property
    def tag(self) -> str:
        """An entity tag."""
        return f'"{self.changed}-{int(self.signed_at)}"'


_kept: dict[UUID, Published] = {}
_signing = Lock()


def issuer_metadata(blueprint: Blueprint, agency: str) -> dict[str, Any] | None:
    """The issuer's name and public keys, for ``/.well-known/jwt-vc-issuer``; None where it issues nothing."""
    if not any(licence.agency == agency for licence in blueprint.licences.values()):
        return None
    signing_key(agency)
    return {"issuer": addresses.issuer(agency), "jwks": {"keys": [key.public for key in public_keys(agency)]}}


def status_list(agency: str, number: int) -> Published | None:
    """The signed list, from this process's memory while nothing on it has changed; None where there is none."""
    with acting(SYSTEM):
        row = models.StatusList.objects.filter(agency=agency, number=number).first()
        if row is None:
            return None
        kept, key = _kept.get(row.id), signing_key(agency).id
        fresh = kept is not None and (kept.changed, kept.key) == (row.changed, key)
        if kept is not None and fresh and now().timestamp() - kept.signed_at < _AGED:
            return kept
        told = models.Version.objects.filter(agency=agency, list_number=number, status__gt=0)
        places = [Placed(index, status) for index, status in told.values_list("list_index", "status")]
    published = Published(token(agency, number, places), row.changed, now().timestamp(), key)
    with _signing:
        _kept[row.id] = published
    return published


def type_metadata(blueprint: Blueprint, licence: Licence) -> Mapping[str, Any]:
    """What a kind of licence is and holds, for wallets and verifiers (SD-JWT VC type metadata)."""
    register = blueprint.registers[licence.register]
    facts = blueprint.facts
    return {
        "vct": addresses.kind(licence.id),
        "name": next(iter(licence.title.values())),
        "display": [{"locale": language, "name": title} for language, title in licence.title.items()],
        "claims": [
            {
                "path": [CLAIM, name],
                "sd": "always" if name in licence.discloses else "never",
                "display": [
                    {"locale": language, "label": title}
                    for language, title in facts[register.fields[name].fact].title.items()
                ],
            }
            for name in licence.shows
        ],
    }
