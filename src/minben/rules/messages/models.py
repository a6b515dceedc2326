"""What is said of models of decisions and the files they are kept in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MODELS: Mapping[str, Mapping[str, str]] = {}
