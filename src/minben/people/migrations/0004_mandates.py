"""Mandates ended at once, those that follow from a register, and how far the registers were followed for them."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql

SYSTEM = "(SELECT minben_is_system())"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_cache")]
    operations = [
        migrations.AddField("mandate", "holder_name", models.CharField(max_length=200, default="")),
        migrations.AddField("mandate", "source", models.CharField(max_length=120, default="")),
        migrations.AddField("mandate", "ended_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                fields=["giver", "holder", "source"],
                condition=models.Q(ended_at=None) & ~models.Q(source=""),
                name="people_mandate_by_law_once",
            ),
        ),
        sql.grant("people_mandate", app="UPDATE (ended_at)"),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("leaf", models.BigIntegerField()),
                ("version", models.TextField(default="")),
                ("day", models.DateField(null=True)),
            ],
            options={"db_table": "people_cursor"},
        ),
        migrations.RunSQL(
            "INSERT INTO people_cursor (name, leaf, version) VALUES ('representatives', -1, '')",
            migrations.RunSQL.noop,
        ),
        sql.policy("people_cursor", SYSTEM),
        sql.grant("people_cursor", app="SELECT, UPDATE"),
    ]
