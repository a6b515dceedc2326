"""At the receipt of a case: which agency is competent for it, by the rule of its service and the facts of the day.

It is decided once; the case, its tasks and who may see them are that agency's from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint import agencies_of

from .terms import terms_at

if TYPE_CHECKING:
    from .work import Work


def locate(work: Work) -> None:
    """Give a case that is being received to its competent agency; before it is written.

    Where the rule yields no agency that the service names, because a fact is missing, it stays with the service's own.
    """
    clause = work.terms.competent
    if clause is None:
        return
    work.facts.fetch(clause.names)
    found = work.facts.evaluate(clause)
    service = work.terms.service
    work.case.agency = found if isinstance(found, str) and found in agencies_of(service) else service.agency
    work.rows.terms = terms_at(work.terms.blueprint, service.id, work.case.agency)
