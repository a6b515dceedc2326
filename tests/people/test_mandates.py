"""One lets another act for oneself: seen by both, ended by either, and by law as a register says."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from minben import people
from minben.blueprint.model import SubjectKind
from minben.ledger import Actor, ActorKind, Reach, acting, acts_about, legal_today

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

CLERK = Actor(kind=ActorKind.SYSTEM, id="test")
SYSTEM = Reach(system=True)
SINCE, TODAY = date(2026, 1, 1), date(2026, 5, 1)
pytestmark = pytest.mark.usefixtures("database")


def account() -> tuple[people.Account, UUID]:
    made, subject = people.create_account(f"user-{uuid4().hex[:8]}", "某人", actor=CLERK), uuid4()
    people.link(made, subject, SubjectKind.RESIDENT, actor=CLERK)
    return made, subject


def given(giver: UUID, holder: UUID, *services: str) -> people.Mandate:
    return people.give_mandate(
        giver, SubjectKind.RESIDENT, holder, name="妈妈", actor=CLERK, services=services, since=SINCE
    )


def kinds(subject: UUID) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_about(subject, limit=100)][::-1]


def capacities(who: people.Account, blueprint: Blueprint) -> list[people.Person]:
    found = people.standing_of(who, blueprint, legal_today()).capacities
    return [one for one in found if isinstance(one, people.Person) and one.mandate]


def test_several_mandates_of_one_giver_are_capacities_of_their_own(guangan: Blueprint) -> None:
    holder, subject = account()
    mother = uuid4()
    for services in (("a",), ("b", "c")):
        given(mother, subject, *services)
    found = capacities(holder, guangan)
    assert {one.services for one in found} == {("a",), ("b", "c")}
    assert len({one.key for one in found}) == 2
    assert {one.reach for one in found} == {
        Reach(subjects=(mother,), services=("a",)),
        Reach(subjects=(mother,), services=("b", "c")),
    }


@pytest.mark.parametrize("side", ["giver", "holder"])
def test_either_side_ends_it_at_once_and_both_see_the_act(guangan: Blueprint, side: str) -> None:
    holder, subject = account()
    mother = uuid4()
    mandate = given(mother, subject)
    who = mother if side == "giver" else subject
    actor = Actor(kind=ActorKind.RESIDENT, id=str(who))
    assert people.end_mandate_now(mandate.id, reach=Reach(subjects=(who,)), actor=actor)
    assert not people.end_mandate_now(mandate.id, reach=Reach(subjects=(who,)), actor=actor)
    assert capacities(holder, guangan) == []
    assert [kinds(each)[-1] for each in (mother, subject)] == ["mandate.end", "mandate.end"]
    (known,) = people.mandates_of(mother)
    assert known.ended_at is not None


def test_nobody_else_ends_it(guangan: Blueprint) -> None:
    holder, subject = account()
    mandate = given(uuid4(), subject)
    assert not people.end_mandate_now(mandate.id, reach=Reach(subjects=(uuid4(),)), actor=CLERK)
    assert len(capacities(holder, guangan)) == 1


def test_ended_by_both_at_once_it_is_one_act() -> None:
    giver, holder = uuid4(), uuid4()
    mandate = given(giver, holder)
    results: list[bool] = []

    def end(who: UUID) -> None:
        try:
            results.append(people.end_mandate_now(mandate.id, reach=Reach(subjects=(who,)), actor=CLERK))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end, args=(who,)) for who in (giver, holder) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    assert kinds(giver).count("mandate.end") == 1


# By law, as a register says.


def representation(giver: UUID, holder: UUID) -> people.Representation:
    return people.Representation(giver, holder, "小面馆", uuid4())


def follow(*found: people.Representation, **which: set[UUID]) -> int:
    return people.follow_representations(
        "enterprises", SubjectKind.ENTERPRISE, found, actor=CLERK, basis=("法 第一条",), **which
    )


def test_whoever_a_register_names_may_act_and_not_any_more_once_it_names_another(guangan: Blueprint) -> None:
    (old, first), (new, second) = account(), account()
    firm = uuid4()
    assert follow(representation(firm, first)) == 1
    assert follow(representation(firm, first)) == 0
    (capacity,) = capacities(old, guangan)
    assert (capacity.subject, capacity.kind, capacity.services) == (firm, SubjectKind.ENTERPRISE, ())
    assert follow(representation(firm, second), givers={firm}) == 2
    assert capacities(old, guangan) == []
    assert [one.subject for one in capacities(new, guangan)] == [firm]
    assert kinds(firm) == ["mandate.give", "mandate.give", "mandate.end"]


def test_what_was_not_looked_at_stays(guangan: Blueprint) -> None:
    who, subject = account()
    firm, other = uuid4(), uuid4()
    follow(representation(firm, subject), representation(other, subject))
    assert follow(givers={firm}) == 1
    assert [one.subject for one in capacities(who, guangan)] == [other]


def test_who_has_no_account_holds_nothing() -> None:
    assert follow(representation(uuid4(), uuid4())) == 0


def test_a_mandate_by_law_is_ended_by_the_register_alone(guangan: Blueprint) -> None:
    who, subject = account()
    follow(representation(uuid4(), subject))
    (capacity,) = capacities(who, guangan)
    assert capacity.mandate is not None
    own = Reach(subjects=(subject,))
    assert not people.end_mandate_now(capacity.mandate, reach=own, actor=CLERK)
    assert not people.end_mandate(capacity.mandate, TODAY, actor=CLERK)


def test_a_mandate_that_was_given_stays_when_the_register_says_nothing(guangan: Blueprint) -> None:
    who, subject = account()
    given(uuid4(), subject)
    assert follow() == 0
    assert len(capacities(who, guangan)) == 1


def test_many_representatives_take_as_many_queries_as_one() -> None:
    def queries(count: int) -> int:
        found = [representation(uuid4(), account()[1]) for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert follow(*found, givers={one.giver for one in found}) == count
        return len(captured)

    assert queries(1) == queries(30)
