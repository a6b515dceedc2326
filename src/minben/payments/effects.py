"""Do payments still stand as their acts say? Compared in sets by `minben ledger verify --effects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import effects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

_PAYMENTS = """
SELECT p.id, p.act FROM payments_payment p LEFT JOIN ledger_act a ON a.id = p.act
 WHERE a.id IS NULL OR a.case_id IS DISTINCT FROM p."case" OR a.kind <> CASE p.state
       WHEN 'asked' THEN 'payment.begin' WHEN 'waiting' THEN 'payment.begin' WHEN 'paid' THEN 'payment.paid'
       WHEN 'refunding' THEN 'payment.refund' WHEN 'refunded' THEN 'payment.refunded'
       WHEN 'failed' THEN 'payment.fail' ELSE 'payment.dispute' END"""
_AMOUNTS = """
SELECT p.id, p.act FROM payments_payment p LEFT JOIN cases_charge c ON c.id = p.charge
 WHERE c.id IS NULL OR (p.state = 'paid' AND (c.amount, c.currency) IS DISTINCT FROM (p.amount, p.currency))"""


@effects.register("payments")
def payments() -> Iterator[effects.Difference]:
    """Payments in another state than their act says, or of another amount than was charged."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS)
        for row, act in cursor.fetchall():
            yield _difference(row, act, "缴费状态与行为不符", "not in the state that its act says")
        cursor.execute(_AMOUNTS)
        for row, act in cursor.fetchall():
            yield _difference(row, act, "缴费金额与应缴不符", "not the amount that was charged")


def _difference(row: object, act: UUID, zh: str, en: str) -> effects.Difference:
    return effects.Difference(table="payments_payment", row=str(row), act=act, zh=zh, en=en)
