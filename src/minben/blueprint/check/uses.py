"""Which names a computed fact is computed from, and whether any goes in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.rules import FeelError, free_names, parse

from .formulas import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Service
    from .ground import Ground


def uses(service: Service) -> Mapping[str, frozenset[str]]:
    """For every derived fact and every output of a table, the names in its expressions.

    Names of record fields inside filters are among them; what cannot be parsed uses nothing.
    """
    found = {name: _names_in(derive.source) for name, derive in service.derives.items()}
    for decide in service.decisions.values():
        table = decide.table
        trees = [column.tree for column in table.inputs]
        names = frozenset(name for tree in trees for name in free_names(tree))
        for rule in table.all_rules:
            for cell in (*rule.tests, *rule.results):
                names |= free_names(cell)
        found.update((output.name, names) for output in table.outputs)
    return found


def check(ground: Ground) -> None:
    """Report facts that are computed from themselves, and steps that need themselves."""
    for service in ground.blueprint.services.values():
        used = uses(service)
        for circle in _circles(used):
            part = "derives" if circle[0] in service.derives else "decisions"
            place = ground.at(service.place.file, part, circle[0])
            ground.report(place, "circle-of-facts", circle=" → ".join((*circle, circle[0])))
        needed = {step: frozenset(steps_needed(service, used, step)) for step in service.steps}
        for circle in _circles(needed):
            place = ground.at(service.place.file, "steps", circle[0], "needs")
            ground.report(place, "circle-of-steps", circle=" → ".join((*circle, circle[0])))


def _names_in(source: str) -> frozenset[str]:
    try:
        return free_names(parse(source, BUILT_IN))
    except FeelError:
        return frozenset()


def steps_needed(service: Service, used: Mapping[str, frozenset[str]], step: str) -> Iterator[str]:
    """The steps without which this one cannot start: where there are alternatives, none of them is."""
    for alternatives in service.steps[step].needs:
        behind = [frozenset(_steps_behind(service, used, name.partition(".")[0])) for name in alternatives]
        yield from frozenset.intersection(*behind)


def _steps_behind(
    service: Service, used: Mapping[str, frozenset[str]], name: str, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    if name in seen:
        return
    if name in service.steps:
        yield name
    for step in service.steps.values():
        if name in step.asks:
            yield step.id
    for inner in used.get(name, ()):
        yield from _steps_behind(service, used, inner, seen | {name})


def _circles(graph: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, from its first member in the order of the graph."""
    reported: set[str] = set()
    for start in graph:
        if start in reported:
            continue
        circle = _way_back(graph, start)
        if circle:
            reported.update(circle)
            yield circle


def _way_back(graph: Mapping[str, frozenset[str]], start: str) -> tuple[str, ...]:
    """The shortest way from a member to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for following in sorted(graph.get(way[-1], frozenset())):
            if following == start:
                return way
            if following in graph and following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
