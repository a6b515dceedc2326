"""Building blocks for every room's migrations: grants, row security and protection against change.

Three roles meet in one database. ``minben_owner`` owns the tables and runs migrations, ``minben_app`` is the web, its
workers and the commands, ``minben_sealer`` sequences and signs. What ``minben_app`` may see follows from the context
that `minben.ledger.acting` sets for one transaction; without a context it sees no row.

Policies read the context through these functions, all STABLE: ``minben_subjects() uuid[]``, ``minben_agency() text``,
``minben_posts() text[]``, ``minben_registers() text[]``, ``minben_supervises() boolean``,
``minben_is_system() boolean`` and ``minben_is_acting() boolean`` (whether any context is set). Write them inside a
sub-select, as in
``subject = ANY ((SELECT minben_subjects())::uuid[])``: PostgreSQL then asks once per query instead of once per row.

Foreign keys to tables under forced row security do not work (the check runs as the owner, who sees no row either), so
a column that names an act has none; `minben ledger verify --effects` is what checks it.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

APP = "minben_app"
SEALER = "minben_sealer"

SETTINGS_FUNCTIONS = """
CREATE FUNCTION minben_setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('minben.' || name, true), '');
CREATE FUNCTION minben_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(minben_setting('subjects'), '{}')::uuid[];
CREATE FUNCTION minben_agency() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(minben_setting('agency'), '');
CREATE FUNCTION minben_posts() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(minben_setting('posts'), '{}')::text[];
CREATE FUNCTION minben_registers() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(minben_setting('registers'), '{}')::text[];
CREATE FUNCTION minben_supervises() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN minben_setting('supervise') IS NOT DISTINCT FROM 'on';
CREATE FUNCTION minben_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN minben_setting('system') IS NOT DISTINCT FROM 'on';
CREATE FUNCTION minben_is_acting() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('minben.system', true), '') <> '';
CREATE FUNCTION minben_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed (%)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""
DROP_SETTINGS_FUNCTIONS = """
DROP FUNCTION minben_refuse_change();
DROP FUNCTION minben_is_acting();
DROP FUNCTION minben_is_system();
DROP FUNCTION minben_supervises();
DROP FUNCTION minben_registers();
DROP FUNCTION minben_posts();
DROP FUNCTION minben_agency();
DROP FUNCTION minben_subjects();
DROP FUNCTION minben_setting(text);
"""


def grant(table: str, app: str = "SELECT, INSERT", sealer: str = "") -> RunSQL:
    """Rights on a table, as lists of privileges: ``grant("cases_case", app="SELECT, INSERT, UPDATE")``.

    An empty list grants nothing to that role. A privilege may name columns: ``"INSERT (id, at)"``.
    """
    wanted = [(rights, role) for rights, role in ((app, APP), (sealer, SEALER)) if rights]
    return RunSQL(
        "".join(f"GRANT {rights} ON {table} TO {role};\n" for rights, role in wanted),
        "".join(f"REVOKE ALL ON {table} FROM {role};\n" for _, role in wanted),
    )


def policy(table: str, using: str, check: str | None = None) -> RunSQL:
    """Row security for everybody, the owner included: rows are seen where ``using`` is true.

    Rows may be written where ``check`` is true, or ``using`` where it is not given. A data migration that touches the
    table sets the context first: ``SELECT set_config('minben.system', 'on', true)``.
    """
    check = using if check is None else check
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY {table}_see ON {table} FOR SELECT USING ({using});\n"
        f"CREATE POLICY {table}_write ON {table} FOR INSERT WITH CHECK ({check});\n"
        f"CREATE POLICY {table}_change ON {table} FOR UPDATE USING ({using}) WITH CHECK ({check});\n"
        f"CREATE POLICY {table}_remove ON {table} FOR DELETE USING ({using});\n",
        f"DROP POLICY {table}_remove ON {table};\n"
        f"DROP POLICY {table}_change ON {table};\n"
        f"DROP POLICY {table}_write ON {table};\n"
        f"DROP POLICY {table}_see ON {table};\n"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n",
    )


def protect(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE to everybody, the owner included: the table only grows."""
    return RunSQL(
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE ON {table}\n"
        "    FOR EACH ROW EXECUTE FUNCTION minben_refuse_change();\n"
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}\n"
        "    FOR EACH STATEMENT EXECUTE FUNCTION minben_refuse_change();\n",
        f"DROP TRIGGER {table}_whole ON {table};\nDROP TRIGGER {table}_unchanged ON {table};\n",
    )
