"""The mailbox, contact data with consent, deliveries, and how far the ledger was followed."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
KEEPS = """
CREATE FUNCTION messages_contact_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_act IS NOT NULL OR NEW.withdrawn_act IS NULL OR
       (NEW.id, NEW.subject, NEW.channel, NEW.language, NEW.given_at, NEW.act, NEW.commitment)
       IS DISTINCT FROM
       (OLD.id, OLD.subject, OLD.channel, OLD.language, OLD.given_at, OLD.act, OLD.commitment) THEN
        RAISE EXCEPTION 'a consent is only ever taken back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messages_contact_keeps BEFORE UPDATE ON messages_contact
    FOR EACH ROW EXECUTE FUNCTION messages_contact_keeps();
"""
NO_KEEPS = """
DROP TRIGGER messages_contact_keeps ON messages_contact;
DROP FUNCTION messages_contact_keeps();
"""


def key() -> models.UUIDField[object, object]:
    """The random id of a row."""
    return models.UUIDField(default=uuid7, primary_key=True, serialize=False)


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
            options={"db_table": "messages_cursor"},
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", key()),
                ("kind", models.TextField()),
                ("source", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("at", models.DateTimeField()),
                ("act", models.UUIDField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "messages_mail",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "kind"), name="messages_mail_once")
                ],
                "indexes": [
                    models.Index(fields=["subject", "-at", "-id"], name="messages_mail_subject"),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["subject"],
                        name="messages_mail_unread",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", key()),
                ("subject", models.UUIDField()),
                ("channel", models.TextField()),
                ("address", models.TextField(null=True)),
                ("language", models.TextField()),
                ("given_at", models.DateTimeField()),
                ("act", models.UUIDField()),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_act", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "messages_contact",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_act__isnull", True)),
                        fields=("subject", "channel"),
                        name="messages_contact_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address__isnull", False), ("withdrawn_act__isnull", True)),
                            models.Q(
                                ("address__isnull", True),
                                ("salt__isnull", True),
                                ("withdrawn_act__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="messages_contact_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", key()),
                ("subject", models.UUIDField()),
                ("channel", models.TextField()),
                ("state", models.TextField()),
                ("attempts", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
                ("made_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("act", models.UUIDField(null=True)),
                (
                    "mail",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="mail.mail",
                    ),
                ),
            ],
            options={
                "db_table": "messages_delivery",
                "constraints": [
                    models.UniqueConstraint(fields=("mail", "channel"), name="messages_delivery_once")
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["sent", "dropped"]), _negated=True),
                        fields=["made_at", "id"],
                        name="messages_delivery_open",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEPS, NO_KEEPS),
        migrations.RunSQL("INSERT INTO messages_cursor VALUES ('told', -1)", migrations.RunSQL.noop),
        sql.policy("messages_cursor", SYSTEM),
        sql.grant("messages_cursor", app="SELECT, UPDATE"),
        sql.policy("messages_mail", f"{SYSTEM} OR {OWN}"),
        sql.grant("messages_mail", app="SELECT, INSERT, UPDATE (seen_at)"),
        sql.policy("messages_contact", f"{SYSTEM} OR {OWN}", SYSTEM),
        sql.grant("messages_contact", app="SELECT, INSERT, UPDATE"),
        sql.policy("messages_delivery", f"{SYSTEM} OR {OWN}", SYSTEM),
        sql.grant("messages_delivery", app="SELECT, INSERT, UPDATE"),
    ]
