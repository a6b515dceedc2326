"""Steps in parts, rounds and openings; taking back and taking over noted once."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

# A generated column is not computed yet when the trigger fires.
STEP_KEPT = """
CREATE OR REPLACE FUNCTION cases_step_runs_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'done' AND OLD.undone IS NULL AND NEW.undone IS NOT NULL
       AND to_jsonb(NEW) - '{undone,pressing}'::text[] = to_jsonb(OLD) - '{undone,pressing}'::text[] THEN
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('ready', 'under-way') THEN
        RAISE EXCEPTION 'a step that is % does not change', OLD.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
STEP_KEPT_BEFORE = """
CREATE OR REPLACE FUNCTION cases_step_runs_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'ready' THEN
        RAISE EXCEPTION 'a step that is % does not change', OLD.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
_KEPT = "id, number, service, agency, subject, channel, received_at, received_on, imported, code, idempotency_key, act"


def _row(name: str, columns: str) -> str:
    return ", ".join(f"{name}.{column}" for column in columns.split(", "))


def _case_kept(columns: str, version: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION cases_case_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({_row("NEW", columns)}) IS DISTINCT FROM ({_row("OLD", columns)}){version} THEN
        RAISE EXCEPTION 'what a case was received with does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


# The version changes only together with the act that says so.
CASE_KEPT = _case_kept(
    _KEPT,
    """
       OR (NEW.version <> OLD.version AND NEW.migrated IS NOT DISTINCT FROM OLD.migrated)""",
)
CASE_KEPT_BEFORE = _case_kept(f"{_KEPT}, version", "")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0004_commitments")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "case",
            "rounds",
            models.JSONField(default=dict, db_default=models.Value({}, models.JSONField())),
        ),
        migrations.AddField("case", "opening", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("case", "migrated", models.UUIDField(null=True)),
        migrations.AddField("step", "part", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("step", "round", models.IntegerField(default=1, db_default=1)),
        migrations.AddField("step", "opening", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("step", "officer", models.UUIDField(null=True)),
        migrations.AddField("step", "undone", models.UUIDField(null=True)),
        migrations.RemoveConstraint("step", "cases_step_instance"),
        migrations.AddConstraint(
            "step",
            models.UniqueConstraint(fields=["case", "step", "instance", "part"], name="cases_step_instance"),
        ),
        migrations.RemoveConstraint("step", "cases_step_done_with_act"),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=models.Q(
                    state="done", verdict__isnull=False, act__isnull=False, done_on__isnull=False
                )
                | models.Q(state__in=["ready", "under-way", "void"], verdict__isnull=True),
                name="cases_step_done_with_act",
            ),
        ),
        migrations.RunSQL(STEP_KEPT, STEP_KEPT_BEFORE),
        migrations.RunSQL(CASE_KEPT, CASE_KEPT_BEFORE),
    ]
