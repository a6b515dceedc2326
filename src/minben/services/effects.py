"""Do blueprints still stand as their acts say? Compared when somebody verifies the ledger with its effects.

A version is the digest of its files, so files that were changed behind it betray themselves; which version was put in
force when is what the acts say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from minben.blueprint import version_of
from minben.ledger import effects

from .models import StoredBlueprint
from .packing import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

_APPLICATIONS = """
SELECT p.version, p.act FROM services_application p LEFT JOIN ledger_act a ON a.id = p.act
 WHERE a.id IS NULL OR convert_from(a.body, 'UTF8')::jsonb ->> 'result' IS DISTINCT FROM p.version"""
_LOST_APPLICATIONS = """
SELECT convert_from(a.body, 'UTF8')::jsonb ->> 'result', a.id FROM ledger_act a
 WHERE a.kind = 'blueprint.apply' AND NOT EXISTS (SELECT FROM services_application p WHERE p.act = a.id)"""


@effects.register("blueprints")
def blueprints() -> Iterator[effects.Difference]:
    """Versions whose files are not what their version is the digest of."""
    for stored in StoredBlueprint.objects.order_by("version").iterator(chunk_size=1):
        if not _holds(stored):
            yield effects.Difference(
                "services_blueprint", stored.version, None, zh="蓝图文件被改动", en="the files were changed"
            )


@effects.register("applications of blueprints")
def applications() -> Iterator[effects.Difference]:
    """Versions that were put in force by no act, or by another one, and acts whose application is gone."""
    for statement, zh, en in (
        (_APPLICATIONS, "与施行蓝图的行为不符", "not what the act put in force"),
        (_LOST_APPLICATIONS, "施行记录被删除", "the application of the act is gone"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            for version, act in cursor.fetchall():
                yield effects.Difference("services_application", version, act, zh=zh, en=en)


def _holds(stored: StoredBlueprint) -> bool:
    try:
        return version_of(unpack(bytes(stored.files))) == stored.version
    except ValueError:
        return False
