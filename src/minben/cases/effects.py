"""Do cases still stand as their acts say? Compared in sets when somebody verifies the ledger with its effects.

Answers, grounds, signatures, notices and drafts are compared with the commitments in their acts, done steps and
outcomes with the result and the kind of actor of theirs; an act of doing a step without such a step, or of concluding a
case that has another outcome or none, is a row that somebody has changed or taken away.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection

from minben.ledger import Commitment, effects

from . import binding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 5000
_ANSWERS = """
SELECT w.id, w.act, w."values"::text, w.salt, w.commitment, r.value ->> 'commitment'
  FROM cases_answers w
  LEFT JOIN ledger_act a ON a.id = w.act
  LEFT JOIN LATERAL (
       SELECT value FROM jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE value ->> 'id' = w.id::text) r ON true"""
# Rows from before there were commitments have none, and none is in their act.
_GROUNDS = """
SELECT g.step_id, coalesce(s.act, o.id), g.salt, g.commitment, coalesce(r.value, o.value) ->> 'commitment',
       jsonb_build_object('reads', g.reads, 'inputs', g.inputs, 'decided', g.decided, 'explanation', g.explanation,
                          'reasons', g.reasons)::text
  FROM cases_ground g
  JOIN cases_step s ON s.id = g.step_id
  LEFT JOIN LATERAL (
       SELECT value FROM ledger_act a, jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE a.id = s.act AND value ->> 'id' = s.id::text) r ON true
  LEFT JOIN (
       SELECT a.id, (value ->> 'id')::uuid AS step, value
         FROM ledger_act a, jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE a.kind = 'step.task') o ON s.act IS NULL AND o.step = s.id
 WHERE s.state <> 'void' OR o.id IS NOT NULL"""
_PARTS = """
SELECT p.id, p.act FROM cases_bundlepart p
  LEFT JOIN cases_case c ON c.id = p.case_id
  LEFT JOIN ledger_act a ON a.id = p.act
 WHERE a.id IS NULL
    OR a.kind <> CASE p.state WHEN 'waiting' THEN 'bundle.receive' WHEN 'received' THEN 'case.receive'
                              WHEN 'impossible' THEN 'bundle.impossible' ELSE 'bundle.withdraw' END
    OR p.state = 'received' AND (c.id IS NULL OR c.act <> p.act OR c.service <> p.service)"""
_BY = """CASE a.actor_kind WHEN 'resident' THEN 'applicant' WHEN 'client' THEN 'applicant' WHEN 'system' THEN 'law'
            ELSE a.actor_kind END"""
# The program enters what another case came to; that there was one is checked with the cases (`effects_kin`).
_BY_CASE = "s.by_kind = 'service' AND a.actor_kind = 'system'"
_STEPS = f"""
SELECT s.id, s.act FROM cases_step s
  LEFT JOIN ledger_act a ON a.id = s.act
 CROSS JOIN LATERAL (SELECT convert_from(a.body, 'UTF8')::jsonb AS body) b
 WHERE s.state = 'done'
   AND (a.id IS NULL OR a.case_id IS DISTINCT FROM s.case_id OR a.kind <> 'step.do'
        OR b.body ->> 'result' IS DISTINCT FROM s.verdict
        OR s.by_kind IS DISTINCT FROM CASE WHEN {_BY_CASE} THEN 'service' ELSE {_BY} END
        OR (s.step NOT IN ('human', 'appeal') AND b.body ->> 'power' IS DISTINCT FROM s.service || '/' || s.step))"""  # noqa: S608 - fixed words
_LOST_STEPS = """
SELECT a.id, a.case_id FROM ledger_act a
 WHERE a.kind = 'step.do' AND NOT EXISTS (SELECT FROM cases_step s WHERE s.case_id = a.case_id AND s.act = a.id
                                                    AND s.state = 'done')"""
_CASES = """
SELECT c.id, c.act FROM cases_case c LEFT JOIN ledger_act a ON a.id = c.act
 WHERE a.id IS NULL OR a.case_id IS DISTINCT FROM c.id OR a.kind NOT IN ('case.receive', 'case.import')
    OR NOT c.subject = ANY (a.subjects) OR a.purpose <> c.service"""
_OUTCOMES = f"""
SELECT c.id, c.act FROM cases_case c
  LEFT JOIN (
       SELECT DISTINCT ON (case_id) case_id, actor_kind, convert_from(body, 'UTF8')::jsonb ->> 'result' AS outcome
         FROM (SELECT case_id, at, id, actor_kind, body FROM ledger_act WHERE kind = 'case.conclude'
               UNION ALL
               SELECT a.case_id, a.at, a.id, NULL, NULL FROM cases_step s JOIN ledger_act a ON a.id = s.act
                WHERE s.step IN ('human', 'appeal') AND s.verdict = 'reopened') ends
        ORDER BY case_id, at DESC, id DESC) a ON a.case_id = c.id
 WHERE a.outcome IS DISTINCT FROM c.outcome
    OR (c.decided_by = 'service' AND a.actor_kind <> 'system')
    OR (c.decided_by IS DISTINCT FROM 'service'
        AND c.decided_by IS DISTINCT FROM CASE WHEN c.outcome <> 'withdrawn' THEN {_BY} END)"""  # noqa: S608 - fixed words


def with_acts(table: str, values: str, *, prefix: str = "", where: str = "true") -> str:
    """Ask for rows ``w`` of a table with what the act named in them committed to.

    ``values`` is the JSON object in SQL that is committed to, ``prefix`` stands before the columns of act, salt and
    commitment. Gives id, act, salt, commitment, the commitment in the act, and the values as text.
    """
    act = f"w.{prefix}act"
    return f"""
