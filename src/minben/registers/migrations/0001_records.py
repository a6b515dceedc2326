"""Subjects and records, under row security: who is known, and every version of what is held about them."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql

# A subject's id may be asked for by whoever holds the identifier already: it is random and says nothing. The rows
# themselves are seen by the subject and by the program at work only.
SUBJECTS = """
ALTER TABLE registers_subject ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON registers_subject FOR SELECT
    USING ((SELECT minben_is_system()) OR id = ANY ((SELECT minben_subjects())::uuid[]));
CREATE POLICY added ON registers_subject FOR INSERT WITH CHECK ((SELECT minben_is_system()));
CREATE POLICY changed ON registers_subject FOR UPDATE USING ((SELECT minben_is_system()));

-- The ids of these identifiers, each given once, in their order and with commas between; a + marks those made just now.
-- Losing a race with another transaction is rare, so that trying again is cheaper than ON CONFLICT on every row.
CREATE FUNCTION registers_ensure_subjects(of_kind text, wanted text[]) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    reach text := coalesce(current_setting('minben.system', true), '');
    ids text;
BEGIN
    PERFORM set_config('minben.system', 'on', true);
    LOOP
        BEGIN
            WITH given AS MATERIALIZED (
                SELECT n, w, s.id AS known, CASE WHEN s.id IS NULL THEN gen_random_uuid() END AS new
                FROM unnest(wanted) WITH ORDINALITY AS u (w, n)
                LEFT JOIN registers_subject s ON s.kind = of_kind AND s.identifier = w
            ), made AS (
                INSERT INTO registers_subject (id, kind, identifier)
                SELECT new, of_kind, w FROM given WHERE known IS NULL ORDER BY w
            )
            SELECT string_agg(coalesce(known::text, '+' || new::text), ',' ORDER BY n) INTO ids FROM given;
            EXIT;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END LOOP;
    PERFORM set_config('minben.system', reach, true);
    RETURN coalesce(ids, '');
END $$;
CREATE FUNCTION registers_find_subject(of_kind text, wanted text) RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    reach text := coalesce(current_setting('minben.system', true), '');
    found_id uuid;
BEGIN
    PERFORM set_config('minben.system', 'on', true);
    SELECT id INTO found_id FROM registers_subject WHERE kind = of_kind AND identifier = wanted;
    PERFORM set_config('minben.system', reach, true);
    RETURN found_id;
END $$;

CREATE FUNCTION registers_subject_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = OLD.id AND NEW.kind = OLD.kind AND starts_with(NEW.identifier, 'erased:') THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a subject changes only by erasure of its identifier'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registers_subject_guard BEFORE UPDATE ON registers_subject
    FOR EACH ROW EXECUTE FUNCTION registers_subject_guard();
CREATE TRIGGER registers_subject_kept BEFORE DELETE ON registers_subject
    FOR EACH ROW EXECUTE FUNCTION minben_refuse_change();
CREATE TRIGGER registers_subject_whole BEFORE TRUNCATE ON registers_subject
    FOR EACH STATEMENT EXECUTE FUNCTION minben_refuse_change();
"""
SUBJECTS_REVERSE = """
DROP FUNCTION registers_ensure_subjects, registers_find_subject;
DROP FUNCTION registers_subject_guard CASCADE;
DROP TRIGGER registers_subject_kept ON registers_subject;
DROP TRIGGER registers_subject_whole ON registers_subject;
"""

RECORDS = """
ALTER TABLE registers_record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON registers_record FOR SELECT USING (
    (SELECT minben_is_system()) OR register = ANY ((SELECT minben_registers())::text[])
    OR subject = ANY ((SELECT minben_subjects())::uuid[]));
CREATE POLICY added ON registers_record FOR INSERT WITH CHECK (
    (SELECT minben_is_system()) OR register = ANY ((SELECT minben_registers())::text[]));
CREATE POLICY changed ON registers_record FOR UPDATE USING (
    (SELECT minben_is_system()) OR register = ANY ((SELECT minben_registers())::text[]));

-- A version is superseded once, or its values are erased; nothing else about it ever changes.
CREATE FUNCTION registers_record_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed registers_record := OLD;
BEGIN
    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN
        allowed.superseded_at := NEW.superseded_at;
        allowed.superseded_by := NEW.superseded_by;
    ELSIF OLD."values" IS NOT NULL AND NEW."values" IS NULL AND starts_with(NEW.key, 'erased:') THEN
        allowed."values" := NULL;
        allowed.salt := NULL;
        allowed.key := NEW.key;
    END IF;
    IF allowed IS DISTINCT FROM NEW OR OLD IS NOT DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'record % may only be superseded once or erased', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- What must be known before a version is written, as one round trip. Locking the subject puts writes about the same
