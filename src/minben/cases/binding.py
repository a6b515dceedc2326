"""What the acts of a case commit to beside the answers: grounds, signatures and notices.

Rows and acts that are written anyway carry the commitment; `minben.cases.effects` compares them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from minben.ledger import Commitment, RecordRef, commit_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.ledger import Json

    from . import models
    from .applications import Draft
    from .models_bundles import Bundle, BundleNotice

GROUND = ("reads", "inputs", "decided", "explanation", "reasons")
SIGNATURE = ("appointment", "verdict", "reasons", "answers")
NOTICE = ("text",)
DRAFT = ("answers", "set_aside")
BUNDLE = ("answers",)
COMMITTED = {
    "Ground": GROUND,
    "Signature": SIGNATURE,
    "Notice": NOTICE,
    "Draft": DRAFT,
    "Bundle": BUNDLE,
    "BundleNotice": NOTICE,
}
"""By model: the columns that are committed to as one text. Answers are committed to as they are."""


def bind_ground(row: models.Ground) -> RecordRef:
    """Commit to a ground as it is now; the reference goes into the act of its step."""
    row.salt, row.commitment = _bound(row, GROUND)
    return RecordRef(row.step_id, row.commitment.hex())


def bind_signature(row: models.Signature) -> RecordRef:
    """Commit to an officer's verdict and reasons; the reference goes into the act of signing."""
    row.salt, row.commitment = _bound(row, SIGNATURE)
    return RecordRef(row.id, row.commitment.hex())


def bind_notice(row: models.Notice | BundleNotice) -> RecordRef:
    """Commit to what the applicant is told; the reference goes into the act of telling."""
    row.salt, row.commitment = _bound(row, NOTICE)
    return RecordRef(row.id, row.commitment.hex())


def bind_draft(row: Draft) -> RecordRef:
    """Commit to what a draft holds; the reference goes into the act that touched it."""
    row.salt, row.commitment = _bound(row, DRAFT)
    return RecordRef(row.id, row.commitment.hex())


def bind_bundle(row: Bundle) -> RecordRef:
    """Commit to the answers of a bundle; the reference goes into the act of its receipt."""
    row.salt, row.commitment = _bound(row, BUNDLE)
    return RecordRef(row.id, row.commitment.hex())


def ground_holds(row: models.Ground) -> bool:
    """Whether a ground is still what was committed to; one from before there were commitments is taken as it is."""
    if row.salt is None or row.commitment is None:
        return True
    return holds(_values(row, GROUND), bytes(row.salt), bytes(row.commitment))


def holds(values: Mapping[str, Any], salt: bytes, digest: bytes) -> bool:
    """Whether these are the values that were committed to."""
    return Commitment(salt, digest).holds_for(_text(values))


def committed_text(row: object) -> Json:
    """What the commitment of a row was made over; None where the row has none, or is erased."""
    names = COMMITTED.get(type(row).__name__)
    if names is not None:
        return _text(_values(row, names))
    return getattr(row, "values", None)


def _bound(
    row: models.Ground | models.Signature | models.Notice | Draft | Bundle | BundleNotice,
    names: tuple[str, ...],
) -> tuple[bytes, bytes]:
    commitment = commit_values(_text(_values(row, names)))
    return commitment.salt, commitment.digest


def _values(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _text(values: Mapping[str, Any]) -> str:
    # A text, because facts may hold fractions and names in any script, which canonical values may not.
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
