"""Payments, the gateway's notices, and how far the ledger was followed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"


def money() -> models.DecimalField[object, object]:
    """An amount to the hundredth."""
    return models.DecimalField(decimal_places=2, max_digits=14)


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0001_acts"), ("outside", "0001_queue")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("leaf", models.BigIntegerField()),
            ],
            options={"db_table": "payments_cursor"},
        ),
        migrations.CreateModel(
            name="GatewayNotice",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("payment", models.UUIDField()),
                ("state", models.TextField()),
                ("amount", money()),
                ("currency", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "payments_notice"},
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("charge", models.UUIDField()),
                ("case", models.UUIDField()),
                ("number", models.TextField()),
                ("service", models.TextField()),
                ("subject", models.UUIDField()),
                ("payer", models.TextField()),
                ("amount", money()),
                ("currency", models.TextField()),
                ("state", models.TextField()),
                ("order", models.TextField(default="")),
                ("cashier", models.TextField(default="")),
                ("attempts", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
                ("begun_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
                ("refunded_at", models.DateTimeField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "payments_payment",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "waiting", "paid", "disputed"])),
                        fields=("charge",),
                        name="payments_payment_one",
                    )
                ],
                "indexes": [
                    models.Index(fields=["charge", "-begun_at"], name="payments_payment_charge"),
                    models.Index(fields=["case"], name="payments_payment_case"),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "waiting", "refunding"])),
                        fields=["asked_at"],
                        name="payments_payment_open",
                    ),
                ],
            },
        ),
        migrations.RunSQL("INSERT INTO payments_cursor VALUES ('outcomes', -1)", migrations.RunSQL.noop),
        sql.policy("payments_cursor", SYSTEM),
        sql.grant("payments_cursor", app="SELECT, UPDATE"),
        sql.policy("payments_notice", SYSTEM),
        sql.grant("payments_notice", app="SELECT, INSERT"),
        sql.protect("payments_notice"),
        sql.policy("payments_payment", f"{SYSTEM} OR {OWN}", SYSTEM),
        sql.grant("payments_payment", app="SELECT, INSERT, UPDATE"),
    ]
