"""Why a licence is not changed or not believed: each says it in Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.licensing import LicenceState


class LicenceProblem(Exception):  # noqa: N818 - the word that people read
    """Something cannot be done with a licence; ``text`` says why by language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text: Mapping[str, str] = {"zh": zh, "en": en}


class NotFound(LicenceProblem):
    """No such licence, or none that may be seen."""

    def __init__(self) -> None:
        super().__init__(
            "没有这件证照，或其登记已不存在", "there is no such licence, or its entry is no more"
        )


class NotYours(LicenceProblem):
    """The post may not do this."""

    def __init__(self) -> None:
        super().__init__(
            "本岗位无权对这类证照作此变更", "your post may not make this change to such licences"
        )


class NotNow(LicenceProblem):
    """The licence is in a state in which this is impossible."""

    def __init__(self, state: LicenceState) -> None:
        super().__init__(
            f"证照现为“{STATE_WORDS[str(state)]['zh']}”状态，不能作此变更",
            f"the licence is {STATE_WORDS[str(state)]['en'].lower()}, so this cannot be done",
        )
        self.state = state


class ReasonsMissing(LicenceProblem):
    """No reasons, or too many words."""

    def __init__(self, longest: int) -> None:
        super().__init__(
            f"请写明理由（不超过{longest}字）", f"give the reasons, at most {longest} characters"
        )


class NothingChanged(LicenceProblem):
    """The values that were given are those that are there."""

    def __init__(self) -> None:
        super().__init__("没有填写与现在不同的内容", "nothing was entered that differs from what is there")


class BadToken(LicenceProblem):
    """A credential that is not believed."""


STATE_WORDS: Mapping[str, Mapping[str, str]] = {
    "valid": {"zh": "有效", "en": "Valid"},
    "withheld": {"zh": "暂扣", "en": "Withheld"},
    "revoked": {"zh": "撤销", "en": "Revoked"},
    "cancelled": {"zh": "注销", "en": "Cancelled"},
    "lapsed": {"zh": "失效", "en": "Lapsed"},
    "transferring": {"zh": "转移办理中", "en": "Being transferred"},
    "withdrawn": {"zh": "吊销", "en": "Withdrawn"},
    "other": {"zh": "其他", "en": "Not valid"},
}
"""The states as people read them."""
