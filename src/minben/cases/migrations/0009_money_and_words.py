"""What is said and paid beside the procedure: charges, questions and answers, ratings and the remarks to them."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from minben.ledger import sql, uuid7

SYSTEM = "(SELECT minben_is_system())"
OWN = "subject = ANY ((SELECT minben_subjects())::uuid[])"
AT_WORK = "(agency <> '' AND agency = (SELECT minben_agency()))"
SUPERVISES = "(SELECT minben_supervises())"
MY_POST = "post = ANY ((SELECT minben_posts())::text[])"
KNOWS = "cases_knows_values(case_id)"

FUNCTIONS = """
CREATE FUNCTION cases_rates_at_my_post(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_rating
                    WHERE id = wanted AND post <> '' AND post = ANY ((SELECT minben_posts())::text[]));
END $$;
CREATE FUNCTION cases_question_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer_act IS NOT NULL OR
       (NEW.id, NEW.case_id, NEW.subject, NEW.service, NEW.agency, NEW.post, NEW.text, NEW.at, NEW."on", NEW.act)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.subject, OLD.service, OLD.agency, OLD.post, OLD.text, OLD.at, OLD."on", OLD.act) THEN
        RAISE EXCEPTION 'a question stays as it was asked and is answered once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_question_keeps BEFORE UPDATE ON cases_casequestion
    FOR EACH ROW EXECUTE FUNCTION cases_question_keeps();
CREATE FUNCTION cases_rating_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.case_id, NEW.visit, NEW.number, NEW.subject, NEW.service, NEW.agency, NEW.level, NEW.at, NEW."on",
        NEW.act, NEW.post, NEW.call_back_due)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.visit, OLD.number, OLD.subject, OLD.service, OLD.agency, OLD.level, OLD.at, OLD."on",
        OLD.act, OLD.post, OLD.call_back_due)
       OR (OLD.called_back_act IS NOT NULL AND NEW.called_back_act IS DISTINCT FROM OLD.called_back_act)
       OR OLD.rectified_act IS NOT NULL THEN
        RAISE EXCEPTION 'a rating stays as it was given, and what followed stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_rating_keeps BEFORE UPDATE ON cases_rating
    FOR EACH ROW EXECUTE FUNCTION cases_rating_keeps();
"""
NO_FUNCTIONS = """
DROP TRIGGER cases_rating_keeps ON cases_rating;
DROP FUNCTION cases_rating_keeps();
DROP TRIGGER cases_question_keeps ON cases_casequestion;
DROP FUNCTION cases_question_keeps();
DROP FUNCTION cases_rates_at_my_post(uuid);
"""


def key() -> models.UUIDField[object, object]:
    """The random id of a row."""
    return models.UUIDField(default=uuid7, primary_key=True, serialize=False)


def of(to: str, name: str) -> models.ForeignKey[object, object]:
    """What a row belongs to."""
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0008_materials")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", key()),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("agency", models.TextField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("currency", models.TextField()),
                ("basis", models.TextField()),
                ("at", models.DateTimeField()),
                ("act", models.UUIDField()),
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
                ("case", of("cases.case", "charges")),
                (
                    "step",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charge",
                        to="cases.step",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseQuestion",
            fields=[
                ("id", key()),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("agency", models.TextField()),
                ("post", models.TextField(default="")),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("act", models.UUIDField()),
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
                ("answer", models.TextField(null=True)),
                ("answer_post", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answer_act", models.UUIDField(null=True)),
                ("answer_salt", models.BinaryField(null=True)),
                ("answer_commitment", models.BinaryField(null=True)),
                ("case", of("cases.case", "questions")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "at"], name="cases_question_case"),
                    models.Index(
                        condition=models.Q(("answer_act__isnull", True), ("post", "")),
                        fields=["agency", "at", "id"],
                        name="cases_question_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", key()),
                ("visit", models.UUIDField(null=True)),
                ("number", models.TextField()),
                ("subject", models.UUIDField()),
                ("service", models.TextField()),
                ("agency", models.TextField()),
                ("level", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("act", models.UUIDField()),
                ("post", models.TextField(default="")),
                ("call_back_due", models.DateField(null=True)),
                ("called_back_on", models.DateField(null=True)),
                ("called_back_act", models.UUIDField(null=True)),
                ("rectify_due", models.DateField(null=True)),
                ("rectified_on", models.DateField(null=True)),
                ("rectified_act", models.UUIDField(null=True)),
                ("case", of("cases.case", "ratings")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "visit"), name="cases_rating_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__range", (1, 5))), name="cases_rating_level"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("level__lte", 2), ("rectified_act__isnull", True)),
                        fields=["post", "rectify_due", "id"],
                        name="cases_rating_open",
                    ),
                    models.Index(fields=["agency", "service", "level"], name="cases_rating_figures"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", key()),
                ("part", models.TextField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("act", models.UUIDField()),
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
                ("case", of("cases.case", "remarks")),
                ("rating", of("cases.rating", "remarks")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rating", "part"), name="cases_remark_once")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        sql.policy("cases_charge", f"{SYSTEM} OR {OWN} OR {KNOWS}", SYSTEM),
        sql.grant("cases_charge", app="SELECT, INSERT"),
        sql.protect("cases_charge"),
        sql.policy("cases_casequestion", f"{SYSTEM} OR {OWN} OR {KNOWS}", SYSTEM),
        sql.grant("cases_casequestion", app="SELECT, INSERT, UPDATE"),
        sql.policy(
            "cases_rating",
            f"{SYSTEM} OR {SUPERVISES} OR {OWN} OR {AT_WORK} OR (post <> '' AND {MY_POST})",
            SYSTEM,
        ),
        sql.grant("cases_rating", app="SELECT, INSERT, UPDATE"),
        sql.policy("cases_remark", f"{SYSTEM} OR {KNOWS} OR cases_rates_at_my_post(rating_id)", SYSTEM),
        sql.grant("cases_remark", app="SELECT, INSERT"),
        sql.protect("cases_remark"),
    ]
