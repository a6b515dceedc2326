"""The bundle that a case belongs to: which, and its number; never what else is in it.

Whoever may see a case may see this much. An agency learns what its case was applied for with, not what else was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.ledger import acting

from .loading import PROGRAM_REACH
from .models_bundles import BundlePart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from .models import Case


@dataclass(frozen=True, slots=True)
class AroundBundle:
    """The bundle around a case: ``bundle`` is its name in the blueprint ``version``."""

    id: UUID
    number: str
    bundle: str
    version: str
    case_number: str


def bundles_of(cases: Iterable[UUID]) -> Mapping[UUID, AroundBundle]:
    """By case the bundle that it was received in; one query, cases by themselves are left out."""
    ids = tuple(cases)
    if not ids:
        return {}
    with acting(PROGRAM_REACH):
        found = BundlePart.objects.filter(case__in=ids).select_related("bundle", "case")
        return {
            part.case.id: AroundBundle(
                part.bundle.id, part.bundle.number, part.bundle.bundle, part.bundle.version, part.case.number
            )
            for part in found
            if part.case is not None
        }


def bundle_of(case: Case) -> AroundBundle | None:
    """The bundle of a case; asked only where its key says that there is one."""
    if not (case.idempotency_key or "").endswith(f"/{case.service}"):
        return None
    return bundles_of([case.id]).get(case.id)
