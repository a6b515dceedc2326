"""Makes facts under which the inputs of a table have given values, so that a finding can be tried.

Inputs are mostly names and their parts; some are worked out (`years and months duration(born, counting date).years`).
A few operations are turned round; what comes of it is tried, and given only where the inputs really have the values.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.evaluate import compile_node
from ..feel.free import free_names
from ..feel.operators import add, arithmetic, negate, same, subtract
from ..feel.run import run_code
from ..feel.temporal import DAY, Date, DaysTime, YearsMonths
from ..feel.tree import Arithmetic, Comparison, Invocation, Logic, Name, Negation, Path
from ..feel.values import admit, release

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from ..feel.tree import Node
    from ..feel.values import Value

COUNTING_DATE = "counting date"
_MOST_ELEMENTS = 1000
_UNKNOWN = object()
_ONE = Decimal(1)


def facts_for(readings: Iterable[tuple[Node, Value]], on: date) -> Mapping[str, object] | None:
    """Facts, as plain Python, under which every expression has its value on a day; None where none were found."""
    wanted = list(readings)
    facts = _Facts(admit(on))
    # What is worked out comes after what is read as it stands.
    for tree, value in sorted(wanted, key=lambda reading: not is_plain(reading[0])):
        facts.solve(tree, value)
    if not all(_agree(facts.value(tree), value) for tree, value in wanted):
        return None
    return {name: release(value) for name, value in facts.given.items()}


def is_plain(tree: Node) -> bool:
    """Whether an expression is a fact, or a part of one, as it stands."""
    return isinstance(tree, Name) or (isinstance(tree, Path) and is_plain(tree.base))


def _agree(one: object, other: Value) -> bool:
    return one is other or (one is not _UNKNOWN and same(one, other))


class _Facts:
    def __init__(self, on: Value) -> None:
        self.given: dict[str, Value] = {}
        self._on = on

    def value(self, tree: Node) -> object:
        """What an expression comes to with the facts so far."""
        facts = {COUNTING_DATE: self._on, **self.given}
        if not free_names(tree) <= facts.keys():
            return _UNKNOWN
        return admit(run_code(compile_node(tree), facts).value)

    def solve(self, tree: Node, value: Value) -> None:
        """Gives facts so that an expression comes to a value, as far as can be seen."""
        if _agree(self.value(tree), value):
            return
        if value is None and not is_plain(tree):
            for name in sorted(free_names(tree) - self.given.keys() - {COUNTING_DATE}):
                self.given[name] = None
            return
        match tree:
            case Name(name):
                self.given.setdefault(name, value)
            case Path():
                self._solve_path(tree, value)
            case Negation(operand):
                self._solve_by(operand, lambda: negate(value))
            case Arithmetic(operator, left, right):
                self._solve_arithmetic(operator, left, right, value)
            case Comparison(operator, left, right) if isinstance(value, bool):
                self._solve_comparison(operator if value else _OPPOSITE[operator], left, right)
            case Logic(operator, left, right):
                self.solve(left, value)
                if value is (operator == "and"):
                    self.solve(right, value)
            case Invocation(Name(name), arguments):
                self._solve_invocation(name, [argument.value for argument in arguments], value)

    def _solve_by(self, tree: Node, make: object) -> None:
        try:
            self.solve(tree, make())  # type: ignore[operator]
        except UndefinedError:
            return

    def _solve_path(self, tree: Path, value: Value) -> None:
        names = [tree.name]
        base = tree.base
        while isinstance(base, Path):
            names.append(base.name)
            base = base.base
        if isinstance(base, Name):
            self._put([base.name, *reversed(names)], value)
        elif len(names) == 1 and isinstance(value, Decimal):
            self._solve_part(base, tree.name, int(value))

    def _put(self, names: list[str], value: Value) -> None:
        """Gives an entry of a context inside contexts; one that is given already stays."""
        entries = self.given
        for name in names[:-1]:
            inner = entries.setdefault(name, {})
            if not isinstance(inner, dict):
                return
            entries = inner
        entries.setdefault(names[-1], value)

    def _solve_part(self, base: Node, part: str, value: int) -> None:
        match part:
            case "years":
                self._solve_by(base, lambda: YearsMonths.of(12 * value))
            case "months":
                self._solve_by(base, lambda: YearsMonths.of(value))
            case "days":
                self._solve_by(base, lambda: DaysTime.of(value * DAY))
            case "year":
                self._solve_by(base, lambda: Date.of(value, 1, 1))

    def _solve_arithmetic(self, operator: str, left: Node, right: Node, value: Value) -> None:
        one, other = self.value(left), self.value(right)
        undo = arithmetic(_UNDONE[operator]) if operator in _UNDONE else None
        if undo is None:
            return
        if other is not _UNKNOWN:
            self._solve_by(left, lambda: undo(value, other))
        elif one is not _UNKNOWN:
            # Of `one - x` and `one / x` the value is taken from one, of `one + x` and `one * x` one from the value.
            ends = (one, value) if operator in "-/" else (value, one)
            back = arithmetic(operator) if operator in "-/" else undo
            self._solve_by(right, lambda: back(*ends))

    def _solve_comparison(self, operator: str, left: Node, right: Node) -> None:
        one, other = self.value(left), self.value(right)
        if other is _UNKNOWN and one is not _UNKNOWN:
            left, other, operator = right, one, _TURNED[operator]
        if other is _UNKNOWN:
            return
        if operator in ("=", "<=", ">="):
            self.solve(left, other)
        elif isinstance(other, Decimal):
            self._solve_by(left, lambda: subtract(other, _ONE) if operator == "<" else add(other, _ONE))
        elif isinstance(other, str):
            self.solve(left, other + "…")

    def _solve_invocation(self, name: str, arguments: list[Node], value: Value) -> None:
        match name, arguments:
            case "years and months duration", [start, end] if isinstance(value, YearsMonths):
                day = self.value(end)
                if isinstance(day, Date):
                    self._solve_by(start, lambda: day.plus_months(-value.months))
            case "count", [items] if isinstance(value, Decimal) and 0 <= value <= _MOST_ELEMENTS:
                self.solve(items, [None] * int(value))
            case "not", [operand] if isinstance(value, bool):
                self.solve(operand, not value)
            case (("starts with" | "ends with" | "contains"), [text, part]):
                known = self.value(part)
                if isinstance(known, str):
                    self.solve(text, known if value is True else "…")
            case (("floor" | "ceiling" | "abs" | "upper case" | "lower case"), [operand]):
                self.solve(operand, value)


_UNDONE = {"+": "-", "-": "+", "*": "/", "/": "*"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
