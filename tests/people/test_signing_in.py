"""The act of signing in names who signs in: the post held today, else the subject that the account is."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from minben import people
from minben.blueprint.model import SubjectKind
from minben.ledger import Act, Actor, ActorKind, Reach, acting, legal_today, write_act
from minben.people import signing_in

pytestmark = pytest.mark.usefixtures("database")
CLERK = Actor(kind=ActorKind.SYSTEM, id="test")
POST = "civil-affairs/benefits"


def account(*, subject: UUID | None = None) -> people.Account:
    """An account, linked to a subject where one is given."""
    made = people.create_account(f"user-{uuid4().hex[:8]}", "李娟", actor=CLERK)
    if subject is not None:
        people.link(made, subject, SubjectKind.RESIDENT, actor=CLERK)
    return made


def appointed(to: people.Account, since: int, until: int | None) -> UUID:
    """Hold the post from and until so many days from today."""
    today = legal_today()
    last = None if until is None else today + timedelta(days=until)
    first = today + timedelta(days=since)
    return people.appoint(to, POST, actor=CLERK, since=first, until=last).id


def signs_in(who: people.Account, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The actor of the act that a sign-in writes."""
    written: list[Act] = []

    def kept(act: Act) -> UUID:
        written.append(act)
        with acting(Reach(system=True)):
            return write_act(act)

    monkeypatch.setattr("minben.people.signing_in.write_act", kept)
    signing_in.record_sign_in(who)
    (act,) = written
    assert act.kind == "account.sign-in"
    return act.actor


def test_the_appointment_of_today_is_named_with_post_and_agency(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = account(subject=uuid4())
    appointed(officer, -90, -30)
    current = appointed(officer, -29, None)
    appointed(officer, 5, None)
    assert signs_in(officer, monkeypatch) == Actor(
        kind=ActorKind.OFFICER, id=str(current), post=POST, agency="civil-affairs"
    )


@pytest.mark.parametrize(("since", "until"), [(-90, -1), (1, None)])
def test_who_holds_no_post_today_is_named_as_the_subject_they_are(
    monkeypatch: pytest.MonkeyPatch, since: int, until: int | None
) -> None:
    subject = uuid4()
    resident = account(subject=subject)
    appointed(resident, since, until)
    assert signs_in(resident, monkeypatch) == Actor(kind=ActorKind.RESIDENT, id=str(subject))


def test_who_is_neither_is_named_as_a_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = account()
    appointed(nobody, -9, -1)
    assert signs_in(nobody, monkeypatch) == Actor(kind=ActorKind.VISITOR, id=str(nobody.pk))
