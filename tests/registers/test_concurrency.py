"""Two who write about the same subject at once do so one after the other, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event
from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import Reach, acting
from minben.registers import ensure_subjects, erase, history, identity_of, read_key, write_record

from .jurisdiction import BLUEPRINT, CLERK, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from minben.node.postgres import Endpoint
    from minben.registers import Record

SYSTEM = Reach(system=True)
DAY = date(2026, 5, 1)


def write(name: str, day: date = DAY) -> Record:
    """A version of the one entry."""
    return write_record(
        PEOPLE,
        {"id": "A1", "name": name},
        blueprint=BLUEPRINT,
        actor=CLERK,
        purpose="test",
        valid_from=day,
    )


def wait_until_somebody_waits(database: Endpoint) -> None:
    """Return when a session waits for a lock of another; the server of the tests has no other writers."""
    with database.connect("admin") as admin:
        while admin.execute("SELECT FROM pg_locks WHERE NOT granted LIMIT 1").fetchone() is None:
            pass


def both_at_once(
    database: Endpoint, first: Callable[[], object], second: Callable[[], object]
) -> tuple[object, object]:
    """Let the second start while the first has not committed, and the first commit when the second waits for it."""
    written, go_on = Event(), Event()

    def do(work: Callable[[], object], *, hold: bool) -> object:
        try:
            if not hold:
                written.wait()
            with acting(SYSTEM):
                done = work()
                if hold:
                    written.set()
                    go_on.wait()
            return done
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as threads:
        results = threads.submit(do, first, hold=True), threads.submit(do, second, hold=False)
        wait_until_somebody_waits(database)
        go_on.set()
        return results[0].result(), results[1].result()


def test_the_later_of_two_writes_of_one_version_supersedes_the_earlier(database: Endpoint) -> None:
    earlier, later = both_at_once(database, lambda: write("Earlier"), lambda: write("Later"))
    with acting(SYSTEM):
        (current,) = history(PEOPLE, "A1")
        known_then = read_key(PEOPLE, "A1", on=DAY, known=getattr(earlier, "recorded_at", None))
    assert current.id == getattr(later, "id", None)
    assert known_then is not None
    assert known_then.values["name"] == "Earlier"


def test_erasure_takes_also_what_is_being_written_meanwhile(database: Endpoint) -> None:
    with acting(SYSTEM):
        subject = write("Earlier").subject
    both_at_once(
        database,
        lambda: write("Later", DAY + timedelta(days=1)),
        lambda: erase(PEOPLE, "A1", actor=CLERK, purpose="test", basis=()),
    )
    with acting(SYSTEM):
        assert history(PEOPLE, "A1") == []
        known = identity_of(subject)
        assert known is not None
        assert known.identifier.startswith("erased:")


def test_two_who_make_a_subject_known_agree_on_its_id(database: Endpoint) -> None:
    def known() -> dict[str, UUID]:
        return ensure_subjects("resident", ["A1", "A2"])

    first, second = both_at_once(database, known, known)
    assert first == second
