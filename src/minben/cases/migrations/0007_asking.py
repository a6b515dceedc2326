"""What people say is wrong in registers, and what became of it."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
AT_WORK = "agency <> '' AND agency = (SELECT minben_agency())"
READER = "reader <> '' AND reader = (SELECT minben_agency())"
MY_POST = "post = ANY ((SELECT minben_posts())::text[])"
SERVICES = "(SELECT coalesce(minben_setting('services'), '{}')::text[])"

KEPT = (
    "number, subject, register, agency, post, service, reader, record, key, fields, reasons, asked_at, asked_on, act, "
    "salt, commitment"
)
FUNCTIONS = f"""
CREATE FUNCTION cases_correction_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'a correction that is % does not change', OLD.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF ({", ".join(f"NEW.{name}" for name in KEPT.split(", "))})
       IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in KEPT.split(", "))}) THEN
        RAISE EXCEPTION 'what a correction asks for does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_correction_decided_once BEFORE UPDATE ON cases_correction
    FOR EACH ROW EXECUTE FUNCTION cases_correction_decided_once();
CREATE TRIGGER cases_correction_kept BEFORE DELETE ON cases_correction
    FOR EACH ROW EXECUTE FUNCTION minben_refuse_change();
CREATE POLICY cases_correction_within ON cases_correction AS RESTRICTIVE FOR ALL
    USING (cardinality({SERVICES}) = 0 OR service = ANY (({SERVICES})::text[]));
"""
NO_FUNCTIONS = """
DROP POLICY cases_correction_within ON cases_correction;
DROP TRIGGER cases_correction_kept ON cases_correction;
DROP TRIGGER cases_correction_decided_once ON cases_correction;
DROP FUNCTION cases_correction_decided_once();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_clocks")]
    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("subject", models.UUIDField()),
                ("register", models.TextField()),
                ("agency", models.TextField()),
                ("post", models.TextField()),
                ("service", models.TextField()),
                ("reader", models.TextField()),
                ("record", models.UUIDField()),
                ("key", models.TextField()),
                ("fields", models.JSONField()),
                ("reasons", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_on", models.DateField()),
                ("due", models.DateField(null=True)),
                ("due_provisional", models.BooleanField(default=False)),
                ("amber_on", models.DateField(null=True)),
                ("state", models.TextField()),
                ("act", models.UUIDField()),
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
                ("answer", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("decided_act", models.UUIDField(null=True)),
                ("decided_salt", models.BinaryField(null=True)),
                ("decided_commitment", models.BinaryField(null=True)),
                ("written", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "cases_correction",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("register", "key"),
                        condition=models.Q(("state", "open")),
                        name="cases_correction_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state="open", decided_act__isnull=True)
                        | models.Q(state="accepted", decided_act__isnull=False, written__isnull=False)
                        | models.Q(
                            state__in=["refused", "withdrawn"],
                            decided_act__isnull=False,
                            written__isnull=True,
                        ),
                        name="cases_correction_decided_by_act",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["post", "due", "id"],
                        condition=models.Q(("state", "open")),
                        name="cases_correction_tasks",
                    ),
                    models.Index(fields=["subject", "-asked_at", "-id"], name="cases_correction_subject"),
                ],
            },
        ),
        sql.policy(
            "cases_correction",
            f"{SYSTEM} OR {OWN} OR ({AT_WORK}) OR ({READER}) OR {MY_POST}",
            f"{SYSTEM} OR {OWN} OR {MY_POST}",
        ),
        sql.grant("cases_correction", app="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
