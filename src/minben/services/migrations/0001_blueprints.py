"""The versions of the blueprint and their applications: everybody may read them, only the program may add to them."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql

# What a government has laid down is public to it: pages need it before they know who is asking.
EVERYBODY = "true"
THE_PROGRAM = "(SELECT minben_is_system())"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_acts")]
    operations = [
        migrations.CreateModel(
            name="StoredBlueprint",
            fields=[
                ("version", models.TextField(primary_key=True, serialize=False)),
                ("files", models.BinaryField()),
            ],
            options={"db_table": "services_blueprint"},
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("act", models.UUIDField(primary_key=True, serialize=False)),
                ("applied_at", models.DateTimeField()),
                (
                    "blueprint",
                    models.ForeignKey(
                        db_column="version",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="services.storedblueprint",
                    ),
                ),
            ],
            options={
                "db_table": "services_application",
                "indexes": [models.Index(fields=["-applied_at", "-act"], name="services_application_latest")],
            },
        ),
        sql.grant("services_blueprint"),
        sql.policy("services_blueprint", EVERYBODY, THE_PROGRAM),
        sql.protect("services_blueprint"),
        sql.grant("services_application"),
        sql.policy("services_application", EVERYBODY, THE_PROGRAM),
        sql.protect("services_application"),
    ]
