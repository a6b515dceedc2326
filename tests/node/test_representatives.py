"""The mandate of a legal representative comes and goes with the register."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import people, registers
from minben.blueprint import read_files
from minben.blueprint.model import SubjectKind
from minben.ledger import Actor, ActorKind, Reach, acting, legal_today, seal_once
from minben.node.applying import apply
from minben.node.representatives import follow_representatives

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint

SYSTEM = Reach(system=True)
CLERK = Actor(kind=ActorKind.SYSTEM, id="test")
FIRST, SECOND, CODE = "512925194103031237", "51292519800303123X", "91511602MA6200001T"


def number(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body[:17], weights, strict=True))
    return body[:17] + "10X98765432"[total % 11]


def credit_code(base: str) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(char) * pow(3, place, 31) for place, char in enumerate(base[:17]))
    return base[:17] + alphabet[(31 - total % 31) % 31]


def account(name: str, identifier: str) -> tuple[people.Account, UUID]:
    with acting(SYSTEM):
        (subject,) = registers.ensure_subjects("resident", [identifier]).values()
    made = people.create_account(name, name, actor=CLERK)
    people.link(made, subject, SubjectKind.RESIDENT, actor=CLERK)
    return made, subject


def write(blueprint: Blueprint, representative: str) -> None:
    village = next(code for code, division in blueprint.divisions.items() if division.level == 5)
    values = {
        "code": credit_code(CODE),
        "name": "广安区老街小面馆",
        "kind": "company",
        "industry": "catering",
        "division": village,
        "address": "广安区建安中路128号",
        "representative": representative,
        "founded": "2020-05-01",
        "state": "open",
    }
    with acting(SYSTEM):
        registers.write_record(
            blueprint.registers["enterprises"],
            values,
            blueprint=blueprint,
            actor=CLERK,
            purpose="test",
            valid_from=date(2020, 5, 1),
        )


def acts_for(who: people.Account, blueprint: Blueprint) -> list[str]:
    return [
        str(one.name)
        for one in people.standing_of(who, blueprint, legal_today()).capacities
        if isinstance(one, people.Person) and one.mandate
    ]


@pytest.fixture
def blueprint(database: Endpoint, guangan: Blueprint) -> Blueprint:
    apply(guangan)
    return guangan


def test_the_representative_follows_the_register(blueprint: Blueprint) -> None:
    (old, _), (new, _) = account("old", number(FIRST)), account("new", number(SECOND))
    write(blueprint, number(FIRST))
    assert follow_representatives() == 1
    assert acts_for(old, blueprint) == ["广安区老街小面馆"]
    assert follow_representatives() == 0
    write(blueprint, number(SECOND))
    seal_once()
    assert follow_representatives() == 2
    assert (acts_for(old, blueprint), acts_for(new, blueprint)) == ([], ["广安区老街小面馆"])


def test_an_account_that_is_opened_later_finds_its_enterprise(blueprint: Blueprint) -> None:
    write(blueprint, number(FIRST))
    assert follow_representatives() == 0
    who, _ = account("late", number(FIRST))
    seal_once()
    assert follow_representatives() == 1
    assert acts_for(who, blueprint) == ["广安区老街小面馆"]


def test_a_blueprint_that_names_no_representatives_ends_their_mandates(blueprint: Blueprint) -> None:
    who, _ = account("former", number(FIRST))
    write(blueprint, number(FIRST))
    follow_representatives()
    path = "registers/enterprises.yaml"
    text = blueprint.files[path].decode()
    without = re.sub(r"^representative:\n(?:  .*\n)+", "", text, count=1, flags=re.MULTILINE)
    assert without != text
    apply(read_files({**blueprint.files, path: without.encode()}))
    assert follow_representatives() == 1
    assert acts_for(who, blueprint) == []


def test_an_enterprise_that_is_struck_off_has_no_representative(blueprint: Blueprint) -> None:
    who, _ = account("last", number(FIRST))
    write(blueprint, number(FIRST))
    follow_representatives()
    with acting(SYSTEM):
        registers.end_record(
            blueprint.registers["enterprises"],
            credit_code(CODE),
            date(2021, 1, 1),
            actor=CLERK,
            purpose="test",
        )
    seal_once()
    assert follow_representatives() == 1
    assert acts_for(who, blueprint) == []
