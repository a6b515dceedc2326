"""Room for what both web workers must count together, such as failed sign-ins."""

from __future__ import annotations

from django.db import migrations

from minben.ledger import sql

# Django's database cache reads and writes these columns; a crash may empty it, nothing in it is a record.
CACHE = """
CREATE UNLOGGED TABLE people_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX people_cache_expires ON people_cache (expires);
"""


class Migration(migrations.Migration):
    """A table without row security: its keys are digests and its values counts."""

    dependencies = [("people", "0002_signing_in")]
    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE people_cache"),
        sql.grant("people_cache", app="SELECT, INSERT, UPDATE, DELETE"),
    ]