SELECT w.id, {act}, w.{prefix}salt, w.{prefix}commitment, r.value ->> 'commitment', ({values})::text
  FROM {table} w
  LEFT JOIN LATERAL (
       SELECT value FROM ledger_act a, jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE a.id = {act} AND value ->> 'id' = w.id::text) r ON true
 WHERE {where}"""  # noqa: S608 - our own names


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


@effects.register("grounds of steps")
def grounds() -> Iterator[effects.Difference]:
    """Grounds that are not what the act of their step, or before that the act that opened the task, committed to."""
    return _bound("cases_ground", _GROUNDS)


@effects.register("signatures of officers")
def signatures() -> Iterator[effects.Difference]:
    """Verdicts, reasons and answers of one of several officers that are not what their act committed to."""
    return _committed("cases_signature", binding.SIGNATURE)


@effects.register("notices to applicants")
def notices() -> Iterator[effects.Difference]:
    """Notices whose words are not those that their act committed to."""
    return _committed("cases_notice", binding.NOTICE)


@effects.register("drafts of applications")
def drafts() -> Iterator[effects.Difference]:
    """Drafts whose answers are not those that the act which kept them committed to."""
    return _committed("cases_draft", binding.DRAFT)


@effects.register("bundles")
def bundles() -> Iterator[effects.Difference]:
    """Bundles with other answers than their receipt committed to, or other words; services that stand otherwise."""
    yield from _committed("cases_bundle", binding.BUNDLE, "w.answers IS NOT NULL")
    yield from _committed("cases_bundlenotice", binding.NOTICE)
    for row_id, act in _stream(_PARTS):
        yield _difference(
            "cases_bundlepart",
            row_id,
            act,
            zh="一件事中的这一项与行为不符",
            en="not as the act of the bundle says",
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
            "cases_step",
            case,
            act,
            zh="行为所办环节不见了或不再是办结",
            en="the step of this act is gone or not done",
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


def _committed(table: str, columns: Iterable[str], where: str = "true") -> Iterator[effects.Difference]:
    """Rows of a table of which these columns, or the salt, are not what the act in the row committed to."""
    said = ", ".join(f"'{column}', w.{column}" for column in columns)
    return _bound(table, with_acts(table, f"jsonb_build_object({said})", where=where))


def _bound(table: str, statement: str) -> Iterator[effects.Difference]:
    for row_id, act, salt, commitment, committed, values in _stream(statement):
        if (None if commitment is None else bytes(commitment).hex()) != committed:
            yield _difference(table, row_id, act, zh="与行为中的承诺不符", en="not what the act committed to")
        elif commitment is not None and not _unchanged(values, salt, commitment):
            yield _difference(table, row_id, act, zh="内容被改动", en="the values were changed")


def _unchanged(values: str, salt: Any, commitment: Any) -> bool:
    return salt is not None and binding.holds(json.loads(values), bytes(salt), bytes(commitment))


def _holds(values: str, salt: bytes, digest: bytes) -> bool:
    return Commitment(salt, digest).holds_for(orjson.loads(values))


def _difference(table: str, row: object, act: Any, *, zh: str, en: str) -> effects.Difference:
    return effects.Difference(table=table, row=str(row), act=act, zh=zh, en=en)


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while found := cursor.fetchmany(CHUNK):
            yield from found
