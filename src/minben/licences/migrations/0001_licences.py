"""Licences, their versions and changes, the status lists, and the cursors; who sees them, and what stays as it is."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

from minben.ledger import sql

SYSTEM = "(SELECT minben_is_system())"
SEES = (
    f"{SYSTEM} OR (agency <> '' AND agency = (SELECT minben_agency()))"
    " OR subject = ANY ((SELECT minben_subjects())::uuid[])"
)
VERSION_CHANGES = "status, shown, credential, salt, identifier"
KEEPS = """
CREATE FUNCTION licences_version_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.shown IS NOT NULL AND (NEW.shown, NEW.credential, NEW.salt, NEW.identifier)
        IS DISTINCT FROM (OLD.shown, OLD.credential, OLD.salt, OLD.identifier) THEN
        RAISE EXCEPTION 'an issued version is never changed, only erased' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER licences_version_keeps BEFORE UPDATE ON licences_version
    FOR EACH ROW EXECUTE FUNCTION licences_version_keeps();
"""
NO_KEEPS = """
DROP TRIGGER licences_version_keeps ON licences_version;
DROP FUNCTION licences_version_keeps();
"""


class Migration(migrations.Migration):
    """The tables of this room."""

    initial = True
    dependencies = [("ledger", "0001_acts"), ("registers", "0001_records")]
    operations = [
        migrations.CreateModel(
            name="IssuedLicence",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("agency", models.TextField()),
                ("register", models.TextField()),
                ("key", models.TextField()),
                ("subject", models.UUIDField()),
                ("version", models.IntegerField()),
                ("state", models.TextField()),
                ("state_since", models.DateField()),
                ("last_day", models.DateField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "licences_licence",
                "constraints": [
                    models.UniqueConstraint(fields=("register", "key"), name="licences_licence_entry")
                ],
                "indexes": [
                    models.Index(fields=["subject"], name="licences_licence_subject"),
                    models.Index(fields=["agency", "-id"], name="licences_licence_agency"),
                    models.Index(
                        condition=models.Q(("state__in", ["valid", "withheld"])),
                        fields=["last_day"],
                        name="licences_licence_last_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("licence", models.UUIDField()),
                ("agency", models.TextField()),
                ("subject", models.UUIDField()),
                ("number", models.IntegerField()),
                ("identifier", models.TextField(unique=True)),
                ("record", models.UUIDField()),
                ("shown", models.JSONField(null=True)),
                ("credential", models.TextField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("list_number", models.IntegerField()),
                ("list_index", models.IntegerField()),
                ("status", models.SmallIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "licences_version",
                "constraints": [
                    models.UniqueConstraint(fields=("licence", "number"), name="licences_version_number"),
                    models.UniqueConstraint(
                        fields=("agency", "list_number", "list_index"), name="licences_version_place"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__gt", 0)),
                        fields=["agency", "list_number"],
                        name="licences_version_told",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("licence", models.UUIDField()),
                ("agency", models.TextField()),
                ("subject", models.UUIDField()),
                ("move", models.TextField()),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "law",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("reasons", models.TextField()),
                ("post", models.TextField()),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "licences_change",
                "indexes": [models.Index(fields=["licence", "id"], name="licences_change_licence")],
            },
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("number", models.IntegerField()),
                ("taken", models.IntegerField()),
                ("changed", models.BigIntegerField()),
            ],
            options={
                "db_table": "licences_list",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "number"), name="licences_list_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("place", models.BigIntegerField()),
                ("after", models.TextField(default="")),
            ],
            options={"db_table": "licences_cursor"},
        ),
        migrations.RunSQL(
            "INSERT INTO licences_cursor VALUES ('acts', -1, ''), ('days', 0, '')", migrations.RunSQL.noop
        ),
        migrations.RunSQL(KEEPS, NO_KEEPS),
        sql.policy("licences_licence", SEES, SYSTEM),
        sql.grant(
            "licences_licence", app="SELECT, INSERT, UPDATE (version, state, state_since, last_day, key)"
        ),
        sql.policy("licences_version", SEES, SYSTEM),
        sql.grant("licences_version", app=f"SELECT, INSERT, UPDATE ({VERSION_CHANGES})"),
        sql.policy("licences_change", SEES, SYSTEM),
        sql.grant("licences_change"),
        sql.protect("licences_change"),
        sql.policy("licences_list", SYSTEM),
        sql.grant("licences_list", app="SELECT, INSERT, UPDATE"),
        sql.policy("licences_cursor", SYSTEM),
        sql.grant("licences_cursor", app="SELECT, INSERT, UPDATE, DELETE"),
    ]
