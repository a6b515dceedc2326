"""Clocks that stand, are extended and count hours; cards; who may not do a task, and who is shown it late."""

from __future__ import annotations

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
SUPERVISES = "(SELECT minben_supervises())"
AT_WORK = "(agency <> '' AND agency = (SELECT minben_agency()))"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
MY_POST = "post = ANY ((SELECT minben_posts())::text[])"
SHOWN_ME = "escalated_to = ANY ((SELECT minben_posts())::text[])"
SEES_STEP = f"{SYSTEM} OR {SUPERVISES} OR {AT_WORK} OR {OWN} OR {MY_POST}"
IN_CASE = "cases_at_my_post(case_id)"

FUNCTIONS = f"""
CREATE FUNCTION cases_sees_case(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_case WHERE id = wanted);
END $$;
CREATE FUNCTION cases_pauses_of(wanted uuid, clock text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_array(starts_on, starts_at, ends_on, ends_at)
                                      ORDER BY starts_at, id), '[]')::text
              FROM cases_pause WHERE case_id = wanted AND clock = ANY (clocks));
END $$;
CREATE FUNCTION cases_pause_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ends_on IS NOT NULL
       OR to_jsonb(NEW) - '{{ends_on,ends_at,ended_act}}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{{ends_on,ends_at,ended_act}}'::text[] THEN
        RAISE EXCEPTION 'a pause only ends, and once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_pause_ends_once BEFORE UPDATE ON cases_pause
    FOR EACH ROW EXECUTE FUNCTION cases_pause_ends_once();
ALTER POLICY cases_step_see ON cases_step USING ({SEES_STEP} OR {SHOWN_ME} OR {IN_CASE});
"""  # noqa: S608 - fixed words
NO_FUNCTIONS = f"""
ALTER POLICY cases_step_see ON cases_step USING ({SEES_STEP} OR {IN_CASE});
DROP TRIGGER cases_pause_ends_once ON cases_pause;
DROP FUNCTION cases_pause_ends_once();
DROP FUNCTION cases_pauses_of(uuid, text);
DROP FUNCTION cases_sees_case(uuid);
"""


def _belongs_to(model: str, name: str) -> models.ForeignKey[models.Model, models.Model]:
    return models.ForeignKey(
        to=model, on_delete=django.db.models.deletion.PROTECT, related_name=name, db_constraint=False
    )


def _ids() -> django.contrib.postgres.fields.ArrayField[list[str], list[str]]:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.UUIDField(),
        default=list,
        db_default=models.Value([], django.contrib.postgres.fields.ArrayField(models.UUIDField())),
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0005_steps")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField("step", "starts_at", models.DateTimeField(null=True)),
        migrations.AddField("step", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("step", "amber_at", models.DateTimeField(null=True)),
        migrations.AddField("step", "left", models.IntegerField(null=True)),
        migrations.AddField("step", "promised_on", models.DateField(null=True)),
        migrations.AddField("step", "extended", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("step", "escalated_to", models.TextField(default="", db_default="")),
        migrations.AddField("step", "barred", _ids()),
        migrations.AddIndex(
            "step",
            models.Index(
                fields=["escalated_to", "pressing", "id"],
                condition=models.Q(state="ready") & ~models.Q(escalated_to=""),
                name="cases_step_escalated",
            ),
        ),
        migrations.AddIndex(
            "step",
            models.Index(
                fields=["amber_on"],
                condition=models.Q(state="ready", overdue=False) & ~models.Q(post=""),
                name="cases_step_warnings",
            ),
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("case", _belongs_to("cases.case", "pauses")),
                ("step", _belongs_to("cases.step", "pauses")),
                ("clocks", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("starts_on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("act", models.UUIDField()),
                ("ends_on", models.DateField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_act", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["step"], name="cases_pause_step"),
                    models.CheckConstraint(
                        condition=models.Q(ends_on__isnull=True, ends_at__isnull=True, ended_act__isnull=True)
                        | models.Q(
                            ends_on__gte=models.F("starts_on"), ends_at__isnull=False, ended_act__isnull=False
                        ),
                        name="cases_pause_ends_once",
                    ),
                ],
                "indexes": [models.Index(fields=["case"], name="cases_pause_case")],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("case", _belongs_to("cases.case", "cards")),
                ("step", _belongs_to("cases.step", "cards")),
                ("colour", models.TextField()),
                ("agency", models.TextField()),
                ("service", models.TextField()),
                ("post", models.TextField()),
                ("given_on", models.DateField()),
                ("act", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["step", "colour"], name="cases_card_once"),
                    models.CheckConstraint(
                        condition=models.Q(colour__in=["yellow", "red"]), name="cases_card_of_a_colour"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["agency", "service", "colour", "given_on"], name="cases_card_board"),
                    models.Index(fields=["case"], name="cases_card_case"),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        sql.policy("cases_pause", "cases_sees_case(case_id)", SYSTEM),
        sql.grant("cases_pause", app="SELECT, INSERT, UPDATE"),
        sql.policy("cases_card", f"{SYSTEM} OR {SUPERVISES} OR {AT_WORK} OR {MY_POST}", SYSTEM),
        sql.grant("cases_card", app="SELECT, INSERT"),
        sql.protect("cases_card"),
    ]
