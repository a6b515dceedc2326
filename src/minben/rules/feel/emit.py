"""Compiles trees to Python source: every node to lines that work out its value, and to the name of that value.

`Emitter` knows what a node means; where names come from, how reasons are kept and how tables decide is left to those
that build on it: one that tells reasons (`evaluate`), one for many rows (`rules.rows`). Parts of a value whose kinds
are known at this point are worked out in place, everything else by the functions of `operators` and `runtime`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from . import emit_lists, emit_operators, runtime
from .conform import fit
from .functions import FeelFunction
from .literals import at_value
from .operators import make_range, negate, operator_range, read_path
from .registry import BUILTINS
from .source import NULL, Atom, Body, Frame, Source
from .tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Comparison,
    ContextLiteral,
    Decide,
    Filter,
    Fitted,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    Invocation,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    OperatorRange,
    Path,
    Quantified,
)
from .values import Function

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..errors import Span
    from .source import Kinds
    from .tree import Entry
    from .values import Value

RUNTIME: dict[str, object] = {
    **emit_operators.RUNTIME,
    "FeelFunction": FeelFunction,
    "Function": Function,
    "NO_ENTRIES": runtime.NO_ENTRIES,
    "as_list": runtime.as_list,
    "at": runtime.at,
    "call": runtime.call,
    "call_named": runtime.call_named,
    "counted": runtime.counted,
    "fit": fit,
    "is_instance": runtime.is_instance,
    "make_range": make_range,
    "members": runtime.members,
    "negate": negate,
    "operator_range": operator_range,
    "read_path": read_path,
}
_FUNCTION = frozenset(("function",))


@dataclass(frozen=True, slots=True)
class Emitter(ABC):
    """Writes one function of a source; what stands too deep for it goes into functions beside it."""

    source: Source
    body: Body
    frames: tuple[Frame, ...] = ()

    # What those that build on it say.

    @abstractmethod
    def outside(self, name: str, span: Span) -> Atom:
        """The value of a name that no frame holds."""

    @abstractmethod
    def outside_function(self, name: str, span: Span) -> Atom:
        """The value of a built-in function's name that is called and that no frame holds."""

    @abstractmethod
    def keep(self, call: str, span: Span) -> None:
        """Keeps a reason by a call such as `keep(run, fault, {span})`."""

    @abstractmethod
    def decided(self, node: Decide) -> Atom:
        """What a table says."""

    @abstractmethod
    def scope(self) -> str:
        """The scope at this place, as an expression."""

    @abstractmethod
    def aside(self, *parameters: str) -> Emitter:
        """An emitter for a function beside this one: it takes a scope that has all names, and what else is said."""

    # Bricks.

    def let(self, expression: str, kinds: Kinds = None) -> Atom:
        """A new name for what an expression comes to."""
        name = self.source.fresh()
        self.body.line(f"{name} = {expression}")
        return Atom(name, kinds)

    def attempt(self, expression: str, span: Span, kinds: Kinds = None) -> Atom:
        """A new name for what an expression comes to; null with a reason where it raises."""
        name = self.source.fresh()
        with self.body.block("try:"):
            self.body.line(f"{name} = {expression}")
        self.failing(name, span)
        return Atom(name, None if kinds is None else kinds | {"Null"})

    def failing(self, target: str, span: Span) -> None:
        """The end of a `try`: null with a reason."""
        with self.body.branch("except FAULTS as fault:"):
            self.keep("keep(run, fault, {span})", span)
            self.body.line(f"{target} = None")

    def always_null(self, fault: UndefinedError, span: Span) -> Atom:
        """Null for a reason that the source itself holds."""
        self.keep(f"keep(run, {self.source.bind(fault)}, {{span}})", span)
        return NULL

    def folded(self, make: Callable[[], Value], span: Span) -> Atom:
        """A value that is made now."""
        try:
            return self.source.constant(make())
        except UndefinedError as fault:
            return self.always_null(fault, span)
        except ArithmeticError:
            return self.always_null(UndefinedError("out-of-range"), span)

    def within(self, frame: Frame) -> Emitter:
        """The same function, with a frame inside the present ones."""
        return replace(self, frames=(*self.frames, frame))

    def into(self, target: str, node: Node) -> None:
        """Gives an existing name the value of a node."""
        self.body.line(f"{target} = {self.node(node).text}")

    # Nodes.

    def node(self, node: Node) -> Atom:
        """Writes what works out a node."""
        if self.body.full and not isinstance(node, Literal | Name):
            return self._outlined(node)
        match node:
            case Literal(value):
                return self.source.constant(value)
            case AtLiteral(text):
                return self.folded(lambda: at_value(text), node.span)
            case Name(name):
                return self.name(name, node.span)
            case Arithmetic() | Comparison() | Between() | Logic() | In():
                return emit_operators.operation(self, node)
            case Filter() | For() | Quantified():
                return emit_lists.over_lists(self, node)
            case If():
                return self._conditional(node)
            case ContextLiteral(entries):
                return self._context(entries, node.span)
            case FunctionDefinition():
                return self._function(node)
            case Invocation():
                return self._invocation(node)
            case Decide():
                return self.decided(node)
            case _:
                return self._simple(node)

    def _simple(
        self, node: Path | Negation | InstanceOf | Interval | OperatorRange | ListLiteral | Fitted
    ) -> Atom:
        match node:
            case Path(base, name):
                value = self.node(base)
                return self.attempt(
                    f"read_path({value.text}, {self.source.bind(name)}, run.spend)", node.span
                )
            case Negation(operand):
                return self._unary(negate, "negate({})", self.node(operand), node.span)
            case OperatorRange(operator, operand):
                call = f"operator_range({self.source.bind(operator)}, {{}})"
                return self._unary(
                    lambda value: operator_range(operator, value), call, self.node(operand), node.span
                )
            case InstanceOf(value, type_):
                call = f"is_instance({self.node(value).text}, {self.source.bind(type_)}, run)"
                return self.let(call, frozenset(("boolean",)))
            case Interval(low, high, low_included, high_included):
                ends = self.node(low), self.node(high)
                if ends[0].foldable and ends[1].foldable:
                    made = ends[0].value, ends[1].value, low_included, high_included
                    return self.folded(lambda: make_range(*made), node.span)
                call = f"make_range({ends[0].text}, {ends[1].text}, {low_included}, {high_included})"
                return self.attempt(call, node.span, frozenset(("range",)))
            case ListLiteral(items):
                atoms = [self.node(item) for item in items]
                if all(atom.foldable for atom in atoms):
                    return self.source.constant([atom.value for atom in atoms])
                return self.let(f"[{', '.join(atom.text for atom in atoms)}]", frozenset(("list",)))
            case Fitted(value, type_):
                return emit_operators.fitted(self, self.node(value), type_, node.span)

    def _unary(self, operation: Callable[[Value], Value], call: str, operand: Atom, span: Span) -> Atom:
        if operand.foldable:
            return self.folded(lambda: operation(operand.value), span)
        return self.attempt(call.format(operand.text), span)

    def _outlined(self, node: Node) -> Atom:
        """A function of its own for what stands too deep in this one."""
        beside = self.aside()
        beside.body.line(f"return {beside.node(node).text}")
        return self.let(f"{beside.body.name}({self.scope()})")

    # Names.

    def name(self, name: str, span: Span) -> Atom:
        """The value of a name, from the innermost frame that holds it."""
        return self._find(name, span, len(self.frames))

    def _find(self, name: str, span: Span, outer: int) -> Atom:
        for place in range(outer - 1, -1, -1):
            frame = self.frames[place]
            if frame.is_open:
                return self._perhaps_inside(name, span, place)
            if name in frame.names:
                return frame.names[name]
        return self.outside(name, span)

    def _perhaps_inside(self, name: str, span: Span, place: int) -> Atom:
        frame, key, target = self.frames[place], self.source.bind(name), self.source.fresh()
        with self.body.branch(f"if {key} in {frame.local}:"):
            self.body.line(f"{target} = {frame.local}[{key}]")
        with self.body.branch("else:"):
            outer = frame.names.get(name) or self._find(name, span, place)
            self.body.line(f"{target} = {outer.text}")
        return Atom(target)

    # Branches, contexts, functions.

    def _conditional(self, node: If) -> Atom:
        condition = self.node(node.condition)
        target = self.source.fresh()
        with self.body.branch(f"if {condition.text} is True:"):
            self.into(target, node.consequence)
        with self.body.branch("else:"):
            if condition.kinds != frozenset(("boolean",)):
                with self.body.branch(f"if {condition.text} is not False:"):
                    self.keep(f"keep_not_boolean(run, {condition.text}, {{span}})", node.condition.span)
            self.into(target, node.alternative)
        return Atom(target)

    def _context(self, entries: Sequence[Entry], span: Span) -> Atom:
        seen: set[str] = set()
        for entry in entries:
            if entry.key in seen:
                return self.always_null(UndefinedError("duplicate-key", name=entry.key), span)
            seen.add(entry.key)
        made = self.let("{}", frozenset(("context",)))
        frame = Frame({}, made.text)
        inner = self.within(frame)
        for entry in entries:
            value = inner.node(entry.value)
            self.body.line(f"{made.text}[{self.source.bind(entry.key)}] = {value.text}")
            frame.names[entry.key] = value
        return made

    def _function(self, node: FunctionDefinition) -> Atom:
        if node.external:
            return self.always_null(UndefinedError("external-function"), node.span)
        beside = self.aside()
        beside.body.line(f"return {beside.node(node.body).text}")
        parameters = self.source.bind(node.parameters)
        return self.let(f"FeelFunction({parameters}, {beside.body.name}, {self.scope()})", _FUNCTION)

    def _invocation(self, node: Invocation) -> Atom:
        function = self._callee(node.function)
        target = self.source.fresh()
        if function.kinds == _FUNCTION:
            self._call(target, function, node)
            return Atom(target)
        with self.body.branch(f"if isinstance({function.text}, Function):"):
            self._call(target, function, node)
        with self.body.branch("else:"):
            self.keep(f"keep_not_function(run, {function.text}, {{span}})", node.span)
            self.body.line(f"{target} = None")
        return Atom(target)

    def _call(self, target: str, function: Atom, node: Invocation) -> None:
        arguments = [(argument.name, self.node(argument.value).text) for argument in node.arguments]
        with self.body.block("try:"):
            if any(name is not None for name, _ in arguments):
                named = ", ".join(f"{self.source.bind(str(name))}: {value}" for name, value in arguments)
                self.body.line(f"{target} = call_named(run, {function.text}, {{{named}}})")
            else:
                given = ", ".join(value for _, value in arguments)
                self.body.line(f"{target} = call(run, {function.text}, [{given}])")
        self.failing(target, node.span)

    def _callee(self, node: Node) -> Atom:
        if not isinstance(node, Name) or node.name not in BUILTINS:
            return self.node(node)
        if not any(frame.is_open or node.name in frame.names for frame in self.frames):
            return self.outside_function(node.name, node.span)
        # A fact named `date` does not hide the function of that name.
        value = self.name(node.name, node.span)
        name = self.source.bind(node.name)
        return self.let(
            f"{value.text} if isinstance({value.text}, Function) else run.builtin({name})", _FUNCTION
        )
