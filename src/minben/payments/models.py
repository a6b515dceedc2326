"""The tables of the room: payments, and every notice of the gateway once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from minben.ledger import uuid7

from .states import LIVE, OPEN, PaymentState


class Payment(models.Model):
    """One try to pay a charge; its id is the key by which the gateway knows it.

    ``order`` and ``cashier`` (where the person pays) are the gateway's. ``error`` is a code. ``act`` is the act of the
    state it is in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    charge = models.UUIDField()
    case = models.UUIDField()
    number = models.TextField()
    service = models.TextField()
    subject = models.UUIDField()
    payer = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()
    state = models.TextField()
    order = models.TextField(default="")
    cashier = models.TextField(default="")
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="")
    begun_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    class Meta:
        db_table = "payments_payment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["charge"],
                condition=models.Q(state__in=[str(state) for state in LIVE]),
                name="payments_payment_one",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["charge", "-begun_at"], name="payments_payment_charge"),
            models.Index(fields=["case"], name="payments_payment_case"),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state__in=[*(str(state) for state in OPEN), str(PaymentState.REFUNDING)]),
                name="payments_payment_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class GatewayNotice(models.Model):
    """A notice that the gateway has sent, by its own id: the second time it comes it is known."""

    id = models.TextField(primary_key=True)
    payment = models.UUIDField()
    state = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_notice"

    def __str__(self) -> str:
        return self.id


class Cursor(models.Model):
    """How far the ledger's sequence was followed: the last leaf seen, -1 before the first."""

    name = models.TextField(primary_key=True)
    leaf = models.BigIntegerField()

    class Meta:
        db_table = "payments_cursor"

    def __str__(self) -> str:
        return f"{self.name} {self.leaf}"
