"""Lists, boards and counters at a million cases and ten million acts, as the application role sees them.

Row security is on, and nothing is warm but what a minute of use would warm.
"""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from benchmarks.harness import Result, seconds
from minben import cases
from minben.blueprint import read
from minben.ledger import Actor, ActorKind, Reach, acting, acts_about, legal_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from minben.blueprint.model import Post

COUNT = int(os.environ.get("MINBEN_BENCH_CASES", "1000000"))
ACTS = int(os.environ.get("MINBEN_BENCH_ACTS", "10000000"))
PIECE = 500_000
MOST = 50.0
"""Milliseconds that a list, a board or a counter may take."""
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

CARDS = """
INSERT INTO cases_card (id, case_id, step_id, colour, agency, service, post, given_on, act)
SELECT gen_random_uuid(), case_id, id, colour, agency, service, post, given_on, gen_random_uuid()
  FROM cases_step CROSS JOIN LATERAL (VALUES ('yellow', amber_on), ('red', due + 1)) card (colour, given_on)
 WHERE state = 'ready' AND given_on <= %(today)s"""


# Ten acts to a case, as they would lie there; their bodies are as long as real ones.
MADE_ACTS = """
CREATE TEMP TABLE act AS
SELECT g AS leaf, gen_random_uuid() AS id, m.id AS case_id, m.subject, m.service, m.agency,
       m.day::timestamptz + g * interval '1 ms' AS at
  FROM generate_series(%(first)s, %(last)s) g JOIN made m ON m.n = g %% %(count)s"""
ACT_ROWS = """
INSERT INTO ledger_act_rows (id, at, kind, agency, actor_kind, actor_id, purpose, subjects, case_id, register, body)
SELECT id, at, 'step.do', agency, 'rule', service || '/accept@0', service, ARRAY[subject], case_id, '',
       convert_to(jsonb_build_object('v', 1, 'id', id, 'at', at, 'kind', 'step.do', 'actor',
           jsonb_build_object('kind', 'rule', 'id', service || '/accept@0'), 'purpose', service, 'subjects',
           jsonb_build_array(subject), 'case', case_id, 'result', 'accepted', 'power', service || '/accept')::text,
           'UTF8')
  FROM act"""
SEALERS = ("ledger_leaf", "ledger_about", "ledger_state")
UNFORCED = ";".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in SEALERS)
FORCED = ";".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in SEALERS)
SEQUENCED = """
INSERT INTO ledger_state (id, system, snapshot, size)
SELECT 1, system_identifier::text, pg_current_snapshot()::text, %(size)s FROM pg_control_system()"""
LEAVES = "INSERT INTO ledger_leaf (leaf, act) SELECT leaf, id FROM act"
ABOUT = """
INSERT INTO ledger_about (about, leaf, is_case)
SELECT case_id, leaf, true FROM act UNION ALL SELECT subject, leaf, false FROM act"""


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
            timed("task list, first page", lambda: cases.tasks(officer)),
            timed("task list, a page 20,000 tasks further", lambda: cases.tasks(officer, after=deep)),
            timed("numbers of a desk by colour", lambda: cases.task_counts(officer)),
            timed("my cases", lambda: cases.my_cases([subject])),
            timed("cases of an agency", lambda: cases.case_list(officer.reach)),
            timed("cases of the district, supervised", lambda: cases.case_list(supervisor.reach)),
            timed("numbers of the district", lambda: cases.counts(supervisor.reach)),
            timed("numbers of an agency", lambda: cases.counts(officer.reach)),
            timed("board of cards", lambda: cases.cards(supervisor.reach)),
            timed("who used my data", lambda: seen(subject)),
        ]


def fill() -> None:
    """A million cases, two million steps and the cards of late ones, as they would lie there after years."""
    given = {"count": COUNT, "subjects": max(COUNT // 10, 1)}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('minben.system', 'on', false)")
        cursor.execute(DESKS, given)
        cursor.execute(CASES, {})
        cursor.execute(STEPS, {})
        cursor.execute(CARDS, {"today": TODAY})
        # Only the sequencer may fill these; here the owner does.
        cursor.execute(UNFORCED)
        for first in range(0, ACTS, PIECE):
            cursor.execute(MADE_ACTS, given | {"first": first, "last": min(first + PIECE, ACTS) - 1})
            for statement in (ACT_ROWS, LEAVES, ABOUT, "DROP TABLE act"):
                cursor.execute(statement, {})
        cursor.execute(SEQUENCED, {"size": ACTS})
        cursor.execute(FORCED)
        for table in (
            "cases_case",
            "cases_step",
            "cases_card",
            "ledger_act_rows",
            "ledger_leaf",
            "ledger_about",
        ):
            cursor.execute(f"ANALYZE {table}")
    connections["owner"].close()
    cases.lay_tallies_together()


def seen(subject: UUID) -> object:
    """What a person's own page shows of the ledger."""
    with acting(Reach(subjects=(subject,))):
        return acts_about(subject, limit=50)


def timed(name: str, work: Callable[[], object]) -> Result:
    """The median of some rounds in milliseconds, after one to warm up; and how many questions it took."""
    work()
    median = statistics.median(seconds(work) for _ in range(ROUNDS)) * 1000
    with CaptureQueriesContext(connection) as asked:
        work()
    detail = f"as {role()}, {len(asked)} statements"
    return Result(f"{name}, {COUNT:,} cases, {ACTS:,} acts", median, "ms", at_most=MOST, detail=detail)


def role() -> str:
    """Who asked: a time as a superuser would prove nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])
