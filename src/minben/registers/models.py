"""Who is known, and what is held about them: the two tables of the room.

The rows are written and read by SQL in `records`, `subjects` and `loading`, because a record and its act are one
statement; the models fix the columns for migrations and for whoever looks at a database.
"""

from __future__ import annotations

from django.db import models


class Subject(models.Model):
    """A resident or an enterprise under a random id: what acts speak of instead of the identifier."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    identifier = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "identifier"], name="registers_subject_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RecordVersion(models.Model):
    """One version of one entry: it holds from ``valid_from`` until the next version of its key.

    Recorded time runs from ``recorded_at`` to ``superseded_at``. ``values`` and ``salt`` are null once erased.
    """

    id = models.UUIDField(primary_key=True)
    register = models.TextField()
    key = models.TextField()
    subject = models.UUIDField()
    valid_from = models.DateField()
    is_end = models.BooleanField()
    values = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    provenance = models.JSONField()
    act = models.UUIDField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.UUIDField(null=True)

    class Meta:
        db_table = "registers_record"
        constraints = [
            models.UniqueConstraint(
                fields=["register", "key", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="registers_record_version",
            ),
            models.CheckConstraint(
                condition=models.Q(superseded_at__isnull=True, superseded_by__isnull=True)
                | models.Q(superseded_at__isnull=False, superseded_by__isnull=False),
                name="registers_record_superseded",
            ),
            models.CheckConstraint(
                condition=models.Q(values__isnull=True, salt__isnull=True)
                | models.Q(values__isnull=False, salt__isnull=False),
                name="registers_record_erased",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject"],
                condition=models.Q(superseded_at__isnull=True),
                name="registers_record_subject",
            ),
            models.Index(
                fields=["register", "key"],
                condition=models.Q(superseded_at__isnull=False),
                name="registers_record_former",
            ),
            models.Index(
                fields=["subject"],
                condition=models.Q(superseded_at__isnull=False),
                name="registers_record_former_subj",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.id}"
