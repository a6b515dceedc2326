"""Writes source that works out many rows: values of a row are local variables, and no reasons are kept.

What stands in a function of its own (a function of FEEL, what is nested too deep) reads its names from a scope, as
everywhere; `RowEmitter` writes the function in which the rows go by.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from ..errors import Span, UndefinedError
from ..feel.emit import RUNTIME, Emitter
from ..feel.registry import BUILTINS
from ..feel.run import Run, Scope, StopError
from ..feel.source import NULL, Atom, Source
from ..feel.temporal import Date
from ..feel.tree import Fitted, Name
from ..feel.types import ANY, NUMBER
from ..feel.values import NUMBERS, SAME_OUTSIDE, admit, release
from .tables import emit_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..feel.tree import Decide, Node
    from ..feel.values import Value
    from ..tables.decision import Decision

COUNTING_DATE = "counting date"
"""The name by which rules read the date that counts."""
NOWHERE = Span(0, 0, 1, 1)
SIMPLE_KINDS = frozenset(("number", "string", "boolean", "Null"))


def admitted(value: object) -> Value:
    """A value from outside, null where FEEL does not have it."""
    try:
        return admit(value)
    except UndefinedError:
        return None


QUIET: dict[str, object] = {
    **RUNTIME,
    "SIMPLE": SAME_OUTSIDE,
    "STOPS": (UndefinedError, ArithmeticError, RecursionError, StopError),
    "Scope": Scope,
    "admitted": admitted,
    "bisect_left": bisect_left,
    "bisect_right": bisect_right,
    "date": date,
    "release": release,
    "round_number": NUMBERS.plus,
}


class QuietRun(Run):
    """A run of many rows: it counts their work, and keeps nothing."""

    def null(self, fault: UndefinedError, span: Span | None) -> None:
        """Keeps nothing: nobody asks why."""

    def decided(self, decision: Decision) -> None:
        """Keeps nothing."""

    def begin(self) -> None:
        """Counts anew."""
        self._left = self._limit


@dataclass(frozen=True, slots=True)
class QuietEmitter(Emitter):
    """Writes functions of a scope `s` that keep no reasons."""

    def outside(self, name: str, span: Span) -> Atom:
        """The value of a name in the scope."""
        return self.attempt(f"s.find({self.source.bind(name)})", span)

    def outside_function(self, name: str, span: Span) -> Atom:
        """The value of a name that is called."""
        return self.attempt(f"s.find_function({self.source.bind(name)})", span)

    def keep(self, call: str, span: Span) -> None:
        """Keeps nothing."""

    def decided(self, node: Decide) -> Atom:
        """What a table says."""
        return self.attempt(f"{self.source.bind(node.table)}.answer({self.scope()})", node.span)

    def scope(self) -> str:
        """The scope of the function with the frames inside it."""
        return self._with_frames("s")

    def _with_frames(self, scope: str) -> str:
        for frame in self.frames:
            if frame.names and (frame.is_open or not frame.local):
                scope = f"{scope}.inner({self.names(frame.names)})"
            if frame.local:
                scope = f"{scope}.inner({frame.local})"
        return scope

    def names(self, atoms: dict[str, Atom]) -> str:
        """Names and their values as a dict."""
        return f"{{{', '.join(f'{self.source.bind(name)}: {atom.text}' for name, atom in atoms.items())}}}"

    def aside(self, *parameters: str) -> QuietEmitter:
        """An emitter for a function beside this one."""
        return QuietEmitter(self.source, self.source.body(", ".join(("s", *parameters))))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEmitter(QuietEmitter):
    """Writes the function of the rows: `known` are the values worked out so far, `raw` the fields as they came."""

    run: QuietRun
    on: date
    known: dict[str, Atom] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    ages: Mapping[str, Node] = field(default_factory=dict)

    def resolved(self, tree: Node) -> Node:
        """What stands behind a name of an age that is told by bounds on a date, and so not worked out."""
        if isinstance(tree, Name) and tree.name in self.ages and tree.name not in self.known:
            tree = self.ages[tree.name]
        while isinstance(tree, Fitted) and tree.type in (NUMBER, ANY):
            tree = tree.value
        return tree

    def knowing(self, name: str, value: Atom) -> RowEmitter:
        """The same function where a field has been brought to a value of FEEL."""
        return replace(self, known={**self.known, name: value})

    def outside(self, name: str, span: Span) -> Atom:
        """The value of a decision or field, of the counting date, or a built-in function."""
        if name in self.known:
            return self.known[name]
        if name in self.ages:
            return replace(self, frames=()).node(self.ages[name])
        if name in self.raw:
            return self.let(f"admitted({self.raw[name]})")
        if name == COUNTING_DATE:
            return self.source.constant(Date(self.on.year, self.on.month, self.on.day))
        return self.outside_function(name, span) if name in BUILTINS else NULL

    def outside_function(self, name: str, span: Span) -> Atom:
        """The value of a name that is called: a fact that is no function does not hide the built-in one."""
        function = self.source.bind(self.run.builtin(name))
        if name not in self.known and name not in self.raw:
            return Atom(function, frozenset(("function",)))
        value = self.outside(name, span).text
        return self.let(f"{value} if isinstance({value}, Function) else {function}", frozenset(("function",)))

    def admit(self, name: str) -> None:
        """Makes a field known: brings it to a value of FEEL."""
        raw, target = self.raw[name], self.source.fresh()
        with self.body.branch(f"if {raw} is None or type({raw}) is str or type({raw}) is bool:"):
            self.body.line(f"{target} = {raw}")
        with self.body.branch("else:"):
            self.body.line(f"{target} = admitted({raw})")
        self.known[name] = Atom(target)

    def decided(self, node: Decide) -> Atom:
        """What a table says, by its index."""
        return emit_table(self, node)

    def scope(self) -> str:
        """A scope with all that is known."""
        plain = replace(self, frames=())
        names = [name for name in (*self.raw, *self.ages, COUNTING_DATE) if name not in self.known]
        others = {name: plain.outside(name, NOWHERE) for name in names}
        return self._with_frames(f"Scope(run, {self.names({**others, **self.known})})")

    def released(self, atom: Atom) -> str:
        """A value as it goes out."""
        if atom.kinds is not None and atom.kinds <= SIMPLE_KINDS:
            return atom.text
        return f"({atom.text} if type({atom.text}) in SIMPLE else release({atom.text}, run.spend))"


def new_source(run: QuietRun) -> Source:
    """An empty source for the rows of a run."""
    return Source({**QUIET, "run": run})
