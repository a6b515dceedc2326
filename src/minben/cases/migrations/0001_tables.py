"""Cases, their steps, the values apart from them, and how far the ledger was followed."""

from __future__ import annotations

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from minben.ledger import uuid7


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ledger", "0001_acts")]

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("leaf", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("service", models.TextField()),
                ("agency", models.TextField()),
                ("subject", models.UUIDField()),
                ("version", models.TextField()),
                ("channel", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField()),
                ("state", models.TextField()),
                ("outcome", models.TextField(null=True)),
                ("decided_by", models.TextField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("due_provisional", models.BooleanField(default=False)),
                ("amber_on", models.DateField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("human", models.BooleanField(default=False)),
                ("imported", models.BooleanField(default=False)),
                (
                    "posts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("code", models.TextField(unique=True)),
                ("idempotency_key", models.TextField(null=True)),
                ("act", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "-received_at", "-id"], name="cases_case_subject"),
                    models.Index(fields=["agency", "-received_at", "-id"], name="cases_case_agency"),
                    models.Index(fields=["-received_at", "-id"], name="cases_case_received"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key__isnull", False)),
                        fields=("subject", "idempotency_key"),
                        name="cases_case_submitted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__isnull", True), ("state", "open")),
                            models.Q(("outcome__isnull", False), ("state__in", ["decided", "closed"])),
                            _connector="OR",
                        ),
                        name="cases_case_one_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("step", models.TextField()),
                ("instance", models.IntegerField(default=1)),
                ("state", models.TextField()),
                ("service", models.TextField()),
                ("agency", models.TextField()),
                ("subject", models.UUIDField()),
                ("post", models.TextField(default="")),
                ("people", models.IntegerField(default=1)),
                ("ready_at", models.DateTimeField()),
                ("ready_on", models.DateField()),
                ("starts_on", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("due_provisional", models.BooleanField(default=False)),
                ("amber_on", models.DateField(null=True)),
                (
                    "pressing",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "due", models.Value(datetime.date(9999, 12, 31))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("overdue", models.BooleanField(default=False)),
                ("verdict", models.TextField(null=True)),
                ("by_kind", models.TextField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_on", models.DateField(null=True)),
                ("act", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answers",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("values", models.JSONField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                ("act", models.UUIDField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="cases.step",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("text", models.JSONField()),
                ("act", models.UUIDField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.step"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("appointment", models.UUIDField()),
                ("verdict", models.TextField()),
                ("reasons", models.TextField(default="")),
                ("answers", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("act", models.UUIDField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="cases.case",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="cases.step",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="ground",
                        serialize=False,
                        to="cases.step",
                    ),
                ),
                ("reads", models.JSONField(default=list)),
                ("inputs", models.JSONField(default=dict)),
                ("decided", models.JSONField(default=dict)),
                ("explanation", models.JSONField(default=list)),
                ("reasons", models.TextField(default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grounds", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "ready")),
                fields=["post", "pressing", "id"],
                name="cases_step_tasks",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("overdue", False), ("state", "ready")),
                fields=["due"],
                name="cases_step_limits",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state", "ready")), fields=["subject"], name="cases_step_waking"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("due_provisional", True), ("state", "ready")),
                fields=["starts_on"],
                name="cases_step_provisional",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=("case", "step", "instance"), name="cases_step_instance"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act__isnull", False),
                        ("done_on__isnull", False),
                        ("state", "done"),
                        ("verdict__isnull", False),
                    ),
                    models.Q(("state__in", ["ready", "void"]), ("verdict__isnull", True)),
                    _connector="OR",
                ),
                name="cases_step_done_with_act",
            ),
        ),
        migrations.AddIndex(
            model_name="answers",
            index=models.Index(fields=["case"], name="cases_answers_case"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["case", "at"], name="cases_notice_case"),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(fields=["step", "at"], name="cases_signature_step"),
        ),
        migrations.AddIndex(
            model_name="ground",
            index=models.Index(fields=["case"], name="cases_ground_case"),
        ),
    ]
