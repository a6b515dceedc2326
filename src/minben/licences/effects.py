"""Do licences still stand as their acts say? Compared in sets when somebody verifies the ledger with its effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from minben.ledger import Commitment, effects

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 5000
_COMMITTED = """
  LEFT JOIN ledger_act a ON a.id = x.act
  LEFT JOIN LATERAL (
       SELECT value FROM jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE value ->> 'id' = x.id::text) r ON true"""
_VERSIONS = f"""
SELECT x.id, x.act, x.identifier, x.credential, x.salt, x.commitment, r.value ->> 'commitment'
  FROM licences_version x {_COMMITTED}"""  # noqa: S608 - fixed words
_CHANGES = f"""
SELECT x.id, x.act, x.move, x.reasons, x.salt, x.commitment, r.value ->> 'commitment'
  FROM licences_change x {_COMMITTED}
 WHERE x.commitment IS NOT NULL"""  # noqa: S608 - fixed words
_STATES = """
SELECT l.id, c.act FROM licences_licence l
  JOIN LATERAL (SELECT after, act FROM licences_change WHERE licence = l.id ORDER BY id DESC LIMIT 1) c ON true
 WHERE l.state <> c.after AND NOT EXISTS (
       SELECT FROM licences_version v WHERE v.licence = l.id AND v.number = l.version AND v.act > c.act)
   AND l.key NOT LIKE 'erased:%%'"""


@effects.register("issued licences")
def versions() -> Iterator[effects.Difference]:
    """Versions that are not what the act of issuing committed to; erased ones have nothing left to compare."""
    for row_id, act, identifier, credential, salt, commitment, committed in _stream(_VERSIONS):
        if committed is None or bytes(commitment).hex() != committed:
            yield _difference(
                "licences_version", row_id, act, "与行为中的承诺不符", "not what the act committed to"
            )
        elif credential is not None and not _holds(
            {"identifier": identifier, "credential": credential}, salt, commitment
        ):
            yield _difference("licences_version", row_id, act, "证照内容被改动", "the licence was changed")


@effects.register("changes of licences")
def changes() -> Iterator[effects.Difference]:
    """Changes whose reasons are not those that their act committed to."""
    for row_id, act, move, reasons, salt, commitment, committed in _stream(_CHANGES):
        if bytes(commitment).hex() != committed:
            yield _difference(
                "licences_change", row_id, act, "与行为中的承诺不符", "not what the act committed to"
            )
        elif not _holds({"move": move, "reasons": reasons}, salt, commitment):
            yield _difference("licences_change", row_id, act, "变更理由被改动", "the reasons were changed")


@effects.register("states of licences")
def states() -> Iterator[effects.Difference]:
    """Licences in another state than their latest change left them in."""
    for row_id, act in _stream(_STATES):
        yield _difference(
            "licences_licence", row_id, act, "状态与最后一次变更不符", "not in the state of its latest change"
        )


def _holds(values: dict[str, str], salt: Any, commitment: Any) -> bool:
    return salt is not None and Commitment(bytes(salt), bytes(commitment)).holds_for(dict(values))


def _difference(table: str, row: object, act: Any, zh: str, en: str) -> effects.Difference:
    return effects.Difference(table=table, row=str(row), act=act, zh=zh, en=en)


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {})
        while found := cursor.fetchmany(CHUNK):
            yield from found
