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


class OutOfScope(CaseProblem):
    """Whoever acts may not act for this subject in this service."""

    def __init__(self) -> None:
        super().__init__(
            zh="您的授权不包括为其办理这一服务，或授权已到期",
            en="You may not act for them in this service, or no longer",
        )


class DraftGone(CaseProblem):
    """The draft was sent, discarded, begun anew or has expired meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            zh="这份草稿已在别处提交、重新开始或删除，或已到期；请查看“我的办件”，或重新开始",
            en="This draft was sent, begun anew or discarded elsewhere, or has expired. "
            "Look at “My cases”, or begin anew",
        )


class NotReceivedHere(CaseProblem):
    """The officer's post does not take in, or help with, applications of this service."""

    def __init__(self) -> None:
        super().__init__(
            zh="您的岗位不代收、不帮办这一服务",
            en="Your post does not take in or help with applications of this service",
        )


class NobodyKnown(CaseProblem):
    """No register knows the number that was given."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有查到这一证件号，请核对后重新输入",
            en="Nobody is known by this number; check it and enter it again",
        )


class NoSuchCode(CaseProblem):
    """No draft is open to helpers under this code."""

    def __init__(self) -> None:
        super().__init__(
            zh="没有这一帮办码，或已到期、已取消；请向本人核对",
            en="There is no such code, or it has expired or was ended; ask the person again",
        )


class NotYoursToSend(CaseProblem):
    """A helper fills in; the person sends."""

    def __init__(self) -> None:
        super().__init__(
            zh="帮办人员只协助填写，请交还本人提交",
            en="A helper only helps to fill in: hand the draft back, and the person sends it",
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


class KeptApart(CaseProblem):
    """The law keeps apart who did an earlier step and who does this one."""

    def __init__(self, text: Text) -> None:
        super().__init__(zh=text["zh"], en=text["en"])


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


class CannotBegin(CaseProblem):
    """A step that another service does cannot begin: what is answered to its questions does not fit them."""

    def __init__(self, step: str, service: str, problems: Mapping[str, Text]) -> None:
        zh = "；".join(f"{name}：{text['zh']}" for name, text in problems.items())
        en = "; ".join(f"{name}: {text['en']}" for name, text in problems.items())
        super().__init__(
            zh=f"环节 {step} 无法启动服务 {service}（{zh}）；请先更正登记数据或填报内容",
            en=f"The step {step} cannot begin a case of {service} ({en}); put the facts right first",
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


class PauseNotLawful(CaseProblem):
    """A service stops a clock by a step for which the law does not: its fault, which people have to mend."""

    def __init__(self, service: str, step: str, cite: str) -> None:
        super().__init__(
            zh=f"服务 {service} 的环节 {step} 停止了期限的计算；{cite} 不允许此类环节停止期限",
            en=f"The service {service} stops a clock by its step {step}; {cite} allows no such step to stop one",
        )


class RuleMayNotRefuse(CaseProblem):
    """A service lets a rule end a case against the applicant: a fault of the service, which people have to mend."""

    def __init__(self, service: str, step: str) -> None:
        super().__init__(
            zh=f"服务 {service} 的环节 {step} 由规则作出不利结果；规则只能给予，不能拒绝，请改由工作人员决定",
            en=f"The service {service} lets the rule of its step {step} refuse; a rule may only grant: "
            "let an officer decide",
        )
