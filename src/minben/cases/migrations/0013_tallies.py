"""Cases in numbers, kept as they change: what a supervisor's page shows of a million cases it must not count anew.

Each statement that changes cases adds what it changed, as rows of its own; so nobody waits for anybody. `tallies` adds
them up, and lays them together from time to time.
"""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql

SYSTEM = "(SELECT minben_is_system())"
SEEN = f"{SYSTEM} OR (SELECT minben_supervises()) OR agency = (SELECT minben_agency())"
ACTING = "(SELECT minben_is_acting())"
# What a case counts under; how it stands by its limit counts until it is closed.
STANDS = """agency, service, state, outcome, decided_by, late,
    CASE WHEN state <> 'closed' THEN due END, CASE WHEN state <> 'closed' THEN amber_on END,
    state <> 'closed' AND due_provisional"""
KEPT = "agency, service, state, outcome, decided_by, late, due, amber_on, due_provisional"
TALLIED = f"""
CREATE FUNCTION cases_tally_received() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_tally ({KEPT}, n) SELECT {STANDS}, count(*) FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
    INSERT INTO cases_tally_day (agency, day, received, decided)
    SELECT agency, received_on, count(*), 0 FROM fresh GROUP BY 1, 2
    UNION ALL
    SELECT agency, decided_on, 0, count(*) FROM fresh WHERE decided_on IS NOT NULL GROUP BY 1, 2;
    RETURN NULL;
END $$;
CREATE FUNCTION cases_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_tally ({KEPT}, n)
    SELECT {KEPT}, sum(n) FROM (
        SELECT {STANDS}, 1 AS n FROM fresh UNION ALL SELECT {STANDS}, -1 FROM stale) changed ({KEPT}, n)
     GROUP BY {KEPT} HAVING sum(n) <> 0;
    INSERT INTO cases_tally_day (agency, day, received, decided)
    SELECT agency, decided_on, 0, sum(n) FROM (
        SELECT agency, decided_on, 1 AS n FROM fresh UNION ALL SELECT agency, decided_on, -1 FROM stale) changed
     WHERE decided_on IS NOT NULL GROUP BY 1, 2 HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_tally_received AFTER INSERT ON cases_case REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION cases_tally_received();
CREATE TRIGGER cases_tally_changed AFTER UPDATE ON cases_case REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION cases_tally_changed();
"""  # noqa: S608 - fixed words
NOT_TALLIED = """
DROP TRIGGER cases_tally_changed ON cases_case;
DROP TRIGGER cases_tally_received ON cases_case;
DROP FUNCTION cases_tally_changed();
DROP FUNCTION cases_tally_received();
"""
SO_FAR = f"""
SELECT set_config('minben.system', 'on', true);
INSERT INTO cases_tally ({KEPT}, n) SELECT {STANDS}, count(*) FROM cases_case GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
INSERT INTO cases_tally_day (agency, day, received, decided)
SELECT agency, received_on, count(*), 0 FROM cases_case GROUP BY 1, 2
UNION ALL
SELECT agency, decided_on, 0, count(*) FROM cases_case WHERE decided_on IS NOT NULL GROUP BY 1, 2;
SELECT set_config('minben.system', '', true);
"""  # noqa: S608 - fixed words


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_bundles")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("service", models.TextField()),
                ("state", models.TextField()),
                ("outcome", models.TextField(null=True)),
                ("decided_by", models.TextField(null=True)),
                ("late", models.BooleanField()),
                ("due", models.DateField(null=True)),
                ("amber_on", models.DateField(null=True)),
                ("due_provisional", models.BooleanField()),
                ("n", models.BigIntegerField()),
            ],
            options={"db_table": "cases_tally"},
        ),
        migrations.CreateModel(
            name="TallyDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("day", models.DateField()),
                ("received", models.BigIntegerField()),
                ("decided", models.BigIntegerField()),
            ],
            options={
                "db_table": "cases_tally_day",
                "indexes": [models.Index(fields=["day"], name="cases_tally_day_day")],
            },
        ),
        *(
            operation
            for table in ("cases_tally", "cases_tally_day")
            for operation in (
                sql.policy(table, SEEN, ACTING),
                sql.grant(table, app="SELECT, INSERT, DELETE"),
            )
        ),
        migrations.RunSQL(TALLIED, NOT_TALLIED),
        migrations.RunSQL(SO_FAR, migrations.RunSQL.noop),
    ]
