"""Texts by code points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..kinds import (
    Integer,
    Text,
)
from .node import Condition, Node


@dataclass(frozen=True, eq=False)
class Concatenate(Node):
    """Texts one after another."""

    operands: tuple[Node, ...]

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class TextLength(Node):
    """The number of code points."""

    operand: Node

    @cached_property
    def type(self) -> Integer:
        codes = self.operand.type.codes if isinstance(self.operand.type, Text) else None
        lengths = [len(code) for code in codes or ()]
        return Integer(min(lengths), max(lengths)) if lengths else Integer(0, 2**31 - 1)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


TEXT_TESTS = ("contains", "starts with", "ends with")


@dataclass(frozen=True, eq=False)
class TextTest(Condition):
    """`contains`, `starts with`, `ends with` (the test): exact, the empty text is in every text."""

    test: str
    operand: Node
    sought: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.sought)


@dataclass(frozen=True, eq=False)
class Slice(Node):
    """The code points from `start` (an integer, from 0) on, `length` of them at most (None: to the end).

    A start at or beyond the end gives the empty text. Neither is negative.
    """

    operand: Node
    start: Node
    length: Node | None

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.start) if self.length is None else (self.operand, self.start, self.length)


@dataclass(frozen=True, eq=False)
class Before(Node):
    """What stands before the first occurrence of a text; empty where it does not occur or is itself empty."""

    operand: Node
    sought: Node

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.sought)


@dataclass(frozen=True, eq=False)
class After(Node):
    """What stands after the first occurrence of a text; empty where it does not occur, all where it is empty."""

    operand: Node
    sought: Node

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.sought)


@dataclass(frozen=True, eq=False)
class IntegerText(Node):
    """An integer of a scale written in decimals, without zeros at its end: 1250 of scale 2 is `12.5`, -5 is `-0.05`."""

    operand: Node
    scale: int

    @cached_property
    def type(self) -> Text:
        return Text()

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)
