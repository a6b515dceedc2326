"""Bundles: several services applied for as one, and what has become of each."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
WITHIN = "(SELECT cardinality(minben_services()) = 0) OR bundle = ANY ((SELECT minben_services())::text[])"
# A part is seen with its bundle.
OF_SEEN = "EXISTS (SELECT 1 FROM cases_bundle b WHERE b.id = bundle_id)"

KEPT = """
CREATE FUNCTION cases_bundle_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.bundle, NEW.agency, NEW.subject, NEW.version, NEW.channel, NEW.received_at,
        NEW.received_on, NEW.commitment, NEW.idempotency_key, NEW.act)
        IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.bundle, OLD.agency, OLD.subject, OLD.version, OLD.channel, OLD.received_at,
        OLD.received_on, OLD.commitment, OLD.idempotency_key, OLD.act)
       OR (NEW.answers IS DISTINCT FROM OLD.answers AND NEW.answers IS NOT NULL)
       OR (OLD.withdrawn IS NOT NULL AND NEW.withdrawn IS DISTINCT FROM OLD.withdrawn) THEN
        RAISE EXCEPTION 'what a bundle was received with does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_bundle_keeps BEFORE UPDATE ON cases_bundle
    FOR EACH ROW EXECUTE FUNCTION cases_bundle_keeps();
CREATE FUNCTION cases_bundlepart_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('received', 'withdrawn') THEN
        RAISE EXCEPTION 'a service of a bundle that is % does not change', OLD.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_bundlepart_once BEFORE UPDATE ON cases_bundlepart
    FOR EACH ROW EXECUTE FUNCTION cases_bundlepart_once();
"""
NOT_KEPT = """
DROP TRIGGER cases_bundlepart_once ON cases_bundlepart;
DROP FUNCTION cases_bundlepart_once();
DROP TRIGGER cases_bundle_keeps ON cases_bundle;
DROP FUNCTION cases_bundle_keeps();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_kin")]
    operations = [
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("bundle", models.TextField()),
                ("agency", models.TextField()),
                ("subject", models.UUIDField()),
                ("version", models.TextField()),
                ("channel", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField()),
                ("answers", models.JSONField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("idempotency_key", models.TextField(null=True)),
                ("act", models.UUIDField()),
                ("withdrawn", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "cases_bundle",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key__isnull", False)),
                        fields=("subject", "idempotency_key"),
                        name="cases_bundle_submitted_once",
                    )
                ],
                "indexes": [
                    models.Index(fields=["subject", "-received_at", "-id"], name="cases_bundle_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="BundlePart",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="cases.bundle"
                    ),
                ),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("position", models.IntegerField()),
                (
                    "after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("state", models.TextField()),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bundle_part",
                        to="cases.case",
                    ),
                ),
                ("because", models.TextField(db_default="", default="")),
                ("act", models.UUIDField()),
            ],
            options={
                "db_table": "cases_bundlepart",
                "constraints": [
                    models.UniqueConstraint(fields=("bundle", "service"), name="cases_bundlepart_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("state", "received")),
                            models.Q(
                                ("case__isnull", True),
                                ("state__in", ["waiting", "impossible", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="cases_bundlepart_case",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "impossible"])),
                        fields=["bundle"],
                        name="cases_bundlepart_open",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        sql.policy("cases_bundle", f"{SYSTEM} OR {OWN}", SYSTEM),
        sql.grant("cases_bundle", app="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            f"CREATE POLICY cases_bundle_within ON cases_bundle AS RESTRICTIVE FOR ALL USING ({WITHIN})",
            "DROP POLICY cases_bundle_within ON cases_bundle",
        ),
        sql.policy("cases_bundlepart", f"{SYSTEM} OR ({OWN} AND {OF_SEEN})", SYSTEM),
        sql.grant("cases_bundlepart", app="SELECT, INSERT, UPDATE"),
    ]
