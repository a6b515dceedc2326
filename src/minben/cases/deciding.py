"""What people do with a case: decide a task, complete an application, withdraw it, ask for a human.

Each is one transaction: the case is locked within the reach of whoever acts, so that row security has said they may see
it; the task is finished under that same reach; what follows is the program's. Whoever comes second finds the task done
and is told so. So does whoever comes after a limit at which the law itself gives the verdict, even where the loop that
looks for passed limits has not come by yet.

A step for several officers is done when as many different officers as it needs agree in their latest verdicts. Until
then it stays open; each is shown that others have given theirs, not which, and may change their own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from minben.ledger import acting, legal_today, now, uuid7

from . import kinds, models
from .answers import check
from .binding import bind_signature
from .loading import PROGRAM_REACH, lock, take_up
from .problems import (
    AlreadyDone,
    AnswerProblems,
    NotFound,
    NotNow,
    NotYourTask,
    ReasonsMissing,
    UnknownVerdict,
)
from .procedure import favourable
from .states import HUMAN, REOPENED, UPHELD, By, CaseState, StepState
from .storing import Doing, finish, program

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from minben.ledger import Actor

    from .parties import Officer, Person
    from .work import Work


def decide(
    step_id: UUID,
    officer: Officer,
    verdict: str,
    reasons: str = "",
    answers: Mapping[str, str] | None = None,
) -> models.Case:
    """Give an officer's verdict in a task; returns the case as it then stands.

    Raises `NotFound`, `NotYourTask`, `AlreadyDone`, `UnknownVerdict`, `ReasonsMissing` (a verdict other than the first
    needs reasons), `AnswerProblems`, and `CannotGive` where what the step gives cannot be written.
    """
    with acting(officer.reach):
        case, row = _lock_task(step_id)
        if row.post != officer.post.id:
            raise NotYourTask(row.post)
        with acting(PROGRAM_REACH):
            work = _take_up(case, officer.actor)
            row = _must_be_ready(work, row)
            known = (REOPENED, UPHELD) if row.step == HUMAN else _verdicts(work, row)
            _must_be_sound(verdict, known, reasons)
            values = _checked(work, row, answers or {})
        doing = Doing(verdict, By.OFFICER, officer.actor, legal_today(), reasons.strip(), values)
        if row.people > 1:
            agreed = _sign(work, row, officer, doing)
            if agreed is None:
                return case
            doing = agreed
        _finish(work, row, doing)
    return case


def supplement(step_id: UUID, person: Person, answers: Mapping[str, str]) -> models.Case:
    """Do a step of the applicant: give what it asks.

    Raises `NotFound`, `NotYourTask`, `AlreadyDone` and `AnswerProblems`.
    """
    with acting(person.reach):
        case, row = _lock_task(step_id)
        if row.post or case.subject not in person.reach.subjects:
            raise NotYourTask(row.post)
        with acting(PROGRAM_REACH):
            work = _take_up(case, person.actor)
            row = _must_be_ready(work, row)
            values = _checked(work, row, answers)
            verdict = favourable(work.terms.service.steps[row.step])
            doing = Doing(verdict, By.APPLICANT, person.actor, legal_today(), answers=values)
            _finish(work, row, doing)
    return case


def withdraw(case_id: UUID, person: Person) -> models.Case:
    """Take an application back before it is decided. Raises `NotFound` and `NotNow`."""
    with acting(person.reach):
        case = _lock_own(case_id, person)
        with acting(PROGRAM_REACH):
            work = _take_up(case, person.actor)
            if case.state != CaseState.OPEN:
                raise NotNow(
                    zh="办件已有结果，不能再撤回",
                    en="The case has its outcome already and cannot be withdrawn any more",
                )
            work.note(kinds.WITHDRAW)
            work.withdraw()
            work.wake()
    return case


def ask_for_human(case_id: UUID, person: Person) -> models.Case:
    """Ask that people look at the case instead of a rule.

    Before the outcome, steps that judge wait for people from now on. After an outcome that a rule brought about, people
    look at it again: they uphold it or reopen the step that decided. What was given stays until its agency ends it.
    Raises `NotFound` and `NotNow`.
    """
    with acting(person.reach):
        case = _lock_own(case_id, person)
        with acting(PROGRAM_REACH):
            work = _take_up(case, person.actor)
            _must_have_rules_to_refuse(work)
            case.human = True
            work.note(kinds.ASK_FOR_HUMAN)
            if case.state != CaseState.OPEN:
                work.open_human()
            work.wake()
    return case


def _must_have_rules_to_refuse(work: Work) -> None:
    case = work.case
    if case.human:
        raise NotNow(
            zh="您已请求人工办理，请等待工作人员处理",
            en="You have asked for a human already; an officer will deal with it",
        )
    if work.terms.service.human is None:
        raise NotNow(
            zh="该服务没有指定人工办理的岗位",
            en="This service names no post that answers when a human is asked for",
        )
    if case.outcome is not None and case.decided_by != By.RULE:
        raise NotNow(
            zh="该办件由工作人员或依法作出，不是规则自动决定；如不服请按告知的救济途径办理",
            en="People or the law decided this case, not a rule; use the remedies that you were told",
        )


def _lock_task(step_id: UUID) -> tuple[models.Case, models.Step]:
    found = models.Step.objects.filter(id=step_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound
    case = lock(found)
    return case, models.Step.objects.get(id=step_id)


def _lock_own(case_id: UUID, person: Person) -> models.Case:
    case = lock(case_id)
    if case.subject not in person.reach.subjects:
        raise NotFound
    return case


def _take_up(case: models.Case, actor: Actor) -> Work:
    """Take a case up as it stands by law: first, by the program, whatever follows from limits that have passed."""
    work = take_up(case, program(case.agency))
    if not work.pass_limits():
        work.actor = actor
        return work
    work.wake()
    return take_up(case, actor)


def _must_be_ready(work: Work, row: models.Step) -> models.Step:
    """The task as the case now has it. Raises `AlreadyDone`."""
    latest = work.rows.latest[row.step]
    if latest.id != row.id or latest.state != StepState.READY:
        raise AlreadyDone
    return latest


def _must_be_sound(verdict: str, known: tuple[str, ...], reasons: str) -> None:
    if verdict not in known:
        raise UnknownVerdict(verdict, known)
    if verdict != known[0] and not reasons.strip():
        raise ReasonsMissing


def _verdicts(work: Work, row: models.Step) -> tuple[str, ...]:
    return tuple(verdict.id for verdict in work.terms.service.steps[row.step].verdicts)


def _checked(work: Work, row: models.Step, answers: Mapping[str, str]) -> dict[str, object]:
    if row.step == HUMAN:
        return {}
    work.at.step = work.terms.service.steps[row.step]
    checked = check(work.terms, work.at.step.asks, answers, work.facts)
    if checked.problems:
        raise AnswerProblems(checked.problems)
    return dict(checked.values)


def _finish(work: Work, row: models.Step, doing: Doing) -> None:
    """Finish the task under the reach of whoever does it, then let the program follow."""
    act = uuid7()
    finish(row, doing, act)
    with acting(PROGRAM_REACH):
        work.rows.latest[row.step] = row
        if row.step == HUMAN:
            work.follow_human(row, doing, act)
        else:
            work.follow(row, doing, act)
        work.wake()


def _sign(work: Work, row: models.Step, officer: Officer, doing: Doing) -> Doing | None:
    """Store one officer's verdict; the common one where enough now agree, None where not."""
    before = list(models.Signature.objects.filter(step=row).order_by("at", "id"))
    latest = {signature.appointment: signature for signature in before}
    own = latest.get(officer.appointment)
    if own is not None and own.verdict == doing.verdict:
        raise NotNow(
            zh="您已签署同一意见，请等待其他工作人员签署",
            en="You have given this verdict already; another officer has to give theirs",
        )
    with acting(PROGRAM_REACH):
        signature = models.Signature(
            case=work.case,
            step=row,
            appointment=officer.appointment,
            verdict=doing.verdict,
            reasons=doing.reasons,
            answers=dict(doing.answers),
            at=now(),
            act=uuid7(),
        )
        work.note(
            kinds.SIGN,
            power=f"{row.service}/{row.step}",
            result=doing.verdict,
            records=(bind_signature(signature),),
            act=signature.act,
        )
        signature.save(force_insert=True)
    latest[officer.appointment] = signature
    return _agreed(latest.values(), row.people, doing)


def _agreed(latest: Iterable[models.Signature], people: int, doing: Doing) -> Doing | None:
    signed = sorted(latest, key=lambda signature: (signature.at, signature.id))
    if Counter(signature.verdict for signature in signed)[doing.verdict] < people:
        return None
    agreeing = [signature for signature in signed if signature.verdict == doing.verdict]
    answers: dict[str, object] = {}
    for signature in agreeing:
        answers.update(signature.answers)
    reasons = "\n".join(dict.fromkeys(signature.reasons for signature in agreeing if signature.reasons))
    return Doing(doing.verdict, doing.by, doing.actor, doing.done_on, reasons, answers)
