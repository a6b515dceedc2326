"""What each node of a plan means, worked out for one row: what the back ends are compared with.

It says in Python what the docstrings of `plan` say in words, slowly and without care for speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from minben.rules.columns import plan
from minben.rules.columns.kinds import Boolean, Context, Date, Integer, Kind, ListOf, Moment, Number, String
from minben.rules.columns.plan import Node, truncated
from minben.rules.feel.temporal import Date as FeelDate

EPOCH = date(1970, 1, 1)
Row = Mapping[str, Any]
"""Plain values by the names of columns; a list column holds rows, or lone values."""


@dataclass(frozen=True)
class Rows:
    """The row that is decided, the rows of other tables, and the related row that is looked at, by its relation."""

    own: Row
    relations: Mapping[str, plan.Relation] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    inner: Mapping[str, Row] = field(default_factory=dict)

    def related(self, name: str) -> list[Rows]:
        """The rows of a relation, each looked at."""
        relation = self.relations[name]
        if relation.key:
            own = self.own[relation.own_key]
            found = [row for row in self.tables[name] if own is not None and row[relation.key] == own]
        else:
            found = [
                element if isinstance(element, Mapping) else {"item": element}
                for element in self.own[name] or ()
            ]
        return [Rows(self.own, self.relations, self.tables, {**self.inner, name: row}) for row in found]


def value_of(node: Node, rows: Rows) -> Any:
    """The plain value of a node."""
    match node:
        case plan.Read(source, name):
            return (rows.inner[source] if source else rows.own)[name]
        case plan.Constant(value):
            return value
        case plan.Case(branches, otherwise):
            taken = (value for condition, value in branches if value_of(condition, rows) is True)
            return value_of(next(taken, otherwise), rows)
        case plan.IsNull(operand):
            return value_of(operand, rows) is None
        case plan.IsTrue(operand):
            return value_of(operand, rows) is True
        case plan.Same(left, right):
            return value_of(left, rows) == value_of(right, rows)
        case plan.And(operands):
            values = [value_of(operand, rows) for operand in operands]
            return False if False in values else None if None in values else True
        case plan.Or(operands):
            values = [value_of(operand, rows) for operand in operands]
            return True if True in values else None if None in values else False
        case plan.MakeRecord(fields):
            return {name: value_of(inner, rows) for name, inner in fields}
        case plan.MakeItems(items):
            return [
                value_of(inner, rows)
                for guard, inner in items
                if guard is None or value_of(guard, rows) is True
            ]
        case plan.Aggregate():
            return _aggregate(node, rows)
        case plan.Pick():
            return _pick(node, rows)
    values = [value_of(part, rows) for part in node.parts]
    return None if None in values else _known(node, values)


def _matching(node: plan.Aggregate | plan.Pick, rows: Rows) -> list[Any]:
    found = rows.related(node.relation)
    kept = [row for row in found if node.where is None or value_of(node.where, row) is True]
    return [None if node.value is None else value_of(node.value, row) for row in kept]


def _aggregate(node: plan.Aggregate, rows: Rows) -> Any:
    values = _matching(node, rows)
    known = [value for value in values if value is not None]
    match node.operation:
        case "count":
            return len(values)
        case "sum":
            return sum(known)
        case "any":
            return True in known
        case "minimum":
            return min(known, default=None)
    return max(known, default=None)


def _pick(node: plan.Pick, rows: Rows) -> Any:
    values = _matching(node, rows)
    place = node.position - 1 if node.position > 0 else len(values) + node.position
    return values[place] if 0 <= place < len(values) else None


def _known(node: Node, values: list[Any]) -> Any:
    """A node of operands that are not null."""
    left, right = values[0], values[-1]
    match node:
        case plan.Not():
            return not left
        case plan.Compare(operator):
            return {
                "=": left == right,
                "!=": left != right,
                "<": left < right,
                "<=": left <= right,
                ">": left > right,
                ">=": left >= right,
            }[operator]
        case plan.Within(_, within):
            return left in within
        case plan.Band(_, bounds):
            return sum(bound <= left for bound in bounds)
        case plan.Lookup(_, chosen):
            return chosen[left]
        case plan.Translate(_, keys, chosen, otherwise):
            return chosen[keys.index(left)] if left in keys else otherwise
        case plan.Field(_, name):
            return left[name]
    return _number(node, left, right) if _is_number(node) else _day_or_text(node, values)


def _is_number(node: Node) -> bool:
    return isinstance(node.type, Integer)


def _number(node: Node, left: Any, right: Any) -> int | None:
    match node:
        case plan.Add():
            return int(left + right)
        case plan.Subtract():
            return int(left - right)
        case plan.Multiply():
            return int(left * right)
        case plan.FloorDivide():
            return int(left // right) if right else None
        case plan.TruncateDivide():
            return truncated(left, right) if right else None
        case plan.Remainder():
            return int(left % right) if right else None
        case plan.Absolute():
            return abs(int(left))
        case plan.Narrowed() | plan.DayNumber():
            return int(left)
        case plan.DayPart(part):
            return _part(part, EPOCH + timedelta(left))
        case plan.MonthsBetween():
            return _months(EPOCH + timedelta(left), EPOCH + timedelta(right))
        case plan.TextLength():
            return len(left)
    raise TypeError(node)


def _part(part: str, day: date) -> int:
    return {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "weekday": day.isoweekday(),
        "day of year": day.timetuple().tm_yday,
        "week": day.isocalendar().week,
    }[part]


def _months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    return months + 1 if months < 0 and end.day > start.day else months


def _day_or_text(node: Node, values: list[Any]) -> Any:
    left, right = values[0], values[-1]
    match node:
        case plan.Narrowed() | plan.DayAt():
            return left
        case plan.AddMonths():
            return FeelDate.from_number(left).plus_months(right).number
        case plan.MakeDay():
            try:
                return (date(*values) - EPOCH).days
            except (ValueError, OverflowError):
                return None
        case plan.TextTest(test):
            return {
                "contains": right in left,
                "starts with": left.startswith(right),
                "ends with": left.endswith(right),
            }[test]
        case plan.Concatenate():
            return "".join(values)
        case plan.Slice(_, _, length):
            return left[values[1] :] if length is None else left[values[1] : values[1] + values[2]]
        case plan.Before():
            return left[: left.index(right)] if right in left else ""
        case plan.After():
            return left[left.index(right) + len(right) :] if right in left else ""
        case plan.IntegerText(_, scale):
            return str(left // 10**scale) if left % 10**scale == 0 else _decimals(left, scale)
    raise TypeError(node)


def _decimals(value: int, scale: int) -> str:
    return f"{_decimal(value, scale):f}".rstrip("0").rstrip(".")


def _decimal(value: int, scale: int) -> Decimal:
    """The number of an integer of a scale, of however many digits."""
    return Decimal(f"{value}E-{scale}")


def shown(value: Any, kind: Kind) -> Any:
    """A plain value as people keep it: what a result of a query is compared with."""
    if value is None:
        return None
    match kind:
        case Number(scale):
            return _decimal(value, scale)
        case Date():
            return EPOCH + timedelta(value)
        case String() | Boolean() | Moment():
            return value
        case Context():
            return {name: shown(value[name], column.kind) for name, column in kind.fields}
        case ListOf(element):
            return [shown(item, element.kind) for item in value]
    raise TypeError(kind)
