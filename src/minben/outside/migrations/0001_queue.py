"""What the application may do with the queue. Jobs name rows by their random ids and hold nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from minben.ledger import sql

TABLES = (
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)
SEQUENCES = tuple(f"{table}_id_seq" for table in TABLES)


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("procrastinate", "0041_post_retry_failed_job"),
        ("ledger", "0001_acts"),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        *(sql.grant(table, app="SELECT, INSERT, UPDATE, DELETE") for table in TABLES),
        *(
            migrations.RunSQL(
                f"GRANT USAGE ON SEQUENCE {sequence} TO {sql.APP}",
                f"REVOKE ALL ON SEQUENCE {sequence} FROM {sql.APP}",
            )
            for sequence in SEQUENCES
        ),
    ]
