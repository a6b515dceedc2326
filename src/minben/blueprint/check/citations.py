"""Powers, services and agreements stand on law; each citation was compared with the text, or says that it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Ask, Citation, FactType, GiveRecord, Place, Service
from ..problems import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .ground import Ground


def check(ground: Ground) -> None:
    """Report citations of articles that nobody compared, and those that contradict themselves."""
    listed = frozenset(f"{law} {article}" for law, article in ground.blueprint.articles)
    for place, citation in _citations(ground):
        if citation.checked and citation.cite not in listed and "law" not in ground.draft.blind:
            ground.report(place, "cite-unchecked", cite=citation.cite, near=near(citation.cite, listed))
        elif not citation.checked and citation.cite in listed:
            ground.report(place, "cite-checked", cite=citation.cite)
        if citation.illustrative and citation.checked:
            ground.report(place, "illustrative-law", cite=citation.cite)
    for service in ground.blueprint.services.values():
        _check_amounts(ground, service)


def _citations(ground: Ground) -> Iterator[tuple[Place, Citation]]:
    blueprint = ground.blueprint
    for post in blueprint.posts.values():
        yield from _at(ground, ("posts.yaml", post.id, "basis"), post.basis)
    for taskforce in blueprint.taskforces.values():
        yield from _at(ground, ("taskforces.yaml", taskforce.id, "basis"), taskforce.basis)
    for position, agreement in enumerate(blueprint.agreements):
        yield from _at(ground, ("agreements.yaml", position, "basis"), agreement.basis)
    for register in blueprint.registers.values():
        yield from _at(ground, (register.place.file, "corrects_law"), register.corrects_law)
        if register.representative:
            where = (register.place.file, "representative", "law")
            yield from _at(ground, where, register.representative.law)
    for service in blueprint.services.values():
        yield from _of_service(ground, service)
    for bundle in blueprint.bundles.values():
        yield from _at(ground, (bundle.place.file, "law"), bundle.law)
    for licence in blueprint.licences.values():
        for move, change in licence.changes.items():
            yield from _at(ground, (licence.place.file, "changes", str(move), "law"), change.law)
    if blueprint.ratings:
        yield from _at(ground, ("ratings.yaml", "law"), blueprint.ratings.law)
    for pack in blueprint.statutes:
        for rule in pack.rules:
            yield ground.at(pack.place.file, "rules", rule.id, "cite"), Citation(rule.cite, rule.checked)
        for position, remedy in enumerate(pack.remedies):
            place = ground.at(pack.place.file, "remedies", "texts", position, "cite")
            yield place, Citation(remedy.cite, remedy.checked)


def _of_service(ground: Ground, service: Service) -> Iterator[tuple[Place, Citation]]:
    file = service.place.file
    yield from _at(ground, (file, "law"), service.law)
    if service.appeal:
        yield from _at(ground, (file, "appeal", "law"), service.appeal.law)
    if service.fee_basis:
        yield ground.at(file, "fee", "basis"), service.fee_basis
    asks: list[tuple[tuple[str, ...], Ask]] = [(("asks", name), ask) for name, ask in service.asks.items()]
    for material in service.materials.values():
        yield from _at(ground, (file, "materials", material.name, "law"), material.law)
    made = {material.later for material in service.materials.values()}
    for step in service.steps.values():
        if step.id in made:
            continue
        yield from _at(ground, (file, "steps", step.id, "law"), step.law)
        if step.timing.extend:
            yield from _at(ground, (file, "steps", step.id, "extend", "law"), step.timing.extend.law)
        asks.extend((("steps", step.id, "asks", name), ask) for name, ask in step.asks.items())
    for path, ask in asks:
        if ask.exception:
            yield ground.at(file, *path, "exception"), ask.exception


def _at(
    ground: Ground, path: tuple[str | int, ...], citations: Iterable[Citation]
) -> Iterator[tuple[Place, Citation]]:
    file = str(path[0])
    for position, citation in enumerate(citations):
        yield ground.at(file, *path[1:], position), citation


def _check_amounts(ground: Ground, service: Service) -> None:
    """Money is paid by a published standard, or by one that says it is made up."""
    if not _pays(ground, service):
        return
    for position, citation in enumerate(service.law):
        if not citation.checked and not citation.illustrative:
            place = ground.at(service.place.file, "law", position)
            ground.report(place, "amount-unchecked", cite=citation.cite)


def _pays(ground: Ground, service: Service) -> bool:
    facts, registers = ground.blueprint.facts, ground.blueprint.registers
    given = (
        registers[give.register].fields[name].fact
        for step in service.steps.values()
        for give in step.gives
        if isinstance(give, GiveRecord) and give.register in registers
        for name in give.fields
        if name in registers[give.register].fields
    )
    return any(fact in facts and facts[fact].type is FactType.MONEY for fact in given)
