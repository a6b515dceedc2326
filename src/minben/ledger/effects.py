"""What rooms above compare with their acts when somebody asks for `minben ledger verify --effects`.

The ledger knows that nobody changed an act; only the room that wrote a row knows what its act committed to. A room
registers one comparison for each kind of row::

    @effects.register("records")
    def records() -> Iterator[Difference]:
        ...

A comparison runs under the reach of the system, reads in sets, and yields every row that is not as its act says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Difference:
    """A row changed behind its act: which table, which row, the act it names, and what is wrong in both languages.

    It never holds values of the row.
    """

    table: str
    row: str
    act: UUID | None
    zh: str
    en: str


Comparison = Callable[[], Iterable[Difference]]


class Comparisons:
    """The comparisons known to a process, by name."""

    def __init__(self) -> None:
        self._comparisons: dict[str, Comparison] = {}

    def register(self, name: str) -> Callable[[Comparison], Comparison]:
        """Add the decorated function under a name that is new."""

        def add(comparison: Comparison) -> Comparison:
            if self._comparisons.setdefault(name, comparison) is not comparison:
                raise ValueError(f"a comparison named {name!r} is registered already")
            return comparison

        return add

    def __iter__(self) -> Iterator[tuple[str, Comparison]]:
        return iter(self._comparisons.items())


registry = Comparisons()
register = registry.register
