"""The books of a soaked node: each question is one query over all cases, and whatever it returns is wrong.

The queries ask the tables, not the program: what is counted here is what the database holds once everything has come
to rest.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from minben.cases import favourable
from minben.ledger import Reach, acting
from minben.services import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint import Blueprint

SYSTEM = Reach(system=True)
OF_KIND = re.compile(r'kind = "([^"]+)"')
"""How a licence says which entries of its register it is."""
AT_REST_WITHIN = 400.0
LOOK_EVERY = 1.0

UNREST = """
WITH last AS (SELECT coalesce(max(leaf), -1) AS leaf FROM ledger_leaf)
SELECT 'acts without a place', count(*) FROM ledger_act a
 WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.act = a.id)
UNION ALL SELECT 'licences behind', last.leaf - c.place FROM licences_cursor c, last WHERE c.name = 'acts'
UNION ALL SELECT 'mailboxes behind', last.leaf - c.leaf FROM messages_cursor c, last WHERE c.name = 'told'
UNION ALL SELECT 'refunds behind', last.leaf - c.leaf FROM payments_cursor c, last WHERE c.name = 'outcomes'
UNION ALL SELECT 'jobs to do', count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
UNION ALL SELECT 'payments on their way', count(*) FROM payments_payment WHERE state IN ('asked', 'refunding')
UNION ALL SELECT 'limits that have passed and are not marked', count(*) FROM cases_step s
           WHERE s.state = 'ready' AND NOT s.overdue AND NOT s.due_provisional AND s.due < current_date - 1"""


@dataclass(frozen=True, slots=True)
class Question:
    """``rows`` counts what was looked at, ``wrong`` returns one text for each that is wrong."""

    about: str
    rows: str
    wrong: str


# What the demo has played before had no gateway: fees are looked at from the first case on that a machine sent in.
QUESTIONS = (
    Question(
        "a step is open once",
        "SELECT count(*) FROM cases_step",
        """SELECT c.number || ' ' || s.step || ' is open ' || count(*) || ' times'
             FROM cases_step s JOIN cases_case c ON c.id = s.case_id WHERE s.state = 'ready'
            GROUP BY c.number, s.step, s.part HAVING count(*) > 1""",
    ),
    Question(
        "a step is done by one act, and an act does one step",
        "SELECT count(*) FROM cases_step WHERE state = 'done'",
        """SELECT c.number || ' ' || s.step || ': ' || count(a.id) || ' acts of it, ' || s.acts || ' steps by one act'
             FROM (SELECT *, count(*) OVER (PARTITION BY act) AS acts FROM cases_step WHERE state = 'done') s
             JOIN cases_case c ON c.id = s.case_id
             LEFT JOIN ledger_act a ON a.id = s.act AND a.case_id = s.case_id
            GROUP BY s.id, s.step, s.acts, c.number HAVING count(a.id) <> 1 OR s.acts <> 1""",
    ),
    Question(
        "each doing in the ledger did a step that stands",
        "SELECT count(*) FROM ledger_act WHERE kind = 'step.do'",
        """SELECT 'an act did no step, in case ' || coalesce(c.number, a.case_id::text)
             FROM ledger_act a LEFT JOIN cases_case c ON c.id = a.case_id
            WHERE a.kind = 'step.do' AND NOT EXISTS (SELECT FROM cases_step s WHERE s.act = a.id)""",
    ),
    Question(
        "instances follow one another",
        "SELECT count(DISTINCT (case_id, step, part)) FROM cases_step",
        """SELECT c.number || ' ' || s.step || ' has instances up to ' || max(s.instance) || ', but ' || count(*)
             FROM cases_step s JOIN cases_case c ON c.id = s.case_id
            GROUP BY c.number, s.step, s.part HAVING max(s.instance) <> count(*)""",
    ),
    Question(
        "an outcome is reached once for each time that a case is open",
        "SELECT count(*) FROM cases_case",
        """SELECT c.number || ' is ' || c.state || ', opened again ' || c.opening || ' times, concluded '
                  || coalesce(a.times, 0) || ' times'
             FROM cases_case c LEFT JOIN (
                  SELECT case_id, count(*) AS times FROM ledger_act WHERE kind = 'case.conclude' GROUP BY 1) a
               ON a.case_id = c.id
            WHERE coalesce(a.times, 0) <> c.opening + CASE WHEN c.state = 'open' THEN 0 ELSE 1 END""",
    ),
    Question(
        "what was taken back has ended so",
        "SELECT count(*) FROM cases_case WHERE outcome = 'withdrawn'",
        """SELECT c.number || ' was taken back ' || coalesce(a.times, 0) || ' times, its outcome is '
                  || coalesce(c.outcome, 'none')
             FROM cases_case c LEFT JOIN (
                  SELECT case_id, count(*) AS times FROM ledger_act WHERE kind = 'case.withdraw' GROUP BY 1) a
               ON a.case_id = c.id
            WHERE (c.outcome = 'withdrawn') IS DISTINCT FROM (a.times = 1)
              AND (c.outcome = 'withdrawn' OR a.times > 0)""",
    ),
    Question(
        "a case has one receipt",
        "SELECT count(*) FROM cases_case",
        """SELECT c.number || ' was received by ' || count(a.id) || ' acts'
             FROM cases_case c LEFT JOIN ledger_act a
               ON a.case_id = c.id AND a.kind IN ('case.receive', 'case.import')
            GROUP BY c.id HAVING count(a.id) <> 1 OR min(a.id::text) <> c.act::text""",
    ),
    Question(
        "a step that collects has one charge, and is done by one payment",
        "SELECT count(*) FROM cases_charge",
        """SELECT c.number || ': the fee is ' || s.state || ', paid ' || count(p.id) || ' times'
             FROM cases_charge h JOIN cases_step s ON s.id = h.step_id JOIN cases_case c ON c.id = h.case_id
             LEFT JOIN payments_payment p ON p.charge = h.id AND p.state IN ('paid', 'refunding', 'refunded')
            WHERE c.received_at >= (
                  SELECT coalesce(min(received_at), '-infinity') FROM cases_case WHERE channel = 'api')
            GROUP BY h.id, s.id, c.id
           HAVING (s.state = 'done' AND count(p.id) <> 1) OR count(p.id) > 1
               OR (s.state = 'ready' AND count(p.id) > 0)""",
    ),
    Question(
        "each payment that came was booked by one act",
        "SELECT count(*) FROM payments_payment WHERE paid_at IS NOT NULL",
        """SELECT p.number || ': ' || coalesce(a.times, 0) || ' acts say that the payment ' || p.id || ' came'
             FROM payments_payment p LEFT JOIN (
                  SELECT convert_from(a.body, 'UTF8')::jsonb #>> '{records,0,id}' AS payment, count(*) AS times
                    FROM ledger_act a WHERE a.kind = 'payment.paid' GROUP BY 1) a ON a.payment = p.id::text
            WHERE coalesce(a.times, 0) <> CASE WHEN p.paid_at IS NULL THEN 0 ELSE 1 END""",
    ),
    Question(
        "whoever was told something finds it in the mailbox",
        "SELECT count(*) FROM cases_notice",
        """SELECT c.number || ': a notice is ' || count(m.id) || ' times in the mailbox'
             FROM cases_notice n JOIN cases_case c ON c.id = n.case_id
             LEFT JOIN messages_mail m ON m.source = n.id GROUP BY n.id, c.number HAVING count(m.id) <> 1""",
    ),
    Question(
        "nobody is told the same twice",
        "SELECT count(*) FROM cases_notice",
        """SELECT c.number || ' ' || s.step || ' has told ' || count(*) || ' times: ' || left(min(n.text::text), 80)
             FROM cases_notice n JOIN cases_case c ON c.id = n.case_id JOIN cases_step s ON s.id = n.step_id
            GROUP BY n.step_id, n.text, c.number, s.step HAVING count(*) > 1""",
    ),
    Question(
        "each notice was given by one act",
        "SELECT count(*) FROM cases_notice",
        """SELECT c.number || ': ' || count(a.id) || ' acts of telling for ' || count(DISTINCT n.id) || ' notices'
             FROM cases_case c
             LEFT JOIN ledger_act a ON a.case_id = c.id AND a.kind = 'case.notice'
             FULL JOIN cases_notice n ON n.act = a.id
            GROUP BY c.number HAVING count(a.id) <> count(DISTINCT n.id) OR count(DISTINCT n.act) <> count(a.id)""",
    ),
    Question(
        "a case is due when the nearest of its open steps is, and late once one was",
        "SELECT count(*) FROM cases_case",
        """SELECT c.number || ' is due on ' || coalesce(c.due::text, 'no day') || ', late: ' || c.late
                  || '; its steps: ' || coalesce(s.due::text, 'no day') || ', late: ' || coalesce(s.late, false)
             FROM cases_case c LEFT JOIN (
                  SELECT case_id, min(due) FILTER (WHERE state = 'ready') AS due, bool_or(overdue) AS late
                    FROM cases_step GROUP BY 1) s ON s.case_id = c.id
            WHERE c.due IS DISTINCT FROM s.due OR c.late <> coalesce(s.late, false)""",
    ),
    Question(
        "each passed limit brought its post one red card",
        "SELECT count(*) FROM cases_step WHERE overdue",
        """SELECT c.number || ' ' || s.step || ': overdue ' || s.overdue || ', ' || count(k.id) || ' red cards'
             FROM cases_step s JOIN cases_case c ON c.id = s.case_id
             LEFT JOIN cases_card k ON k.step_id = s.id AND k.colour = 'red'
            WHERE s.post <> '' GROUP BY s.id, c.number HAVING count(k.id) <> s.overdue::int""",
    ),
    Question(
        "the tallies of cases equal a count of the cases",
        "SELECT count(*) FROM cases_tally",
        """SELECT concat_ws(' ', agency, service, state, outcome, decided_by, due) || ' is tallied ' || sum(n)
                  || ' times more than there are'
             FROM (SELECT agency, service, state, outcome, decided_by, late, due, amber_on, due_provisional, n
                     FROM cases_tally
                    UNION ALL
                   SELECT agency, service, state, outcome, decided_by, late, CASE WHEN state <> 'closed' THEN due END,
                          CASE WHEN state <> 'closed' THEN amber_on END, state <> 'closed' AND due_provisional, -1
                     FROM cases_case) t
            GROUP BY agency, service, state, outcome, decided_by, late, due, amber_on, due_provisional
           HAVING sum(n) <> 0""",
    ),
    Question(
        "the tallies of days equal a count of the cases",
        "SELECT count(*) FROM cases_tally_day",
        """SELECT agency || ' ' || day || ' is tallied ' || sum(received) || ' received and ' || sum(decided)
                  || ' decided more than there are'
             FROM (SELECT agency, day, received, decided FROM cases_tally_day
                    UNION ALL SELECT agency, received_on, -1, 0 FROM cases_case
                    UNION ALL SELECT agency, decided_on, 0, -1 FROM cases_case WHERE decided_on IS NOT NULL) t
            GROUP BY agency, day HAVING sum(received) <> 0 OR sum(decided) <> 0""",
    ),
    Question(
        "a draft that was sent is gone",
        "SELECT count(*) FROM cases_draft",
        """SELECT c.number || ' was sent, and its draft is there' FROM cases_draft d
             JOIN cases_case c ON c.subject = d.subject AND c.idempotency_key = d.key""",
    ),
    Question(
        "a file that an application names is part of its case",
        "SELECT count(*) FROM files_file WHERE holder IS NOT NULL",
        """SELECT c.number || ' names a file that is not part of it: ' || f.id
             FROM cases_answers a JOIN cases_case c ON c.id = a.case_id
            CROSS JOIN LATERAL jsonb_each(a.values) AS v(name, value)
            CROSS JOIN LATERAL jsonb_array_elements_text(
                  CASE WHEN jsonb_typeof(v.value) = 'object' AND v.value ->> 'kind' = 'file'
                       THEN v.value -> 'files' ELSE '[]'::jsonb END) AS f(id)
            WHERE NOT EXISTS (SELECT FROM files_file k
                               WHERE k.id::text = f.id AND k.holder = c.id AND k.erased_at IS NULL)""",
    ),
    Question(
        "a job that has failed is shown as failed",
        "SELECT count(*) FROM procrastinate_jobs",
        """SELECT 'job ' || j.id || ' (' || j.task_name || ') has failed, and what it is for is '
                  || coalesce(p.state, d.state, 'gone')
             FROM procrastinate_jobs j LEFT JOIN payments_payment p ON p.id::text = j.args ->> 'row'
             LEFT JOIN messages_delivery d ON d.id::text = j.args ->> 'row'
            WHERE j.status NOT IN ('todo', 'doing', 'succeeded')
              AND coalesce(p.state, d.state, '') NOT IN ('failed', 'disputed')""",
    ),
)


def at_rest() -> list[str]:
    """Wait until nothing is on its way any more; what still is after a long time."""
    deadline = time.monotonic() + AT_REST_WITHIN
    while True:
        left = [f"{count} {what}" for what, count in rows(UNREST) if count > 0]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(LOOK_EVERY)


def books() -> Iterator[tuple[int, list[str]]]:
    """Of each question, how many answers were right, and what was wrong."""
    for question in QUESTIONS:
        wrong = [f"{question.about}: {text}" for (text,) in rows(question.wrong)]
        ((looked_at,),) = rows(question.rows)
        yield max(0, looked_at - len(wrong)), wrong
    blueprint = in_force()
    yield _outcomes(blueprint)
    yield _licences(blueprint)


def rows(query: str, *values: list[Any] | str) -> list[tuple[Any, ...]]:
    """The answer of one query, as the program sees everything; on a new connection, for the last may have died."""
    connection.close()
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(query, list(values) or None)
        return list(cursor.fetchall())


OUTCOMES = """
WITH says AS (
     SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS s(service, outcome, step, verdict))
