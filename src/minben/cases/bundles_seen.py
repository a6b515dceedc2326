"""A bundle as the person sees it: what is done, what waits for what, the last days, and what it costs altogether.

Four queries for a list and for one bundle alike, however many services there are, and one more for fees.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from minben.ledger import Act, Reach, acting, write_act

from . import kinds
from .fees import ChargeState, charge_states
from .lists import cases_among
from .models_bundles import Bundle, BundleNotice, BundlePart
from .problems import NotFound
from .states import CaseState, PartState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from .lists import CaseRow
    from .parties import Person

NEWEST = 20
"""How many bundles a person's list shows."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The fee of one service of a bundle."""

    amount: Decimal
    currency: str
    state: ChargeState


@dataclass(frozen=True, slots=True)
class PartView:
    """A service of a bundle: its case where it has been received, else what it waits for or why it will not come."""

    service: str
    state: PartState
    after: tuple[str, ...]
    because: str
    case: CaseRow | None
    cost: Cost | None
    told: Mapping[str, str] | None
    """What the person was told where it is not possible, by language."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        if self.state is PartState.RECEIVED:
            return self.case is not None and self.case.state is not CaseState.OPEN
        return self.state is not PartState.WAITING


@dataclass(frozen=True, slots=True)
class BundleView:
    """A bundle and how its services stand, in the order in which they are done."""

    id: UUID
    number: str
    bundle: str
    agency: str
    version: str
    received_at: datetime
    received_on: date
    withdrawn: bool
    parts: tuple[PartView, ...]

    @property
    def over(self) -> int:
        """Of how many services nothing more will happen."""
        return sum(part.is_over for part in self.parts)

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether anything is left that could be taken back."""
        return not self.withdrawn and self.over < len(self.parts)

    @property
    def due(self) -> date | None:
        """The nearest last day among its cases."""
        return min((part.case.due for part in self.parts if part.case and part.case.due), default=None)

    @property
    def total(self) -> Decimal:
        """What is to be paid or was paid altogether; each fee stands with its service."""
        costs = (part.cost for part in self.parts)
        return sum((one.amount for one in costs if one and one.state is not ChargeState.VOID), Decimal(0))


def my_bundles(reach: Reach, subject: UUID, limit: int = NEWEST) -> tuple[BundleView, ...]:
    """The bundles of a subject within a reach, the newest first."""
    with acting(reach):
        found = Bundle.objects.filter(subject=subject).order_by("-received_at", "-id")[:limit]
        return _views(list(found), reach)


def bundle_view(number: str, person: Person) -> BundleView:
    """The bundle with this number; whoever looks at another's does so by an act.

    Raises `NotFound` where it is not within the person's reach.
    """
    with acting(person.reach):
        found = Bundle.objects.filter(number=number, subject__in=person.reach.subjects).first()
        if found is None:
            raise NotFound
        if person.actor.id != str(found.subject):
            look = Act(
                kind=kinds.READ_BUNDLE,
                actor=person.actor,
                purpose=found.bundle,
                subjects=(found.subject,),
                derived_from=(found.act,),
            )
            write_act(look)
        (view,) = _views([found], person.reach)
    return view


def _views(found: Sequence[Bundle], reach: Reach) -> tuple[BundleView, ...]:
    parts: dict[UUID, list[BundlePart]] = {bundle.id: [] for bundle in found}
    for part in BundlePart.objects.filter(bundle__in=parts).order_by("position"):
        parts[part.bundle_id].append(part)
    ids = [part.case_id for group in parts.values() for part in group if part.case_id]
    cases = {row.id: row for row in cases_among(reach, ids)} if ids else {}
    costs = _costs(ids)
    told = {
        (notice.bundle_id, notice.service): notice.text
        for notice in BundleNotice.objects.filter(bundle__in=parts).order_by("at")
    }
    return tuple(_view(bundle, parts[bundle.id], cases, costs, told) for bundle in found)


def _costs(cases: Iterable[UUID]) -> Mapping[UUID, Cost]:
    charges = charge_states(cases)
    return {case: Cost(charge.amount, charge.currency, state) for case, (charge, state) in charges.items()}


def _view(
    bundle: Bundle,
    parts: list[BundlePart],
    cases: Mapping[UUID, CaseRow],
    costs: Mapping[UUID, Cost],
    told: Mapping[tuple[UUID, str], Mapping[str, str]],
) -> BundleView:
    return BundleView(
        id=bundle.id,
        number=bundle.number,
        bundle=bundle.bundle,
        agency=bundle.agency,
        version=bundle.version,
        received_at=bundle.received_at,
        received_on=bundle.received_on,
        withdrawn=bundle.withdrawn is not None,
        parts=tuple(
            PartView(
                service=part.service,
                state=PartState(part.state),
                after=tuple(part.after),
                because=part.because,
                case=cases.get(part.case_id) if part.case_id else None,
                cost=costs.get(part.case_id) if part.case_id else None,
                told=told.get((bundle.id, part.service)) if part.state == PartState.IMPOSSIBLE else None,
            )
            for part in parts
        ),
    )
