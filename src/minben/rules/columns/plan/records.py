"""Records and lists as results, and the fields of records that are stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..kinds import (
    Items,
    Record,
    Type,
)
from .node import Node, Read

if TYPE_CHECKING:
    from ..kinds import Column as Held


@dataclass(frozen=True, eq=False)
class MakeRecord(Node):
    """A record of these fields; it is never null, its fields may be."""

    fields: tuple[tuple[str, Node], ...]

    @cached_property
    def type(self) -> Record:
        return Record(tuple((name, node.type) for name, node in self.fields))

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return tuple(node for _, node in self.fields)


@dataclass(frozen=True, eq=False)
class Field(Node):
    """A field of a stored record; null where the record is. The kind says the same as that of a `Read`."""

    record: Read | Field
    name: str
    held: Held

    @cached_property
    def type(self) -> Type:
        return self.held.kind.plain

    @cached_property
    def nullable(self) -> bool:
        return self.held.nullable or self.record.nullable

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.record,)


@dataclass(frozen=True, eq=False)
class MakeItems(Node):
    """A list of those values, in order, whose guard is true (None: always). Values may be null; the list never is."""

    items: tuple[tuple[Node | None, Node], ...]
    element: Type

    @cached_property
    def type(self) -> Items:
        return Items(self.element)

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return tuple(
            part for guard, value in self.items for part in ((value,) if guard is None else (guard, value))
        )
