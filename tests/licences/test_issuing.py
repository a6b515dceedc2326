"""Issuing: an entry that a case wrote becomes a signed licence, once, with its act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.conftest import SYSTEM
from licences.conftest import certified, issue, licence_of, licensed
from minben.ledger import acting, acts_of_case
from minben.licences import models
from minben.licences.identifiers import Identifier

if TYPE_CHECKING:
    from cases.conftest import District


def test_a_granted_case_gets_its_licence_with_identifier_and_act(district: District) -> None:
    firm = district.enterprise()
    case = licensed(district, firm)
    assert issue() == 1
    issued = licence_of(firm)
    assert str(Identifier.parse(issued.identifier)) == issued.identifier
    assert issued.identifier.split(".")[5:9] == [
        "000000000000000000001",
        "682364679",
        f"JY{case.number}".replace("-", ""),
        "001",
    ]
    with acting(SYSTEM):
        acts = [act for act in acts_of_case(case.id) if act.kind == "licence.issue"]
    (act,) = acts
    assert (act.actor.kind, act.actor.agency, act.register) == ("rule", "approval", "licences")
    assert act.actor.id == f"licences/food-business@{district.blueprint.version}"


def test_following_again_issues_nothing(district: District) -> None:
    certified(district)
    assert issue() == 1
    assert issue() == 0
    with acting(SYSTEM):
        models.Cursor.objects.filter(name="acts").update(place=-1)
    assert issue() == 0
