"""The addresses of the interface, below ``/api/v1/``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError

from minben import cases as rooms_cases, files, services
from minben.blueprint.model import SubjectKind
from minben.pages.languages import say

from . import bundles, cases
from .answers import answers_schema, asks_schema
from .asking import PAGE, Bearer, IdempotencyKey, asking, must_have, unknown_service
from .describing import material_seen
from .problems import ApiProblem, Fault, Kind, response, wrong_answers
from .retrying import OtherRequest
from .shapes import (
    CaseListed,
    CaseMade,
    CasePage,
    CaseSeen,
    Completion,
    EventPage,
    EventSeen,
    NewCase,
    NoticeSeen,
    ServiceListed,
    ServiceSeen,
    StepSeen,
)
from .uploads import Damaged
from .views_bundles import router as bundles_router, unknown_bundle
from .views_files import damaged, gone, refused, router as files_router, storage_away

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint, Service
    from minben.cases import CaseFile, StepView

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Minben",
    version="1",
    urls_namespace="api",
    auth=Bearer(),
    docs_url=None,
    openapi_url="openapi.json",
)
"""The interface; its description is open to all, everything else needs a token."""


@api.get("services", response=list[ServiceListed])
def list_services(request: HttpRequest) -> list[ServiceListed]:
    """The services that the client may use."""
    blueprint = services.in_force()
    return [
        _listed(blueprint, blueprint.services[name])
        for name in asking(request).services
        if name in blueprint.services
    ]


@api.get("services/{service}", response=ServiceSeen)
def show_service(request: HttpRequest, service: str) -> ServiceSeen:
    """What a service reads and asks."""
    blueprint = services.in_force()
    if service not in asking(request).services or service not in blueprint.services:
        raise unknown_service()
    found = blueprint.services[service]
    return ServiceSeen(
        **_listed(blueprint, found).dict(),
        summary=say(found.summary),
        reads=[say(read.title) for read in found.reads.values()],
        answers=answers_schema(blueprint, found),
        materials=[material_seen(one, found.id, name) for name, one in found.materials.items()],
        fee=say(found.fee) if found.fee else None,
    )


@api.post("cases", response={201: CaseMade, 200: CaseMade})
def make_case(request: HttpRequest, case: NewCase, idempotency_key: IdempotencyKey = "") -> Status[CaseMade]:
    """Send a case in. The same ``Idempotency-Key`` gives the same case (200), however often it is sent."""
    must_have(idempotency_key)
    application = cases.Application(
        case.service, SubjectKind(case.subject.kind), case.subject.id, case.answers
    )
    received = cases.send_in(asking(request), application, idempotency_key)
    made = CaseMade(number=received.number, state=received.state, outcome=received.outcome)
    return Status(200 if received.again else 201, made)


@api.get("cases", response=CasePage)
def list_cases(
    request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE
) -> CasePage:
    """The cases that the client sent in, the newest first; ``after`` is the last number of the page before."""
    found = cases.sent_in(asking(request), after, limit)
    listed = [CaseListed(number=note.number, service=note.service) for note in found]
    return CasePage(cases=listed, after=found[-1].number if len(found) == limit else None)


@api.get("cases/{number}", response=CaseSeen)
def show_case(request: HttpRequest, number: str) -> CaseSeen:
    """A case of the client as it stands."""
    return _seen(cases.look_at(asking(request), number))


@api.post("cases/{number}/steps/{step}", response=CaseMade)
def complete(
    request: HttpRequest, number: str, step: str, given: Completion, idempotency_key: IdempotencyKey = ""
) -> CaseMade:
    """Do a step of the applicant: give what it asks; with an ``Idempotency-Key`` it may be sent again."""
    case = cases.complete(asking(request), number, step, given.answers, idempotency_key)
    return CaseMade(number=case.number, state=case.state, outcome=case.outcome)


@api.post("cases/{number}/withdraw", response=CaseMade)
def withdraw(request: HttpRequest, number: str, idempotency_key: IdempotencyKey = "") -> CaseMade:
    """Take an application back before it is decided; with an ``Idempotency-Key`` it may be sent again."""
    case = cases.withdraw(asking(request), number, idempotency_key)
    return CaseMade(number=case.number, state=case.state, outcome=case.outcome)


@api.get("events", response=EventPage)
def events(request: HttpRequest, after: Annotated[int, Query(ge=-1)] = -1) -> EventPage:
    """What happened in the client's cases behind a leaf of the ledger. Ask again from ``after`` until it stays."""
    found, last = cases.since(asking(request), after)
    return EventPage(
        events=[
            EventSeen(
                leaf=one.act.leaf if one.act.leaf is not None else last,
                at=one.act.at.isoformat(),
                case=one.number,
                kind=one.act.kind,
                step=one.act.power.partition("/")[2],
                result=one.act.result,
            )
            for one in found
        ],
        after=last,
    )


def _listed(blueprint: Blueprint, service: Service) -> ServiceListed:
    item = blueprint.items[service.item]
    return ServiceListed(
        id=service.id,
        item=item.code,
        type=item.type,
        title=say(service.title),
        agency=service.agency,
        kind=service.subject_kind,
    )


