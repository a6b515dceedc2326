"""Handing files in: with an application that is being filled in, and in a step that brings them.

A file goes into the storage first, is looked into and entered (`minben.files`), and only then named by the draft; so
whoever is told that it is here finds it, and one that no draft and no case names is erased after a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minben import files, services
from minben.blueprint.model import Giving
from minben.environment import MEGABYTE, Environment
from minben.ledger import Actor, ActorKind, Reach, acting, now

from .applications import Draft
from .doing import cites
from .drafts import draft_of, save_answers
from .loading import PROGRAM_REACH, terms_of_case
from .materials import MOST_FILES, TOO_MANY, file_ids
from .models import Case, Step
from .models_bundles import Bundle
from .problems import AnswerProblems, DraftGone, NotFound, NotYourTask
from .scope import must_be_within
from .states import PartState, StepState
from .terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from minben.blueprint.model import Material, Service
    from minben.files import Kept

    from .drafts import Filling, KeptDraft
    from .files import CaseFile, Viewer
    from .parties import Person

LOOSE_AFTER = timedelta(days=1)
"""How long a file waits that nothing names: the page that handed it in has long been answered."""
BATCH = 500
_SWEEPER = Actor(kind=ActorKind.SYSTEM, id="cases")


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it arrives: where it lies, and what the person calls it."""

    path: Path
    name: str


def hand_in(filling: Filling, key: str, material: str, file: Brought) -> KeptDraft:
    """Add a file to a material of the draft with this key.

    Raises `OutOfScope`, `DraftGone`, `AnswerProblems` where there are too many, and what `minben.files.store` raises.
    """
    draft = _draft(filling, key)
    terms = terms_of(services.in_force(), filling.service)
    before = files_of(draft.answers, material)
    if len(before) >= MOST_FILES:
        raise AnswerProblems({material: TOO_MANY})
    purpose = _service_of(filling.service, material)
    owner = files.Owner(filling.subject, purpose, filling.actor, cites(terms))
    kept = _store(terms.service.materials[material], file, owner)
    return save_answers(filling, key, {material: _as_files([*before, kept.id])})


def take_back(filling: Filling, key: str, material: str, file: UUID) -> KeptDraft:
    """Remove a file from a material of the draft and erase it. Raises `OutOfScope` and `DraftGone`."""
    draft = _draft(filling, key)
    before = files_of(draft.answers, material)
    if file in before:
        after = save_answers(filling, key, {material: _as_files([one for one in before if one != file])})
        with acting(PROGRAM_REACH):
            files.erase(file, filling.actor)
        return after
    return draft


def files_of(answers: Mapping[str, Any], material: str) -> list[UUID]:
    """The files that were handed in for a material, in their order."""
    value = answers.get(material)
    if not isinstance(value, dict) or value.get("kind") != Giving.FILE:
        return []
    return [UUID(str(file)) for file in value.get("files", ())]


def files_in_draft(filling: Filling, draft: KeptDraft) -> Mapping[UUID, Kept]:
    """The files that a draft names."""
    with acting(filling.reach):
        ids = {file for name in draft.answers for file in files_of(draft.answers, name)}
        with acting(Reach(subjects=(filling.subject,))):
            return files.kept(ids)


def bring(step_id: UUID, person: Person, material: str, file: Brought) -> UUID:
    """Keep a file for a step of the applicant that brings this material; it is named when the step is done.

    Raises `NotFound`, `NotYourTask`, and what `minben.files.store` raises.
    """
    with acting(person.reach):
        row = Step.objects.filter(id=step_id, state=StepState.READY).first()
        case = Case.objects.filter(id=row.case_id).first() if row else None
        if row is None or case is None:
            raise NotFound
        terms = terms_of_case(case)
        step = terms.service.steps.get(row.step)
        if row.post or step is None or material not in step.brings:
            raise NotYourTask(row.post)
        if not person.reach.serves(case.subject, case.service):
            raise NotFound
        owner = files.Owner(case.subject, case.service, person.actor, cites(terms))
        return _store(terms.service.materials[material], file, owner).id


def hand_in_apart(service: Service, material: str, subject: UUID, actor: Actor, file: Brought) -> Kept:
    """Keep a file for an application that is sent as a whole later; it is named then.

    Raises what `minben.files.store` raises.
    """
    law = tuple(citation.cite for citation in service.law)
    return _store(service.materials[material], file, files.Owner(subject, service.id, actor, law))


