"""The tables of clocks: for what time they stood, and which cards limits have brought."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minben.ledger import uuid7


class Pause(models.Model):
    """A time for which the clocks of some steps of a case stand: while ``step``, a row of its own, is open.

    They stand from the day after ``starts_on`` to ``ends_on``, those that count hours from one moment to the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="pauses", db_constraint=False
    )
    step = models.ForeignKey(
        "cases.Step", on_delete=models.PROTECT, related_name="pauses", db_constraint=False
    )
    clocks: ArrayField[list[str], list[str]] = ArrayField(models.TextField())
    starts_on = models.DateField()
    starts_at = models.DateTimeField()
    act = models.UUIDField()
    ends_on = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_act = models.UUIDField(null=True)

    class Meta:
        app_label = "cases"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step"], name="cases_pause_step"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True, ends_at__isnull=True, ended_act__isnull=True)
                | models.Q(
                    ends_on__gte=models.F("starts_on"), ends_at__isnull=False, ended_act__isnull=False
                ),
                name="cases_pause_ends_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case"], name="cases_pause_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_on} {self.ends_on or '-'}"


class Card(models.Model):
    """A card that a task has brought its post: yellow, a warning before its limit, or red, once it has passed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="cards", db_constraint=False
    )
    step = models.ForeignKey(
        "cases.Step", on_delete=models.PROTECT, related_name="cards", db_constraint=False
    )
    colour = models.TextField()
    agency = models.TextField()
    service = models.TextField()
    post = models.TextField()
    given_on = models.DateField()
    act = models.UUIDField()

    class Meta:
        app_label = "cases"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step", "colour"], name="cases_card_once"),
            models.CheckConstraint(
                condition=models.Q(colour__in=["yellow", "red"]), name="cases_card_of_a_colour"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "service", "colour", "given_on"], name="cases_card_board"),
            models.Index(fields=["case"], name="cases_card_case"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.colour}"
