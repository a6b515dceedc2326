"""The tables of the room: who may sign in, and what each account stands for.

Row security lets the program itself at work (``minben.system``) see all of them, and a person the links and mandates
of the subjects that they are or act for. An account holds no identity number: it is *linked* to a subject by its random
id. Row security is forced on the owner too, so the database cannot check foreign keys between these tables.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their user name, as sign-in needs."""


class Account(AbstractBaseUser):
    """Somebody who may sign in. ``persona`` marks the accounts that a demonstration offers by one click."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    persona = models.CharField(max_length=80, unique=True, null=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # Every sign-in is an act of the ledger; a second record of the last one would only contradict it.
    last_login = None

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "people_account"

    def __str__(self) -> str:
        return self.username


class Link(models.Model):
    """An account is this subject."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False)
    subject = models.UUIDField()
    kind = models.CharField(max_length=20)
    act = models.UUIDField()

    class Meta:
        db_table = "people_link"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "subject"], name="people_link_once"),
        ]


class Mandate(models.Model):
    """The right of one subject (``holder``) to act for another (``giver``), both ends of the period included.

    ``services`` is its scope: ids of services, none meaning all. ``name`` is what the giver is called where the holder
    chooses for whom to act, ``holder_name`` what the giver calls the holder. ``source`` is the register that it follows
    from, '' for one that was given. ``ended_at`` is when it was ended before its time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    giver = models.UUIDField()
    giver_kind = models.CharField(max_length=20)
    holder = models.UUIDField()
    name = models.CharField(max_length=200)
    holder_name = models.CharField(max_length=200, default="")
    source = models.CharField(max_length=120, default="")
    services = ArrayField(models.CharField(max_length=120), default=list)
    since = models.DateField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "people_mandate"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["giver", "holder", "source"],
                condition=models.Q(ended_at=None) & ~models.Q(source=""),
                name="people_mandate_by_law_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["holder"], name="people_mandate_holder"),
            models.Index(fields=["giver"], name="people_mandate_giver"),
        ]


class Appointment(models.Model):
    """An account holds a post of an agency, both ends of the period included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False)
    post = models.CharField(max_length=160)
    since = models.DateField()
    until = models.DateField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "people_appointment"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post"], name="people_appointment_post")
        ]


class Cursor(models.Model):
    """How far a consumer has followed the ledger's sequence, under which blueprint, and up to which legal day."""

    name = models.TextField(primary_key=True)
    leaf = models.BigIntegerField()
    version = models.TextField(default="")
    day = models.DateField(null=True)

    class Meta:
        db_table = "people_cursor"
