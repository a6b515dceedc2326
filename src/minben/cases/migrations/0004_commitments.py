"""Grounds, signatures and notices keep what their acts commit to; rows that exist have no commitment."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_people_refuse")]
    operations = [
        migrations.AddField(model_name=model, name=name, field=models.BinaryField(null=True))
        for model in ("ground", "signature", "notice")
        for name in ("salt", "commitment")
    ]
