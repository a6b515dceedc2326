"""Who sees and writes cases; what never changes again; the sequence of case numbers; the cursor."""

from __future__ import annotations

from django.db import migrations

from minben.ledger import sql

SYSTEM = "(SELECT minben_is_system())"
AT_WORK = "(agency <> '' AND agency = (SELECT minben_agency()))"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
SUPERVISES = "(SELECT minben_supervises())"
IN_CASE = "posts && (SELECT minben_posts())"
MY_POST = "post = ANY ((SELECT minben_posts())::text[])"

SEES_CASE = f"{SYSTEM} OR {SUPERVISES} OR {AT_WORK} OR {OWN} OR {IN_CASE}"
SEES_STEP = f"{SYSTEM} OR {SUPERVISES} OR {AT_WORK} OR {OWN} OR {MY_POST} OR cases_at_my_post(case_id)"

# In functions and not in sub-selects: PostgreSQL would answer those by hashing all cases for one page of a list.
FUNCTIONS = f"""
CREATE FUNCTION cases_at_my_post(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_case WHERE id = wanted AND {IN_CASE});
END $$;
CREATE FUNCTION cases_at_work_on(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_case WHERE id = wanted AND ({SYSTEM} OR {AT_WORK} OR {IN_CASE}));
END $$;
CREATE FUNCTION cases_knows_values(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_case WHERE id = wanted AND ({SYSTEM} OR {AT_WORK} OR {IN_CASE} OR {OWN}));
END $$;
CREATE FUNCTION cases_step_runs_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'ready' THEN
        RAISE EXCEPTION 'a step that is % does not change', OLD.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_step_runs_once BEFORE UPDATE ON cases_step
    FOR EACH ROW EXECUTE FUNCTION cases_step_runs_once();
CREATE FUNCTION cases_case_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.service, NEW.agency, NEW.subject, NEW.version, NEW.channel, NEW.received_at,
        NEW.received_on, NEW.imported, NEW.code, NEW.idempotency_key, NEW.act)
        IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.service, OLD.agency, OLD.subject, OLD.version, OLD.channel, OLD.received_at,
        OLD.received_on, OLD.imported, OLD.code, OLD.idempotency_key, OLD.act) THEN
        RAISE EXCEPTION 'what a case was received with does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_case_keeps BEFORE UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_keeps();
"""  # noqa: S608 - fixed words
NO_FUNCTIONS = """
DROP TRIGGER cases_case_keeps ON cases_case;
DROP FUNCTION cases_case_keeps();
DROP TRIGGER cases_step_runs_once ON cases_step;
DROP FUNCTION cases_step_runs_once();
DROP FUNCTION cases_knows_values(uuid);
DROP FUNCTION cases_at_work_on(uuid);
DROP FUNCTION cases_at_my_post(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables"), ("ledger", "0001_acts")]
    operations = [
        migrations.RunSQL(
            f"CREATE SEQUENCE cases_number; GRANT USAGE ON SEQUENCE cases_number TO {sql.APP}",
            "DROP SEQUENCE cases_number",
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        sql.policy("cases_case", SEES_CASE, SYSTEM),
        sql.grant("cases_case", app="SELECT, INSERT, UPDATE"),
        sql.policy("cases_step", SEES_STEP, f"{SYSTEM} OR {MY_POST}"),
        sql.grant("cases_step", app="SELECT, INSERT, UPDATE"),
        sql.policy("cases_answers", "cases_knows_values(case_id)", SYSTEM),
        sql.grant("cases_answers", app="SELECT, INSERT, UPDATE"),
        sql.policy("cases_ground", "cases_knows_values(case_id)", SYSTEM),
        sql.grant("cases_ground", app="SELECT, INSERT, UPDATE"),
        sql.policy("cases_signature", "cases_at_work_on(case_id)", f"{SYSTEM} OR cases_at_work_on(case_id)"),
        sql.grant("cases_signature", app="SELECT, INSERT"),
        sql.protect("cases_signature"),
        sql.policy("cases_notice", "cases_knows_values(case_id)", SYSTEM),
        sql.grant("cases_notice", app="SELECT, INSERT"),
        sql.protect("cases_notice"),
        migrations.RunSQL("INSERT INTO cases_cursor VALUES ('records', -1)", migrations.RunSQL.noop),
        sql.policy("cases_cursor", SYSTEM),
        sql.grant("cases_cursor", app="SELECT, UPDATE"),
    ]
