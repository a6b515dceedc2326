"""The addresses of bundles: what there is, sending one in, how it stands, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from minben import services
from minben.blueprint import beyond_scope
from minben.blueprint.model import SubjectKind
from minben.pages.languages import say

from . import bundles
from .answers import answers_schema
from .asking import PAGE, IdempotencyKey, asking, must_have
from .cases import Application
from .describing import materials_of
from .problems import ApiProblem, Kind
from .shapes import (
    BundleListed,
    BundlePage,
    BundleSeen,
    BundleSent,
    BundleService,
    BundleStands,
    CostSeen,
    NewBundle,
    PartSeen,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from minben.blueprint.model import Blueprint, Bundle
    from minben.cases import BundleView, PartView

router = Router()


@router.get("bundles", response=list[BundleListed])
def list_bundles(request: HttpRequest) -> list[BundleListed]:
    """The bundles of which the client may use every service."""
    blueprint, own = services.in_force(), asking(request).services
    return [_listed(one) for one in blueprint.bundles.values() if not beyond_scope(one, own)]


@router.get("bundles/{bundle}", response=BundleSeen)
def show_bundle(request: HttpRequest, bundle: str) -> BundleSeen:
    """Which services a bundle holds, in which order, and what is asked, each fact once."""
    blueprint = services.in_force()
    found = bundles.bundle_for(asking(request), blueprint, bundle)
    return BundleSeen(
        **_listed(found).dict(),
        summary=say(found.summary),
        services=[_service(blueprint, found, name) for name in found.parts],
        answers=answers_schema(blueprint, found.form),
        materials=[one for part in found.parts.values() for one in materials_of(blueprint, part)],
    )


@router.post("bundle-cases", response={201: BundleStands, 200: BundleStands})
def make_bundle(
    request: HttpRequest, bundle: NewBundle, idempotency_key: IdempotencyKey = ""
) -> Status[BundleStands]:
    """Send a bundle in. The same ``Idempotency-Key`` gives the same bundle (200), however often it is sent."""
    must_have(idempotency_key)
    client = asking(request)
    subject = bundle.subject
    application = Application(bundle.bundle, SubjectKind(subject.kind), subject.id, bundle.answers)
    received = bundles.send_in(client, application, idempotency_key)
    return Status(200 if received.again else 201, _stands(bundles.look_at(client, received.number)))


@router.get("bundle-cases", response=BundlePage)
def list_sent(
    request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE
) -> BundlePage:
    """The bundles that the client sent in, the newest first; ``after`` is the last number of the page before."""
    found = bundles.sent_in(asking(request), after, limit)
    listed = [BundleSent(number=note.number, bundle=note.name) for note in found]
    return BundlePage(bundles=listed, after=found[-1].number if len(found) == limit else None)


@router.get("bundle-cases/{number}", response=BundleStands)
def show_sent(request: HttpRequest, number: str) -> BundleStands:
    """How a bundle stands: each service with its case, or what it waits for, or why it is not possible."""
    return _stands(bundles.look_at(asking(request), number))


@router.post("bundle-cases/{number}/withdraw", response=BundleStands)
def withdraw_sent(request: HttpRequest, number: str, idempotency_key: IdempotencyKey = "") -> BundleStands:
    """Take back all of a bundle that is not decided yet; with an ``Idempotency-Key`` it may be sent again."""
    client = asking(request)
    bundles.withdraw(client, number, idempotency_key)
    return _stands(bundles.look_at(client, number))


def unknown_bundle(error: bundles.UnknownBundle) -> ApiProblem:
    """The problem of a bundle that is none, or of which some services are none of this client."""
    detail = _("GET /api/v1/bundles lists those it may use.")
    if error.missing:
        detail = _("It needs these services too: %(services)s.") % {"services": ", ".join(error.missing)}
    return ApiProblem(404, Kind.BUNDLE, _("No such bundle for this client"), detail)


def _listed(bundle: Bundle) -> BundleListed:
    return BundleListed(id=bundle.id, title=say(bundle.title), lead=bundle.lead, kind=bundle.subject_kind)


def _service(blueprint: Blueprint, bundle: Bundle, name: str) -> BundleService:
    service, part = blueprint.services[name], bundle.parts[name]
    return BundleService(
        service=name,
        title=say(service.title),
        agency=service.agency,
        always=part.when is None,
        after=list(part.after),
        fee=say(service.fee) if service.fee else None,
    )


def _stands(view: BundleView) -> BundleStands:
    blueprint = services.version(view.version)
    return BundleStands(
        number=view.number,
        bundle=view.bundle,
        received_on=view.received_on.isoformat(),
        withdrawn=view.withdrawn,
        over=view.over,
        parts=[_part(blueprint, part) for part in view.parts],
        total=str(view.total),
    )


def _part(blueprint: Blueprint, part: PartView) -> PartSeen:
    case, cost = part.case, part.cost
    fee = CostSeen(amount=str(cost.amount), currency=cost.currency, state=cost.state) if cost else None
    return PartSeen(
        service=part.service,
        title=say(blueprint.services[part.service].title),
        state=part.state.value,
        case=case.number if case else None,
        outcome=case.outcome if case else None,
        due=case.due.isoformat() if case and case.due else None,
        after=list(part.after),
        because=part.because or None,
        told=say(part.told) if part.told else None,
        fee=fee,
    )
