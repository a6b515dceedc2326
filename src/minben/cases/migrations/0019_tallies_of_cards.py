"""Cards in numbers, kept as they change: a board must not look at every card and its task anew.

As with cases (`0013_tallies`) each statement that gives cards, or opens or ends tasks that have some, adds what it
changed. Officers end tasks whose cards they may not see, so the functions look at cards as the program does.
"""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql

SYSTEM = "(SELECT minben_is_system())"
SEEN = f"{SYSTEM} OR (SELECT minben_supervises()) OR agency = (SELECT minben_agency())"
ACTING = "(SELECT minben_is_acting())"
KEPT = "agency, service, colour, given_on, is_open"
# A yellow card has been overtaken once the limit has passed.
IS_OPEN = "{step}.state = 'ready' AND (k.colour = 'red' OR NOT {step}.overdue)"
TALLIED = f"""
CREATE FUNCTION cases_tally_cards_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('minben.system', true);
BEGIN
    PERFORM set_config('minben.system', 'on', true);
    INSERT INTO cases_tally_card ({KEPT}, n)
    SELECT k.agency, k.service, k.colour, k.given_on, {IS_OPEN.format(step="s")}, count(*)
      FROM fresh k JOIN cases_step s ON s.id = k.step_id GROUP BY 1, 2, 3, 4, 5;
    PERFORM set_config('minben.system', coalesce(before, ''), true);
    RETURN NULL;
END $$;
CREATE FUNCTION cases_tally_cards_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('minben.system', true);
BEGIN
    PERFORM set_config('minben.system', 'on', true);
    INSERT INTO cases_tally_card ({KEPT}, n)
    SELECT k.agency, k.service, k.colour, k.given_on, v.is_open, sum(v.n)
      FROM fresh f JOIN stale s ON s.id = f.id AND (s.state, s.overdue) IS DISTINCT FROM (f.state, f.overdue)
      JOIN cases_card k ON k.step_id = f.id
     CROSS JOIN LATERAL (VALUES ({IS_OPEN.format(step="f")}, 1), ({IS_OPEN.format(step="s")}, -1)) v (is_open, n)
     GROUP BY 1, 2, 3, 4, 5 HAVING sum(v.n) <> 0;
    PERFORM set_config('minben.system', coalesce(before, ''), true);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_tally_cards_given AFTER INSERT ON cases_card REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION cases_tally_cards_given();
CREATE TRIGGER cases_tally_cards_changed AFTER UPDATE ON cases_step REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION cases_tally_cards_changed();
"""  # noqa: S608 - fixed words
NOT_TALLIED = """
DROP TRIGGER cases_tally_cards_changed ON cases_step;
DROP TRIGGER cases_tally_cards_given ON cases_card;
DROP FUNCTION cases_tally_cards_changed();
DROP FUNCTION cases_tally_cards_given();
"""
SO_FAR = f"""
SELECT set_config('minben.system', 'on', true);
INSERT INTO cases_tally_card ({KEPT}, n)
SELECT k.agency, k.service, k.colour, k.given_on, {IS_OPEN.format(step="s")}, count(*)
  FROM cases_card k JOIN cases_step s ON s.id = k.step_id GROUP BY 1, 2, 3, 4, 5;
SELECT set_config('minben.system', '', true);
"""  # noqa: S608 - fixed words


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_beside")]
    operations = [
        migrations.CreateModel(
            name="TallyCard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("service", models.TextField()),
                ("colour", models.TextField()),
                ("given_on", models.DateField()),
                ("is_open", models.BooleanField()),
                ("n", models.BigIntegerField()),
            ],
            options={
                "db_table": "cases_tally_card",
                "indexes": [models.Index(fields=["given_on"], name="cases_tally_card_day")],
            },
        ),
        sql.policy("cases_tally_card", SEEN, ACTING),
        sql.grant("cases_tally_card", app="SELECT, INSERT, DELETE"),
        migrations.RunSQL(TALLIED, NOT_TALLIED),
        migrations.RunSQL(SO_FAR, migrations.RunSQL.noop),
    ]
