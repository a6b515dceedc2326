"""What signing in needs of the tables of Django and allauth. No mail address is ever kept in them."""

from __future__ import annotations

from django.db import migrations

from minben.ledger import sql


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        sql.grant("django_session", app="SELECT, INSERT, UPDATE, DELETE"),
        sql.grant("account_emailaddress", app="SELECT"),
    ]
