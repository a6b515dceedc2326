"""The addresses by which machines hand files in: for an application that is sent next, or for a step of a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status, UploadedFile

from minben import cases, services
from minben.blueprint.model import SubjectKind
from minben.pages.languages import say

from .asking import IdempotencyKey, asking, must_have, unknown_service
from .cases import note_of, open_step, subject_of
from .problems import ApiProblem, Fault, Kind
from .shapes import AboutFile, AboutStepFile, FileTaken
from .uploads import Damaged, Place, Taken, take_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from minben.files import FileProblem, Kept

router = Router()
RETRY_AFTER = "30"


@router.post("files", response={201: FileTaken, 200: FileTaken})
def hand_in(
    request: HttpRequest,
    about: Form[AboutFile],
    file: Annotated[UploadedFile, File(description="the bytes of one file")],
    idempotency_key: IdempotencyKey = "",
) -> Status[FileTaken]:
    """Hand in a file for an application; its ``id`` is named in the answers. Sent again with its key it is the same."""
    must_have(idempotency_key)
    client, blueprint = asking(request), services.in_force()
    if about.service not in client.services or about.service not in blueprint.services:
        raise unknown_service("/service")
    service = blueprint.services[about.service]
    if about.material not in service.materials:
        raise _unknown_material(list(service.materials))
    subject = subject_of(SubjectKind(about.subject_kind), about.subject_id)
    brought = _brought(file)

    def keep() -> Kept:
        return cases.hand_in_apart(service, about.material, subject, client.actor, brought)

    place = Place(subject, service.id, about.material)
    return _taken(take_in(client, place, brought, idempotency_key, sha256=about.sha256, keep=keep))


@router.post("cases/{number}/steps/{step}/files", response={201: FileTaken, 200: FileTaken})
def bring(
    request: HttpRequest,
    number: str,
    step: str,
    about: Form[AboutStepFile],
    file: Annotated[UploadedFile, File(description="the bytes of one file")],
    idempotency_key: IdempotencyKey = "",
) -> Status[FileTaken]:
    """Hand in a file for a step of the applicant that is open; its ``id`` is named when the step is done."""
    must_have(idempotency_key)
    client = asking(request)
    note = note_of(client, number)
    brought = _brought(file)

    def keep() -> Kept:
        behalf = client.on_behalf_of(note.subject)
        found: UUID = cases.bring(open_step(client, note, step), behalf, about.material, brought)
        return cases.kept_file(found, behalf)

    place = Place(note.subject, f"{number}/{step}", about.material)
    return _taken(take_in(client, place, brought, idempotency_key, sha256=about.sha256, keep=keep))


def refused(error: FileProblem) -> ApiProblem:
    """The problem of a file that is not taken, for what it is or for what is in it."""
    return ApiProblem(422, Kind.FILE, _("The file is not taken"), faults=(Fault("/file", say(error.text)),))


def gone(error: FileProblem) -> ApiProblem:
    """The problem of a key whose file was erased because nothing named it."""
    detail = _("Nothing named it within a day. Hand it in again with a new Idempotency-Key.")
    return ApiProblem(410, Kind.FILE, say(error.text), detail)


def storage_away(error: FileProblem) -> ApiProblem:
    """The problem of a storage that does not answer."""
    return ApiProblem(503, Kind.STORAGE, say(error.text), headers={"Retry-After": RETRY_AFTER})


def damaged(_error: Damaged) -> ApiProblem:
    """The problem of bytes that have not the digest that was sent with them."""
    said = _("The bytes that arrived have another SHA-256; send the file again.")
    return ApiProblem(422, Kind.FILE, _("The file is not taken"), faults=(Fault("/sha256", said),))


def too_large(most: int) -> ApiProblem:
    """The problem of a request that is longer than its address takes."""
    detail = _("At most %(most)d bytes are taken here.") % {"most": most}
    return ApiProblem(413, Kind.TOO_LARGE, _("The request is too large"), detail)


def _unknown_material(known: list[str]) -> ApiProblem:
    said = _("No such material; there are: %(known)s.") % {"known": ", ".join(known) or "–"}
    return ApiProblem(422, Kind.FILE, _("The file is not taken"), faults=(Fault("/material", said),))


def _brought(file: UploadedFile) -> cases.Brought:
    """The file where it lies on disk, as every file that arrives does."""
    if not isinstance(file, TemporaryUploadedFile):
        raise TypeError(type(file))
    return cases.Brought(Path(file.temporary_file_path()), file.name or "")


def _taken(taken: Taken) -> Status[FileTaken]:
    kept = taken.kept
    said = FileTaken(
        id=str(kept.id), name=kept.name, type=str(kept.type), size=kept.size, sha256=taken.sha256
    )
    return Status(200 if taken.again else 201, said)
