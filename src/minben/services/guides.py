"""What the page of an item tells: what it is, on what law, what is known already, what is asked, the steps, the result.

All of it follows from the definition of the service; nothing is written a second time. What the jurisdiction has not
published is named as such, with the address of the official guide, and never made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint import title_of
from minben.blueprint.model import FactType, GiveRecord, GuidePart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from minben.blueprint import Blueprint
    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import (
        Agency,
        Ask,
        Citation,
        Doer,
        FileType,
        Item,
        ItemType,
        Material,
        Read,
        Remedy,
        Service,
        Step,
        SubjectKind,
        Text,
    )

PARTS: Mapping[GuidePart, Text] = {
    GuidePart.LAW: {"zh": "设定依据", "en": "Legal basis"},
    GuidePart.MATERIALS: {"zh": "申请材料", "en": "What to bring"},
    GuidePart.STEPS: {"zh": "办理流程", "en": "Procedure"},
    GuidePart.TIME: {"zh": "办理时限", "en": "How long it takes"},
    GuidePart.FEE: {"zh": "收费标准", "en": "Fee"},
    GuidePart.PLACE_AND_HOURS: {"zh": "办理地点和时间", "en": "Place and hours"},
    GuidePart.PHONE: {"zh": "咨询和监督电话", "en": "Telephone"},
}
"""What the parts of a guide are called."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a register knows already: which facts, from whose register."""

    title: Text
    register: Text
    agency: Agency
    facts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the applicant is asked; ``always`` is false where it depends on the case."""

    title: Text
    why: Text
    required: bool
    always: bool


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A material as the guide of an item has to list it: name, form, copies, law, source, whether it is needed.

    ``always`` is false where it depends on the case. ``on_file`` is the register whose entry stands for it, ``promise``
    the words of the promise that does, ``later`` the time in which it may follow; each empty or None where none does.
    """

    title: Text
    why: Text
    accepts: tuple[FileType, ...]
    at_most: int
    copies: int
    law: tuple[Citation, ...]
    source: Text
    required: bool
    always: bool
    on_file: Text
    promise: Text
    later: Limit | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A step: who does it and within which time.

    ``posts`` are those of officers, also where they take over from a rule; ``service`` is another service that does it.
    """

    title: Text
    by: Doer
    posts: tuple[Text, ...]
    people: int
    limit: Limit | None
    law: tuple[Citation, ...]
    service: Text


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that the page of an item shows. Without a ``service`` only the catalogue's entry is known."""

    item: Item
    title: Text
    summary: Text
    agency: Agency
    type: ItemType
    codes: tuple[str, ...]
    service: Service | None
    subject_kind: SubjectKind | None
    law: tuple[Citation, ...]
    known: tuple[Known, ...]
    asked: tuple[Asked, ...]
    materials: tuple[HandedIn, ...]
    stages: tuple[Stage, ...]
    promised: Limit | None
    results: tuple[Text, ...]
    fee: Text | None
    fee_basis: Citation | None
    remedies: tuple[Remedy, ...]
    unpublished: tuple[Text, ...]
    url: str

    @property
    def executable(self) -> bool:
        """Whether one can apply here and now."""
        return self.service is not None


def service_of(blueprint: Blueprint, item: Item) -> Service | None:
    """The executable service of an item, if there is one."""
    return next((service for service in blueprint.services.values() if service.item == item.code), None)


def guide(blueprint: Blueprint, item: Item) -> Guide:
    """What the page of an item tells."""
    service = service_of(blueprint, item)
    packs = [pack for pack in blueprint.statutes if item.type in pack.remedies_item_types]
    return Guide(
        item=item,
        title=service.title if service else {item.language: item.name},
        summary=service.summary if service else {},
        agency=blueprint.agencies[item.agency],
        type=blueprint.item_types[item.type],
        codes=tuple(dict.fromkeys(filter(None, (item.code, item.local_code)))),
        service=service,
        subject_kind=service.subject_kind if service else None,
        law=service.law if service else (),
        known=tuple(_known(blueprint, service, read) for read in _known_already(service)) if service else (),
        asked=tuple(map(_asked, service.asks.values())) if service else (),
        materials=tuple(_handed_in(blueprint, service, one) for one in service.materials.values())
        if service
        else (),
        stages=tuple(_stage(blueprint, step) for step in service.steps.values()) if service else (),
        promised=service.promised if service else None,
        results=tuple(_results(blueprint, service)) if service else (),
        fee=service.fee if service else None,
        fee_basis=service.fee_basis if service else None,
        remedies=tuple(remedy for pack in packs for remedy in pack.remedies) if service else (),
        unpublished=tuple(PARTS[part] for part in (service.unpublished if service else PARTS)),
        url=item.guide_url,
    )


def _known(blueprint: Blueprint, service: Service, read: Read) -> Known:
    register = blueprint.registers[read.register]
    shared = {
        name
        for agreement in blueprint.agreements
        if (agreement.agency, agreement.register, agreement.purpose)
        == (service.agency, register.id, service.id)
        for name in agreement.fields
    }
    own = register.agency == service.agency
    fields = [field for name, field in register.fields.items() if own or name in shared]
    titles = dict.fromkeys(field.fact for field in fields)
    return Known(
        title=read.title,
        register=register.title,
        agency=blueprint.agencies[register.agency],
        facts=tuple(blueprint.facts[fact].title for fact in titles),
    )


def _known_already(service: Service) -> Iterator[Read]:
    """The reads, but for those of entries that stand for a material."""
    stand_in = {material.on_file for material in service.materials.values()}
    return (read for name, read in service.reads.items() if name not in stand_in)


def _handed_in(blueprint: Blueprint, service: Service, material: Material) -> HandedIn:
    on_file = service.reads[material.on_file].register if material.on_file else ""
    later = service.steps[material.later].limit if material.later else None
    return HandedIn(
        title=material.title,
        why=material.why,
        accepts=material.accepts,
        at_most=material.at_most,
        copies=material.copies,
        law=material.law,
        source=material.source,
        required=material.required,
        always=material.when is None,
        on_file=blueprint.registers[on_file].title if on_file else {},
        promise=material.commitment.text if material.commitment else {},
        later=later,
    )


def _asked(ask: Ask) -> Asked:
    return Asked(ask.title, ask.why, ask.required, ask.when is None)


def _stage(blueprint: Blueprint, step: Step) -> Stage:
    desks = step.posts or ((step.post,) if step.post else ())
    posts = tuple(title_of(blueprint, desk) for desk in desks)
    service = blueprint.services[step.service].title if step.service else {}
    return Stage(step.title, step.by, posts, step.people, step.limit, step.law, service)


def _results(blueprint: Blueprint, service: Service) -> Iterator[Text]:
    """What one gets: for each entry that is written its kind where it is fixed, else the register's title."""
    for step in service.steps.values():
        for give in step.gives:
            if isinstance(give, GiveRecord):
                register = blueprint.registers[give.register]
                yield next(_fixed_choices(blueprint, give), register.title)


def _fixed_choices(blueprint: Blueprint, give: GiveRecord) -> Iterator[Text]:
    fields = blueprint.registers[give.register].fields
    for name, written in give.fields.items():
        fact = blueprint.facts[fields[name].fact]
        if fact.type is FactType.CHOICE:
            yield from _titles(((choice.value, choice.title) for choice in fact.choices), written)


def _titles(choices: Iterable[tuple[str, Text]], written: str) -> Iterator[Text]:
    return (title for value, title in choices if written == f'"{value}"')
