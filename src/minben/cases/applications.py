"""The tables of what comes before a case: applications that wait to be finished, and officers who help with them.

A draft holds what somebody has answered so far, apart from every case. An attendance says that an officer may fill in
an application for somebody: by which consent, for which service, until when. Both are seen by the subject, and a draft
by an officer only while an attendance lasts (``migrations/0010_channels.py``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.db import models

from minben.ledger import uuid7


class Channel(StrEnum):
    """By which way an application comes in."""

    WEB = "web"
    COUNTER = "counter"
    HELP = "help"
    API = "api"


class Draft(models.Model):
    """An application that is being filled in: one for a subject and a service, whoever fills it in and wherever.

    ``answers`` are values by question; ``set_aside`` answers to questions that the service does not put any more, with
    the words of the question as it was put. ``commitment`` binds both, in ``act``, the last that touched it. ``key`` is
    the idempotency key of the case that it becomes. ``help_code`` opens it to a helper until ``help_until``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.UUIDField()
    service = models.TextField()
    version = models.TextField()
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    set_aside: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    salt = models.BinaryField()
    commitment = models.BinaryField()
    key = models.TextField(unique=True)
    channel = models.TextField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_on = models.DateField()
    help_code = models.TextField(null=True, unique=True)
    help_until = models.DateTimeField(null=True)
    handed_back_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "cases_draft"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "service"], name="cases_draft_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_on"], name="cases_draft_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.id}"


class Attendance(models.Model):
    """An officer attends somebody with an application: at the counter, or helping with one draft.

    ``consent`` says how the person agreed. It ends when the application is sent or handed back, and at ``until``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.UUIDField()
    service = models.TextField()
    channel = models.TextField()
    consent = models.TextField()
    draft = models.UUIDField(null=True)
    appointment = models.UUIDField()
    post = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "cases_attendance"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["subject", "service"],
                condition=models.Q(ended_at=None),
                name="cases_attendance_now",
            ),
            models.Index(fields=["post", "-since"], name="cases_attendance_post"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"
