"""The words in which a new service is written first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .wish import flow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Blueprint

    Text = Mapping[str, str]

_WORDS: Mapping[str, Text] = {
    "accept": {"zh": "受理", "en": "Acceptance"},
    "check": {"zh": "条件核对", "en": "Check of the conditions"},
    "accepted": {"zh": "予以受理", "en": "Accepted"},
    "entitled": {"zh": "符合条件", "en": "Meets the conditions"},
    "not-entitled": {"zh": "不符合条件", "en": "Does not meet the conditions"},
    "incomplete": {"zh": "一次性告知补正", "en": "To be completed"},
    "not-accepted": {"zh": "不予受理", "en": "Not accepted"},
    "supplement": {"zh": "申请人补正", "en": "Completion by the applicant"},
    "recheck": {"zh": "补正后受理", "en": "Acceptance after completion"},
    "inspect": {"zh": "现场核查", "en": "Inspection"},
    "passed": {"zh": "符合要求", "en": "Meets the requirements"},
    "failed": {"zh": "不符合要求", "en": "Does not meet the requirements"},
    "pay": {"zh": "缴费", "en": "Payment"},
    "paid": {"zh": "已缴清", "en": "Paid"},
    "decide": {"zh": "决定", "en": "Decision"},
    "granted": {"zh": "准予", "en": "Granted"},
    "refused": {"zh": "不予", "en": "Refused"},
    "tell": {"zh": "告知并送达", "en": "Notice and delivery"},
    "told": {"zh": "您申请的办件{case.number}已获准予。", "en": "Your application {case.number} is granted."},
    "why": {"zh": "办理时要核对这一项", "en": "This is checked before the decision"},
    "again": {"zh": "请按补正通知填写", "en": "Please complete it as the notice says"},
    "holds": {"zh": "符合条件", "en": "The conditions are met"},
    "costs": {"zh": "按此金额收取：", "en": "This is charged: "},
}


def said(blueprint: Blueprint, word: str, after: str = "") -> str:
    """A text in the languages of a blueprint, as YAML; ``after`` stands behind it in each."""
    return flow({lang: text + after for lang, text in texts(blueprint, word).items()})


def texts(blueprint: Blueprint, word: str) -> Text:
    """A text by the languages of a blueprint; English where there is no other."""
    found = _WORDS[word]
    return {lang: found.get(lang, found["en"]) for lang in blueprint.languages}
