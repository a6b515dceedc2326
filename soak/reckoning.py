"""The reckoning: was anything lost that was acknowledged, done twice, or left half-done?

It asks the database as the program itself, what people wrote down in the other hand.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection

from minben.blueprint.model import Doer, GiveRecord
from minben.cases import APPEAL, HUMAN, favourable
from minben.ledger import Reach, acting
from minben.services import in_force

from .settling import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from .node import Node
    from .visitors import Notes

SYSTEM = Reach(system=True)
ASIDE = (HUMAN, APPEAL)
SEALED_WITHIN = 20.0
KNOWN_ENDS = re.compile(
    r"OperationalError|InterfaceError|AdminShutdown|CrashShutdown|CannotConnectNow|ConnectorException"
)
EXCEPTION = re.compile(r"^(?:\w+\.)+\w+(?: [0-9A-Z]{5}.*)?$")

CASES = """
SELECT number, idempotency_key, subject, state, outcome, decided_by, id FROM cases_case
 WHERE idempotency_key = ANY (%s) OR number = ANY (%s)"""
OF_VISITORS = """
SELECT number FROM cases_case
 WHERE subject = ANY (%s) AND channel = 'web' AND idempotency_key IS NOT NULL AND NOT idempotency_key = ANY (%s)"""
VIEWS = """
SELECT a.actor_id, c.number, count(*) FROM ledger_act a JOIN cases_case c ON c.id = a.case_id
 WHERE a.kind = 'case.read' GROUP BY 1, 2"""
READY = """
SELECT s.service, s.step, c.number FROM cases_step s JOIN cases_case c ON c.id = s.case_id WHERE s.state = 'ready'"""
STUCK = """
SELECT c.number, c.state FROM cases_case c
 WHERE (c.state = 'closed') IS DISTINCT FROM NOT EXISTS (
       SELECT FROM cases_step s WHERE s.case_id = c.id AND s.state = 'ready')"""
WITHOUT_CASE = """
SELECT DISTINCT a.case_id FROM ledger_act a
 WHERE a.case_id IS NOT NULL AND NOT EXISTS (SELECT FROM cases_case c WHERE c.id = a.case_id)"""
GIVEN = """
WITH kept AS (SELECT provenance ->> 'case' AS case_id, count(*) AS records FROM registers_record
               WHERE provenance ? 'case' GROUP BY 1),
     told AS (SELECT step_id, count(*) AS notices FROM cases_notice GROUP BY 1)
SELECT s.service, s.step, s.verdict, c.number, coalesce(kept.records, 0), coalesce(told.notices, 0)
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id
  LEFT JOIN kept ON kept.case_id = c.id::text LEFT JOIN told ON told.step_id = s.id
 WHERE s.state = 'done' AND s.by_kind IN ('rule', 'officer')"""


def reckon(node: Node, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Of each question, how many answers were right, and what was wrong; while the node serves in quiet."""
    yield _verified(node)
    with acting(SYSTEM):
        yield _applications(notes)
        yield _views(notes)
        yield _nothing_half_done()
    connection.close()
    yield _logs(node)


def _verified(node: Node) -> tuple[int, list[str]]:
    """The ledger with its effects, once everything is sealed."""
    deadline = time.monotonic() + SEALED_WITHIN
    while True:
        done = node.run("ledger", "verify", "--effects", "--json")
        if not done.stdout:
            return 0, [f"ledger verify said nothing: {done.stderr}"]
        report = json.loads(done.stdout)
        if not report["ok"]:
            return 0, [f"ledger: {json.dumps(finding)}" for finding in report["findings"]]
        if report["waiting"] == 0:
            return 1, []
        if time.monotonic() > deadline:
            return 0, [f"{report['waiting']} acts are not sealed"]


def _rows(query: str, *values: Sequence[str] | Sequence[UUID]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(each) for each in values] if values else None)
        return list(cursor.fetchall())


