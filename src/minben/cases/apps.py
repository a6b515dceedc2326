"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their steps and tasks."""

    name = "minben.cases"
    label = "cases"

    def ready(self) -> None:
        """Let the ledger know the room's kinds of acts, and compare cases with theirs; find all tables."""
        from . import (
            applications as applications,
            effects as effects,
            effects_correcting as effects_correcting,
            effects_kin as effects_kin,
            effects_timing as effects_timing,
            effects_words as effects_words,
            kinds as kinds,
            models_correcting as models_correcting,
            models_tallies as models_tallies,
        )
