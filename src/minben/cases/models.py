"""The tables of the room: cases and their steps, and, apart from them, the values that not everybody may see.

`Case` and `Step` hold what lists, clocks and supervision need and no personal value. `Answers` and `Ground` hold the
values that were given, read and computed, and the reasons; row security shows them to the subject and to the agencies
at work on the case, never to a supervisor. The migrations give the roles, policies and triggers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

from minben.ledger import uuid7

from .states import ADVERSE, By

if TYPE_CHECKING:
    from uuid import UUID

NO_LIMIT = date.max
"""Where a step without a limit stands among those that have one: after all of them."""


class Case(models.Model):
    """One run of a service's procedure for one subject, by the blueprint ``version`` of its receipt.

    ``due`` is the earliest last day among its open steps, ``late`` whether any limit has passed so far. ``human`` says
    that the applicant asked for people: rules wait. ``posts`` have or had a task in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.TextField(unique=True)
    service = models.TextField()
    agency = models.TextField()
    subject = models.UUIDField()
    version = models.TextField()
    channel = models.TextField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    state = models.TextField()
    outcome = models.TextField(null=True)
    decided_by = models.TextField(null=True)
    decided_on = models.DateField(null=True)
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    amber_on = models.DateField(null=True)
    late = models.BooleanField(default=False)
    human = models.BooleanField(default=False)
    imported = models.BooleanField(default=False)
    posts: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    code = models.TextField(unique=True)
    idempotency_key = models.TextField(null=True)
    act = models.UUIDField()
    rounds: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField())
    )
    """Which instance of a repeated step the case is at, by step; not there before the second."""
    opening = models.IntegerField(default=0, db_default=0)
    """How often it was reopened."""
    migrated = models.UUIDField(null=True)
    """The act by which it last took over another version of its service."""
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    """The case that began this one, which is for the same subject."""
    parent_step = models.OneToOneField("Step", on_delete=models.PROTECT, null=True, related_name="child")
    """The step of the parent whose verdict its outcome is."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(parent_step__isnull=True) | models.Q(parent__isnull=False),
                name="cases_case_step_of_parent",
            ),
            models.UniqueConstraint(
                fields=["subject", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="cases_case_submitted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", outcome__isnull=True)
                | models.Q(state__in=["decided", "closed"], outcome__isnull=False),
                name="cases_case_one_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=By.RULE.value, outcome__in=[each.value for each in ADVERSE]),
                name="cases_case_people_refuse",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-received_at", "-id"], name="cases_case_subject"),
            models.Index(fields=["agency", "-received_at", "-id"], name="cases_case_agency"),
            models.Index(fields=["-received_at", "-id"], name="cases_case_received"),
        ]

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """One step of a case from the moment its needs are met; ``instance`` counts how often it was opened.

    ``agency`` and ``subject`` are the case's, so that row security and lists need no join. ``starts_on`` is the day
    from which the limit counts; ``pressing`` is ``due`` as lists are ordered by it, a column of its own because row
    security lets no ``coalesce`` near an index. ``by_kind`` says who did it: rule, officer, applicant or law.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    step = models.TextField()
    instance = models.IntegerField(default=1)
    part = models.IntegerField(default=0, db_default=0)
    """Which of the tasks of several posts this is, from 1; 0 for the step itself."""
    round = models.IntegerField(default=1, db_default=1)
    opening = models.IntegerField(default=0, db_default=0)
    state = models.TextField()
    service = models.TextField()
    agency = models.TextField()
    subject = models.UUIDField()
    post = models.TextField(default="")
    people = models.IntegerField(default=1)
    ready_at = models.DateTimeField()
    ready_on = models.DateField()
    starts_on = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    amber_on = models.DateField(null=True)
    pressing = models.GeneratedField(
        expression=Coalesce("due", models.Value(NO_LIMIT)), output_field=models.DateField(), db_persist=True
    )
    due_at = models.DateTimeField(null=True)
    """The moment at which a limit in working hours ends, on the day ``due``."""
    amber_at = models.DateTimeField(null=True)
    left = models.IntegerField(null=True)
    """What is left of the limit while its clock stands, in days, or in seconds of working hours."""
    promised_on = models.DateField(null=True)
    extended = models.IntegerField(default=0, db_default=0)
    """By how many days or hours the limit was extended."""
    escalated_to = models.TextField(default="", db_default="")
    """The post that is shown the task because its limit has passed."""
    barred: ArrayField[list[UUID], list[UUID]] = ArrayField(
        models.UUIDField(), default=list, db_default=models.Value([], ArrayField(models.UUIDField()))
    )
    """The appointments that may not do it."""
    overdue = models.BooleanField(default=False)
    verdict = models.TextField(null=True)
    by_kind = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    act = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    """The appointment by which an officer did it."""
    undone = models.UUIDField(null=True)
    """The act by which what it gave was taken back."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "step", "instance", "part"], name="cases_step_instance"),
            models.CheckConstraint(
                condition=models.Q(
                    state="done", verdict__isnull=False, act__isnull=False, done_on__isnull=False
                )
                | models.Q(state__in=["ready", "under-way", "void"], verdict__isnull=True),
                name="cases_step_done_with_act",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["post", "pressing", "id"],
                condition=models.Q(state="ready"),
                name="cases_step_tasks",
            ),
            models.Index(
                fields=["due"],
                condition=models.Q(state="ready", overdue=False),
                name="cases_step_limits",
            ),
            models.Index(
                fields=["due"],
                condition=models.Q(state="under-way", overdue=False),
                name="cases_step_beside",
            ),
            models.Index(
                fields=["escalated_to", "pressing", "id"],
                condition=models.Q(state="ready") & ~models.Q(escalated_to=""),
                name="cases_step_escalated",
            ),
            models.Index(
                fields=["amber_on"],
                condition=models.Q(state="ready", overdue=False) & ~models.Q(post=""),
                name="cases_step_warnings",
            ),
            models.Index(
                fields=["subject"],
                condition=models.Q(state="ready"),
                name="cases_step_waking",
            ),
            models.Index(
                fields=["starts_on"],
                condition=models.Q(state="ready", due_provisional=True),
                name="cases_step_provisional",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}.{self.instance}"


class Answers(models.Model):
    """What somebody gave: the applicant with the application (``step`` null) or in a step, an officer in a step.

    ``values`` and ``salt`` are null once erased; the commitment stays, and the act that holds it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="answers")
    values: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    given_at = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case"], name="cases_answers_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.id}"


