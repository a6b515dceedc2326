"""The tables of what is said and paid beside the procedure: charges, questions, ratings and the remarks to them.

`Charge` and `Remark` never change. A question is answered once; a bad rating is called back once and put right once.
Levels, posts and days are for lists and figures; words stand apart, where a supervisor does not see them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from minben.ledger import uuid7


class Charge(models.Model):
    """What a step of the applicant costs in this case: ``amount`` in ``currency``, on the legal ``basis``.

    Whether it is paid is read off its step, which is done by paying.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="charges", db_constraint=False
    )
    step = models.OneToOneField(
        "cases.Step", on_delete=models.PROTECT, related_name="charge", db_constraint=False
    )
    subject = models.UUIDField()
    service = models.TextField()
    agency = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()
    basis = models.TextField()
    at = models.DateTimeField()
    act = models.UUIDField()
    salt = models.BinaryField()
    commitment = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class CaseQuestion(models.Model):
    """A question of the applicant to the agency (``post`` is empty) or of an officer to the applicant, and its answer.

    No clock stops for a question; only what the law lets pause a limit does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="questions", db_constraint=False
    )
    subject = models.UUIDField()
    service = models.TextField()
    agency = models.TextField()
    post = models.TextField(default="")
    text = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    act = models.UUIDField()
    salt = models.BinaryField()
    commitment = models.BinaryField()
    answer = models.TextField(null=True)
    answer_post = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    answer_act = models.UUIDField(null=True)
    answer_salt = models.BinaryField(null=True)
    answer_commitment = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "at"], name="cases_question_case"),
            models.Index(
                fields=["agency", "at", "id"],
                condition=models.Q(answer_act__isnull=True, post=""),
                name="cases_question_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Rating(models.Model):
    """How somebody rated a case, or one visit to a counter (``visit`` is the act of the visit): 5 down to 1.

    The days are set for bad ratings only, those of level 2 and 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="ratings", db_constraint=False
    )
    visit = models.UUIDField(null=True)
    number = models.TextField()
    subject = models.UUIDField()
    service = models.TextField()
    agency = models.TextField()
    level = models.SmallIntegerField()
    at = models.DateTimeField()
    on = models.DateField()
    act = models.UUIDField()
    post = models.TextField(default="")
    call_back_due = models.DateField(null=True)
    called_back_on = models.DateField(null=True)
    called_back_act = models.UUIDField(null=True)
    rectify_due = models.DateField(null=True)
    rectified_on = models.DateField(null=True)
    rectified_act = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "visit"], name="cases_rating_once", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="cases_rating_level"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["post", "rectify_due", "id"],
                condition=models.Q(rectified_act__isnull=True, level__lte=2),
                name="cases_rating_open",
            ),
            models.Index(fields=["agency", "service", "level"], name="cases_rating_figures"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Remark(models.Model):
    """Words to a rating; ``part`` says whose: ``rating`` the person's, then ``call-back`` and ``rectified``."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="remarks", db_constraint=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="remarks", db_constraint=False
    )
    part = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    act = models.UUIDField()
    salt = models.BinaryField()
    commitment = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rating", "part"], name="cases_remark_once")
        ]

    def __str__(self) -> str:
        return str(self.id)
