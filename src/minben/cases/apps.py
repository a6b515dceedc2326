"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their steps and tasks."""

    name = "minben.cases"
    label = "cases"

    def ready(self) -> None:
        """Let the ledger know the room's kinds of acts, and compare cases with theirs; find all tables."""
        from . import applications as applications
        from . import effects as effects
        from . import effects_correcting as effects_correcting
        from . import effects_kin as effects_kin
        from . import effects_timing as effects_timing
        from . import effects_words as effects_words
        from . import kinds as kinds
        from . import models_correcting as models_correcting
        from . import models_tallies as models_tallies
