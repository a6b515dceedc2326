"""Python source in the making: functions line by line, and the objects that they name.

Whatever comes from a rule (a text, a number, a name, a place) is bound to a name of our own making and never written
into the source, so that no rule can say anything in Python.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .values import kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .values import Value

MAX_INDENT = 40
"""Levels of indentation of a function; Python itself allows 100."""
MAX_BLOCKS = 10
"""Loops and `try` inside one another in a function; Python itself allows 20."""

Kinds = frozenset[str] | None
"""The kinds that a value may be of, as `values.kind` names them; None where nothing is known."""

NOT_CONSTANT = object()


@dataclass(frozen=True, slots=True)
class Atom:
    """A value as the source names it: what kinds it may be of, and the value itself where it is constant."""

    text: str
    kinds: Kinds = None
    value: object = NOT_CONSTANT

    @property
    def constant(self) -> bool:
        """Whether it is the same whenever the source runs."""
        return self.value is not NOT_CONSTANT

    @property
    def foldable(self) -> bool:
        """Whether it is constant and small, so that operations on it may be done before any work is counted."""
        return self.constant and not isinstance(self.value, list | dict)

    def may_be(self, *names: str) -> bool:
        """Whether it can be of one of these kinds."""
        return self.kinds is None or not self.kinds.isdisjoint(names)


NULL = Atom("None", frozenset(("Null",)), None)
TRUE = Atom("True", frozenset(("boolean",)), True)
FALSE = Atom("False", frozenset(("boolean",)), False)


@dataclass(frozen=True, slots=True)
class Frame:
    """Names that have values at a place: those known here, and those that `local`, a dict at run, may hold besides."""

    names: dict[str, Atom]
    local: str = ""
    is_open: bool = False


@dataclass(slots=True)
class Body:
    """A function in the making."""

    name: str
    parameters: str
    lines: list[str] = field(default_factory=list)
    indent: int = 1
    blocks: int = 0

    def line(self, text: str) -> None:
        """Adds a line at the present indentation."""
        self.lines.append(f"{' ' * self.indent}{text}")

    @contextmanager
    def branch(self, head: str) -> Iterator[None]:
        """A head such as `else:`, and what stands under it."""
        self.line(head)
        self.indent += 1
        start = len(self.lines)
        yield
        if len(self.lines) == start:
            self.line("pass")
        self.indent -= 1

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A branch that is a loop or a `try`, of which Python allows fewer inside one another."""
        self.blocks += 1
        with self.branch(head):
            yield
        self.blocks -= 1

    @property
    def full(self) -> bool:
        """Whether what follows had better stand in a function of its own."""
        return self.indent > MAX_INDENT or self.blocks > MAX_BLOCKS


class Source:
    """All functions that are compiled together."""

    def __init__(self, runtime: Mapping[str, object]) -> None:
        self._bound: dict[str, object] = dict(runtime)
        self._names: dict[int, str] = {}
        self._bodies: list[Body] = []
        self._count = 0

    def fresh(self, prefix: str = "v") -> str:
        """A name that is not in use."""
        self._count += 1
        return f"{prefix}{self._count}"

    def bind(self, value: object) -> str:
        """The name by which the source speaks of an object."""
        if id(value) not in self._names:
            name = self.fresh("c")
            self._bound[name] = value
            self._names[id(value)] = name
        return self._names[id(value)]

    def constant(self, value: Value) -> Atom:
        """A value that is always the same."""
        if value is None:
            return NULL
        if isinstance(value, bool):
            return TRUE if value else FALSE
        return Atom(self.bind(value), frozenset((kind(value),)), value)

    def body(self, parameters: str) -> Body:
        """A new function."""
        body = Body(self.fresh("f"), parameters)
        self._bodies.append(body)
        return body

    @property
    def text(self) -> str:
        """The source of all functions."""
        return "\n".join(
            line for body in self._bodies for line in (f"def {body.name}({body.parameters}):", *body.lines)
        )

    def compile(self) -> Mapping[str, object]:
        """The functions by name, once all are written."""
        namespace = self._bound
        # The source names nothing but what is bound here: see the module's word.
        exec(compile(self.text, "<rules>", "exec"), namespace)  # noqa: S102
        return namespace
