"""Who acts for whom by what a register says: one query over a set, of all its subjects or of some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from minben.blueprint.model import SubjectKind
from minben.ledger import legal_today

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Register

# The version that holds on the day is the last that began by then; the join on the identifier uses its index.
_REPRESENTED = """
SELECT r.subject, h.id, coalesce(r."values"->>%(called)s, ''), r.act FROM (
    SELECT DISTINCT ON (key) subject, "values", is_end, act FROM registers_record
     WHERE register = %(register)s AND superseded_at IS NULL AND valid_from <= %(on)s {givers}
     ORDER BY key, valid_from DESC) r
  JOIN registers_subject h ON h.kind = %(kind)s AND h.identifier = r."values"->>%(field)s
 WHERE NOT r.is_end AND r."values" IS NOT NULL {holders}"""
_OF_GIVERS = "AND subject = ANY (%(givers)s)"
_OF_HOLDERS = "AND h.id = ANY (%(holders)s)"


class Represented(NamedTuple):
    """The record that ``act`` wrote names ``holder`` as the representative of ``giver``, who is called ``name``."""

    giver: UUID
    holder: UUID
    name: str
    act: UUID


def represented(
    register: Register,
    *,
    givers: Collection[UUID] | None = None,
    holders: Collection[UUID] | None = None,
    on: date | None = None,
) -> list[Represented]:
    """Whom the entries of a register name as representative ``on`` a legal day (today); inside `acting` (system).

    All of them, or those of these ``givers``, or those that name these ``holders``. The register must have a
    `representative`.
    """
    if register.representative is None:
        raise ValueError(register.id)
    given: dict[str, Any] = {
        "register": register.id,
        "called": register.representative.called,
        "field": register.representative.field,
        "kind": SubjectKind.RESIDENT.value,
        "on": on or legal_today(),
        "givers": list(givers or ()),
        "holders": list(holders or ()),
    }
    statement = _REPRESENTED.format(
        givers=_OF_GIVERS if givers is not None else "", holders=_OF_HOLDERS if holders is not None else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [Represented(*row) for row in cursor.fetchall()]
