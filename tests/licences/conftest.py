"""The same district as for cases, with licences that are issued on demand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cases.conftest import district, today
from cases.test_licence import DECISION, FILLED, INSPECTION, WINDOW, do
from minben import cases
from minben.ledger import Reach, acting, seal_once

if TYPE_CHECKING:
    from cases.conftest import District, Somebody
    from minben.licences import Issued

__all__ = ["district", "today"]
SYSTEM = Reach(system=True)


def certified(district: District) -> tuple[Somebody, Somebody, cases.Case]:
    """A mother with a certificate that a rule gave her."""
    mother = district.resident(date(1950, 3, 4), "王桂兰")
    son = district.resident(date(1975, 8, 9), "李强", order=11)
    district.kin(mother, son, "李强", "child")
    case = cases.submit(
        district.blueprint,
        "kinship-certificate",
        mother.subject,
        {"relative": son.identifier},
        channel="web",
        actor=mother.actor,
    )
    return mother, son, case


def licensed(district: District, firm: Somebody) -> cases.Case:
    """An enterprise gets its food licence, valid for five years."""
    case = cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="布局合理")
    do(district, INSPECTION, "passed", findings="设备齐全")
    do(district, DECISION, "granted")
    return case


def issue() -> int:
    """Seal what was done and follow it to its end; returns how many licences were issued or changed."""
    from minben.licences.issuing import follow_acts

    seal_once()
    done = 0
    while (followed := follow_acts()).more:
        done += followed.done
    return done


def licence_of(somebody: Somebody) -> Issued:
    """The one licence of somebody, as they see it."""
    from minben.licences.reading import licences_of

    with acting(somebody.reach):
        (issued,) = licences_of([somebody.subject])
    return issued


@pytest.fixture
def food(district: District) -> tuple[Somebody, Issued]:
    """An enterprise with its issued food licence."""
    firm = district.enterprise()
    licensed(district, firm)
    issue()
    return firm, licence_of(firm)
