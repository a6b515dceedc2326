"""No case is refused by a rule, whatever a service says."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_security")]
    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", "rule"), ("outcome__in", ["refused", "not accepted"]), _negated=True
                ),
                name="cases_case_people_refuse",
            ),
        ),
    ]
