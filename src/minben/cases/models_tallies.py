"""Cases and cards in numbers: rows that add up to how they stand.

``migrations/0013_tallies.py`` and ``0019_tallies_of_cards.py`` fill them.
"""

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


class TallyCard(models.Model):
    """So many cards more, or fewer, that were given on a day for tasks that are still open, or no more."""

    id = models.BigAutoField(primary_key=True)
    agency = models.TextField()
    service = models.TextField()
    colour = models.TextField()
    given_on = models.DateField()
    is_open = models.BooleanField()
    n = models.BigIntegerField()

    class Meta:
        db_table = "cases_tally_card"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["given_on"], name="cases_tally_card_day")
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.colour} {self.n:+}"
