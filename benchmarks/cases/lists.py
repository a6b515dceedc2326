"""Lists at a million cases, as the application role sees them through row security."""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection, connections

from benchmarks.harness import Result, seconds
from minben import cases
from minben.blueprint import read
from minben.ledger import Actor, ActorKind, Reach, acting, legal_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from minben.blueprint.model import Post

COUNT = int(os.environ.get("MINBEN_BENCH_CASES", "1000000"))
GUANGAN = Path(__file__).parent.parent.parent / "blueprints" / "guangan"
TODAY = date(2026, 3, 2)
ROUNDS = 30
# One case in ten is open with a task; each subject has about ten cases; six desks of three agencies share the work.
DESKS = """
CREATE TEMP TABLE desk (n int, service text, agency text, post text);
INSERT INTO desk VALUES
  (0, 'food-licence', 'approval', 'approval/window'), (1, 'food-licence', 'approval', 'approval/inspection'),
  (2, 'food-licence', 'approval', 'approval/decision'),
  (3, 'old-age-allowance', 'civil-affairs', 'civil-affairs/benefits'),
  (4, 'kinship-certificate', 'public-security', 'public-security/registry'),
  (5, 'food-licence', 'approval', 'approval/window');
CREATE TEMP TABLE subject AS SELECT n, gen_random_uuid() AS id FROM generate_series(0, %(subjects)s - 1) n;
CREATE TEMP TABLE made AS
SELECT g AS n, gen_random_uuid() AS id, s.id AS subject, d.service, d.agency, d.post, g %% 10 = 0 AS is_open,
       date '2025-03-02' + (g::bigint * 365 / %(count)s)::int AS day, (g * 7) %% 30 AS shift
  FROM generate_series(0, %(count)s - 1) g JOIN desk d ON d.n = (g / 10) %% 6
  JOIN subject s ON s.n = g %% %(subjects)s"""
CASES = """
INSERT INTO cases_case (id, number, service, agency, subject, version, channel, received_at, received_on, state,
    outcome, decided_by, decided_on, due, due_provisional, amber_on, late, human, imported, posts, code, act)
SELECT id, 'B' || n, service, agency, subject, repeat('0', 64), 'web', day::timestamptz + n * interval '1 ms', day,
       CASE WHEN is_open THEN 'open' ELSE 'closed' END, CASE WHEN NOT is_open THEN 'granted' END,
       CASE WHEN NOT is_open THEN CASE WHEN n %% 3 = 0 THEN 'officer' ELSE 'rule' END END,
       CASE WHEN NOT is_open THEN day END, CASE WHEN is_open THEN date '2026-02-20' + shift END, false,
       CASE WHEN is_open THEN date '2026-02-18' + shift END, n %% 50 = 0, false, false, ARRAY[post],
       md5(n::text), gen_random_uuid()
  FROM made"""
STEPS = """
INSERT INTO cases_step (id, case_id, step, instance, state, service, agency, subject, post, people, ready_at, ready_on,
    starts_on, due, due_provisional, amber_on, overdue, verdict, by_kind, done_at, done_on, act)
SELECT gen_random_uuid(), id, CASE WHEN k = 0 THEN 'accept' ELSE 'decide' END, 1,
       CASE WHEN is_open AND k = 1 THEN 'ready' ELSE 'done' END, service, agency, subject, post, 1, day, day, day,
       CASE WHEN is_open AND k = 1 THEN date '2026-02-20' + shift END, false,
       CASE WHEN is_open AND k = 1 THEN date '2026-02-18' + shift END, false,
       CASE WHEN NOT (is_open AND k = 1) THEN 'accepted' END, CASE WHEN NOT (is_open AND k = 1) THEN 'rule' END,
       CASE WHEN NOT (is_open AND k = 1) THEN day END, CASE WHEN NOT (is_open AND k = 1) THEN day END,
       CASE WHEN NOT (is_open AND k = 1) THEN gen_random_uuid() END
  FROM made CROSS JOIN generate_series(0, 1) k"""


@dataclass(frozen=True, slots=True)
class InPost:
    """An officer."""

    post: Post
    appointment: UUID

    @property
    def reach(self) -> Reach:
        """The post's."""
        return Reach(
            agency=self.post.agency, posts=(self.post.id,), supervise="supervise" in self.post.powers
        )

    @property
    def actor(self) -> Actor:
        """The appointment."""
        return Actor(ActorKind.OFFICER, str(self.appointment), self.post.id, self.post.agency)


def run() -> list[Result]:
    """Fill a node, then look at every list many times."""
    fill()
    posts = read(GUANGAN).posts
    officer = InPost(posts["approval/window"], uuid4())
    supervisor = InPost(posts["government-office/supervision"], uuid4())
    with acting(Reach(system=True)):
        subject = cases.Case.objects.values_list("subject", flat=True)[0]
    with legal_clock(lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)):
        deep = cases.tasks(officer, limit=min(20_000, COUNT // 50)).after
        return [
            timed("task list, first page", lambda: cases.tasks(officer), 50),
            timed("task list, a page 20,000 tasks further", lambda: cases.tasks(officer, after=deep), 50),
            timed("numbers of a desk by colour", lambda: cases.task_counts(officer), 100),
            timed("my cases", lambda: cases.my_cases([subject]), 50),
            timed("cases of an agency", lambda: cases.case_list(officer.reach), 50),
            timed("cases of the district, supervised", lambda: cases.case_list(supervisor.reach), 50),
            timed("numbers of the district", lambda: cases.counts(supervisor.reach), 2000, rounds=5),
        ]


def fill() -> None:
    """A million cases and two million steps, as they would lie there after years."""
    given = {"count": COUNT, "subjects": max(COUNT // 10, 1)}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('minben.system', 'on', false)")
        cursor.execute(DESKS, given)
        cursor.execute(CASES, {})
        cursor.execute(STEPS, {})
        cursor.execute("ANALYZE cases_case")
        cursor.execute("ANALYZE cases_step")
    connections["owner"].close()


def timed(name: str, work: Callable[[], object], at_most: float, rounds: int = ROUNDS) -> Result:
    """The median of some rounds in milliseconds, after one to warm up."""
    work()
    median = statistics.median(seconds(work) for _ in range(rounds)) * 1000
    return Result(f"{name} at {COUNT:,} cases", median, "ms", at_most=at_most, detail=role())


def role() -> str:
    """Who asked: a time as a superuser would prove nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return f"as {cursor.fetchone()[0]}"
