"""Without a reach no row is seen: not even which leaves speak of cases."""

from __future__ import annotations

from django.db import migrations

SEES_ABOUT = (
    "(SELECT minben_is_system()) OR (SELECT minben_supervises()) OR (SELECT minben_agency()) <> ''"
    " OR ({cases}) OR about = ANY ((SELECT minben_subjects())::uuid[])"
)


def sees(cases: str) -> str:
    """The statement that lets a reach see the rows of cases under this condition."""
    return f"ALTER POLICY ledger_about_see ON ledger_about USING ({SEES_ABOUT.format(cases=cases)})"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_acts")]
    operations = [
        migrations.RunSQL(sees("is_case AND (SELECT minben_is_acting())"), sees("is_case")),
    ]
