"""What a person is told of their bundle, seen with the bundle and never changed."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
OF_SEEN = "EXISTS (SELECT 1 FROM cases_bundle b WHERE b.id = bundle_id)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_tallies")]
    operations = [
        migrations.CreateModel(
            name="BundleNotice",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.bundle"
                    ),
                ),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("text", models.JSONField()),
                ("act", models.UUIDField()),
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
            ],
            options={
                "db_table": "cases_bundlenotice",
                "indexes": [models.Index(fields=["bundle", "at"], name="cases_bundlenotice_bundle")],
            },
        ),
        sql.policy("cases_bundlenotice", f"{SYSTEM} OR ({OWN} AND {OF_SEEN})", SYSTEM),
        sql.grant("cases_bundlenotice", app="SELECT, INSERT"),
        sql.protect("cases_bundlenotice"),
    ]
