"""Guards as formulas over what is known on a path: verdicts of steps, and conditions that may go either way.

Two guards that say the same, or the opposite by ``not``, go the same way on one path; what a guard says of verdicts is
worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from minben.rules import FeelError, Span, parse
from minben.rules.feel.tree import Comparison, Invocation, Literal, Logic, Name, Node

from .formulas import BUILT_IN

if TYPE_CHECKING:
    from ..model import Service

MAX_CONDITIONS = 8
Assumed = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition; None always holds."""

    tree: Node | None
    steps: frozenset[str]

    @property
    def is_large(self) -> bool:
        """Whether it has more conditions than are tried both ways."""
        return self.tree is not None and len(set(_conditions(self.tree, self.steps))) > MAX_CONDITIONS

    def cases(self, results: Mapping[str, str], assumed: Assumed) -> Iterator[tuple[Assumed, bool]]:
        """Every way it can go on a path: what is then assumed, and whether it holds."""
        if self.tree is None:
            yield assumed, True
            return
        conditions = sorted(set(_conditions(self.tree, self.steps)))[:MAX_CONDITIONS]
        free = [condition for condition in conditions if condition not in assumed]
        for values in product((True, False), repeat=len(free)):
            now = {**assumed, **dict(zip(free, values, strict=True))}
            yield now, _holds(self.tree, self.steps, results, now)


def guard_of(source: str | None, service: Service) -> Guard:
    """The guard that an expression makes; one that cannot be parsed may go either way."""
    if source is None:
        return Guard(None, frozenset())
    try:
        tree: Node = parse(source, BUILT_IN)
    except FeelError:
        tree = Name(source, span=Span(0, len(source), 1, 1))
    return Guard(tree, frozenset(service.steps))


def _conditions(node: Node, steps: frozenset[str]) -> Iterator[str]:
    match node:
        case Logic(_, left, right):
            yield from _conditions(left, steps)
            yield from _conditions(right, steps)
        case _ if (inner := _negated(node)) is not None:
            yield from _conditions(inner, steps)
        case _ if _verdict(node, steps) is None:
            yield repr(node)


def _holds(node: Node, steps: frozenset[str], results: Mapping[str, str], assumed: Assumed) -> bool:
    match node:
        case Logic("and", left, right):
            return _holds(left, steps, results, assumed) and _holds(right, steps, results, assumed)
        case Logic(_, left, right):
            return _holds(left, steps, results, assumed) or _holds(right, steps, results, assumed)
    inner = _negated(node)
    if inner is not None:
        return not _holds(inner, steps, results, assumed)
    verdict = _verdict(node, steps)
    if verdict is None:
        return assumed.get(repr(node), True)
    step, wanted, equal = verdict
    return (results.get(step) == wanted) is equal


def _negated(node: Node) -> Node | None:
    match node:
        case Invocation(Name("not"), (argument,)):
            return argument.value
    return None


def _verdict(node: Node, steps: frozenset[str]) -> tuple[str, str, bool] | None:
    """What a comparison of a step with a verdict says: step, verdict, whether it must be equal."""
    match node:
        case Comparison("=" | "!=" as sign, Name(step), Literal(str(wanted))) if step in steps:
            return step, wanted, sign == "="
    return None
