"""The same district as for cases."""

from __future__ import annotations

from cases.conftest import district, today

__all__ = ["district", "today"]
