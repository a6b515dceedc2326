"""The limits of steps that are under way, found without looking through all that are done."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_bundle_notices")]
    operations = [
        migrations.AddIndex(
            "step",
            models.Index(
                fields=["due"],
                condition=models.Q(state="under-way", overdue=False),
                name="cases_step_beside",
            ),
        ),
    ]
