"""What a scenario of a bundle names must be there: its services and questions, and what it says of their cases."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..grammar.bundle_scenario import CaseEventForm
from ..grammar.scenario import RecordsEventForm
from .scenarios import check_event, check_given, check_records, check_then

if TYPE_CHECKING:
    from ..model import Bundle
    from ..scenarios import BundleScenario
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report every name in a scenario of a bundle that names nothing."""
    for scenario in ground.draft.bundle_scenarios:
        bundle = ground.blueprint.bundles.get(scenario.bundle)
        if bundle is None:
            ground.refer(scenario.at(), "bundle", scenario.bundle, ground.blueprint.bundles)
        else:
            check_given(ground, partial(scenario.at, "given"), scenario.says.given, bundle.form)
            _check_events(ground, scenario, bundle)
            _check_then(ground, scenario, bundle)


def _check_events(ground: Ground, scenario: BundleScenario, bundle: Bundle) -> None:
    stops = scenario.says.then.error is not None
    for position, event in enumerate(scenario.says.when):
        at = partial(scenario.at, "when", position)
        match event:
            case CaseEventForm():
                if ground.refer(at("in"), "service", event.service, bundle.parts):
                    service = ground.blueprint.services[event.service]
                    check_event(ground, partial(at, "does"), event.event, service, stops=stops)
            case RecordsEventForm():
                check_records(ground, partial(at, "records"), event.records)
            case _:
                pass


def _check_then(ground: Ground, scenario: BundleScenario, bundle: Bundle) -> None:
    then, at = scenario.says.then, partial(scenario.at, "then")
    for position, name in enumerate(then.asked or ()):
        ground.refer(at("asked", position), "question", name, bundle.form.asks)
    for key, named in (("services", then.services), ("because", then.because), ("fees", then.fees)):
        for service in named:
            ground.refer(at(key, service), "service", service, bundle.parts)
    for service, missing in then.because.items():
        ground.refer(at("because", service), "service", missing, bundle.parts)
    for service, expected in then.cases.items():
        if ground.refer(at("cases", service), "service", service, bundle.parts):
            found = ground.blueprint.services[service]
            check_then(ground, partial(at, "cases", service), expected, found)
