"""What an account stands for, and how far it can see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minben import people
from minben.blueprint.model import SubjectKind
from minben.ledger import Actor, ActorKind, Reach, acting, legal_today
from minben.people.models import Account, Link, Mandate

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

pytestmark = pytest.mark.usefixtures("database")
CLERK = Actor(kind=ActorKind.SYSTEM, id="test")
RESIDENT, ENTERPRISE = SubjectKind.RESIDENT, SubjectKind.ENTERPRISE


def resident(name: str = "王桂兰") -> tuple[people.Account, UUID]:
    """An account linked to a new subject."""
    subject = uuid4()
    account = people.create_account(f"user-{subject.hex[:8]}", name, actor=CLERK)
    people.link(account, subject, RESIDENT, actor=CLERK)
    return account, subject


def mandate_for(holder: UUID, since: date, until: date | None = None) -> Mandate:
    """An enterprise lets somebody act for it."""
    return people.give_mandate(
        uuid4(),
        ENTERPRISE,
        holder,
        name="广安小面馆",
        actor=CLERK,
        basis=("民法典 第六十一条",),
        since=since,
        until=until,
    )


def test_a_resident_reaches_themselves_and_nobody_else(guangan: Blueprint) -> None:
    account, subject = resident()
    resident("别人")
    standing = people.standing_of(account, guangan, legal_today())
    (person,) = standing.capacities
    assert person.reach == Reach(subjects=(subject,))
    assert person.actor == Actor(kind=ActorKind.RESIDENT, id=str(subject))


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-9, 9, True)],
)
def test_a_mandate_counts_on_every_day_of_its_period(
    guangan: Blueprint, since: int, until: int | None, counts: bool
) -> None:
    account, subject = resident()
    today = date(2026, 5, 1)
    last = None if until is None else today + timedelta(days=until)
    mandate = mandate_for(subject, today + timedelta(days=since), last)
    keys = [capacity.key for capacity in people.standing_of(account, guangan, today).capacities]
    assert (f"mandate:{mandate.id}" in keys) is counts


def test_acting_by_mandate_the_human_is_named_and_only_the_giver_is_seen(guangan: Blueprint) -> None:
    account, subject = resident()
    mandate = mandate_for(subject, date(2026, 1, 1))
    standing = people.standing_of(account, guangan, date(2026, 5, 1))
    chosen = standing.chosen(f"mandate:{mandate.id}")
    assert isinstance(chosen, people.Person)
    assert chosen.subject == mandate.giver
    assert chosen.kind is ENTERPRISE
    assert chosen.actor.id == str(subject)
    assert chosen.reach == Reach(subjects=(mandate.giver,))


def test_in_one_s_own_name_no_giver_is_seen(guangan: Blueprint) -> None:
    account, subject = resident()
    mandate_for(subject, date(2026, 1, 1))
    own = people.standing_of(account, guangan, date(2026, 5, 1)).chosen(f"subject:{subject}")
    assert own is not None
    assert own.reach == Reach(subjects=(subject,))


def test_whoever_is_linked_to_several_subjects_sees_them_all_in_their_own_name(guangan: Blueprint) -> None:
    account, subject = resident()
    firm = uuid4()
    people.link(account, firm, ENTERPRISE, actor=CLERK)
    for own in people.standing_of(account, guangan, legal_today()).capacities:
        assert set(own.reach.subjects) == {subject, firm}


def test_an_officer_reaches_the_post_the_agency_and_its_registers(guangan: Blueprint) -> None:
    account = people.create_account("officer", "李娟", actor=CLERK)
    people.appoint(account, "civil-affairs/benefits", actor=CLERK, since=date(2026, 1, 1))
    people.appoint(account, "government-office/supervision", actor=CLERK, since=date(2026, 1, 1))
    handling, supervising = sorted(
        people.standing_of(account, guangan, date(2026, 5, 1)).capacities,
        key=lambda each: each.reach.supervise,
    )
    owned = tuple(one.id for one in guangan.registers.values() if one.agency == "civil-affairs")
    assert "benefits" in owned
    assert handling.reach == Reach(agency="civil-affairs", posts=("civil-affairs/benefits",), registers=owned)
    assert supervising.reach.supervise
    assert not supervising.reach.registers


def test_an_appointment_ends_on_its_last_day(guangan: Blueprint) -> None:
    account = people.create_account("officer", "李娟", actor=CLERK)
    post = people.appoint(account, "civil-affairs/benefits", actor=CLERK, since=date(2026, 1, 1))
    assert people.end_appointment(post.id, date(2026, 5, 1), actor=CLERK)
    assert not people.end_appointment(post.id, date(2026, 5, 1), actor=CLERK)
    assert people.standing_of(account, guangan, date(2026, 5, 1)).capacities
    assert not people.standing_of(account, guangan, date(2026, 5, 2)).capacities


def test_a_post_that_the_blueprint_no_longer_has_does_not_count(guangan: Blueprint) -> None:
    account = people.create_account("officer", "李娟", actor=CLERK)
    people.appoint(account, "civil-affairs/abolished", actor=CLERK)
    assert people.standing_of(account, guangan, legal_today()).capacities == ()


def test_standing_takes_the_same_queries_however_much_there_is(guangan: Blueprint) -> None:
    few, _ = resident()
    many, subject = resident()
    for _ in range(12):
        mandate_for(subject, date(2026, 1, 1))
    counts = []
    for account in (few, many):
        with CaptureQueriesContext(connection) as queries:
            people.standing_of(account, guangan, date(2026, 5, 1))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_without_reach_no_account_link_or_mandate_is_seen() -> None:
    _, subject = resident()
    mandate_for(subject, date(2026, 1, 1))
    assert [Account.objects.count(), Link.objects.count(), Mandate.objects.count()] == [0, 0, 0]
    with acting(Reach(subjects=(subject,))):
        assert [Account.objects.count(), Link.objects.count(), Mandate.objects.count()] == [0, 1, 1]
    with acting(Reach(subjects=(uuid4(),))):
        assert [Link.objects.count(), Mandate.objects.count()] == [0, 0]


def test_nobody_gives_themselves_a_link_under_their_own_reach() -> None:
    account, subject = resident()
    other = uuid4()
    with pytest.raises(Exception, match="row-level security"), acting(Reach(subjects=(subject, other))):
        Link.objects.create(account=account, subject=other, kind="resident", act=uuid4())


def test_a_user_name_is_given_once() -> None:
    people.create_account("same", "甲", actor=CLERK)
    with pytest.raises(people.NameTakenError, match="same"):
        people.create_account("same", "乙", actor=CLERK)


def test_each_change_of_standing_is_an_act() -> None:
    account, subject = resident()
    mandate = mandate_for(subject, date(2026, 1, 1))
    post = people.appoint(account, "civil-affairs/benefits", actor=CLERK, since=date(2026, 1, 1))
    people.end_mandate(mandate.id, date(2026, 5, 1), actor=CLERK)
    people.end_appointment(post.id, date(2026, 5, 1), actor=CLERK)
    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_act ORDER BY id")
        kinds = [kind for (kind,) in cursor.fetchall()]
    assert kinds == [
        "account.create",
        "account.link",
        "mandate.give",
        "appointment.make",
        "mandate.end",
        "appointment.end",
    ]
