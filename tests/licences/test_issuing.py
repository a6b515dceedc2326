"""Issuing: an entry that a case wrote becomes a signed licence, once, with its act."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.conftest import LOADER, SYSTEM, TODAY, at
from licences.conftest import certified, issue, licence_of, licensed
from minben.ledger import acting, acts_of_case, follow_kinds, legal_clock, seal_once
from minben.licences import BadToken, KeyProblem, issuing, models, pass_days, verify_credential
from minben.licences.identifiers import Identifier
from minben.registers import end_record, erase, write_record

if TYPE_CHECKING:
    from collections.abc import Collection

    from cases.conftest import District, Somebody
    from minben.ledger import Stretch


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


def test_a_crash_leaves_nothing_and_the_next_run_issues_once(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother, _, _ = certified(district)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "_renumber", killed)
        with pytest.raises(SystemExit):
            issue()
    with acting(SYSTEM):
        assert (models.IssuedLicence.objects.count(), models.Version.objects.count()) == (0, 0)
    assert issue() == 1
    assert licence_of(mother).version == 1


def test_whoever_follows_goes_on_past_acts_that_issue_nothing(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue()
    certified(district)
    seal_once()
    monkeypatch.setattr(issuing, "BATCH", 1)
    steps: list[issuing.Followed] = []
    while not steps or steps[-1].more:
        steps.append(issuing.follow_acts())
    assert len(steps) > 2
    assert sum(step.done for step in steps) == 1
    assert steps[-1].done == 0


def test_workers_that_have_read_the_same_acts_issue_once(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue()
    mother, _, _ = certified(district)
    firm = district.enterprise()
    licensed(district, firm)
    seal_once()
    together = Barrier(4)

    def all_at_once(kinds: Collection[str], after: int, limit: int) -> Stretch:
        ahead = follow_kinds(kinds, after, limit)
        together.wait(timeout=30)
        return ahead

    def work() -> int:
        try:
            return issuing.follow_acts().done
        finally:
            connections.close_all()

    monkeypatch.setattr(issuing, "follow_kinds", all_at_once)
    with ThreadPoolExecutor(4) as pool:
        done = [each.result() for each in [pool.submit(work) for _ in range(4)]]
    assert sorted(done) == [0, 0, 0, 2]
    assert (licence_of(mother).version, licence_of(firm).version) == (1, 1)


def test_a_broken_key_stops_issuing_and_loses_nothing(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother, _, _ = certified(district)

    def broken(_: str) -> None:
        raise KeyProblem("the key file is open to others")

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "signing_key", broken)
        with pytest.raises(KeyProblem):
            issue()
    assert issue() == 1
    assert licence_of(mother).version == 1


def entries(district: District, number: int, *, first: int = 0, **more: object) -> list[Somebody]:
    firms = []
    for index in range(first, first + number):
        firm = district.enterprise(f"第{index}家", serial=f"{index + 1:08d}"[::-1])
        district.write(
            "licences",
            number=f"JY{index}",
            code=f"ABCD2345EFGH{index:04d}",
            kind="food-business",
            holder=firm.identifier,
            statement="热食类食品制售",
            issued=TODAY,
            **more,
        )
        firms.append(firm)
    return firms


def test_entries_from_before_the_licence_was_declared_are_issued_in_batches(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "SWEPT", 2)
    firms = entries(district, 5)
    seal_once()
    with acting(SYSTEM):
        models.Cursor.objects.filter(name="acts").update(place=10_000)
    assert issue() == 0
    with acting(SYSTEM):
        issuing.go_through(["licences"])
    assert issue() == 5
    identifiers = {licence_of(firm).identifier for firm in firms}
    assert len(identifiers) == 5


def test_an_entry_that_has_expired_already_is_issued_as_lapsed(district: District) -> None:
    (firm,) = entries(district, 1, expires=date(2026, 3, 1))
    issue()
    assert licence_of(firm).state == "lapsed"


def test_an_entry_that_begins_to_hold_later_is_issued_on_that_day(district: District) -> None:
    firm = district.enterprise()
    start = TODAY + timedelta(days=3)
    values = {
        "number": "JY9",
        "code": "ABCD2345EFGH0009",
        "kind": "food-business",
        "holder": firm.identifier,
        "statement": "热食类食品制售",
        "issued": start,
    }
    register = district.blueprint.registers["licences"]
    with acting(SYSTEM):
        write_record(
            register, values, blueprint=district.blueprint, actor=LOADER, purpose="test", valid_from=start
        )
    issue()
    pass_days()
    assert models_of(firm) == []
    with legal_clock(partial(at, start)):
        pass_days()
    assert licence_of(firm).version == 1


def models_of(somebody: Somebody) -> list[object]:
    with acting(somebody.reach):
        return list(models.IssuedLicence.objects.all())


def test_what_is_no_licence_gets_none(district: District) -> None:
    firm = district.enterprise()
    district.write(
        "licences",
        number="X1",
        code="ABCD2345EFGH0001",
        kind="kinship-certificate",
        holder=firm.identifier,
        statement="—",
        issued=TODAY,
    )
    assert issue() == 0


def test_an_ended_entry_s_licence_is_cancelled(district: District) -> None:
    mother, _, case = certified(district)
    issue()
    with acting(SYSTEM):
        end_record(
            district.blueprint.registers["certificates"],
            f"QS{case.number}",
            TODAY + timedelta(days=1),
            actor=LOADER,
            purpose="test",
        )
    with legal_clock(partial(at, TODAY + timedelta(days=1))):
        assert issue() == 1
    assert licence_of(mother).state == "cancelled"


def test_an_erased_entry_s_licence_tells_nothing_any_more(district: District) -> None:
    mother, _, case = certified(district)
    issue()
    credential = licence_of(mother).credential or ""
    with acting(SYSTEM):
        register = district.blueprint.registers["certificates"]
        erase(register, f"QS{case.number}", actor=LOADER, purpose="test", basis=())
    issue()
    with acting(SYSTEM):
        (version,) = models.Version.objects.all()
        (licence,) = models.IssuedLicence.objects.all()
    assert (version.shown, version.credential, version.salt, version.status) == (None, None, None, 1)
    assert case.number not in version.identifier + licence.key
    with pytest.raises(BadToken, match="on record"):
        verify_credential(district.blueprint, credential)


def test_many_licences_take_a_constant_number_of_queries(district: District) -> None:
    counted = []
    for number in (2, 6):
        with acting(SYSTEM):
            models.Cursor.objects.filter(name="acts").update(place=10_000)
        entries(district, number, first=10 * number)
        with acting(SYSTEM):
            keys = [f"JY{10 * number + at}" for at in range(number)]
            with CaptureQueriesContext(connection) as captured:
                register = district.blueprint.registers["licences"]
                assert issuing.converge(district.blueprint, register, keys) == number
        counted.append(len(captured))
    # Few acts go in row by row, many by COPY; what is asked does not grow with the number of licences.
    assert counted[1] <= counted[0] + 4