-- subject in a row, so that what is found here still holds when the version is inserted.
CREATE FUNCTION registers_prepare_write(
    of_kind text, of_identifier text, of_register text, of_key text, from_day date,
    OUT subject_id uuid, OUT supersedes uuid, OUT owner uuid, OUT until date, OUT has_other boolean
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE reach text := coalesce(current_setting('minben.system', true), '');
BEGIN
    PERFORM set_config('minben.system', 'on', true);
    LOOP
        SELECT s.id INTO subject_id FROM registers_subject s
        WHERE s.kind = of_kind AND s.identifier = of_identifier FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO registers_subject (id, kind, identifier) VALUES (gen_random_uuid(), of_kind, of_identifier)
        ON CONFLICT (kind, identifier) DO NOTHING;
    END LOOP;
    SELECT r.id INTO supersedes FROM registers_record r
    WHERE r.register = of_register AND r.key = of_key AND r.valid_from = from_day AND r.superseded_at IS NULL;
    SELECT r.subject INTO owner FROM registers_record r
    WHERE r.register = of_register AND r.key = of_key AND r.superseded_at IS NULL LIMIT 1;
    SELECT min(r.valid_from) INTO until FROM registers_record r
    WHERE r.register = of_register AND r.key = of_key AND r.valid_from > from_day AND r.superseded_at IS NULL;
    has_other := EXISTS (
        SELECT FROM (
            SELECT DISTINCT ON (r.key) r.key, r.is_end FROM registers_record r
            WHERE r.subject = subject_id AND r.register = of_register AND r.valid_from <= from_day
            AND r.superseded_at IS NULL AND r."values" IS NOT NULL
            ORDER BY r.key, r.valid_from DESC
        ) AS latest WHERE latest.key <> of_key AND NOT latest.is_end);
    PERFORM set_config('minben.system', reach, true);
END $$;

CREATE TRIGGER registers_record_guard BEFORE UPDATE ON registers_record
    FOR EACH ROW EXECUTE FUNCTION registers_record_guard();
CREATE TRIGGER registers_record_kept BEFORE DELETE ON registers_record
    FOR EACH ROW EXECUTE FUNCTION minben_refuse_change();
CREATE TRIGGER registers_record_whole BEFORE TRUNCATE ON registers_record
    FOR EACH STATEMENT EXECUTE FUNCTION minben_refuse_change();
"""
RECORDS_REVERSE = """
DROP FUNCTION registers_prepare_write;
DROP FUNCTION registers_record_guard CASCADE;
DROP TRIGGER registers_record_kept ON registers_record;
DROP TRIGGER registers_record_whole ON registers_record;
"""

CHANGEABLE = '"values", salt, key, superseded_at, superseded_by'
CURRENT = models.Q(superseded_at__isnull=True)
FORMER = models.Q(superseded_at__isnull=False)


class Migration(migrations.Migration):
    """The tables of this room."""

    initial = True
    dependencies = [("ledger", "0001_acts")]
    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("identifier", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "identifier"), name="registers_subject_identifier"
                    )
                ],
            },
        ),
        migrations.RunSQL(SUBJECTS, SUBJECTS_REVERSE),
        sql.grant("registers_subject", app="SELECT, INSERT, UPDATE (identifier)"),
        migrations.CreateModel(
            name="RecordVersion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("register", models.TextField()),
                ("key", models.TextField()),
                ("subject", models.UUIDField()),
                ("valid_from", models.DateField()),
                ("is_end", models.BooleanField()),
                ("values", models.JSONField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("provenance", models.JSONField()),
                ("act", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("superseded_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "registers_record",
                "indexes": [
                    models.Index(condition=CURRENT, fields=["subject"], name="registers_record_subject"),
                    models.Index(
                        condition=FORMER, fields=["register", "key"], name="registers_record_former"
                    ),
                    models.Index(condition=FORMER, fields=["subject"], name="registers_record_former_subj"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=CURRENT,
                        fields=("register", "key", "valid_from"),
                        name="registers_record_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(superseded_at__isnull=True, superseded_by__isnull=True)
                        | models.Q(superseded_at__isnull=False, superseded_by__isnull=False),
                        name="registers_record_superseded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(values__isnull=True, salt__isnull=True)
                        | models.Q(values__isnull=False, salt__isnull=False),
                        name="registers_record_erased",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RECORDS, RECORDS_REVERSE),
        sql.grant("registers_record", app=f"SELECT, INSERT, UPDATE ({CHANGEABLE})"),
    ]
