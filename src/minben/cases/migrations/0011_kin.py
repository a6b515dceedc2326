"""Cases that another case began: which, and by which of its steps."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


def _row(name: str, columns: str) -> str:
    return ", ".join(f"{name}.{column}" for column in columns.split(", "))


def _case_kept(columns: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION cases_case_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({_row("NEW", columns)}) IS DISTINCT FROM ({_row("OLD", columns)})
       OR (NEW.version <> OLD.version AND NEW.migrated IS NOT DISTINCT FROM OLD.migrated) THEN
        RAISE EXCEPTION 'what a case was received with does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


_KEPT = "id, number, service, agency, subject, channel, received_at, received_on, imported, code, idempotency_key, act"


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_channels")]
    operations = [
        migrations.AddField(
            "case",
            "parent",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            "case",
            "parent_step",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="child",
                to="cases.step",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(parent_step__isnull=True) | models.Q(parent__isnull=False),
                name="cases_case_step_of_parent",
            ),
        ),
        migrations.RunSQL(_case_kept(f"{_KEPT}, parent_id, parent_step_id"), _case_kept(_KEPT)),
    ]
