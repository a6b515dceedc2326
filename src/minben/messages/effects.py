"""Do contacts and deliveries still stand as their acts say? Compared in sets by `minben ledger verify --effects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import Commitment, effects

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTACTS = """
SELECT c.id, c.act, c.channel, c.address, c.salt, c.commitment, r.value ->> 'commitment'
  FROM messages_contact c
  LEFT JOIN LATERAL (
       SELECT value FROM ledger_act a, jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE a.id = c.act AND value ->> 'id' = c.id::text) r ON true"""
_DELIVERIES = """
SELECT d.id, d.act FROM messages_delivery d LEFT JOIN ledger_act a ON a.id = d.act
 WHERE d.state IN ('sent', 'failed', 'dropped') AND a.kind IS DISTINCT FROM
       CASE d.state WHEN 'sent' THEN 'message.send' WHEN 'failed' THEN 'message.fail' ELSE 'message.drop' END"""


@effects.register("contacts")
def contacts() -> Iterator[effects.Difference]:
    """Addresses that are not those that their act committed to."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS)
        for row, act, channel, address, salt, commitment, committed in cursor.fetchall():
            if bytes(commitment).hex() != committed:
                zh, en = "与行为中的承诺不符", "not what the act committed to"
            elif address is not None and not Commitment(bytes(salt), bytes(commitment)).holds_for(
                {"channel": channel, "address": address}
            ):
                zh, en = "联系方式被改动", "the address was changed"
            else:
                continue
            yield effects.Difference(table="messages_contact", row=str(row), act=act, zh=zh, en=en)


@effects.register("deliveries")
def deliveries() -> Iterator[effects.Difference]:
    """Deliveries that have ended otherwise than their act says."""
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES)
        for row, act in cursor.fetchall():
            yield effects.Difference(
                table="messages_delivery",
                row=str(row),
                act=act,
                zh="发送结果与行为不符",
                en="not ended as its act says",
            )
