"""What people may do with a case at work, wherever it is kept, and what has to be so before they may.

`deciding` does it with real cases, `played` with one that is tried out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from minben.blueprint.model import StepKind
from minben.ledger import now, uuid7

from . import apart, extending, kinds, models
from .appealing import must_be_open_to_appeal
from .binding import bind_signature
from .doing import Doing
from .materials import brought, checked_answers, usable
from .problems import AlreadyDone, NotNow, ReasonsMissing, UnknownVerdict
from .procedure import favourable
from .states import (
    ALLOWED,
    APPEAL,
    HUMAN,
    NOT_ALLOWED,
    OUTSIDE,
    REOPENED,
    UPHELD,
    By,
    CaseState,
    StepState,
    aside,
    is_extension,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from minben.ledger import Actor

    from .work import Work


def as_the_law_has_it(take_up: Callable[[Actor], Work], program: Actor, actor: Actor) -> Work:
    """A case ready for ``actor``: first, by the program, whatever follows from limits that have passed."""
    work = take_up(program)
    if not work.pass_limits():
        work.actor = actor
        return work
    work.wake()
    return take_up(actor)


def by_officer(
    work: Work, row: models.Step, verdict: str, reasons: str, answers: Mapping[str, object]
) -> Doing:
    """An officer's verdict. Raises `UnknownVerdict`, `ReasonsMissing` and `AnswerProblems`."""
    _must_be_sound(verdict, _verdicts(work, row), reasons)
    apart.must_not_be_early(work, row)
    values = _checked(work, row, answers)
    return Doing(verdict, By.OFFICER, work.actor, work.rows.today, reasons.strip(), values)


def by_applicant(work: Work, row: models.Step, answers: Mapping[str, object]) -> Doing:
    """The applicant's doing of a step. Raises `AnswerProblems`."""
    step = work.terms.service.steps.get(row.step)
    if step is not None and step.kind is StepKind.COLLECT:
        raise NotNow(zh="这一环节须缴费办理", en="This step is done by paying the fee")
    apart.must_not_be_early(work, row)
    values = _checked(work, row, answers)
    verdict = favourable(work.terms.service.steps[row.step])
    return Doing(verdict, By.APPLICANT, work.actor, work.rows.today, answers=values)


def must_be_due(work: Work) -> models.Step:
    """The task of paying the fee. Raises `NotNow` where nothing is to be paid."""
    charging = work.terms.service.charging
    row = work.rows.latest.get(charging.step) if charging else None
    if row is None or row.state != StepState.READY:
        raise NotNow(zh="现在没有要缴纳的费用", en="There is nothing to pay now")
    return row


def by_payment(work: Work, row: models.Step) -> Doing:
    """The step of a fee, done by its having been paid."""
    return Doing(favourable(work.terms.service.steps[row.step]), By.APPLICANT, work.actor, work.rows.today)


def follow(work: Work, row: models.Step, doing: Doing, act: UUID) -> None:
    """Whatever follows from a task that was finished."""
    if row.step == HUMAN:
        work.follow_human(row, doing, act)
    elif row.step == APPEAL:
        work.follow_appeal(row, doing, act)
    elif is_extension(row.step):
        extending.follow(work, row, doing, act)
    else:
        work.finished(row, doing, act)
    work.wake()


def withdraw(work: Work) -> None:
    """Take the application back. Raises `NotNow`."""
    if work.case.state != CaseState.OPEN:
        raise NotNow(
            zh="办件已有结果，不能再撤回",
            en="The case has its outcome already and cannot be withdrawn any more",
        )
    work.note(kinds.WITHDRAW)
    work.withdraw()
    work.wake()


def ask_for_human(work: Work) -> None:
    """Let people look at the case instead of a rule. Raises `NotNow`."""
    _must_have_rules_to_refuse(work)
    work.case.human = True
    work.note(kinds.ASK_FOR_HUMAN)
    if work.case.state != CaseState.OPEN:
        work.open_human()
    work.wake()


def appeal(work: Work, reasons: str) -> None:
    """Appeal against an adverse outcome. Raises `NotNow` and `ReasonsMissing`."""
    must_be_open_to_appeal(work, reasons)
    work.open_appeal(reasons.strip())
    work.wake()


def must_be_ready(work: Work, row: models.Step) -> models.Step:
    """The task as the case now has it. Raises `AlreadyDone`."""
    current = work.rows.current(row)
    if current.state != StepState.READY:
        raise AlreadyDone
    return current


def sign(work: Work, row: models.Step, appointment: UUID, doing: Doing) -> Doing | None:
    """Keep one officer's verdict; the common one where enough now agree, None where not. Raises `NotNow`."""
    latest = {signature.appointment: signature for signature in work.book.signatures(row)}
    own = latest.get(appointment)
    if own is not None and own.verdict == doing.verdict:
        raise NotNow(
            zh="您已签署同一意见，请等待其他工作人员签署",
            en="You have given this verdict already; another officer has to give theirs",
        )
    signature = models.Signature(
        case=work.case,
        step=row,
        appointment=appointment,
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
    work.book.sign(signature)
    latest[appointment] = signature
    return _agreed(latest.values(), row.people, doing)


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


def _must_be_sound(verdict: str, known: tuple[str, ...], reasons: str) -> None:
    if verdict not in known:
        raise UnknownVerdict(verdict, known)
    if verdict != known[0] and not reasons.strip():
        raise ReasonsMissing


def _verdicts(work: Work, row: models.Step) -> tuple[str, ...]:
    if row.step in OUTSIDE:
        return (REOPENED, UPHELD)
    if is_extension(row.step):
        return (ALLOWED, NOT_ALLOWED)
    return tuple(verdict.id for verdict in work.terms.service.steps[row.step].verdicts)


def _checked(work: Work, row: models.Step, answers: Mapping[str, object]) -> dict[str, object]:
    if aside(row.step):
        return {}
    work.at.step = work.terms.service.steps[row.step]
    step = work.at.step
    names = brought(work.terms, step, answers, work.facts)
    look = usable(work.book.files, work.case.service, work.case.id)
    return checked_answers(work.terms, step.asks, names, answers, work.facts, look)


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
