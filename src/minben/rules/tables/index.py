"""A table's rules by the values of its inputs: which rules apply is known from a look-up for each column.

Tests that compare with constants are in the index. What is not (a test that reads other facts, or is not defined
for the kind of the value and has a reason to tell) is left open: the rules concerned are tried one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UndefinedError
from ..feel.constants import constant_tests
from ..feel.values import kind
from .axis import KEYS, PROBES, axis_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from ..feel.constants import ConstantTests
    from ..feel.tree import UnaryTests
    from ..feel.values import Value
    from .axis import Axis, Key
    from .table import Rule

_NO_FUNCTIONS: frozenset[str] = frozenset()

Mask = int
"""Rules as bits, the first rule of the table as the lowest."""


def rules_in(mask: Mask) -> Iterator[int]:
    """The places of the rules, in the order of the table."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class ColumnIndex:
    """The tests of one column. Its axes are made when a value of their kind is first looked up."""

    def __init__(self, cells: Sequence[UnaryTests]) -> None:
        by_cell: dict[UnaryTests, Mask] = {}
        self.free: Mask = 0
        """The rules without a test here."""
        for place, cell in enumerate(cells):
            if cell.tests:
                by_cell[cell] = by_cell.get(cell, 0) | 1 << place
            else:
                self.free |= 1 << place
        self._constant: list[tuple[ConstantTests, Mask]] = []
        self._tested: Mask = 0
        self._always_open: Mask = 0
        for cell, mask in by_cell.items():
            self._tested |= mask
            constants = constant_tests(cell)
            if constants is None:
                self._always_open |= mask
            else:
                self._constant.append((constants, mask))
        self._sides: dict[str, Side] = {}

    @property
    def functions(self) -> frozenset[str]:
        """The built-in functions by which constants are written."""
        return _NO_FUNCTIONS.union(*(cell.functions for cell, _ in self._constant))

    @property
    def untold(self) -> tuple[Mask, Mask]:
        """What `look_up` gives where constants are not to be relied on."""
        return self.free, self._tested

    def look_up(self, value: Value) -> tuple[Mask, Mask]:
        """The rules whose test is true or missing, and those whose test is open for a value of this kind."""
        of = kind(value)
        side = self._sides.get(of) or self.side(of)
        axis = side.axis
        if axis is None:
            return side.sure, side.open
        return axis.masks[axis.place(side.key(value))], side.open

    def side(self, of: str) -> Side:
        """What is known of values of a kind."""
        if of not in self._sides:
            self._sides[of] = self._side(of)
        return self._sides[of]

    def _side(self, of: str) -> Side:
        if of == "Null":
            return self._null()
        defined = [(cell, mask) for cell, mask in self._constant if of in KEYS and _is_defined(cell, of)]
        axis = axis_of(defined, of, self.free) if of in KEYS else None
        if axis is None:
            return Side(_no_key, None, self.free, self._tested)
        open_ = self._tested
        for _, mask in defined:
            open_ &= ~mask
        return Side(KEYS[of], axis, 0, open_)

    def _null(self) -> Side:
        sure, open_ = self.free, self._always_open
        for cell, mask in self._constant:
            try:
                sure |= mask if cell.holds(None) else 0
            except UndefinedError:
                open_ |= mask
        return Side(_no_key, None, sure, open_)


@dataclass(frozen=True, slots=True)
class Side:
    """What the tests of a column are for values of one kind: an axis with its keys, or the same for all of them.

    `sure` are the rules that apply where there is no axis, `open` those whose test must be tried.
    """

    key: Callable[[Any], Key]
    axis: Axis | None
    sure: Mask
    open: Mask


def _no_key(value: Value) -> Key:
    return value


def _is_defined(cell: ConstantTests, of: str) -> bool:
    try:
        for test in cell.tests:
            test.meets(PROBES[of])
    except UndefinedError:
        return False
    return True


class Index:
    """The rules of a table by column, and by the days on which they are in force."""

    def __init__(self, rules: Sequence[Rule], columns: int) -> None:
        self.columns = tuple(ColumnIndex([rule.tests[column] for rule in rules]) for column in range(columns))
        self.functions = _NO_FUNCTIONS.union(*(column.functions for column in self.columns))
        changes: dict[int, Mask] = {}
        for place, rule in enumerate(rules):
            first = 0 if rule.since is None else rule.since.toordinal()
            changes[first] = changes.get(first, 0) ^ 1 << place
            if rule.until is not None:
                ended = rule.until.toordinal() + 1
                changes[ended] = changes.get(ended, 0) ^ 1 << place
        self._days = sorted(changes)
        self._in_force: list[Mask] = [0]
        for day in self._days:
            self._in_force.append(self._in_force[-1] ^ changes[day])

    def in_force(self, on: date) -> Mask:
        """The rules that count on a day."""
        return self._in_force[bisect_right(self._days, on.toordinal())]
