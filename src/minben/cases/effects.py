"""Do cases still stand as their acts say? Compared in sets when somebody verifies the ledger with its effects.

Answers are compared with the commitment in their act, done steps and outcomes with the result and the kind of actor of
theirs; an act of doing a step without such a step is a row that somebody has taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection

from minben.ledger import Commitment, effects

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 5000
_ANSWERS = """
SELECT w.id, w.act, w."values"::text, w.salt, w.commitment, r.value ->> 'commitment'
  FROM cases_answers w
  LEFT JOIN ledger_act a ON a.id = w.act
  LEFT JOIN LATERAL (
       SELECT value FROM jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE value ->> 'id' = w.id::text) r ON true"""
_BY = "CASE a.actor_kind WHEN 'resident' THEN 'applicant' WHEN 'system' THEN 'law' ELSE a.actor_kind END"
_STEPS = f"""
SELECT s.id, s.act FROM cases_step s
  LEFT JOIN ledger_act a ON a.id = s.act
 CROSS JOIN LATERAL (SELECT convert_from(a.body, 'UTF8')::jsonb AS body) b
 WHERE s.state = 'done'
   AND (a.id IS NULL OR a.case_id IS DISTINCT FROM s.case_id OR a.kind <> 'step.do'
        OR b.body ->> 'result' IS DISTINCT FROM s.verdict
        OR s.by_kind IS DISTINCT FROM {_BY}
        OR (s.step <> 'human' AND b.body ->> 'power' IS DISTINCT FROM s.service || '/' || s.step))"""  # noqa: S608 - fixed words
_LOST_STEPS = """
SELECT a.id, a.case_id FROM ledger_act a
 WHERE a.kind = 'step.do' AND NOT EXISTS (SELECT FROM cases_step s WHERE s.case_id = a.case_id AND s.act = a.id)"""
_CASES = """
SELECT c.id, c.act FROM cases_case c LEFT JOIN ledger_act a ON a.id = c.act
 WHERE a.id IS NULL OR a.case_id IS DISTINCT FROM c.id OR a.kind NOT IN ('case.receive', 'case.import')
    OR NOT c.subject = ANY (a.subjects) OR a.purpose <> c.service"""
_OUTCOMES = f"""
SELECT c.id, c.act FROM cases_case c
  LEFT JOIN (
       SELECT DISTINCT ON (case_id) case_id, actor_kind, convert_from(body, 'UTF8')::jsonb ->> 'result' AS outcome
         FROM ledger_act WHERE kind = 'case.conclude' ORDER BY case_id, at DESC, id DESC) a ON a.case_id = c.id
 WHERE c.outcome IS NOT NULL AND (a.outcome IS DISTINCT FROM c.outcome
    OR c.decided_by IS DISTINCT FROM CASE WHEN c.outcome <> 'withdrawn' THEN {_BY} END)"""  # noqa: S608 - fixed words


@effects.register("answers of cases")
def answers() -> Iterator[effects.Difference]:
    """Answers whose values, salt or commitment are not those that their act committed to."""
    for row_id, act, values, salt, commitment, committed in _stream(_ANSWERS):
        if committed is None or bytes(commitment).hex() != committed:
            yield _difference(
                "cases_answers", row_id, act, zh="与行为中的承诺不符", en="not what the act committed to"
            )
        elif values is not None and not _holds(values, bytes(salt), bytes(commitment)):
            yield _difference(
                "cases_answers", row_id, act, zh="答复内容被改动", en="the answers were changed"
            )


@effects.register("steps of cases")
def steps() -> Iterator[effects.Difference]:
    """Done steps without their act, or with another verdict or kind of actor than it says; acts whose step is gone."""
    for row_id, act in _stream(_STEPS):
        yield _difference(
            "cases_step", row_id, act, zh="办结环节与行为不符", en="the done step is not as its act says"
        )
    for act, case in _stream(_LOST_STEPS):
        yield _difference(
            "cases_step", case, act, zh="办结环节的记录不见了", en="the step of this act is gone"
        )


@effects.register("cases")
def cases() -> Iterator[effects.Difference]:
    """Cases without the act of their receipt, or with another outcome than was concluded, or by somebody else."""
    for row_id, act in _stream(_CASES):
        yield _difference("cases_case", row_id, act, zh="办件与收件行为不符", en="not as its receipt says")
    for row_id, act in _stream(_OUTCOMES):
        yield _difference(
            "cases_case", row_id, act, zh="办理结果与行为不符", en="not the outcome that was concluded"
        )


def _holds(values: str, salt: bytes, digest: bytes) -> bool:
    return Commitment(salt, digest).holds_for(orjson.loads(values))


def _difference(table: str, row: object, act: Any, *, zh: str, en: str) -> effects.Difference:
    return effects.Difference(table=table, row=str(row), act=act, zh=zh, en=en)


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while found := cursor.fetchmany(CHUNK):
            yield from found
