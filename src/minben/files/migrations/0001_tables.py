"""Files without their bytes: who sees them, and what of them may change."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"

FUNCTIONS = """
CREATE FUNCTION files_file_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.subject, NEW.purpose, NEW.type, NEW.size, NEW.commitment, NEW.stored_at, NEW.act)
       IS DISTINCT FROM
       (OLD.id, OLD.subject, OLD.purpose, OLD.type, OLD.size, OLD.commitment, OLD.stored_at, OLD.act) THEN
        RAISE EXCEPTION 'what a file was handed in as does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.holder IS NOT NULL AND NEW.holder IS DISTINCT FROM OLD.holder THEN
        RAISE EXCEPTION 'a file stays part of what it is part of' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'a file that is erased does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.erased_at IS NULL AND (NEW.object, NEW.name, NEW.digest, NEW.salt)
       IS DISTINCT FROM (OLD.object, OLD.name, OLD.digest, OLD.salt) THEN
        RAISE EXCEPTION 'a file is erased as a whole or not at all' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER files_file_keeps BEFORE UPDATE ON files_file
    FOR EACH ROW EXECUTE FUNCTION files_file_keeps();
"""
NO_FUNCTIONS = """
DROP TRIGGER files_file_keeps ON files_file;
DROP FUNCTION files_file_keeps();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_acts")]
    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("purpose", models.TextField()),
                ("holder", models.UUIDField(null=True)),
                ("object", models.TextField(null=True, unique=True)),
                ("name", models.TextField(null=True)),
                ("type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("stored_at", models.DateTimeField()),
                ("act", models.UUIDField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            erased_at__isnull=True,
                            object__isnull=False,
                            digest__isnull=False,
                            salt__isnull=False,
                        )
                        | models.Q(
                            erased_at__isnull=False,
                            object__isnull=True,
                            name__isnull=True,
                            digest__isnull=True,
                            salt__isnull=True,
                        ),
                        name="files_file_whole_or_erased",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["holder"], name="files_file_holder"),
                    models.Index(
                        fields=["stored_at"],
                        condition=models.Q(holder__isnull=True, erased_at__isnull=True),
                        name="files_file_loose",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        sql.policy("files_file", f"{SYSTEM} OR {OWN}"),
        sql.grant("files_file", app="SELECT, INSERT, UPDATE"),
    ]
