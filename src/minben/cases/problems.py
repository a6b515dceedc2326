"""What can be wrong with something that somebody wants of a case, said so that they can put it right.

Each names itself in every language through ``text``; nothing has been written when one is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Text = Mapping[str, str]


class CaseProblem(Exception):  # noqa: N818 - the words of the contract are used for its kinds
    """Something cannot be done with a case. ``text`` says why and what to do, by language."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.text: Text = {"zh": zh, "en": en}


class AnswerProblems(CaseProblem):
    """Answers that do not fit: ``problems`` maps each ask to a text by language."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        said = "; ".join(f"{name}: {text['en']}" for name, text in problems.items())
        super().__init__(zh="请改正标出的各项", en=f"Please correct these answers: {said}")
        self.problems = dict(problems)


class AlreadyDone(CaseProblem):
    """Somebody else, or the same person a moment ago, has done it."""

    def __init__(self) -> None:
        super().__init__(
            zh="该环节已由他人办结或已撤销，未再次办理；请刷新查看",
            en="This step is done or void already; nothing was done twice. Reload to see how it stands",
        )


class NotFound(CaseProblem):
    """There is no such case or task within the reach of whoever asks."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这一办件或待办，或者您无权查看",
            en="There is no such case or task, or it is not yours to see",
        )


class NotYourTask(CaseProblem):
    """The task belongs to another post, or to the applicant."""

    def __init__(self, post: str) -> None:
        super().__init__(
            zh=f"该待办属于岗位 {post or '申请人'}，您不在该岗位",
            en=f"This task belongs to {post or 'the applicant'}; you do not hold that post",
        )


class UnknownVerdict(CaseProblem):
    """The step has no such verdict."""

    def __init__(self, verdict: str, known: tuple[str, ...]) -> None:
        listed = ", ".join(known)
        super().__init__(
            zh=f"该环节没有“{verdict}”这一结论，可选：{listed}",
            en=f"The step has no verdict {verdict!r}; choose one of: {listed}",
        )


class ReasonsMissing(CaseProblem):
    """An adverse verdict was given without reasons."""

    def __init__(self) -> None:
        super().__init__(
            zh="作出不利于申请人的结论，须说明理由",
            en="A verdict against the applicant needs reasons that they will be told",
        )


class NotNow(CaseProblem):
    """The case has come to a point where this cannot be done any more, or not yet."""


class WrongSubject(CaseProblem):
    """The service is not for this kind of subject."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            zh=f"该服务面向{'企业' if wanted == 'enterprise' else '居民'}办理",
            en=f"This service is for subjects of the kind {wanted}",
        )


class CannotGive(CaseProblem):
    """What the step gives cannot be written, because the facts it is made of are missing or do not fit."""

    def __init__(self, step: str, register: str, problems: Mapping[str, Text]) -> None:
        zh = "；".join(f"{name}：{text['zh']}" for name, text in problems.items())
        en = "; ".join(f"{name}: {text['en']}" for name, text in problems.items())
        super().__init__(
            zh=f"环节 {step} 无法写入 {register}（{zh}）；请先更正登记数据，再作此结论",
            en=f"The step {step} cannot write to {register} ({en}); put the registers right first, then decide",
        )
        self.problems = dict(problems)


class GroundChanged(CaseProblem):
    """What a task stands on is not what was committed to when it was opened: somebody changed the database."""

    def __init__(self, step: str) -> None:
        super().__init__(
            zh=f"环节 {step} 的办理依据在系统之外被改动，不能据此办理；请管理员运行 minben ledger verify --effects",
            en=f"What the step {step} stands on was changed behind the system; nothing is decided on it. Let the "
            "administrator run minben ledger verify --effects",
        )


class RuleMayNotRefuse(CaseProblem):
    """A service lets a rule end a case against the applicant: a fault of the service, which people have to mend."""

    def __init__(self, service: str, step: str) -> None:
        super().__init__(
            zh=f"服务 {service} 的环节 {step} 由规则作出不利结果；规则只能给予，不能拒绝，请改由工作人员决定",
            en=f"The service {service} lets the rule of its step {step} refuse; a rule may only grant: "
            "let an officer decide",
        )