SELECT c.number, c.outcome, string_agg(says.outcome || ' by ' || s.step || '.' || s.verdict, ', ')
  FROM cases_case c
  LEFT JOIN cases_step s ON s.case_id = c.id AND s.state = 'done' AND s.opening = c.opening
  LEFT JOIN says ON (says.service, says.step, says.verdict) = (c.service, s.step, s.verdict)
 WHERE c.outcome IS DISTINCT FROM 'withdrawn'
 GROUP BY c.id HAVING c.outcome IS DISTINCT FROM max(says.outcome) OR count(DISTINCT says.outcome) > 1"""


def _outcomes(blueprint: Blueprint) -> tuple[int, list[str]]:
    """A case has come to what the verdicts of its steps say, and to nothing as long as they say nothing."""
    says = [
        (service.id, str(outcome), step, verdict or favourable(service.steps[step]))
        for service in blueprint.services.values()
        for outcome, needs in service.outcomes.items()
        for step, _, verdict in (need.partition(".") for need in needs)
    ]
    columns = [list(column) for column in zip(*says, strict=True)]
    wrong = [
        f"{number} has come to {outcome}; its steps say {said}"
        for number, outcome, said in rows(OUTCOMES, *columns)
    ]
    ((count,),) = rows("SELECT count(*) FROM cases_case")
    return count - len(wrong), wrong


LICENCES = """
WITH kinds AS (SELECT * FROM unnest(%s::text[], %s::text[]) AS k(name, register))
SELECT r.register || ' ' || r.key || ': ' || count(DISTINCT l.id) || ' licences in ' || count(v.id) || ' versions'
  FROM registers_record r JOIN kinds ON kinds.register = r.register
   AND kinds.name = r.values ->> 'kind'
  LEFT JOIN licences_licence l ON (l.register, l.key) = (r.register, r.key)
  LEFT JOIN licences_version v ON v.licence = l.id
 WHERE r.superseded_at IS NULL AND r.provenance ? 'case'
 GROUP BY r.id HAVING count(DISTINCT l.id) <> 1 OR count(v.id) <> 1"""
GRANTED = """
SELECT count(*) FROM licences_licence l JOIN registers_record r ON (r.register, r.key) = (l.register, l.key)
 WHERE r.superseded_at IS NULL AND r.provenance ? 'case'"""
ISSUED = """
SELECT l.register || ' ' || l.key || ' was issued by ' || count(a.id) || ' acts'
  FROM licences_licence l JOIN licences_version v ON v.licence = l.id
  LEFT JOIN ledger_act a ON a.id = v.act AND a.kind = 'licence.issue'
 GROUP BY l.id HAVING count(a.id) <> count(v.id)"""


def _licences(blueprint: Blueprint) -> tuple[int, list[str]]:
    """What a case has given and is a licence was issued once, in one version, by one act."""
    kinds = [
        (found[1], licence.register)
        for licence in blueprint.licences.values()
        if (found := OF_KIND.fullmatch(licence.where or ""))
    ]
    names, registers = [name for name, _ in kinds], [register for _, register in kinds]
    wrong = [text for (text,) in rows(LICENCES, names, registers)] + [text for (text,) in rows(ISSUED)]
    ((count,),) = rows(GRANTED)
    return count - len(wrong), wrong
