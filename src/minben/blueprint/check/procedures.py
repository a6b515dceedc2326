"""What a service says of itself must agree: promise and limits, fee and what is unpublished, the law's duties.

That no rule decides against anybody is no duty of one law: it is refused in every service, whatever packs are in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Doer, GuidePart, Outcome, Service
from ..statutes import within

if TYPE_CHECKING:
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report contradictions inside services, and the duties of the statute packs that a service breaks."""
    for service in ground.blueprint.services.values():
        _check_promise(ground, service)
        file = service.place.file
        if service.fee is not None and GuidePart.FEE in service.unpublished:
            ground.report(ground.at(file, "unpublished"), "unpublished-fee")
        if service.outcomes.get(Outcome.WITHDRAWN):
            ground.report(ground.at(file, "outcomes", Outcome.WITHDRAWN), "withdrawn-by-step")
        _check_refusals(ground, service)
        _check_duties(ground, service)
    for pack in ground.blueprint.statutes:
        for rule in pack.rules:
            for item_type in sorted(rule.item_types - ground.blueprint.item_types.keys()):
                place = ground.at(pack.place.file, "rules", rule.id, "item_types")
                ground.report(place, "duty-type-unknown", name=item_type)


def _check_refusals(ground: Ground, service: Service) -> None:
    """Report rules that could end a case against the applicant: the one verdict that a rule gives is its first.

    What comes before does not matter: a rule step that follows a refusal by people is not their verdict either.
    """
    if service.id in ground.broken:
        return
    for outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED):
        for result in service.outcomes.get(outcome, ()):
            step_id, _, verdict = result.partition(".")
            step = service.steps.get(step_id)
            if step is None or step.by is not Doer.RULE:
                continue
            favourable = step.verdicts[0].id
            if verdict in ("", favourable):
                place = ground.at(service.place.file, "steps", step.id, "by")
                values = {"name": step.id, "verdict": favourable, "outcome": str(outcome)}
                ground.report(place, "rule-refuses", **values)


def _check_promise(ground: Ground, service: Service) -> None:
    if service.promised is None:
        return
    deciding = {result.partition(".")[0] for results in service.outcomes.values() for result in results}
    for step in service.steps.values():
        received = step.counts_from == ("receipt",) and step.id in deciding
        if received and step.limit is not None and not within(service.promised, step.limit):
            place = ground.at(service.place.file, "promised")
            values = {"promised": str(service.promised), "limit": str(step.limit), "name": step.id}
            ground.report(place, "promised-too-long", **values)


def _check_duties(ground: Ground, service: Service) -> None:
    item = ground.blueprint.items.get(service.item)
    if item is None or service.id in ground.broken:
        return
    for pack in ground.blueprint.statutes:
        for rule in pack.rules:
            if item.type not in rule.item_types:
                continue
            for breach in rule.duty.breaches(service):
                place = ground.at(service.place.file, *breach.path)
                ground.report(place, "duty-broken", cite=rule.cite, how=breach.how, says=rule.says)
