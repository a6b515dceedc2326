"""Guang'an's files in memory, to be broken one at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from minben.blueprint.folder import load

if TYPE_CHECKING:
    from minben.blueprint import Problem

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
DAY = date(2026, 3, 2)


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """Every file of the district's blueprint."""
    problems: list[Problem] = []
    found = load(GUANGAN, problems.append)
    assert found
    assert not problems
    return found
