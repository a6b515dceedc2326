"""Do charges, questions, answers and remarks still stand as their acts say? See `minben.cases.effects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.db import connection

from minben.ledger import Commitment, effects

from .effects import with_acts

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 5000


@effects.register("charges of cases")
def charges() -> Iterator[effects.Difference]:
    """Charges whose amount, currency or basis are not those that their act committed to."""
    values = "jsonb_build_object('amount', w.amount::text, 'currency', w.currency, 'basis', w.basis)"
    return compared("cases_charge", values)


@effects.register("questions in cases")
def questions() -> Iterator[effects.Difference]:
    """Questions and answers whose words are not those that their acts committed to."""
    yield from compared("cases_casequestion", "jsonb_build_object('text', w.text)")
    yield from compared("cases_casequestion", "jsonb_build_object('answer', w.answer)", "answer_")


@effects.register("remarks to ratings")
def remarks() -> Iterator[effects.Difference]:
    """Words to ratings that are not those that their act committed to."""
    return compared("cases_remark", "jsonb_build_object('text', w.text)")


@effects.register("ratings")
def ratings() -> Iterator[effects.Difference]:
    """Ratings of another level than their act says, or without one."""
    statement = """
SELECT g.id, g.act FROM cases_rating g LEFT JOIN ledger_act a ON a.id = g.act
 WHERE a.id IS NULL OR a.kind <> 'rating.give'
    OR convert_from(a.body, 'UTF8')::jsonb ->> 'result' IS DISTINCT FROM g.level::text"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for row, act in cursor.fetchall():
            yield effects.Difference(
                table="cases_rating",
                row=str(row),
                act=act,
                zh="评价与行为不符",
                en="not rated as its act says",
            )


def compared(table: str, values: str, prefix: str = "") -> Iterator[effects.Difference]:
    """Rows of a table whose ``values``, a JSON object in SQL over ``w``, are not what their act committed to."""
    statement = with_acts(table, values, prefix=prefix, where=f"w.{prefix}act IS NOT NULL")
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while found := cursor.fetchmany(CHUNK):
            for row, act, salt, commitment, committed, said in found:
                if committed is None or bytes(commitment).hex() != committed:
                    zh, en = "与行为中的承诺不符", "not what the act committed to"
                elif not Commitment(bytes(salt), bytes(commitment)).holds_for(orjson.loads(said)):
                    zh, en = "内容被改动", "the values were changed"
                else:
                    continue
                yield effects.Difference(table=table, row=str(row), act=act, zh=zh, en=en)
