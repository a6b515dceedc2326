"""The tables of bundles: what was applied for together, what has become of each service of it, what was told."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minben.ledger import uuid7

from .models import Case
from .states import PartState


class Bundle(models.Model):
    """Several services applied for as one, by the blueprint ``version`` of the receipt.

    ``answers`` are kept because services that wait are received with them later; null once erased, as ``salt``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.TextField(unique=True)
    bundle = models.TextField()
    agency = models.TextField()
    subject = models.UUIDField()
    version = models.TextField()
    channel = models.TextField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    answers: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    idempotency_key = models.TextField(null=True)
    act = models.UUIDField()
    withdrawn = models.UUIDField(null=True)
    """The act by which it was withdrawn."""

    class Meta:
        db_table = "cases_bundle"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="cases_bundle_submitted_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-received_at", "-id"], name="cases_bundle_subject"),
        ]

    def __str__(self) -> str:
        return self.number


class BundlePart(models.Model):
    """One wanted service of a bundle: waiting for those in ``after``, received as a case, or not to come.

    ``because`` is the service without which this one is not possible, '' where its answers do not fit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="parts")
    subject = models.UUIDField()
    service = models.TextField()
    position = models.IntegerField()
    after: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    state = models.TextField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="bundle_part")
    because = models.TextField(default="", db_default="")
    act = models.UUIDField()
    """The act by which it came to its state."""

    class Meta:
        db_table = "cases_bundlepart"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bundle", "service"], name="cases_bundlepart_once"),
            models.CheckConstraint(
                condition=models.Q(state=PartState.RECEIVED.value, case__isnull=False)
                | models.Q(
                    state__in=[one.value for one in PartState if one is not PartState.RECEIVED],
                    case__isnull=True,
                ),
                name="cases_bundlepart_case",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["bundle"],
                condition=models.Q(state__in=["waiting", "impossible"]),
                name="cases_bundlepart_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.service}"


class BundleNotice(models.Model):
    """What a person was told of a service of their bundle that is no case, in every language of the blueprint."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="notices")
    subject = models.UUIDField()
    service = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    text: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    act = models.UUIDField()
    salt = models.BinaryField()
    commitment = models.BinaryField()

    class Meta:
        db_table = "cases_bundlenotice"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["bundle", "at"], name="cases_bundlenotice_bundle")
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.service}"
