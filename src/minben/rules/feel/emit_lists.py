"""Source for what runs over lists: filters, iterations, quantifiers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from .free import free_names
from .source import Atom
from .tree import Filter, For, Iteration, Literal, Quantified

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .emit import Emitter

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
    from .emit import Frame

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
    """`for iterations return body`. The body is given `partial`, the results so far, only if it reads it."""
    from .emit import Frame

    target = emitter.source.fresh()
    body = emitter.body

    def inside(inner: Emitter) -> None:
        if "partial" in free_names(node.body):
            body.line(f"run.spend(len({target}))")
            so_far = inner.let(f"list({target})", _LIST)
            inner = inner.within(Frame({"partial": so_far}))
        body.line(f"{target}.append({inner.node(node.body).text})")

    with body.block("try:"):
        body.line(f"{target} = []")
        _loops(emitter, node.iterations, inside)
    emitter.failing(target, node.span)
    return Atom(target, _LIST)


def _loops(
    emitter: Emitter, iterations: Sequence[Iteration], inside: Callable[[Emitter], None], after: str = ""
) -> None:
    """Writes loops inside one another, the last one running fastest, and `after` behind every inner one."""
    from .emit import Frame

    if not iterations:
        inside(emitter)
        return
    first, *rest = iterations
    body = emitter.body
    start = emitter.node(first.source)
    if first.end is None:
        values = f"members({start.text}, run)"
    else:
        values = f"counted({start.text}, {emitter.node(first.end).text}, run)"
    variable = emitter.source.fresh()
    with body.block(f"for {variable} in {values}:"):
        body.line("run.spend()")
        _loops(emitter.within(Frame({first.variable: Atom(variable)})), rest, inside, after)
        if rest and after:
            with body.branch(f"if {after}:"):
                body.line("break")


def _quantified(emitter: Emitter, node: Quantified) -> Atom:
    """`some` or `every`, three-valued: `some` is settled by a true, `every` by a false."""
    settled, other = ("True", "False") if node.quantifier == "some" else ("False", "True")
    target, unknown = emitter.source.fresh(), emitter.source.fresh()
    body = emitter.body

    def inside(inner: Emitter) -> None:
        holds = inner.node(node.condition)
        with body.branch(f"if {holds.text} is {settled}:"):
            body.line(f"{target} = {settled}")
            body.line("break")
        with body.branch(f"if type({holds.text}) is not bool:"):
            body.line(f"{unknown} = True")

    body.line(f"{target} = None")
    body.line(f"{unknown} = False")
    with body.block("try:"):
        _loops(emitter, node.iterations, inside, f"{target} is {settled}")
        with body.branch(f"if {target} is not {settled}:"):
            body.line(f"{target} = None if {unknown} else {other}")
    emitter.failing(target, node.span)
    return Atom(target, _BOOLEAN)
