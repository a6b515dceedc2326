"""Appeal within the agency: after an adverse outcome another post looks again, once, within the time of the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .problems import NotNow, ReasonsMissing
from .states import ADVERSE, APPEAL

if TYPE_CHECKING:
    from datetime import date

    from minben.blueprint.calendar import Calendar
    from minben.blueprint.model import Service

    from . import models
    from .work import Work


def appeal_until(
    service: Service, case: models.Case, calendar: Calendar, appealed: models.Step | None
) -> date | None:
    """The last day on which the applicant may appeal against the outcome as it is; None where they may not.

    ``appealed`` is the latest appeal of the case. An outcome that stood one appeal, or came of it, is final here: what
    remains are the remedies that the refusal names.
    """
    if service.appeal is None or case.outcome not in ADVERSE or case.decided_on is None:
        return None
    if appealed is not None:
        return None
    return calendar.due(case.decided_on, service.appeal.within).day


def must_be_open_to_appeal(work: Work, reasons: str) -> None:
    """Raises `NotNow` and `ReasonsMissing`."""
    until = appeal_until(work.terms.service, work.case, work.book.calendar(), work.rows.latest.get(APPEAL))
    if until is None:
        raise NotNow(
            zh="该办件不能申诉，或者已经申诉过；如不服请按告知的救济途径办理",
            en="There is no appeal here in this case, or there was one already; use the remedies that you were told",
        )
    if work.rows.today > until:
        raise NotNow(
            zh=f"申诉期限已于{until}届满；如不服请按告知的救济途径办理",
            en=f"The time to appeal ended on {until}; use the remedies that you were told",
        )
    if not reasons.strip():
        raise ReasonsMissing
