"""Compiles trees to functions that tell why they come to null: the engine of single cases and of their explanations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ..errors import UndefinedError
from . import emit_operators, runtime
from .cursor import MAX_DEPTH
from .emit import RUNTIME, Emitter
from .source import NOT_CONSTANT, TRUE, Atom, Source
from .tree import ContextLiteral, Decide, Invocation, Literal, Name
from .walk import height, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import Span
    from .run import Code
    from .tree import Node, UnaryTests
    from .values import Value

MAX_HEIGHT = 2 * MAX_DEPTH
"""Levels of a tree that is compiled: as many as an expression may have, and what a model puts around it."""

TELLING: dict[str, object] = {
    **RUNTIME,
    "keep": runtime.keep,
    "keep_not_boolean": runtime.keep_not_boolean,
    "keep_not_function": runtime.keep_not_function,
    "keep_wrong_logic": runtime.keep_wrong_logic,
}
"""What source that keeps reasons may call."""


def compile_node(node: Node) -> Code:
    """The code of a node: takes a scope, gives the value, keeps in the run why anything in it is null."""
    return _compiled(node, lambda emitter: emitter.node(node))


def compile_tests(tests: UnaryTests) -> Code:
    """The code of a cell's unary tests: true, false or null for the value that `?` has in the scope."""
    return _compiled(tests, lambda emitter: emitter.tests(tests))


def _compiled(tree: Node | UnaryTests, emit: Callable[[TellingEmitter], Atom]) -> Code:
    if height(tree) > MAX_HEIGHT:
        return _too_deep(tree.span)
    source = Source(TELLING)
    emitter = TellingEmitter.begin(source)
    try:
        result = emit(emitter)
    except RecursionError:
        return _too_deep(tree.span)
    if result.constant and emitter.is_blank:
        value = result.value
        return lambda _: value
    emitter.body.line(f"return {result.text}")
    return cast("Code", source.compile()[emitter.body.name])


def constant_value(node: Node) -> Value:
    """The value of a node that is the same in every scope and has no reasons, else `NOT_CONSTANT`."""
    if isinstance(node, Literal):
        return node.value
    source = Source(TELLING)
    emitter = TellingEmitter.begin(source)
    if height(node) > MAX_HEIGHT or not _may_be_constant(node):
        return NOT_CONSTANT
    result = emitter.node(node)
    return result.value if emitter.is_blank else NOT_CONSTANT


def _may_be_constant(node: Node) -> bool:
    # Spares the writing of source that nobody needs.
    return not any(isinstance(inner, Name | Invocation | Decide | ContextLiteral) for inner in walk(node))


def _too_deep(span: Span) -> Code:
    fault = UndefinedError("too-deep", limit=MAX_HEIGHT)
    return lambda scope: scope.run.null(fault, span)


@dataclass(frozen=True, slots=True)
class TellingEmitter(Emitter):
    """Writes functions of a scope `s` that keep reasons in its run."""

    @classmethod
    def begin(cls, source: Source, *parameters: str) -> TellingEmitter:
        """An emitter for a new function of a scope and perhaps more."""
        emitter = cls(source, source.body(", ".join(("s", *parameters))))
        emitter.body.line("run = s.run")
        return emitter

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been written yet."""
        return len(self.body.lines) == 1

    def tests(self, tests: UnaryTests) -> Atom:
        """Writes the tests of the value that `?` has in the scope."""
        if not tests.tests:
            return TRUE
        tested = self.outside("?", tests.span)
        return emit_operators.any_of(self, tested, tests.tests, negated=tests.negated)

    def outside(self, name: str, span: Span) -> Atom:
        """The value of a name in the scope."""
        return self._found("find", name, span)

    def outside_function(self, name: str, span: Span) -> Atom:
        """The value of a name that is called."""
        return self._found("find_function", name, span)

    def _found(self, method: str, name: str, span: Span) -> Atom:
        target, key = self.source.fresh(), self.source.bind(name)
        with self.body.block("try:"):
            self.body.line(f"{target} = s.{method}({key})")
        with self.body.branch("except FAULTS as fault:"):
            # The names that were known here are those of the frames too.
            self.keep(f"keep(run, {self.scope()}.why_not({key}, fault), {{span}})", span)
            self.body.line(f"{target} = None")
        return Atom(target)

    def keep(self, call: str, span: Span) -> None:
        """Keeps a reason in the run."""
        self.body.line(call.replace("{span}", self.source.bind(span)))

    def decided(self, node: Decide) -> Atom:
        """What a table says; its decision is kept in the run."""
        return self.attempt(f"{self.source.bind(node.table)}.answer({self.scope()})", node.span)

    def scope(self) -> str:
        """The scope at this place: that of the function with all frames inside it, so that reasons know every name."""
        text = "s"
        for frame in self.frames:
            if frame.names and (frame.is_open or not frame.local):
                pairs = (f"{self.source.bind(name)}: {atom.text}" for name, atom in frame.names.items())
                text = f"{text}.inner({{{', '.join(pairs)}}})"
            if frame.local:
                text = f"{text}.inner({frame.local})"
        return text

    def aside(self, *parameters: str) -> TellingEmitter:
        """An emitter for a function beside this one."""
        return TellingEmitter.begin(self.source, *parameters)
