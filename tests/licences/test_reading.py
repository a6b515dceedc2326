"""Services read valid licences only, unless they ask for the state themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cases.conftest import TODAY
from minben.blueprint import examine_files, read_files
from minben.cases.reading import as_oneself
from minben.cases.terms import terms_of
from minben.ledger import acting
from minben.registers import is_valid

if TYPE_CHECKING:
    from cases.conftest import District
    from minben.blueprint.model import Blueprint

FOOD = "services/food-licence/service.yaml"
READS = """reads:
  held:
    from: licences where holder = applicant
    title: {zh: 已有证照, en: Licences held}
  ever:
    from: licences where holder = applicant and state != "transferring"
    title: {zh: 全部证照, en: Licences ever held}
"""


def reading(blueprint: Blueprint) -> Blueprint:
    """The district with a service that reads licences."""
    text = blueprint.files[FOOD].decode().replace("reads:\n", READS, 1)
    return read_files({**blueprint.files, FOOD: text.encode()})


@pytest.mark.parametrize(
    ("state", "expires", "held", "ever"),
    [
        ("valid", None, 1, 1),
        (None, None, 1, 0),
        ("valid", TODAY, 1, 1),
        ("valid", date(2026, 3, 1), 0, 1),
        ("withheld", None, 0, 1),
        ("revoked", None, 0, 1),
        ("cancelled", None, 0, 1),
    ],
)
def test_a_read_yields_valid_entries_unless_it_asks_for_the_state(
    district: District, state: str | None, expires: date | None, held: int, ever: int
) -> None:
    firm = district.enterprise()
    said = {"state": state} if state else {}
    district.write(
        "licences",
        number="JY1",
        code="ABCD2345EFGH6789",
        kind="food-business",
        holder=firm.identifier,
        statement="热食类食品制售",
        issued=TODAY,
        expires=expires,
        **said,
    )
    blueprint = reading(district.blueprint)
    terms = terms_of(blueprint, "food-licence")
    reads = terms.service.reads
    with acting(firm.reach):
        found = as_oneself(terms, firm.subject, TODAY)([reads["held"], reads["ever"]])
    assert [len(each.records) for each in found] == [held, ever or (1 if state is None else 0)]


def test_a_register_without_a_state_hides_nothing(guangan: Blueprint) -> None:
    assert is_valid(guangan.registers["enterprises"], {"state": "closed"}, TODAY)


def test_an_agreement_that_hides_the_state_is_refused(guangan: Blueprint) -> None:
    register = guangan.files["registers/enterprises.yaml"].decode() + "  standing: {fact: licence-state}\n"
    stated = register.replace("subject:", "state: standing\nsubject:", 1)
    problems = examine_files({**guangan.files, "registers/enterprises.yaml": stated.encode()}).problems
    found = [problem for problem in problems if problem.code == "field-not-agreed"]
    assert any(problem.place.file == FOOD and "standing" in problem.text("en") for problem in found)
