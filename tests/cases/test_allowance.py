"""The allowance: granted by its rule in one transaction, or laid before an officer; never refused by a rule."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from minben import cases
from minben.ledger import acting, acts_of_case
from minben.registers import read_subject

from .conftest import ACCOUNT, SYSTEM

if TYPE_CHECKING:
    from .conftest import District, Somebody


def apply(district: District, person: Somebody, account: str = ACCOUNT) -> cases.Case:
    return cases.submit(
        district.blueprint,
        "old-age-allowance",
        person.subject,
        {"account": account},
        channel="web",
        actor=person.actor,
    )


def test_somebody_of_86_is_granted_by_the_rule_at_once(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    case = apply(district, person)
    assert (case.state, case.outcome, case.decided_by) == ("closed", "granted", "rule")
    with acting(SYSTEM):
        paid = read_subject(district.blueprint.registers["benefits"], person.subject)
        acts = acts_of_case(case.id)
    assert [record.values["amount"] for record in paid] == ["50"]
    done = [(act.power, act.result, act.actor.kind) for act in acts if act.kind == "step.do"]
    assert done == [
        ("old-age-allowance/accept", "accepted", "rule"),
        ("old-age-allowance/grant", "granted", "rule"),
        ("old-age-allowance/pay", "done", "rule"),
        ("old-age-allowance/tell", "done", "rule"),
    ]
    assert [act.register for act in acts if act.kind == "record.read"] == ["population", "benefits"]
