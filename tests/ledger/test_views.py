"""Who used my data: acts about a subject, newest first, whether sealed yet or not."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minben.ledger import Actor, ActorKind, Reach, acting, acts_about, acts_of_case, follow, read_act
from minben.ledger.sequence import sequence

from .helpers import SYSTEM, write

pytestmark = pytest.mark.usefixtures("database")


def about(subject: UUID, *, limit: int = 50, before: UUID | None = None) -> list[UUID]:
    """The acts that a subject sees about itself."""
    with acting(Reach(subjects=(subject,))):
        return [view.id for view in acts_about(subject, limit, before)]


def test_sealed_and_waiting_acts_about_me_come_newest_first() -> None:
    me = uuid4()
    sealed = [write(subjects=(me, uuid4())) for _ in range(3)]
    write(subjects=(uuid4(),))
    sequence()
    waiting = [write(subjects=(me,)) for _ in range(2)]
    assert about(me) == [*waiting[::-1], *sealed[::-1]]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_follow_each_other_without_gap_also_when_sealed_in_between(size: int) -> None:
    me = uuid4()
    acts = [write(subjects=(me,)) for _ in range(4)]
    sequence()
    acts += [write(subjects=(me,)) for _ in range(3)]
    seen: list[UUID] = []
    for _ in acts:
        seen += about(me, limit=size, before=seen[-1] if seen else None)
        sequence()
    assert seen == acts[::-1]


def test_a_stranger_sees_no_acts_about_me() -> None:
    me = uuid4()
    write(subjects=(me,))
    sequence()
    write(subjects=(me,))
    for reach in (Reach(subjects=(uuid4(),)), Reach(agency="a"), Reach()):
        with acting(reach):
            assert acts_about(me) == []


def test_without_a_reach_nothing_tells_which_leaves_speak_of_whom_or_of_which_case() -> None:
    write(subjects=(uuid4(),), case=uuid4())
    sequence()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_about")
        assert cursor.fetchone() == (0,)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_about")
        assert cursor.fetchone() == (2,)


def test_a_page_is_one_query() -> None:
    me = uuid4()
    for _ in range(20):
        write(subjects=(me,))
    sequence()
    with acting(Reach(subjects=(me,))), CaptureQueriesContext(connection) as queries:
        assert len(acts_about(me)) == 20
    assert len(queries) == 1


def test_acts_of_a_case_come_in_the_order_of_events() -> None:
    case, me = uuid4(), uuid4()
    acts = [write(case=case, subjects=(me,)) for _ in range(2)]
    sequence()
    acts += [write(case=case, subjects=(me,)), write(case=case)]
    write(case=uuid4(), subjects=(me,))
    with acting(Reach(subjects=(me,))):
        assert [view.id for view in acts_of_case(case)] == acts[:3]
    with acting(SYSTEM):
        views = acts_of_case(case)
    assert [view.id for view in views] == acts
    assert [view.leaf for view in views] == [0, 1, None, None]


def test_a_consumer_follows_by_the_last_leaf() -> None:
    acts = [write() for _ in range(5)]
    sequence()
    with acting(SYSTEM):
        first = follow(-1, 2)
        rest = follow(first[-1].leaf or 0, 100)
    assert [view.id for view in (*first, *rest)] == acts
    assert [view.leaf for view in (*first, *rest)] == [0, 1, 2, 3, 4]


def test_one_act_is_read_within_reach_only() -> None:
    officer = Actor(ActorKind.OFFICER, str(uuid4()), "a/b", "a")
    act = write(actor=officer, result="granted")
    with acting(Reach(agency="a")):
        view = read_act(act)
        assert view
        assert (view.actor, view.result, view.leaf) == (officer, "granted", None)
    with acting(Reach(agency="b")):
        assert read_act(act) is None
