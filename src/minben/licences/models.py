"""Licences, the versions that were issued of each, what happened to them, and where their states are published."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class IssuedLicence(models.Model):
    """One licence: an entry of a register, with its current version and state."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    agency = models.TextField()
    register = models.TextField()
    key = models.TextField()
    subject = models.UUIDField()
    version = models.IntegerField()
    state = models.TextField()
    state_since = models.DateField()
    last_day = models.DateField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "licences_licence"
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="licences_licence_entry")]
        indexes = [
            models.Index(fields=["subject"], name="licences_licence_subject"),
            models.Index(fields=["agency", "-id"], name="licences_licence_agency"),
            models.Index(
                fields=["last_day"],
                condition=models.Q(state__in=["valid", "withheld"]),
                name="licences_licence_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Version(models.Model):
    """A version as it was issued: what it shows, its credential, and the place of its status.

    ``shown``, ``credential`` and ``salt`` are null once the register's entry was erased.
    """

    id = models.UUIDField(primary_key=True)
    licence = models.UUIDField()
    agency = models.TextField()
    subject = models.UUIDField()
    number = models.IntegerField()
    identifier = models.TextField(unique=True)
    record = models.UUIDField()
    shown = models.JSONField(null=True)
    credential = models.TextField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    list_number = models.IntegerField()
    list_index = models.IntegerField()
    status = models.SmallIntegerField()
    issued_at = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        db_table = "licences_version"
        constraints = [
            models.UniqueConstraint(fields=["licence", "number"], name="licences_version_number"),
            models.UniqueConstraint(
                fields=["agency", "list_number", "list_index"], name="licences_version_place"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "list_number"],
                condition=models.Q(status__gt=0),
                name="licences_version_told",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.licence}"


class Change(models.Model):
    """What happened to a licence: the move, the states before and after, the law and the reasons."""

    id = models.UUIDField(primary_key=True)
    licence = models.UUIDField()
    agency = models.TextField()
    subject = models.UUIDField()
    move = models.TextField()
    before = models.TextField()
    after = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()
    law = ArrayField(models.TextField(), default=list)
    reasons = models.TextField()
    post = models.TextField()
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "licences_change"
        indexes = [models.Index(fields=["licence", "id"], name="licences_change_licence")]

    def __str__(self) -> str:
        return f"{self.move} {self.licence}"


class StatusList(models.Model):
    """A published list of states; ``changed`` counts its changes, so that a copy knows whether it is the latest."""

    id = models.UUIDField(primary_key=True)
    agency = models.TextField()
    number = models.IntegerField()
    taken = models.IntegerField()
    changed = models.BigIntegerField()

    class Meta:
        db_table = "licences_list"
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="licences_list_number")]

    def __str__(self) -> str:
        return f"{self.agency}/{self.number}"


class Cursor(models.Model):
    """How far something was followed: the ledger, the days, or a register that is gone through entry by entry."""

    name = models.TextField(primary_key=True)
    place = models.BigIntegerField()
    after = models.TextField(default="")

    class Meta:
        db_table = "licences_cursor"

    def __str__(self) -> str:
        return self.name
