"""How far the room has followed the ledger's sequence."""

from __future__ import annotations

from django.db import migrations, models

from minben.ledger import sql


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_security")]
    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("leaf", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL("INSERT INTO cases_cursor VALUES ('records', -1)", migrations.RunSQL.noop),
        sql.policy("cases_cursor", "(SELECT minben_is_system())"),
        sql.grant("cases_cursor", app="SELECT, UPDATE"),
    ]
