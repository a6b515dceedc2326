"""Whether a constrained type allows a value: its tests, compiled once, run by themselves over the value."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .evaluate import compile_tests
from .run import run_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .run import Code
    from .tree import UnaryTests
    from .types import Type
    from .values import Value


def allows(tests: UnaryTests, value: Value, named: Mapping[str, Type]) -> bool:
    """Whether a value passes the tests of a type."""
    return run_code(_compiled(tests), {"?": value}, named=named).value is True


@lru_cache(maxsize=1024)
def _compiled(tests: UnaryTests) -> Code:
    return compile_tests(tests)
