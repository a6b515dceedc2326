"""Who does what: the lanes of a picture, one each for the applicant, the rules, a post, or posts that act together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.model import Doer

from .graph import START, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Step

    from .graph import Graph
    from .labels import Labels

_APPLICANT, _RULE = str(Doer.APPLICANT), str(Doer.RULE)


@dataclass(frozen=True, slots=True)
class Lanes:
    """``titles`` from the top to the bottom; ``of`` says for each node in which of them it stands."""

    titles: tuple[str, ...]
    of: Mapping[str, int]


def lanes_of(graph: Graph, labels: Labels) -> Lanes:
    """The lanes of a picture. What follows a step stands beside it; the beginning is the applicant's."""
    titles: dict[str, str] = {_APPLICANT: labels.applicant}
    whose = {START: _APPLICANT}
    for step in labels.service.steps.values():
        whose[step.id] = _doer(step)
        titles.setdefault(whose[step.id], labels.actor(step))
    for node in graph.nodes.values():
        if node.kind not in (Kind.START, Kind.END):
            whose[node.id] = whose[node.step]
    for edge in graph.edges:
        whose.setdefault(edge.target, whose[edge.source])
    places = {name: place for place, name in enumerate(titles)}
    return Lanes(tuple(titles.values()), {node: places[whose[node]] for node in graph.nodes})


def _doer(step: Step) -> str:
    if step.service:
        return f"{step.by} {step.service}"
    return ", ".join(step.posts) or (step.post if step.by is Doer.OFFICER and step.post else str(step.by))
