"""The table of corrections: what somebody says is wrong in a register about them, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from minben.ledger import uuid7


class Correction(models.Model):
    """Somebody says that an entry about them is wrong, and what is right; a post of the register's agency decides.

    ``fields`` hold what each field said and what it should say, ``reasons`` why; both, and ``record``, the version that
    they saw, are bound by ``commitment`` in ``act``. ``service`` is the one that read the entry, for ``reader``, its
    agency. ``answer`` are the reasons of the decision, bound in ``decided_act``; ``written`` is the version that came
    of it. ``pressing`` is how lists order: open ones by their last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.TextField(unique=True)
    subject = models.UUIDField()
    register = models.TextField()
    agency = models.TextField()
    post = models.TextField()
    service = models.TextField()
    reader = models.TextField()
    record = models.UUIDField()
    key = models.TextField()
    fields: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    reasons = models.TextField()
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    amber_on = models.DateField(null=True)
    state = models.TextField()
    act = models.UUIDField()
    salt = models.BinaryField()
    commitment = models.BinaryField()
    answer = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    decided_act = models.UUIDField(null=True)
    decided_salt = models.BinaryField(null=True)
    decided_commitment = models.BinaryField(null=True)
    written = models.UUIDField(null=True)

    class Meta:
        db_table = "cases_correction"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["register", "key"], condition=models.Q(state="open"), name="cases_correction_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_act__isnull=True)
                | models.Q(state="accepted", decided_act__isnull=False, written__isnull=False)
                | models.Q(
                    state__in=["refused", "withdrawn"], decided_act__isnull=False, written__isnull=True
                ),
                name="cases_correction_decided_by_act",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["post", "due", "id"], condition=models.Q(state="open"), name="cases_correction_tasks"
            ),
            models.Index(fields=["subject", "-asked_at", "-id"], name="cases_correction_subject"),
        ]

    def __str__(self) -> str:
        return self.number
