"""Everything that is kept of one case, row by row, with what the acts committed to: for whoever takes it out whole.

The tables are those of the room whose rows belong to a case, found by themselves; so a new table is part of every
dossier from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

from minben.ledger import canonical

from . import models
from .binding import committed_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

APART = frozenset({"salt", "commitment"})


@dataclass(frozen=True, slots=True)
class Bound:
    """A commitment with what it was made over: HMAC-SHA256 of ``preimage`` (UTF-8) keyed by ``salt`` is ``digest``."""

    salt: bytes
    digest: bytes
    preimage: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table: its columns but those of the commitment, which stands apart. ``bound`` is None without one."""

    table: str
    id: str
    columns: dict[str, Any]
    bound: Bound | None


def case_dossier(case: models.Case) -> tuple[Entry, ...]:
    """The rows of a case that the reach shows, table by table, the case first.

    Erased rows keep their commitment without values, so they have no ``bound``.
    """
    return (_entry(case), *(_entry(row) for row in _rows(case)))


def _rows(case: models.Case) -> Iterator[Model]:
    for model in apps.get_app_config("cases").get_models():
        if any(field.name == "case" and field.related_model is models.Case for field in model._meta.fields):
            yield from model._default_manager.filter(case=case).order_by("pk")


def _entry(row: Model) -> Entry:
    columns = {name: getattr(row, field.attname) for field in row._meta.fields if (name := field.column)}
    return Entry(
        table=row._meta.db_table,
        id=str(row.pk),
        columns={name: value for name, value in columns.items() if name not in APART},
        bound=_bound(row),
    )


def _bound(row: Model) -> Bound | None:
    salt, digest, text = getattr(row, "salt", None), getattr(row, "commitment", None), committed_text(row)
    if salt is None or digest is None or text is None:
        return None
    return Bound(bytes(salt), bytes(digest), canonical(text).decode())
