"""The ledger as a Django application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Label ``ledger``: its tables are ``ledger_…``."""

    name = "minben.ledger"
    label = "ledger"
    verbose_name = "Ledger"
