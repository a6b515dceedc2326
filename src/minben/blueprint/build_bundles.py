"""From the form of a bundle to the model: which services wait for which, and which questions are put once.

Questions of several services that ask for the same fact are one question, unless the bundle keeps them apart; a list is
always put by itself, because what is asked of each entry may differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .materials import on_file
from .model import Bundle, BundlePart, Citation, GiveRecord, Service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .grammar import BundleForm, BundlePartForm
    from .model import Ask, Material, Read


def bundle(id_: str, form: BundleForm, own: Mapping[str, Ask], services: Mapping[str, Service]) -> Bundle:
    """The model of a bundle; services that are not there are left out (the check reports them)."""
    known = {name: services[name] for name in form.services if name in services}
    putting = _Putting(dict(own), own)
    after = {name: _after(name, form.services[name], known) for name in known}
    parts = {name: _part(form.services[name], after[name], known[name], putting) for name in _in_order(after)}
    law = tuple(Citation(one.cite, not one.unchecked, one.illustrative) for one in form.law)
    return Bundle(
        id=id_,
        title=form.title,
        summary=form.summary,
        subject_kind=form.subject_kind,
        lead=form.lead,
        law=law,
        form=_form(id_, form, law, putting),
        own=own,
        parts=parts,
        place=form.place,
    )


@dataclass(slots=True)
class _Putting:
    """The questions and materials of a bundle as they are gathered, service by service."""

    asks: dict[str, Ask]
    own: Mapping[str, Ask]
    shared: dict[str, str] = field(default_factory=dict)
    """By fact: the question that several services share."""
    materials: dict[str, Material] = field(default_factory=dict)
    reads: dict[str, Read] = field(default_factory=dict)
    """Of entries that stand for materials."""

    def question(self, service: Service, ask: Ask, *, apart: bool, taken: frozenset[str]) -> str:
        """The question of the bundle that answers this one; ``taken`` answer others of the service already."""
        if not apart and not ask.each:
            for name in self._of_fact(ask.fact):
                if name not in taken:
                    return name
        name = self._free(ask.name, service)
        self.asks[name] = _bare(ask, name)
        if not apart and not ask.each:
            self.shared.setdefault(ask.fact, name)
        return name

    def material(self, service: Service, material: Material) -> str:
        """The material of the bundle that is handed in for this one."""
        name = self._free(material.name, service)
        stands = on_file(name) if material.on_file else None
        if stands and material.on_file:
            self.reads[stands] = service.reads[material.on_file]
        self.materials[name] = replace(material, name=name, when=None, on_file=stands)
        return name

    def _of_fact(self, fact: str) -> Iterator[str]:
        yield from (ask.name for ask in self.own.values() if ask.fact == fact)
        if fact in self.shared:
            yield self.shared[fact]

    def _free(self, name: str, service: Service) -> str:
        taken = name in self.asks or name in self.materials
        return f"{name}_{service.id.replace('-', '_')}" if taken else name


def _part(form: BundlePartForm, after: tuple[str, ...], service: Service, putting: _Putting) -> BundlePart:
    takes: dict[str, str] = {}
    for ask in service.asks.values():
        if ask.name not in form.answers:
            taken = frozenset(takes.values())
            takes[ask.name] = putting.question(service, ask, apart=ask.name in form.apart, taken=taken)
    return BundlePart(
        service=service.id,
        when=form.when,
        after=after,
        answers=form.answers,
        takes=takes,
        materials={one.name: putting.material(service, one) for one in service.materials.values()},
        place=form.place,
    )


def _bare(ask: Ask, name: str) -> Ask:
    """A question of a service as the bundle lists it: its conditions are evaluated with its service."""
    return replace(
        ask,
        name=name,
        when=None,
        offers=None,
        check=None,
        prefill=None,
        each={part: _bare(inner, part) for part, inner in ask.each.items()},
    )


def _after(name: str, form: BundlePartForm, services: Mapping[str, Service]) -> tuple[str, ...]:
    """Which services of the bundle this one waits for."""
    if form.after is not None:
        return tuple(one for one in form.after if one in services)
    reads = {read.register for read in services[name].reads.values()}
    return tuple(one for one, service in services.items() if one != name and given_by(service) & reads)


def given_by(service: Service) -> frozenset[str]:
    """The registers of which a service gives entries."""
    gives = (give for step in service.steps.values() for give in step.gives)
    return frozenset(give.register for give in gives if isinstance(give, GiveRecord))


def _in_order(after: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Each behind what it waits for; those in a circle, which the check reports, at the end."""
    left = dict(after)
    while left:
        free = [name for name, before in left.items() if not any(one in left for one in before)]
        yield from free or left
        for name in free or list(left):
            del left[name]


def _form(id_: str, form: BundleForm, law: tuple[Citation, ...], putting: _Putting) -> Service:
    return Service(
        id=id_,
        item="",
        title=form.title,
        summary=form.summary,
        subject_kind=form.subject_kind,
        agency=form.lead,
        law=law,
        reads=putting.reads,
        asks={name: _bare(ask, name) for name, ask in putting.asks.items()},
        derives={},
        decisions={},
        steps={},
        outcomes={},
        human=None,
        fee=None,
        fee_basis=None,
        promised=None,
        unpublished=(),
        place=form.place,
        materials=putting.materials,
    )
