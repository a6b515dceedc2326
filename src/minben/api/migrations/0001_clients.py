"""Clients and what they sent in; both for the program alone, which looks a request's client up before anything else."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
# Asked by every request before anything is known of who asks: one statement, in no transaction of its own.
CLIENT_OF = """
CREATE FUNCTION api_client_of(hash bytea) RETURNS SETOF api_client LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('minben.system', true), '');
BEGIN
    PERFORM set_config('minben.system', 'on', true);
    RETURN QUERY SELECT * FROM api_client WHERE token_hash = hash AND ended_at IS NULL;
    PERFORM set_config('minben.system', before, true);
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0010_channels")]
    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("agency", models.TextField()),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                (
                    "basis",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("per_minute", models.IntegerField()),
                ("token_hash", models.BinaryField(unique=True)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "api_client",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",), condition=models.Q(ended_at=None), name="api_client_name_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("case", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("client", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("key", models.TextField()),
                ("request", models.BinaryField()),
            ],
            options={
                "db_table": "api_submission",
                "constraints": [
                    models.UniqueConstraint(fields=["client", "key"], name="api_submission_once")
                ],
                "indexes": [models.Index(fields=["client", "-case"], name="api_submission_client")],
            },
        ),
        sql.policy("api_client", SYSTEM),
        sql.grant("api_client", app="SELECT, INSERT, UPDATE (ended_at)"),
        migrations.RunSQL(CLIENT_OF, "DROP FUNCTION api_client_of(bytea)"),
        sql.policy("api_submission", SYSTEM),
        sql.grant("api_submission", app="SELECT, INSERT"),
    ]
