"""Showing a licence: the holder leaves out the disclosures of what nobody needs to know."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def present(credential: str, names: Collection[str]) -> str:
    """The credential with only the disclosures of these fields.

    What is shown to two verifiers is signed alike, so that together they can tell it is the same licence.
    """
    token, *disclosures = credential.split("~")
    kept = [disclosure for disclosure in disclosures if disclosure and name_of(disclosure) in names]
    return "~".join((token, *kept, ""))


def name_of(disclosure: str) -> str:
    """The field that a disclosure of ours discloses."""
    said = json.loads(base64.urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4)))
    return str(said[1])
