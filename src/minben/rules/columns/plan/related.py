"""What is made of related rows: one value of those for which a condition is true."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..kinds import (
    Integer,
    Truth,
    Type,
)
from .node import Node, range_of


@dataclass(frozen=True, eq=False)
class Aggregate(Node):
    """One value made of those related rows whose `where` is true (None: of all).

    `value` and `where` are worked out for each related row: there `Read` of the relation is that row's column, and
    every other `Read` is a column of the row that is decided.

    - `count`: how many rows; `value` is None. Never null.
    - `sum`: of the values that are not null; 0 where there is none. Never null.
    - `minimum`, `maximum`: of the values that are not null (`Integer`, `Day`, `Text`); null where there is none.
    - `any`: whether a value (a condition) is true; false where there is none. Never null.
    """

    relation: str
    operation: str
    value: Node | None
    where: Node | None
    most: int

    @cached_property
    def type(self) -> Type:
        if self.operation == "count":
            return Integer(0, self.most)
        if self.operation == "any" or self.value is None:
            return Truth()
        if self.operation == "sum":
            inner = range_of(self.value)
            return Integer(min(0, inner.low * self.most), max(0, inner.high * self.most))
        return self.value.type

    @cached_property
    def nullable(self) -> bool:
        return self.operation in ("minimum", "maximum")

    @property
    def inner(self) -> tuple[Node, ...]:
        """The nodes that are worked out for each related row."""
        return tuple(node for node in (self.value, self.where) if node is not None)


@dataclass(frozen=True, eq=False)
class Pick(Node):
    """The value of one of those related rows whose `where` is true (None: of all), by its position in their order.

    The position is not 0: 1 is the first, -1 the last. Null where there is no such row. The order is that of the
    file or of the nested list.
    """

    relation: str
    value: Node
    where: Node | None
    position: int

    @cached_property
    def type(self) -> Type:
        return self.value.type

    @cached_property
    def nullable(self) -> bool:
        return True

    @property
    def inner(self) -> tuple[Node, ...]:
        """The nodes that are worked out for each related row."""
        return (self.value,) if self.where is None else (self.value, self.where)
