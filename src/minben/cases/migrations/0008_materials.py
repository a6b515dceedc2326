"""Files that are part of a case are seen by all who may see the values of the case, and by no supervisor."""

from __future__ import annotations

from django.db import migrations

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
SEES = """
ALTER POLICY files_file_see ON files_file USING ({using});
"""
AT_WORK = "(holder IS NOT NULL AND cases_knows_values(holder))"


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_asking"), ("files", "0001_tables")]
    operations = [
        migrations.RunSQL(
            SEES.format(using=f"{SYSTEM} OR {OWN} OR {AT_WORK}"), SEES.format(using=f"{SYSTEM} OR {OWN}")
        ),
    ]
