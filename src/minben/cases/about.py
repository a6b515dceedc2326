"""What a notice to an applicant is about: kept as the result of the act that tells it, so that pages can title it."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """The occasions on which an applicant is told something in a case or a bundle."""

    GIVEN = "given"
    """The service's own notice of what one of its steps gave."""
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    COMPLETE = "complete"
    RECTIFY = "rectify"
    CHARGED = "charged"
    REFUNDED = "refunded"
    UPHELD = "upheld"
    APPEAL = "appeal"
    UNKEPT = "unkept"
    """A promise in place of a proof was found not to be kept."""
    ENDED = "ended"
    """A case ended with the one that had begun it."""
    STOPPED = "stopped"
    RESUMED = "resumed"
    EXTENDED = "extended"
    TAKEN_BACK = "taken back"
    LICENCE = "licence"
    """A licence that the case gave was changed afterwards."""
    IMPOSSIBLE = "impossible"
    """A service of a bundle cannot begin for now."""
    CORRECTED = "corrected"
    """A register was corrected as somebody asked."""
    NOT_CORRECTED = "not corrected"
    OTHER = ""
    """Told before occasions were kept."""
