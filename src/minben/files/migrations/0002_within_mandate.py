"""Whoever acts within certain services sees and writes files of no other service."""

from __future__ import annotations

from django.db import migrations

WITHIN = "(SELECT cardinality(minben_services()) = 0) OR purpose = ANY ((SELECT minben_services())::text[])"


class Migration(migrations.Migration):
    dependencies = [("files", "0001_tables"), ("cases", "0010_channels")]
    operations = [
        migrations.RunSQL(
            f"CREATE POLICY files_file_within ON files_file AS RESTRICTIVE FOR ALL USING ({WITHIN})",
            "DROP POLICY files_file_within ON files_file",
        ),
    ]
