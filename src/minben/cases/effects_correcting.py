"""Do corrections still stand as their acts say? See `minben.cases.effects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import effects

from .effects_words import compared

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED = "jsonb_build_object('record', w.record, 'fields', w.fields, 'reasons', w.reasons)"
_DECIDED = "jsonb_build_object('state', w.state, 'answer', w.answer)"
_UNWRITTEN = """
SELECT c.id, c.decided_act FROM cases_correction c
 WHERE c.written IS NOT NULL AND NOT EXISTS (
       SELECT FROM registers_record r WHERE r.id = c.written AND r.register = c.register AND r.subject = c.subject)"""
_LOST = """
SELECT a.id FROM ledger_act a
 WHERE a.kind = 'correction.ask' AND NOT EXISTS (SELECT FROM cases_correction c WHERE c.act = a.id)"""


@effects.register("corrections of registers")
def corrections() -> Iterator[effects.Difference]:
    """Corrections that ask for, or came to, something else than their acts committed to, or that are gone."""
    yield from compared("cases_correction", _ASKED)
    yield from compared("cases_correction", _DECIDED, "decided_")
    with connection.cursor() as cursor:
        cursor.execute(_UNWRITTEN)
        for row, act in cursor.fetchall():
            said = {"zh": "更正后的记录不见了", "en": "the corrected version is not there"}
            yield effects.Difference(table="cases_correction", row=str(row), act=act, **said)
        cursor.execute(_LOST)
        for (act,) in cursor.fetchall():
            said = {"zh": "行为所说的更正请求不见了", "en": "the correction of this act is gone"}
            yield effects.Difference(table="cases_correction", row=str(act), act=act, **said)