class Ground(models.Model):
    """What a step stands on: records read with their versions, facts computed, the explanation, the reasons.

    ``inputs`` are the facts as people read them; ``decided`` those outputs of decisions that later steps take from
    this one, with their types. The act that opened the task commits to it, and that of doing the step anew.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="ground")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grounds")
    reads: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    inputs: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    decided: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    explanation: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    reasons = models.TextField(default="")
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case"], name="cases_ground_case")]

    def __str__(self) -> str:
        return str(self.step_id)


class Signature(models.Model):
    """One officer's verdict in a step that several officers must do; the last before the step is done counts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signatures")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="signatures")
    appointment = models.UUIDField()
    verdict = models.TextField()
    reasons = models.TextField(default="")
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    at = models.DateTimeField()
    act = models.UUIDField()
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["step", "at"], name="cases_signature_step")
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.appointment}"


class Notice(models.Model):
    """What the applicant was told, in every language of the blueprint."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField()
    on = models.DateField()
    text: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    act = models.UUIDField()
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "at"], name="cases_notice_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class Cursor(models.Model):
    """How far a consumer has followed the ledger's sequence: the last leaf it has seen, -1 before the first."""

    name = models.TextField(primary_key=True)
    leaf = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.leaf}"


from .models_bundles import Bundle, BundleNotice, BundlePart  # noqa: E402 - they refer to the above
from .models_timing import Card, Pause  # noqa: E402 - they refer to the above
from .models_words import CaseQuestion, Charge, Rating, Remark  # noqa: E402 - they refer to the above

__all__ = [
    "Answers",
    "Bundle",
    "BundleNotice",
    "BundlePart",
    "Card",
    "Case",
    "CaseQuestion",
    "Charge",
    "Cursor",
    "Ground",
    "Notice",
    "Pause",
    "Rating",
    "Remark",
    "Signature",
    "Step",
]
