"""The tables of the face: clients, and which client sent in which case, bundle and file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minben.ledger import uuid7


class Client(models.Model):
    """A machine that may use the interface, for an agency and in the services that are named.

    ``token_hash`` is the SHA-256 of the token, which has 256 random bits and is kept nowhere. ``per_minute`` is how
    often it may ask.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.TextField()
    agency = models.TextField()
    services: ArrayField[list[str], list[str]] = ArrayField(models.TextField())
    basis: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    per_minute = models.IntegerField()
    token_hash = models.BinaryField(unique=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "api_client"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ended_at=None), name="api_client_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Sent(models.Model):
    """What a ``client`` sent under its idempotency ``key``, once.

    ``request`` is an HMAC of what it sent, to tell a retry from another request.
    """

    client = models.UUIDField()
    key = models.TextField()
    request = models.BinaryField()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["client", "key"], name="%(app_label)s_%(class)s_once")
        ]


class Submission(Sent):
    """That a client sent this case in."""

    case = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    subject = models.UUIDField()
    service = models.TextField()

    class Meta(Sent.Meta):
        db_table = "api_submission"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "-case"], name="api_submission_client")
        ]

    def __str__(self) -> str:
        return self.number


class BundleSubmission(Sent):
    """That a client sent this bundle in. Its cases are the client's too."""

    bundle = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    subject = models.UUIDField()
    name = models.TextField()

    class Meta(Sent.Meta):
        db_table = "api_bundlesubmission"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "-bundle"], name="api_bundlesubmission_client")
        ]

    def __str__(self) -> str:
        return self.number


class Upload(Sent):
    """That a client handed this file in for a subject and a service."""

    file = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    service = models.TextField()

    class Meta(Sent.Meta):
        db_table = "api_upload"

    def __str__(self) -> str:
        return str(self.file)


class Deed(Sent):
    """That a client completed or withdrew something."""

    id = models.UUIDField(primary_key=True, default=uuid7)

    class Meta(Sent.Meta):
        db_table = "api_deed"

    def __str__(self) -> str:
        return str(self.id)
