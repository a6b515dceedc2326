"""How a decision is explained: what was decided, by which rules, from which facts, and why not otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUNDS: Mapping[str, Mapping[str, str]] = {}
