"""The tables of the room: the mailbox, contact data with consent, and deliveries. None holds what was said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from minben.ledger import uuid7


class Mail(models.Model):
    """An entry of somebody's mailbox: which thing they were told (``source``), and when they looked at it.

    The words stand where they were written, and are read from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.TextField()
    source = models.UUIDField()
    subject = models.UUIDField()
    service = models.TextField()
    at = models.DateTimeField()
    act = models.UUIDField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messages_mail"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "kind"], name="messages_mail_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-at", "-id"], name="messages_mail_subject"),
            models.Index(
                fields=["subject"], condition=models.Q(seen_at__isnull=True), name="messages_mail_unread"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """Where somebody wants to be written to over a channel, since when, and in which language.

    ``address`` and ``salt`` are null once consent was taken back; the commitment stays, and the act that holds it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.UUIDField()
    channel = models.TextField()
    address = models.TextField(null=True)
    language = models.TextField()
    given_at = models.DateTimeField()
    act = models.UUIDField()
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_act = models.UUIDField(null=True)

    class Meta:
        db_table = "messages_contact"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "channel"],
                condition=models.Q(withdrawn_act__isnull=True),
                name="messages_contact_one",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_act__isnull=True, address__isnull=False)
                | models.Q(withdrawn_act__isnull=False, address__isnull=True, salt__isnull=True),
                name="messages_contact_erased",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """One message to be sent over a channel; its id is the key by which the receiving side knows it again.

    ``sending`` means that a try has begun and its end is not known: it may have arrived. ``error`` is a code, never
    words of an address.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="deliveries", db_constraint=False)
    subject = models.UUIDField()
    channel = models.TextField()
    state = models.TextField()
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="")
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    act = models.UUIDField(null=True)

    class Meta:
        db_table = "messages_delivery"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mail", "channel"], name="messages_delivery_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["made_at", "id"],
                condition=~models.Q(state__in=["sent", "dropped"]),
                name="messages_delivery_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Cursor(models.Model):
    """How far the ledger's sequence was followed: the last leaf seen, -1 before the first."""

    name = models.TextField(primary_key=True)
    leaf = models.BigIntegerField()

    class Meta:
        db_table = "messages_cursor"

    def __str__(self) -> str:
        return f"{self.name} {self.leaf}"
