"""What comes before a case: drafts, and officers who attend; and cases within the services of a mandate."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
WITHIN = "(SELECT cardinality(minben_services()) = 0) OR service = ANY ((SELECT minben_services())::text[])"
ATTENDED = "cases_attended(id, subject, service)"
SCOPED = ("cases_case", "cases_step", "cases_draft", "cases_attendance")

# The services of a reach narrow whatever it opens, so they stand apart from who sees what, as a restriction.
SERVICES = """
CREATE FUNCTION minben_services() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(minben_setting('services'), '{}')::text[];
"""
# A function and not a sub-select: it is asked only of rows that are not the subject's own.
ATTENDANCE = """
CREATE FUNCTION cases_attended(draft uuid, subject uuid, service text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM cases_attendance a
         WHERE a.subject = cases_attended.subject AND a.service = cases_attended.service
           AND a.ended_at IS NULL AND a.until > now()
           AND (a.draft IS NULL OR a.draft = cases_attended.draft)
           AND a.post = ANY (minben_posts()));
END $$;
"""


def within(table: str) -> migrations.RunSQL:
    """Whoever acts within certain services sees and writes nothing of any other."""
    return migrations.RunSQL(
        f"CREATE POLICY {table}_within ON {table} AS RESTRICTIVE FOR ALL USING ({WITHIN})",
        f"DROP POLICY {table}_within ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_money_and_words")]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("version", models.TextField()),
                ("answers", models.JSONField(default=dict)),
                ("set_aside", models.JSONField(default=dict)),
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
                ("key", models.TextField(unique=True)),
                ("channel", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("expires_on", models.DateField()),
                ("help_code", models.TextField(null=True, unique=True)),
                ("help_until", models.DateTimeField(null=True)),
                ("handed_back_at", models.DateTimeField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "cases_draft",
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "service"), name="cases_draft_once")
                ],
                "indexes": [models.Index(fields=["expires_on"], name="cases_draft_expires")],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("channel", models.TextField()),
                ("consent", models.TextField()),
                ("draft", models.UUIDField(null=True)),
                ("appointment", models.UUIDField()),
                ("post", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "cases_attendance",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["subject", "service"],
                        name="cases_attendance_now",
                    ),
                    models.Index(fields=["post", "-since"], name="cases_attendance_post"),
                ],
            },
        ),
        migrations.RunSQL(SERVICES, "DROP FUNCTION minben_services()"),
        migrations.RunSQL(ATTENDANCE, "DROP FUNCTION cases_attended(uuid, uuid, text)"),
        sql.policy("cases_draft", f"{SYSTEM} OR {OWN} OR {ATTENDED}"),
        sql.grant("cases_draft", app="SELECT, INSERT, UPDATE, DELETE"),
        sql.policy(
            "cases_attendance", f"{SYSTEM} OR {OWN} OR post = ANY ((SELECT minben_posts())::text[])", SYSTEM
        ),
        sql.grant("cases_attendance", app="SELECT, INSERT, UPDATE (ended_at)"),
        *(within(table) for table in SCOPED),
    ]
