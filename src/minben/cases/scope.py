"""Whether whoever acts now may act for a subject in a service: by themselves, by mandate, or attending them.

Every event of a case that exists is held within the scope by row security (``migrations/0010_channels.py``). Before
there is a case there is no row to be hidden, so whatever prepares or receives an application asks here first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import current_reach, now

from .applications import Attendance
from .problems import OutOfScope

if TYPE_CHECKING:
    from uuid import UUID

    from minben.ledger import Reach


def must_be_within(subject: UUID, service: str) -> None:
    """Raise `OutOfScope` unless the reach that holds opens this service of this subject; the program may do all."""
    reach = current_reach()
    if reach is None or reach.system or reach.serves(subject, service):
        return
    if not reach.posts or not _attends(subject, service, reach):
        raise OutOfScope


def _attends(subject: UUID, service: str, reach: Reach) -> bool:
    return Attendance.objects.filter(
        subject=subject, service=service, post__in=reach.posts, ended_at=None, until__gt=now()
    ).exists()
