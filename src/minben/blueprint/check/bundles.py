"""Bundles: the services are there and for the same subjects, none waits for itself, every question has its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minben.rules import FeelError, free_names, parse

from ..build_bundles import given_by
from .asking import check_ask
from .environment import environment, type_asked
from .expressions import check_formula
from .formulas import BUILT_IN, Formula, Must, formulas
from .services import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Ask, Bundle, BundlePart, Service
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report bundles that could not be applied for, or not be carried through."""
    for bundle in ground.blueprint.bundles.values():
        _check_services(ground, bundle)
        _check_order(ground, bundle)
        _check_own(ground, bundle)
        for part in bundle.parts.values():
            _check_part(ground, bundle, part)


def _check_services(ground: Ground, bundle: Bundle) -> None:
    blueprint, file = ground.blueprint, bundle.place.file
    ground.refer(ground.at(file, "lead"), "agency", bundle.lead, blueprint.agencies)
    if bundle.id in blueprint.services:
        ground.report(ground.at(file), "bundle-named-as-service", name=bundle.id)
    named = _named(ground, bundle)
    for name in named:
        place = ground.at(file, "services", name)
        if (
            ground.refer(place, "service", name, blueprint.services)
            and blueprint.services[name].subject_kind is not bundle.subject_kind
        ):
            ground.report(place, "bundle-for-others", service=name, kind=str(bundle.subject_kind))
    if len(named) < 2:
        ground.report(ground.at(file, "services"), "bundle-of-one")


def _named(ground: Ground, bundle: Bundle) -> list[str]:
    """The services that the file names, whether they are there or not."""
    return ground.draft.keys(bundle.place.file, "services")


def _check_order(ground: Ground, bundle: Bundle) -> None:
    file = bundle.place.file
    for name in bundle.parts:
        for position, other in enumerate(ground.draft.words(file, "services", name, "after")):
            ground.refer(ground.at(file, "services", name, "after", position), "service", other, bundle.parts)
    seen: set[str] = set()
    for name, part in bundle.parts.items():
        if not seen.issuperset(part.after):
            path = ("services", name, "after") if _says_after(ground, bundle, name) else ("services", name)
            ground.report(ground.at(file, *path), "bundle-circle", service=name, after=", ".join(part.after))
        seen.add(name)


def _says_after(ground: Ground, bundle: Bundle, service: str) -> bool:
    return "after" in ground.draft.keys(bundle.place.file, "services", service)


def _check_own(ground: Ground, bundle: Bundle) -> None:
    own = replace(bundle.form, asks=bundle.own, materials={})
    file = bundle.place.file
    for name, ask in bundle.own.items():
        if name in RESERVED:
            ground.report(ground.at(file, "asks", name), "name-reserved", name=name)
        check_ask(ground, bundle.form, ("asks", name), ask)
    types = environment(ground, own)
    for formula in formulas(own):
        check_formula(ground, own, formula, types)
    for name, part in bundle.parts.items():
        if part.when:
            check_formula(ground, own, Formula(part.when, ("services", name, "when"), Must.CONDITION), types)


def _check_part(ground: Ground, bundle: Bundle, part: BundlePart) -> None:
    service, file = ground.blueprint.services[part.service], bundle.place.file
    for position, name in enumerate(ground.draft.words(file, "services", service.id, "apart")):
        place = ground.at(file, "services", service.id, "apart", position)
        ground.refer(place, "question", name, service.asks)
    asked = {name: type_asked(ground, ask) for name, ask in bundle.form.asks.items()}
    types = {**environment(ground, service), **asked}
    for name, source in part.answers.items():
        path = ("services", service.id, "answers", name)
        if ground.refer(ground.at(file, *path), "question", name, service.asks):
            formula = Formula(source, path, Must.ANSWER, ask=service.asks[name])
            check_formula(ground, bundle.form, formula, types)
    _check_facts(ground, bundle, part, service)
    _check_early(ground, bundle, part, service)


def _check_facts(ground: Ground, bundle: Bundle, part: BundlePart, service: Service) -> None:
    """Where a fact is asked for twice nobody can guess which answer is meant."""
    apart = ground.draft.words(bundle.place.file, "services", service.id, "apart")
    asked = [
        ask
        for ask in service.asks.values()
        if ask.name not in part.answers and ask.name not in apart and not ask.each
    ]
    for ask in asked:
        several = [one.name for one in bundle.own.values() if one.fact == ask.fact]
        twins = [one.name for one in asked if one.fact == ask.fact]
        if len(several) > 1 or (len(twins) > 1 and twins[0] != ask.name):
            place = ground.at(bundle.place.file, "services", service.id)
            ground.report(place, "bundle-fact-twice", name=ask.name, service=service.id, fact=ask.fact)


def _check_early(ground: Ground, bundle: Bundle, part: BundlePart, service: Service) -> None:
    """What is put before anything is granted cannot stand on what an earlier service of the bundle gives."""
    given = frozenset[str]().union(*(given_by(ground.blueprint.services[one]) for one in part.after))
    late = {read.name for read in service.reads.values() if read.register in given}
    late |= {name for name in part.answers if _names(part.answers[name]) & late}
    while more := {name for name, one in service.derives.items() if _names(one.source) & late} - late:
        late |= more
    for ask in service.asks.values():
        stands_on = sorted(frozenset[str]().union(*map(_names, _sources(ask))) & late)
        if ask.name in part.takes and stands_on:
            place = ground.at(bundle.place.file, "services", service.id)
            ground.report(place, "bundle-asks-early", name=ask.name, service=service.id, read=stands_on[0])


def _sources(ask: Ask) -> Iterator[str]:
    yield from (source for source in (ask.when, ask.offers, ask.check) if source)
    for inner in ask.each.values():
        yield from _sources(inner)


def _names(source: str) -> frozenset[str]:
    try:
        return free_names(parse(source, BUILT_IN))
    except FeelError:
        return frozenset()
