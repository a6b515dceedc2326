"""Bundles that clients sent in, files that they handed in, what they did; for the program alone, as cases are."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"


class Migration(migrations.Migration):
    dependencies = [("api", "0001_clients"), ("cases", "0014_bundle_notices")]
    operations = [
        migrations.CreateModel(
            name="BundleSubmission",
            fields=[
                ("bundle", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("client", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("name", models.TextField()),
                ("key", models.TextField()),
                ("request", models.BinaryField()),
            ],
            options={
                "db_table": "api_bundlesubmission",
                "constraints": [
                    models.UniqueConstraint(fields=("client", "key"), name="api_bundlesubmission_once")
                ],
                "indexes": [models.Index(fields=["client", "-bundle"], name="api_bundlesubmission_client")],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("file", models.UUIDField(primary_key=True, serialize=False)),
                ("client", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("key", models.TextField()),
                ("request", models.BinaryField()),
            ],
            options={
                "db_table": "api_upload",
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="api_upload_once")],
            },
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("client", models.UUIDField()),
                ("key", models.TextField()),
                ("request", models.BinaryField()),
            ],
            options={
                "db_table": "api_deed",
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="api_deed_once")],
            },
        ),
        sql.policy("api_bundlesubmission", SYSTEM),
        sql.grant("api_bundlesubmission", app="SELECT, INSERT"),
        sql.policy("api_upload", SYSTEM),
        sql.grant("api_upload", app="SELECT, INSERT"),
        sql.policy("api_deed", SYSTEM),
        sql.grant("api_deed", app="SELECT, INSERT"),
    ]
