"""Source for what runs over lists: filters, iterations, quantifiers."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .free import free_names
from .source import Atom, Frame
from .tree import Filter, For, Iteration, Literal, Quantified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .emit import Emitter
    from .tree import Node

_LIST = frozenset(("list", "Null"))
_BOOLEAN = frozenset(("boolean", "Null"))


def over_lists(emitter: Emitter, node: Filter | For | Quantified) -> Atom:
    """Writes what a node over lists comes to."""
    match node:
        case Filter():
            return _filter(emitter, node)
        case For():
            return _for(emitter, node)
        case Quantified():
            return _quantified(emitter, node)


# Filters.


def _filter(emitter: Emitter, node: Filter) -> Atom:
    """`base[condition]`: the element at a position, or the elements for which the condition is true."""
    body, source = emitter.body, emitter.source
    base = emitter.node(node.base)
    items = emitter.let(f"as_list({base.text})").text
    if isinstance(node.condition, Literal) and isinstance(node.condition.value, Decimal):
        position = source.constant(node.condition.value).text
        return emitter.attempt(f"at({items}, {position}) if {items} else None", node.span)
    target, item, entries = source.fresh(), source.fresh(), source.fresh()
    first = source.fresh()
    body.line(f"run.spend(len({items}))")
    body.line(f"{target} = []")
    body.line(f"{first} = True")
    with body.block(f"for {item} in {items}:"):
        body.line(f"{entries} = {item} if type({item}) is dict else NO_ENTRIES")
        frame = Frame({"item": Atom(item)}, entries, is_open=True)
        holds = emitter.within(frame).node(node.condition)
        with body.branch(f"if {holds.text} is True:"):
            body.line(f"{target}.append({item})")
        if holds.may_be("number"):
            with body.branch(f"elif {first} and type({holds.text}) is Decimal:"):
                with body.block("try:"):
                    body.line(f"{target} = at({items}, {holds.text})")
                emitter.failing(target, node.span)
                body.line("break")
            body.line(f"{first} = False")
    return Atom(target, None if holds.may_be("number") else _LIST)


# Iterations.


def _for(emitter: Emitter, node: For) -> Atom:
    """`for iterations return body`."""
    target = emitter.source.fresh()
    with emitter.body.block("try:"):
        emitter.body.line(f"{target} = []")
        _collect(emitter, node, node.iterations, target)
    emitter.failing(target, node.span)
    return Atom(target, _LIST)


def _collect(emitter: Emitter, node: For, iterations: Sequence[Iteration], target: str) -> None:
    """Writes the loops over what is left of the iterations; the values of the body are added to the target."""
    if not iterations:
        _append(emitter, node.body, target)
    elif emitter.body.full:
        beside = emitter.aside(target)
        _collect(beside, node, iterations, target)
        emitter.body.line(f"{beside.body.name}({emitter.scope()}, {target})")
    else:
        with _loop(emitter, iterations[0]) as inner:
            _collect(inner, node, iterations[1:], target)


def _append(emitter: Emitter, node: Node, target: str) -> None:
    """The body is given `partial`, the results so far, only if it reads it."""
    if "partial" in free_names(node):
        emitter.body.line(f"run.spend(len({target}))")
        emitter = emitter.within(Frame({"partial": emitter.let(f"list({target})", _LIST)}))
    emitter.body.line(f"{target}.append({emitter.node(node).text})")


@contextmanager
def _loop(emitter: Emitter, iteration: Iteration) -> Iterator[Emitter]:
    start = emitter.node(iteration.source)
    if iteration.end is None:
        values = f"members({start.text}, run)"
    else:
        values = f"counted({start.text}, {emitter.node(iteration.end).text}, run)"
    variable = emitter.source.fresh()
    with emitter.body.block(f"for {variable} in {values}:"):
        emitter.body.line("run.spend()")
        yield emitter.within(Frame({iteration.variable: Atom(variable)}))


@dataclass(frozen=True, slots=True)
class _Quest:
    """What a quantifier looks for, and the names of what it has found: the value, and whether any is unknown."""

    settled: str
    found: str
    unknown: str


def _quantified(emitter: Emitter, node: Quantified) -> Atom:
    """`some` or `every`, three-valued: `some` is settled by a true, `every` by a false."""
    settled, other = ("True", "False") if node.quantifier == "some" else ("False", "True")
    quest = _Quest(settled, emitter.source.fresh(), emitter.source.fresh())
    with emitter.body.block("try:"):
        emitter.body.line(f"{quest.found} = {quest.unknown} = None")
        _search(emitter, node, node.iterations, quest)
        with emitter.body.branch(f"if {quest.found} is None and not {quest.unknown}:"):
            emitter.body.line(f"{quest.found} = {other}")
    emitter.failing(quest.found, node.span)
    return Atom(quest.found, _BOOLEAN)


def _search(emitter: Emitter, node: Quantified, iterations: Sequence[Iteration], quest: _Quest) -> None:
    """Writes the loops over what is left of the iterations, inside one that a `break` leaves."""
    body = emitter.body
    if not iterations:
        holds = emitter.node(node.condition)
        body.line(f"if {holds.text} is {quest.settled}: {quest.found} = {quest.settled}")
        body.line(f"elif type({holds.text}) is not bool: {quest.unknown} = True")
    elif body.full:
        beside = emitter.aside()
        beside.body.line(f"{quest.found} = {quest.unknown} = None")
        _search(beside, node, iterations, quest)
        beside.body.line(f"return {quest.found}, {quest.unknown}")
        more = emitter.source.fresh()
        body.line(f"{quest.found}, {more} = {beside.body.name}({emitter.scope()})")
        body.line(f"{quest.unknown} = {quest.unknown} or {more}")
    else:
        with _loop(emitter, iterations[0]) as inner:
            _search(inner, node, iterations[1:], quest)
            body.line(f"if {quest.found} is {quest.settled}: break")