def _seen(file: CaseFile) -> CaseSeen:
    case = file.case
    return CaseSeen(
        number=case.number,
        state=case.state,
        outcome=case.outcome,
        service=case.service,
        received_on=case.received_on.isoformat(),
        due=case.due.isoformat() if case.due else None,
        steps=[_step(file, view) for view in file.steps],
        notices=[NoticeSeen(on=notice.on.isoformat(), text=say(notice.text)) for notice in file.notices],
        bundle=file.bundle.number if file.bundle else None,
    )


def _step(file: CaseFile, view: StepView) -> StepSeen:
    step = view.step if view.for_me else None
    brings = [file.service.materials[name] for name in step.brings] if step else []
    asks = asks_schema(file.blueprint, step.asks, brings) if step else None
    return StepSeen(
        step=view.id,
        title=say(view.title),
        state=view.standing,
        verdict=view.verdict.id if view.verdict else None,
        due=view.row.due.isoformat() if view.row and view.row.due else None,
        yours=view.for_me,
        asks=asks,
        brings=[one.name for one in brings],
    )


api.add_router("", bundles_router)
api.add_router("", files_router)


@api.exception_handler(ApiProblem)
def told(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """A problem that a view has named."""
    return response(request, problem)


@api.exception_handler(cases.UnknownService)
def unknown(request: HttpRequest, _error: cases.UnknownService) -> HttpResponse:
    """A service that is none, or none of this client."""
    return response(request, unknown_service())


@api.exception_handler(bundles.UnknownBundle)
def unknown_to(request: HttpRequest, error: bundles.UnknownBundle) -> HttpResponse:
    """A bundle that is none, or of which some services are none of this client."""
    return response(request, unknown_bundle(error))


@api.exception_handler(cases.UnknownSubject)
def nobody(request: HttpRequest, _error: cases.UnknownSubject) -> HttpResponse:
    """A number that no register knows."""
    pointer = "/subject_id" if request.FILES else "/subject/id"
    fault = Fault(pointer, _("No register knows this number."))
    return response(
        request, ApiProblem(422, Kind.SUBJECT, _("Unknown resident or enterprise"), faults=(fault,))
    )


@api.exception_handler(OtherRequest)
def other_request(request: HttpRequest, _error: OtherRequest) -> HttpResponse:
    """A key that was used for something else."""
    title = _("This Idempotency-Key was used for another request")
    return response(request, ApiProblem(422, Kind.KEY, title, _("Choose a new one.")))


@api.exception_handler(Damaged)
def arrived_damaged(request: HttpRequest, error: Damaged) -> HttpResponse:
    """Bytes that are not those that were sent."""
    return response(request, damaged(error))


@api.exception_handler(files.FileRefused)
def file_refused(request: HttpRequest, error: files.FileRefused) -> HttpResponse:
    """A file that is not taken."""
    return response(request, refused(error))


@api.exception_handler(files.FileGone)
def file_gone(request: HttpRequest, error: files.FileGone) -> HttpResponse:
    """A file that was erased because nothing named it."""
    return response(request, gone(error))


@api.exception_handler(files.StorageAway)
def away(request: HttpRequest, error: files.StorageAway) -> HttpResponse:
    """A storage that does not answer."""
    return response(request, storage_away(error))


@api.exception_handler(AuthenticationError)
def unknown_client(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """No token, or one that is worth nothing."""
    detail = _("Send the client's token as “Authorization: Bearer …”.")
    headers = {"WWW-Authenticate": "Bearer"}
    return response(request, ApiProblem(401, Kind.TOKEN, _("A token is needed"), detail, headers=headers))


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that has not the shape that the interface describes."""
    faults = tuple(Fault(_place(one["loc"]), str(one["msg"])) for one in error.errors)
    return response(
        request, ApiProblem(422, Kind.REQUEST, _("The request has not the right shape"), faults=faults)
    )


@api.exception_handler(HttpError)
def not_taken(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses: a body that is no JSON."""
    return response(request, ApiProblem(error.status_code, Kind.REQUEST, str(error)))


@api.exception_handler(rooms_cases.AnswerProblems)
def answers_wrong(request: HttpRequest, error: rooms_cases.AnswerProblems) -> HttpResponse:
    """Answers that do not fit."""
    return response(request, wrong_answers(error.problems))


@api.exception_handler(rooms_cases.NotFound)
def not_found(request: HttpRequest, _error: rooms_cases.NotFound) -> HttpResponse:
    """No such case of this client, or no such step of the applicant in it."""
    return response(request, ApiProblem(404, Kind.NOT_FOUND, _("Not among the cases of this client")))


@api.exception_handler(rooms_cases.CaseProblem)
def not_now(request: HttpRequest, error: rooms_cases.CaseProblem) -> HttpResponse:
    """What the case does not allow as it stands."""
    return response(
        request, ApiProblem(409, Kind.NOT_NOW, _("The case does not allow this"), say(error.text))
    )


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: told in the log with its place, and to the client without."""
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return response(request, ApiProblem(500, Kind.BROKEN, _("The node is at fault; nothing was kept")))


def _place(loc: Any) -> str:
    """Where in the request: Ninja says ('body', 'case', 'subject', 'id')."""
    return "/" + "/".join(str(part) for part in loc[2:] or loc[1:])
