"""The cases of the DMN conformance kit, read where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from minben.rules import Failure, run_kit

KIT = Path(__file__).parents[3] / "shared" / "tck"


@pytest.mark.skipif(not KIT.is_dir(), reason=f"the conformance kit is not at {KIT}")
@pytest.mark.parametrize(("level", "values", "errors"), [(2, 86, 0), (3, 1574, 1224)])
def test_every_case_of_the_kit_passes(level: int, values: int, errors: int) -> None:
    failures: list[Failure] = []
    counts = run_kit([KIT / f"compliance-level-{level}"], failures.append)
    assert [failure.text("en") for failure in failures] == []
    assert counts.value_tests >= values
    assert counts.error_tests >= errors
    assert counts.failed == 0
