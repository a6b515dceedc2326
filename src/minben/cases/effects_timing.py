"""Do pauses and cards still stand as their acts say? See `minben.cases.effects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import effects

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSES = """
SELECT p.id, p.act FROM cases_pause p
  LEFT JOIN ledger_act a ON a.id = p.act LEFT JOIN ledger_act e ON e.id = p.ended_act
 WHERE a.id IS NULL OR a.kind <> 'step.pause' OR a.case_id IS DISTINCT FROM p.case_id
    OR convert_from(a.body, 'UTF8')::jsonb ->> 'result' IS DISTINCT FROM p.starts_on::text
    OR (p.ended_act IS NOT NULL
        AND (e.id IS NULL OR e.kind <> 'step.resume' OR e.case_id IS DISTINCT FROM p.case_id
             OR convert_from(e.body, 'UTF8')::jsonb ->> 'result' IS DISTINCT FROM p.ends_on::text))"""
_LOST_PAUSES = """
SELECT a.case_id, a.id FROM ledger_act a
 WHERE (a.kind = 'step.pause' AND NOT EXISTS (SELECT FROM cases_pause p WHERE p.act = a.id))
    OR (a.kind = 'step.resume' AND NOT EXISTS (SELECT FROM cases_pause p WHERE p.ended_act = a.id))"""
_CARDS = """
SELECT k.id, k.act FROM cases_card k LEFT JOIN ledger_act a ON a.id = k.act
 WHERE a.id IS NULL OR a.case_id IS DISTINCT FROM k.case_id
    OR a.kind <> CASE k.colour WHEN 'yellow' THEN 'step.warn' ELSE 'step.overdue' END"""
_LOST_CARDS = """
SELECT a.case_id, a.id FROM ledger_act a
 WHERE a.kind = 'step.warn' AND NOT EXISTS (SELECT FROM cases_card k WHERE k.act = a.id)"""


@effects.register("pauses of clocks")
def pauses() -> Iterator[effects.Difference]:
    """Pauses on other days than the acts say that stopped the clocks and let them run; such acts without a pause."""
    yield from _differing(
        "cases_pause", _PAUSES, zh="停止计时与行为不符", en="the pause is not as its acts say"
    )
    yield from _differing(
        "cases_pause", _LOST_PAUSES, zh="行为所记的停止计时不见了", en="the pause of this act is gone"
    )


@effects.register("cards of tasks")
def cards() -> Iterator[effects.Difference]:
    """Cards without the act that gave them, and warnings whose card is gone."""
    yield from _differing("cases_card", _CARDS, zh="红黄牌与行为不符", en="the card is not as its act says")
    yield from _differing(
        "cases_card", _LOST_CARDS, zh="行为所记的黄牌不见了", en="the card of this act is gone"
    )


def _differing(table: str, statement: str, *, zh: str, en: str) -> Iterator[effects.Difference]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
    for row, act in found:
        yield effects.Difference(table=table, row=str(row), act=act, zh=zh, en=en)
