"""Who is known: identifiers and the random ids that stand for them in acts and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minben.blueprint.model import SubjectKind


def ensure_subjects(kind: SubjectKind | str, identifiers: Iterable[str]) -> dict[str, UUID]:
    """The ids of these subjects by identifier; those not known yet become known. One statement for all."""
    wanted = list(dict.fromkeys(identifiers))
    with connection.cursor() as cursor:
        cursor.execute("SELECT registers_ensure_subjects(%s, %s)", [str(kind), wanted])
        ids = cursor.fetchone()[0].split(",")
    return {identifier: UUID(id_.lstrip("+")) for identifier, id_ in zip(wanted, ids, strict=False)}


def find_subject(kind: SubjectKind | str, identifier: str) -> UUID | None:
    """The id of the subject with this identifier, None where nobody is known by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registers_find_subject(%s, %s)", [str(kind), identifier])
        found: UUID | None = cursor.fetchone()[0]
    return found


def identifier_of(subject: UUID) -> str | None:
    """The identifier of a subject: what rules call ``applicant``.

    Seen by the subject and by the program at work; None for anybody else, and where the subject is not known.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT identifier FROM registers_subject WHERE id = %s", [subject])
        row = cursor.fetchone()
    return None if row is None else str(row[0])


def hold_subject(subject: UUID) -> None:
    """Keep others from deciding for this subject and from writing about it until the transaction ends.

    What is read afterwards still holds when something is written because of it. Inside `acting` (system).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM registers_subject WHERE id = %s FOR NO KEY UPDATE", [subject])
