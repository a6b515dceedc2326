"""Acts, their sequence, tiles and heads; who may see and write them; the functions that every policy reads."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

import minben.ledger.models
from minben.ledger import sql

SEES_ACT = (
    "(SELECT minben_is_system()) OR (SELECT minben_supervises())"
    " OR (agency <> '' AND agency = (SELECT minben_agency()))"
    " OR subjects && (SELECT minben_subjects())"
)
# COPY does not work on a table under row security, and acts are what must be written fast. So the rows live in one
# partition, which the application may insert into and not read; reading goes through the whole table and its policies.
# Nobody names the transaction that writes an act: the sequencer goes by it.
ACT_TABLE = """
CREATE TABLE ledger_act (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    agency text NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    purpose text NOT NULL,
    subjects uuid[] NOT NULL,
    case_id uuid,
    register text NOT NULL,
    body bytea NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE ledger_act_rows PARTITION OF ledger_act FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
CREATE INDEX ledger_act_xid ON ledger_act (xid);
"""
ACT_COLUMNS = "id, at, kind, agency, actor_kind, actor_id, purpose, subjects, case_id, register, body"
SEES_ABOUT = (
    "(SELECT minben_is_system()) OR (SELECT minben_supervises()) OR (SELECT minben_agency()) <> ''"
    " OR is_case OR about = ANY ((SELECT minben_subjects())::uuid[])"
)
# The acts that the sequencer has not seen yet. Row security keeps a query from using the index of transaction ids,
# whose comparisons PostgreSQL does not hold for leakproof; so their ids, which tell nothing, are read past it. Whoever
# asks then reads the acts themselves under their own reach.
WAITING = """
CREATE FUNCTION ledger_waiting() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path = pg_catalog, public
    BEGIN ATOMIC
        SELECT a.id FROM ledger_act_rows a
        WHERE a.xid >= coalesce((SELECT pg_snapshot_xmin(snapshot::pg_snapshot) FROM ledger_state), '0')
          AND a.xid < pg_snapshot_xmax(pg_current_snapshot())
          AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.act = a.id);
    END;
REVOKE ALL ON FUNCTION ledger_waiting() FROM PUBLIC;
"""
ONLY_GROWS = """
CREATE FUNCTION ledger_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.level <> OLD.level OR NEW.index <> OLD.index
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'a tile of the ledger only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_tile_grows BEFORE UPDATE ON ledger_tile
    FOR EACH ROW EXECUTE FUNCTION ledger_tile_grows();
CREATE TRIGGER ledger_tile_kept BEFORE DELETE ON ledger_tile
    FOR EACH ROW EXECUTE FUNCTION minben_refuse_change();
CREATE TRIGGER ledger_tile_whole BEFORE TRUNCATE ON ledger_tile
    FOR EACH STATEMENT EXECUTE FUNCTION minben_refuse_change();
ALTER TABLE ledger_tile ADD CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192);
-- Hashes do not compress; trying costs time.
ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
"""
SHRINKS = """
DROP TRIGGER ledger_tile_whole ON ledger_tile;
DROP TRIGGER ledger_tile_kept ON ledger_tile;
DROP TRIGGER ledger_tile_grows ON ledger_tile;
DROP FUNCTION ledger_tile_grows();
"""


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ACT_TABLE, "DROP TABLE ledger_act")],
            state_operations=[
                migrations.CreateModel(
                    name="StoredAct",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        (
                            "xid",
                            minben.ledger.models.TransactionIdField(
                                db_default=minben.ledger.models.CurrentTransaction()
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("agency", models.TextField()),
                        ("actor_kind", models.TextField()),
                        ("actor_id", models.TextField()),
                        ("purpose", models.TextField()),
                        (
                            "subjects",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), size=None
                            ),
                        ),
                        ("case_id", models.UUIDField(null=True)),
                        ("register", models.TextField()),
                        ("body", models.BinaryField()),
                    ],
                    options={
                        "db_table": "ledger_act",
                        "indexes": [
                            models.Index("xid", name="ledger_act_xid"),
                        ],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("leaf", models.BigIntegerField(primary_key=True, serialize=False)),
                ("act", models.UUIDField(unique=True)),
            ],
            options={"db_table": "ledger_leaf"},
        ),
        migrations.CreateModel(
            name="About",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "about", "leaf", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.UUIDField()),
                ("leaf", models.BigIntegerField()),
                ("is_case", models.BooleanField()),
            ],
            options={"db_table": "ledger_about"},
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
            options={"db_table": "ledger_tile"},
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "size", "key_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("key_id", models.TextField()),
                ("root", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={"db_table": "ledger_head"},
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("system", models.TextField()),
                ("snapshot", models.TextField()),
                ("size", models.BigIntegerField()),
            ],
            options={"db_table": "ledger_state"},
        ),
        migrations.RunSQL(sql.SETTINGS_FUNCTIONS, sql.DROP_SETTINGS_FUNCTIONS),
        # A table without grants to UPDATE and DELETE does not need the policies for them; the triggers stop the owner.
        sql.policy("ledger_act", SEES_ACT, "false"),
        migrations.RunSQL(
            f"CREATE POLICY ledger_act_seal ON ledger_act FOR SELECT TO {sql.SEALER} USING (true)",
            "DROP POLICY ledger_act_seal ON ledger_act",
        ),
        sql.grant("ledger_act", app="SELECT", sealer="SELECT"),
        sql.grant("ledger_act_rows", app=f"INSERT ({ACT_COLUMNS})"),
        sql.protect("ledger_act"),
        migrations.RunSQL(
            "CREATE TRIGGER ledger_act_rows_whole BEFORE TRUNCATE ON ledger_act_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION minben_refuse_change()",
            "DROP TRIGGER ledger_act_rows_whole ON ledger_act_rows",
        ),
        sql.policy("ledger_about", SEES_ABOUT, "false"),
        migrations.RunSQL(
            f"CREATE POLICY ledger_about_seal ON ledger_about FOR ALL TO {sql.SEALER} USING (true)",
            "DROP POLICY ledger_about_seal ON ledger_about",
        ),
        sql.grant("ledger_about", app="SELECT", sealer="SELECT, INSERT"),
        sql.protect("ledger_about"),
        sql.grant("ledger_leaf", app="SELECT", sealer="SELECT, INSERT"),
        sql.protect("ledger_leaf"),
        sql.grant("ledger_tile", app="SELECT", sealer="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(ONLY_GROWS, SHRINKS),
        sql.grant("ledger_head", app="SELECT", sealer="SELECT, INSERT"),
        sql.protect("ledger_head"),
        sql.grant("ledger_state", app="SELECT", sealer="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            f"{WAITING} GRANT EXECUTE ON FUNCTION ledger_waiting() TO {sql.APP}",
            "DROP FUNCTION ledger_waiting()",
        ),
    ]