def _applications(notes: Notes) -> tuple[int, list[str]]:
    """Every acknowledged application is there once, as its number says; what a rule can grant at once is granted."""
    wrong: list[str] = []
    numbers = [each.number for each in notes.applications]
    found = _rows(CASES, [*notes.sent], numbers)
    by_key = Counter(str(row[1]) for row in found)
    by_number = {str(row[0]): row for row in found}
    wrong += [f"sent once, received {count} times: {key}" for key, count in by_key.items() if count > 1]
    wrong += [f"one number for two applications: {number}" for number in _twice(numbers)]
    for each in notes.applications:
        row = by_number.get(each.number)
        if row is None:
            wrong.append(f"acknowledged and lost: {each.number}")
            continue
        _, key, subject, state, outcome, decided_by, _ = row
        if (key, subject) != (each.key, each.role.subject):
            wrong.append(f"{each.number} is another application than the one acknowledged")
        if each.role.service == AT_ONCE and (state, outcome, decided_by) != ("closed", "granted", "rule"):
            wrong.append(f"{each.number} is {state} {outcome} by {decided_by}, not granted by the rule")
    strangers = _rows(OF_VISITORS, [*notes.sent.values()], [*notes.sent])
    wrong += [f"a case that nobody sent: {number}" for (number,) in strangers]
    return len(notes.applications) - len(wrong), wrong


def _twice(values: Sequence[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _views(notes: Notes) -> tuple[int, list[str]]:
    """Whoever was shown a case is in the ledger, as often as they were shown it."""
    kept = {(str(actor), str(number)): count for actor, number, count in _rows(VIEWS)}
    wrong = [
        f"{number}: shown {count} times to {officer}, by the ledger {kept.get((str(officer), number), 0)}"
        for (officer, number), count in notes.views.items()
        if kept.get((str(officer), number), 0) < count  # type: ignore[operator]
    ]
    return len(notes.views) - len(wrong), wrong


def _nothing_half_done() -> tuple[int, list[str]]:
    """No rule waits that could run, no case has stopped, nothing was given twice or not at all, no act is alone."""
    services = in_force().services
    wrong = [
        f"{number}: the rule of {step} has not run"
        for service, step, number in _rows(READY)
        if step not in ASIDE
        and services[str(service)].steps[str(step)].by is Doer.RULE
        and services[str(service)].steps[str(step)].post is None
    ]
    wrong += [f"{number} is {state}, and its steps say otherwise" for number, state in _rows(STUCK)]
    wrong += [f"acts of the case {case}, which is not there" for (case,) in _rows(WITHOUT_CASE)]
    due: Counter[str] = Counter()
    kept: dict[str, int] = {}
    for service, step, verdict, number, records, notices in _rows(GIVEN):
        done = services[str(service)].steps.get(str(step))
        if done is None or not done.gives or verdict != favourable(done):
            continue
        gives = done.gives
        given = sum(isinstance(give, GiveRecord) for give in gives)
        due[str(number)] += given
        kept[str(number)] = int(str(records))
        if notices != len(gives) - given:
            wrong.append(f"{number}: {step} has given {notices} notices instead of {len(gives) - given}")
    wrong += [
        f"{number} has given {kept[number]} records instead of {count}"
        for number, count in due.items()
        if kept[number] != count
    ]
    return len(due), wrong


def _logs(node: Node) -> tuple[int, list[str]]:
    """The logs tell of the database that was away, and of nothing else."""
    logs = [path for path in (node.home / "log").glob("*.log") if not path.name.startswith("postgres")]
    wrong = {f"{path.name}: {end}" for path in logs for end in _ends(path) if not KNOWN_ENDS.search(end)}
    return len(logs) - len(wrong), sorted(wrong)


def _ends(log: Path) -> Iterator[str]:
    """What each logged traceback ends with: the last exception of its chain."""
    last = ""
    for line in [*log.read_text(encoding="utf-8", errors="replace").splitlines(), ""]:
        if EXCEPTION.match(last) and not line.startswith("  "):
            yield last
        last = line
