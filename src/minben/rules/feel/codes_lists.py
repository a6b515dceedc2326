"""Closures over lists: filters, iterations, quantifiers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .codes import attempt
from .operators import equal, order
from .temporal import Date
from .values import Range, kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..errors import Span
    from .run import Code, Run, Scope
    from .values import Value


def filtered(base: Code, condition: Code, *, by_position: bool, span: Span) -> Code:
    """`base[condition]`: the element at a position, or the elements for which the condition is true.

    `by_position` says that the source shows a position; it matters only where there is no element to try.
    """

    def run(scope: Scope) -> Value:
        value = base(scope)
        items = value if isinstance(value, list) else [] if value is None else [value]
        if not items and by_position:
            return None
        kept: list[Value] = []
        for place, item in enumerate(items):
            scope.run.spend()
            holds = condition(_item_scope(scope, item))
            if place == 0 and isinstance(holds, Decimal):
                return _at(items, holds)
            if holds is True:
                kept.append(item)
        return kept

    return attempt(run, span)


def _item_scope(scope: Scope, item: Value) -> Scope:
    values: dict[str, Value] = {"item": item}
    return scope.inner(values | item if isinstance(item, dict) else values)


def _at(items: list[Value], position: Decimal) -> Value:
    whole = position == position.to_integral_value()
    if whole and 1 <= position <= len(items):
        return items[int(position) - 1]
    if whole and -len(items) <= position <= -1:
        return items[int(position)]
    raise UndefinedError("no-index", index=position)


@dataclass(frozen=True, slots=True)
class Source:
    """What a variable runs through: `variable in source`, or `variable in source..end`."""

    variable: str
    source: Code
    end: Code | None

    def values(self, scope: Scope) -> Iterator[Value]:
        """The values one after another. Raises `UndefinedError` where there is nothing to run through."""
        start = self.source(scope)
        if self.end is not None:
            return _count(start, self.end(scope), scope.run)
        if isinstance(start, Range):
            return _members(start, scope.run)
        if start is None:
            raise UndefinedError("not-a-list", kind="Null")
        return iter(start if isinstance(start, list) else [start])


def _members(span: Range, run: Run) -> Iterator[Value]:
    if span.operator:
        raise UndefinedError("not-iterable", left=kind(span.low), right=kind(span.high))
    if order(span.low, span.high) > 0:
        return iter(())
    members = _count(span.low, span.high, run)
    ends = ((span.low, span.low_included), (span.high, span.high_included))
    excluded = [end for end, included in ends if not included]
    return (member for member in members if not any(equal(member, end) for end in excluded))


def _count(start: Value, end: Value, run: Run) -> Iterator[Value]:
    match start, end:
        case Decimal(), Decimal() if start == start.to_integral_value() and end == end.to_integral_value():
            return map(Decimal, _integers(int(start), int(end), run))
        case Date(), Date():
            return map(Date.from_number, _integers(start.number, end.number, run))
    raise UndefinedError("not-iterable", left=kind(start), right=kind(end))


def _integers(first: int, last: int, run: Run) -> range:
    run.spend(abs(last - first))
    step = 1 if first <= last else -1
    return range(first, last + step, step)


def _scopes(sources: Sequence[Source], scope: Scope) -> Iterator[Scope]:
    """The scope of every combination of the sources' values, the last one running fastest."""
    if not sources:
        yield scope
        return
    first, *rest = sources
    for value in first.values(scope):
        scope.run.spend()
        yield from _scopes(rest, scope.inner({first.variable: value}))


def for_each(sources: Sequence[Source], body: Code, *, reads_partial: bool, span: Span) -> Code:
    """`for sources return body`. The body is given `partial`, the results so far, only if it reads it."""

    def run(scope: Scope) -> Value:
        results: list[Value] = []
        for inner in _scopes(sources, scope):
            if reads_partial:
                scope.run.spend(len(results))
                results.append(body(inner.inner({"partial": list(results)})))
            else:
                results.append(body(inner))
        return results

    return attempt(run, span)


def quantified(quantifier: str, sources: Sequence[Source], condition: Code, span: Span) -> Code:
    """`some` or `every`, three-valued."""
    settled = quantifier == "some"

    def run(scope: Scope) -> Value:
        unknown = False
        for inner in _scopes(sources, scope):
            holds = condition(inner)
            if holds is settled:
                return settled
            unknown = unknown or not isinstance(holds, bool)
        return None if unknown else not settled

    return attempt(run, span)
