"""Papers: listed for their holder, verified by whoever was given the code."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from cases.conftest import ACCOUNT, SYSTEM, TODAY, at
from licences.conftest import certified, licensed
from minben import cases, licences
from minben.ledger import acting, acts_about, legal_clock
from minben.registers import end_record

if TYPE_CHECKING:
    from cases.conftest import District


def test_the_holder_finds_the_paper_with_its_code(district: District) -> None:
    mother, son, case = certified(district)
    (paper,) = licences.papers_of(district.blueprint, mother.subject)
    said = {field.name: field.value for field in paper.fields}
    assert (paper.code, paper.agency) == (case.code, "public-security")
    assert said["statement"] == "王桂兰与李强：子女"
    assert said["holder"] == mother.identifier
    assert licences.papers_of(district.blueprint, son.subject) == ()


def test_a_stranger_with_the_code_reads_the_paper_and_the_holder_learns_of_it(district: District) -> None:
    mother, _, case = certified(district)
    typed = f" {case.code[:8].lower()}-{case.code[8:]} "
    paper = licences.verify(district.blueprint, typed)
    assert paper is not None
    said = {field.name: field.value for field in paper.fields}
    assert said["statement"] == "王桂兰与李强：子女"
    assert "holder" not in said, "the resident number is sensitive"
    with acting(mother.reach):
        (act,) = [act for act in acts_about(mother.subject) if act.kind == "licence.verify"]
    assert (act.actor.kind, act.register, act.records[0].id) == ("visitor", "certificates", paper.record)


def test_a_paper_is_valid_through_its_last_day_and_then_expired(district: District) -> None:
    firm = district.enterprise()
    last = date(2031, 3, 2)
    district.write(
        "licences",
        number="JY1",
        code="ABCD2345EFGH6789",
        kind="food-business",
        holder=firm.identifier,
        statement="热食类食品制售",
        issued=TODAY,
        expires=last,
    )
    for today, expired in ((TODAY, False), (last, False), (last + timedelta(days=1), True)):
        with legal_clock(partial(at, today)):
            (paper,) = licences.papers_of(district.blueprint, firm.subject)
        assert (paper.last_day, paper.expired) == (last, expired), today


def test_a_stranger_learns_that_a_paper_has_expired(district: District) -> None:
    firm = district.enterprise()
    case = licensed(district, firm)
    for today, expired in ((date(2031, 3, 2), False), (date(2031, 3, 3), True)):
        with legal_clock(partial(at, today)):
            paper = licences.verify(district.blueprint, case.code)
        assert paper is not None
        assert (paper.last_day, paper.expired) == (date(2031, 3, 2), expired), today


def test_a_paper_without_a_last_day_does_not_expire(district: District) -> None:
    mother, _, _ = certified(district)
    with legal_clock(partial(at, date(2099, 1, 1))):
        (paper,) = licences.papers_of(district.blueprint, mother.subject)
    assert (paper.last_day, paper.expired) == (None, False)


def test_every_other_code_looks_the_same(district: District) -> None:
    mother, _, case = certified(district)
    registers = district.blueprint.registers
    with acting(SYSTEM):
        end_record(registers["certificates"], f"QS{case.number}", TODAY, actor=mother.actor, purpose="test")
    with acting(SYSTEM):
        before = len(acts_about(mother.subject))
    for code in (case.code, "", "X" * 1000, "2345678923456789", "'; DROP TABLE cases_case; --"):
        assert licences.verify(district.blueprint, code) is None
    with acting(SYSTEM):
        assert len(acts_about(mother.subject)) == before


def test_a_case_s_code_verifies_only_what_it_issued(district: District) -> None:
    old = district.resident(date(1940, 2, 3))
    case = cases.submit(
        district.blueprint,
        "old-age-allowance",
        old.subject,
        {"account": ACCOUNT},
        channel="web",
        actor=old.actor,
    )
    assert licences.verify(district.blueprint, case.code) is None
