"""Cases in numbers: rows that add up to how the cases stand (``migrations/0013_tallies.py`` fills them)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """So many cases more, or fewer, that stand like this. A closed case has no limit to stand by."""

    id = models.BigAutoField(primary_key=True)
    agency = models.TextField()
    service = models.TextField()
    state = models.TextField()
    outcome = models.TextField(null=True)
    decided_by = models.TextField(null=True)
    late = models.BooleanField()
    due = models.DateField(null=True)
    amber_on = models.DateField(null=True)
    due_provisional = models.BooleanField()
    n = models.BigIntegerField()

    class Meta:
        db_table = "cases_tally"

    def __str__(self) -> str:
        return f"{self.service} {self.state} {self.n:+}"


class TallyDay(models.Model):
    """So many cases more, or fewer, that an agency received and decided on a legal day."""

    id = models.BigAutoField(primary_key=True)
    agency = models.TextField()
    day = models.DateField()
    received = models.BigIntegerField()
    decided = models.BigIntegerField()

    class Meta:
        db_table = "cases_tally_day"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="cases_tally_day_day")]

    def __str__(self) -> str:
        return f"{self.agency} {self.day}"
