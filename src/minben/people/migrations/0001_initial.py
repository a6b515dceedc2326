"""Accounts, links, mandates and posts; who sees them; and the counts of the rate limits."""

from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql

SYSTEM = "(SELECT minben_is_system())"
MINE = "{} = ANY ((SELECT minben_subjects())::uuid[])"
RATES = """
CREATE UNLOGGED TABLE people_rate (
    key bytea PRIMARY KEY,
    since timestamptz NOT NULL,
    hits integer NOT NULL
);
CREATE INDEX people_rate_since ON people_rate (since);
"""


def identifier() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    """The random id of a row."""
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def account() -> models.ForeignKey[object, object]:
    """Whose row it is; under forced row security the database itself cannot check it."""
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="people.account"
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_acts")]
    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("id", identifier()),
                ("username", models.CharField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("persona", models.CharField(max_length=80, null=True, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "people_account"},
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", identifier()),
                ("account", account()),
                ("subject", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "people_link",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "subject"), name="people_link_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", identifier()),
                ("giver", models.UUIDField()),
                ("giver_kind", models.CharField(max_length=20)),
                ("holder", models.UUIDField()),
                ("name", models.CharField(max_length=200)),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "people_mandate",
                "indexes": [
                    models.Index(fields=["holder"], name="people_mandate_holder"),
                    models.Index(fields=["giver"], name="people_mandate_giver"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", identifier()),
                ("account", account()),
                ("post", models.CharField(max_length=160)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "people_appointment",
                "indexes": [models.Index(fields=["post"], name="people_appointment_post")],
            },
        ),
        migrations.RunSQL(RATES, "DROP TABLE people_rate"),
        sql.grant("people_account", app="SELECT, INSERT, UPDATE (password, name, is_active)"),
        sql.grant("people_link", app="SELECT, INSERT"),
        sql.grant("people_mandate", app="SELECT, INSERT, UPDATE (until)"),
        sql.grant("people_appointment", app="SELECT, INSERT, UPDATE (until)"),
        sql.grant("people_rate", app="SELECT, INSERT, UPDATE, DELETE"),
        sql.policy("people_account", using=SYSTEM),
        sql.policy("people_link", using=f"{SYSTEM} OR {MINE.format('subject')}", check=SYSTEM),
        sql.policy(
            "people_mandate",
            using=f"{SYSTEM} OR {MINE.format('giver')} OR {MINE.format('holder')}",
            check=SYSTEM,
        ),
        sql.policy("people_appointment", using=SYSTEM),
    ]
