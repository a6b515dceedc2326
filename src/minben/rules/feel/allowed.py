"""Whether a constrained type allows a value: its tests, compiled once, run by themselves over the value."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .evaluate import compile_tests
from .run import Run, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .run import Code
    from .tree import UnaryTests
    from .types import Type
    from .values import Value
    from .work import Spend


def allows(tests: UnaryTests, value: Value, named: Mapping[str, Type], spend: Spend) -> bool:
    """Whether a value passes the tests of a type."""
    return _compiled(tests)(Scope(_PartOfRun(named, spend), {"?": value})) is True


class _PartOfRun(Run):
    """A run whose work is counted by another one."""

    def __init__(self, named: Mapping[str, Type], spend: Spend) -> None:
        super().__init__(None, 0, named)
        self._spend = spend

    def spend(self, steps: int = 1) -> None:
        """Counts work."""
        self._spend(steps)


@lru_cache(maxsize=1024)
def _compiled(tests: UnaryTests) -> Code:
    return compile_tests(tests)
