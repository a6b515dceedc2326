"""Testing a bundle: its scenarios played, and what comes of them compared, for it and for the cases of its services."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from minben.blueprint import (
    BundleEventForm,
    CaseEventForm,
    DateEventForm,
    DaysEventForm,
    PartStanding,
    RecordsEventForm,
)
from minben.cases import BadGiven, CaseProblem, DeadEndError, PlayedBundle

from .playing import Stopped, do, given_of
from .testing import compared, miss, not_played, stopped_otherwise, untold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint import Blueprint, BundleScenario
    from minben.cases import PlayedPart

    from .testing import Miss


def bundle_misses(blueprint: Blueprint, scenario: BundleScenario) -> list[Miss]:
    """Play a scenario of a bundle; everything in which it comes out otherwise than it says."""
    says = scenario.says
    try:
        played = PlayedBundle(blueprint, scenario.bundle, given_of(says.given))
        stopped = _play(played, scenario)
    except (BadGiven, DeadEndError) as wrong:
        return not_played(scenario.at, wrong)
    unexpected = stopped_otherwise(scenario.at, says.then.error, len(says.when), stopped)
    return [unexpected] if unexpected else list(_compared(scenario, played))


def _play(played: PlayedBundle, scenario: BundleScenario) -> Stopped | None:
    at: int | None = None
    try:
        played.apply(scenario.says.given.answers, scenario.says.given.materials)
        for at, event in enumerate(scenario.says.when):
            _do(played, event, str(at))
    except CaseProblem as problem:
        return Stopped(at, problem)
    return None


def _do(played: PlayedBundle, event: object, somebody: str) -> None:
    match event:
        case CaseEventForm():
            played.happen(event.service, lambda case: do(case, event.event, somebody))
        case BundleEventForm():
            played.withdraw()
        case RecordsEventForm():
            played.hold(event.records)
        case DaysEventForm():
            played.let_pass(event.passes)
        case DateEventForm():
            played.pass_to(event.until)


def _compared(scenario: BundleScenario, played: PlayedBundle) -> Iterator[Miss]:
    then, at = scenario.says.then, partial(scenario.at, "then")
    if then.asked is not None:
        asked = tuple(one.ask.name for one in played.questions(scenario.says.given.answers))
        if asked != then.asked:
            yield miss(at("asked"), "asked", ", ".join(then.asked), ", ".join(asked))
    for service, standing in then.services.items():
        if (found := _standing(played.parts.get(service))) != standing:
            yield miss(at("services", service), f"services {service}", standing, found)
    for service, expected in then.because.items():
        part = played.parts.get(service)
        if (found := part.because if part and part.because else "-") != expected:
            yield miss(at("because", service), f"because {service}", expected, found)
    for service, fee in then.fees.items():
        if (charged := _charged(played, service)) != fee:
            yield miss(at("fees", service), f"fees {service}", str(fee), str(charged))
    if then.total is not None:
        total = sum((_charged(played, service) for service in played.parts), Decimal(0))
        if total != then.total:
            yield miss(at("total"), "total", str(then.total), str(total))
    for service, of_case in then.cases.items():
        part = played.parts.get(service)
        place = partial(at, "cases", service)
        if part is None or part.played is None:
            yield miss(place(), f"cases {service}", "received", _standing(part))
        else:
            yield from compared(place, of_case, part.played)
    yield from untold(at, then.notices, [text for one in played.notices for text in one.values()])


def _standing(part: PlayedPart | None) -> str:
    if part is None:
        return PartStanding.NOT_WANTED
    if part.played is None:
        return str(part.state)
    return str(part.played.case.outcome or PartStanding.OPEN)


def _charged(played: PlayedBundle, service: str) -> Decimal:
    part = played.parts.get(service)
    charges = part.played.charges if part and part.played else ()
    return sum((one.amount for one in charges), Decimal(0))
