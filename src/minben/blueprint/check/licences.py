"""Electronic licences name what is there, are issued by the owner of their register, and can be seen to be invalid."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from minben.rules import ANY, BOOLEAN, infer

from ..licensing import LicenceState
from ..model import FactType, Power
from .environment import record_type
from .expressions import parsed, report_fault, wants

if TYPE_CHECKING:
    from ..licensing import Licence
    from ..model import Register
    from .ground import Ground

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
STATES = tuple(map(str, LicenceState))


def check(ground: Ground) -> None:
    """Report registers whose state is none, and licences that could not be issued or changed."""
    for register in ground.blueprint.registers.values():
        _check_state(ground, register)
    alike: defaultdict[str, list[Licence]] = defaultdict(list)
    for licence in ground.blueprint.licences.values():
        alike[licence.register].append(licence)
        _check_licence(ground, licence)
    for licences in alike.values():
        for licence in licences[1:]:
            if licence.where is None or licences[0].where is None:
                place = ground.at(licence.place.file, "register")
                ground.report(place, "licence-twice", register=licence.register, other=licences[0].id)


def _check_state(ground: Ground, register: Register) -> None:
    if register.state is None:
        return
    place = ground.at(register.place.file, "state")
    if not ground.refer(place, "field", register.state, register.fields):
        return
    fact = ground.blueprint.facts.get(register.fields[register.state].fact)
    if fact is None:
        return
    values = {choice.value for choice in fact.choices}
    if fact.type is not FactType.CHOICE or not {LicenceState.VALID} <= values <= set(STATES):
        ground.report(place, "state-no-state", name=register.state, known=", ".join(STATES))


def _check_licence(ground: Ground, licence: Licence) -> None:
    blueprint, file = ground.blueprint, licence.place.file
    if file != f"licences/{licence.id}.yaml":
        ground.report(ground.at(file, "licence"), "name-of-file", name=licence.id, file=file)
    known = ground.refer(ground.at(file, "agency"), "agency", licence.agency, blueprint.agencies)
    if known and not licence.issuer_code:
        ground.report(ground.at(file, "agency"), "issuer-without-code", agency=licence.agency)
    if ground.refer(ground.at(file, "register"), "register", licence.register, blueprint.registers):
        _check_entries(ground, licence, blueprint.registers[licence.register])
    for move, change in licence.changes.items():
        place = ground.at(file, "changes", str(move), "by")
        if ground.refer(place, "post", change.post, blueprint.posts):
            _check_post(ground, licence, change.post, str(move))


def _check_entries(ground: Ground, licence: Licence, register: Register) -> None:
    file = licence.place.file
    place = ground.at(file, "register")
    if register.agency != licence.agency:
        ground.report(place, "write-of-others", register=register.id, owner=register.agency)
    if register.state is None:
        ground.report(place, "register-without-state", register=register.id)
    for position, name in enumerate(licence.shows):
        ground.refer(ground.at(file, "shows", position), "field", name, register.fields)
    for position, name in enumerate(licence.discloses):
        ground.refer(ground.at(file, "discloses", position), "field", name, licence.shows)
    for language, text in licence.text.items():
        for name in PLACEHOLDER.findall(text):
            ground.refer(ground.at(file, "text", language), "field", name, licence.shows)
    if licence.where is not None:
        _check_where(ground, licence, register, licence.where)


def _check_where(ground: Ground, licence: Licence, register: Register, where: str) -> None:
    place = ground.at(licence.place.file, "where")
    types = dict(record_type(ground, register, frozenset(register.fields)).fields)
    tree = parsed(ground, place, where, types)
    if tree is None:
        return
    found = infer(tree, types)
    for fault in found.problems:
        report_fault(ground, place, where, fault)
    if not found.problems:
        wants(ground, place, found.type or ANY, BOOLEAN, {"zh": "真或假", "en": "true or false"})


def _check_post(ground: Ground, licence: Licence, post: str, move: str) -> None:
    place = ground.at(licence.place.file, "changes", move, "by")
    if Power.HANDLE not in ground.blueprint.posts[post].powers:
        ground.report(place, "post-without-power", name=post)
    if ground.blueprint.posts[post].agency != licence.agency:
        ground.report(place, "licence-of-others", name=post, owner=licence.agency)
