"""Taking open cases over into another version of their service: an act of its own for each, checked before.

A case keeps the procedure of its receipt. Where an agency changes a procedure and wants open cases to go on by the new
one, each is compared with it first (`obstacles`): what was done, answered and opened must mean the same there. A case
of which something could not be carried over stays as it is. One that can goes on at once, in the same transaction:
limits that run go on as they were, and whatever rules can now do is done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import services
from minben.ledger import Act, acting, uuid7, write_act

from . import kinds, models
from .doing import cites
from .loading import PROGRAM_REACH, answers_of, lock, take_up, terms_of_case
from .problems import CaseProblem
from .procedure import DeadEndError
from .rounds import latest_of, standing_rows
from .states import CaseState, StepState, aside, is_extension
from .terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Step
    from minben.ledger import Actor

    from .terms import Terms

    Text = Mapping[str, str]

OPEN = (StepState.READY, StepState.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of one case: nothing in the way and it goes on by the new version, or everything that is."""

    number: str
    obstacles: tuple[Text, ...]


class Undone(Exception):  # noqa: N818 - says what became of it
    """Ends the transaction of a trial, so that nothing of it is kept."""


def carry_over(service: str, to: Blueprint, *, actor: Actor, dry_run: bool = False) -> Iterator[Carried]:
    """Take every open case of a service over into the version ``to``, one transaction each.

    Cases of that version already are left out, so it may be run again after it was cut off. With ``dry_run`` each is
    tried out as if in earnest, and nothing of it kept. Raises KeyError where ``to`` has no such service.
    """
    terms = terms_of(to, service)
    with acting(PROGRAM_REACH):
        waiting = models.Case.objects.filter(service=service).exclude(state=CaseState.CLOSED)
        found = list(
            waiting.exclude(version=to.version).order_by("received_at", "id").values_list("id", "number")
        )
    for case_id, number in found:
        wrong = _carry(case_id, terms, actor, dry_run=dry_run)
        if wrong is not None:
            yield Carried(number, wrong)


def obstacles(case: models.Case, old: Terms, new: Terms) -> tuple[Text, ...]:
    """Everything that keeps a case from going on by another version of its service."""
    rows = models.Step.objects.filter(case=case).order_by("instance", "part")
    latest, parts = latest_of(rows)
    return (
        *_of_service(old, new),
        *_of_answers(answers_of(case), old, new),
        *(
            text
            for row in standing_rows(case, old.procedure, latest).values()
            for text in _of_step(row, parts.get(row.step, []), old, new)
        ),
        *_of_rounds(case, old, new),
    )


def _carry(case_id: UUID, terms: Terms, actor: Actor, *, dry_run: bool) -> tuple[Text, ...] | None:
    """What is in the way of a case, nothing where it was carried over; None where it has closed meanwhile."""
    try:
        with acting(PROGRAM_REACH):
            case = lock(case_id)
            if case.state == CaseState.CLOSED or case.version == terms.blueprint.version:
                return None
            wrong = obstacles(case, terms_of_case(case), terms)
            if wrong:
                return wrong
            _go_on(case, terms, actor)
            if dry_run:
                raise Undone
    except Undone:
        return ()
    except CaseProblem as problem:
        return (problem.text,)
    except DeadEndError as end:
        return ({"zh": f"按新版无法继续：{end}", "en": f"it could not go on: {end}"},)
    return ()


def _go_on(case: models.Case, terms: Terms, actor: Actor) -> None:
    act = write_act(
        Act(
            kind=kinds.MIGRATE,
            actor=actor,
            purpose=case.service,
            basis=cites(terms),
            subjects=(case.subject,),
            case=case.id,
            result=terms.blueprint.version,
            derived_from=(case.act,),
        ),
        id=uuid7(),
    )
    case.version, case.migrated = terms.blueprint.version, act
    case.save(update_fields=["version", "migrated"])
    work = take_up(case, actor)
    work.pass_limits()
    work.wake()


def _of_service(old: Terms, new: Terms) -> Iterator[Text]:
    before, after = old.service, new.service
    if (before.agency, before.subject_kind) != (after.agency, after.subject_kind):
        yield {"zh": "服务的部门或服务对象不同", "en": "the service has another agency or is for others"}


def _of_answers(answers: Mapping[str, object], old: Terms, new: Terms) -> Iterator[Text]:
    for name in answers:
        before = _asked(old, name)
        if before is not None and _asked(new, name) != before:
            yield {
                "zh": f"已答复的“{name}”在新版中没有或含义不同",
                "en": f'"{name}" was answered and is not asked any more, or means something else',
            }
    for name, ask in new.service.asks.items():
        if ask.required and ask.when is None and name not in answers:
            yield {"zh": f"新版还须询问“{name}”", "en": f'"{name}" has to be answered now, and was not asked'}


def _asked(terms: Terms, name: str) -> tuple[object, ...] | None:
    """Where a question is asked, and what for; None for what is no question."""
    step = terms.procedure.asked_in.get(name)
    asks = terms.service.steps[step].asks if step is not None else terms.service.asks
    return (step, asks[name].fact) if name in asks else None


def _of_step(row: models.Step, parts: list[models.Step], old: Terms, new: Terms) -> Iterator[Text]:
    name = row.step.partition(".")[0] if is_extension(row.step) else row.step
    if row.state == StepState.VOID or (aside(row.step) and not is_extension(row.step)):
        return
    step = new.service.steps.get(name)
    if step is None:
        yield {"zh": f"新版没有环节“{name}”", "en": f'there is no step "{name}" any more'}
        return
    if (
        row.state == StepState.DONE
        and row.verdict not in {one.id for one in step.verdicts}
        and not aside(row.step)
    ):
        yield {
            "zh": f"环节“{name}”的结论“{row.verdict}”在新版中没有",
            "en": f'the step "{name}" is done with "{row.verdict}", which is no verdict any more',
        }
    if (
        row.state in OPEN
        and not aside(row.step)
        and not _same_hands(old.service.steps[name], step, row, parts)
    ):
        yield {
            "zh": f"环节“{name}”正在办理，新版改由他人办理",
            "en": f'the step "{name}" is open and is done by somebody else now',
        }


def _same_hands(before: Step, after: Step, row: models.Step, parts: list[models.Step]) -> bool:
    """Whether what lies before somebody lies before the same by the new version."""
    if parts:
        return Counter(after.posts) == Counter(part.post for part in parts) and after.people == row.people
    return (before.by, before.post, before.posts, before.people, before.service) == (
        after.by,
        after.post,
        after.posts,
        after.people,
        after.service,
    )


def _of_rounds(case: models.Case, old: Terms, new: Terms) -> Iterator[Text]:
    for name in case.rounds:
        if old.procedure.loops.get(name) != new.procedure.loops.get(name):
            yield {
                "zh": f"环节“{name}”已在重复办理，新版的重复不同",
                "en": f'the step "{name}" is in a later round, and is repeated otherwise now',
            }


def version_named(named: str | None) -> Blueprint:
    """The blueprint of a version, in force where none is named. Raises `services.UnknownVersion`."""
    return services.version(named) if named else services.in_force()