def kept_file(file: UUID, person: Person) -> Kept:
    """A file that was kept just now. Raises `NotFound` where it is not theirs to see."""
    with acting(person.reach):
        found = files.kept([file]).get(file)
    if found is None:
        raise NotFound
    return found


def largest(material: Material) -> int:
    """The most bytes that one file of a material may have: what the service says, and no more than the node allows."""
    return min(material.at_most * MEGABYTE, Environment.read().upload_limit)


def erase_loose() -> int:
    """Erase files that nothing names: taken out of a draft, or left by a page that was never answered; how many."""
    erased = 0
    for batch in files.loose(before=now() - LOOSE_AFTER, batch=BATCH):
        with acting(PROGRAM_REACH):
            drafts = Draft.objects.filter(subject__in={one.subject for one in batch})
            named = {file for draft in drafts for file in file_ids(draft.answers)}
            waiting = Bundle.objects.filter(
                subject__in={one.subject for one in batch}, parts__state=PartState.WAITING
            )
            named |= {file for bundle in waiting for file in file_ids(bundle.answers or {})}
            for one in batch:
                if one.id not in named:
                    files.erase(one.id, _SWEEPER)
                    erased += 1
    return erased


def _draft(filling: Filling, key: str) -> KeptDraft:
    must_be_within(filling.subject, filling.service)
    draft = draft_of(filling)
    if draft is None or draft.key != key:
        raise DraftGone
    return draft


def _service_of(name: str, material: str) -> str:
    """The service that a material is handed in for: that of the application, or the one of a bundle that wants it."""
    bundle = services.in_force().bundles.get(name)
    parts = bundle.parts.values() if bundle else ()
    return next((part.service for part in parts if material in part.materials.values()), name)


def _store(material: Material, file: Brought, owner: files.Owner) -> Kept:
    with acting(PROGRAM_REACH):
        return files.store(file.path, file.name, owner, wanted=material.accepts, at_most=largest(material))


def _as_files(ids: list[UUID]) -> dict[str, Any]:
    return {"kind": str(Giving.FILE), "files": [str(file) for file in ids]}


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """A material of a case as it was given; ``outstanding`` where it was promised for later and has not come.

    ``value`` is what was given (see `materials`), None where nothing was. ``files`` are those that the viewer may see.
    """

    material: Material
    value: Mapping[str, Any] | None
    files: tuple[Kept, ...]

    @property
    def outstanding(self) -> bool:
        """Whether it was promised for later and has not come."""
        return self.value is not None and self.value["kind"] == Giving.LATER


def materials_of(file: CaseFile) -> tuple[GivenMaterial, ...]:
    """The materials of a case, within the reach of whoever was shown it; none for who may see no values. One query."""
    if file.answers is None:
        return ()
    kept = files.kept(file_ids(file.answers))
    return tuple(_given(file, material, kept) for material in file.service.materials.values())


def read_file(number: str, file: UUID, viewer: Viewer) -> tuple[Kept, Iterator[bytes]]:
    """A file of a case and its bytes, by an act of whoever is not the applicant.

    Raises `NotFound`, and what `minben.files.read` raises.
    """
    with acting(viewer.reach):
        case = Case.objects.filter(number=number).first()
        kept = files.kept([file]).get(file)
        if case is None or kept is None or kept.holder != case.id:
            raise NotFound
        return files.read(file, viewer.actor, viewer.reach)


def read_draft_file(filling: Filling, file: UUID) -> tuple[Kept, Iterator[bytes]]:
    """A file of the application that is being filled in. Raises `NotFound` and what `minben.files.read` raises."""
    draft = draft_of(filling)
    named = draft is not None and file in file_ids(draft.answers)
    if not named:
        raise NotFound
    return files.read(file, filling.actor, PROGRAM_REACH)


def _given(file: CaseFile, material: Material, kept: Mapping[UUID, Kept]) -> GivenMaterial:
    value = (file.answers or {}).get(material.name)
    if not isinstance(value, dict):
        return GivenMaterial(material, None, ())
    ids = files_of({material.name: value}, material.name)
    return GivenMaterial(material, value, tuple(kept[one] for one in ids if one in kept))
