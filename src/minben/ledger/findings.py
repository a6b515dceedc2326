"""What verifying can find, and how it is said to the reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .identity import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "act-altered": {
        "zh": "行为内容已被改动：封存的不是现在的内容",
        "en": "the act was altered: what was sealed is not what is there now",
    },
    "act-reordered": {
        "zh": "行为的次序已被改动：它原来的序号是 {belongs}",
        "en": "the act was moved: it was sealed as leaf {belongs}",
    },
    "act-dropped": {
        "zh": "行为已被删除：序列中有它，行为表中没有",
        "en": "the act was removed: the sequence names it and it is not there",
    },
    "act-inserted": {
        "zh": "行为是绕过封存程序插入的：它早已可见，却不在序列中",
        "en": "the act was inserted behind the sequencer: it has long been visible and has no leaf",
    },
    "leaf-dropped": {
        "zh": "行为的序号已被删除：它原来的序号是 {belongs}",
        "en": "the act's place in the sequence was removed: it was sealed as leaf {belongs}",
    },
    "leaf-missing": {
        "zh": "序列缺少此序号，对应的行为也已不在",
        "en": "the sequence has no such leaf, and its act is gone too",
    },
    "columns-differ": {
        "zh": "列 {columns} 与行为内容不一致",
        "en": "the columns {columns} disagree with the act's body",
    },
    "about-differs": {
        "zh": "主体和办件索引与行为不一致（{about}）：当事人看到的使用记录不完整或不真实",
        "en": "the index of subjects and cases disagrees with the act ({about}): the person is not shown what happened",
    },
    "tile-altered": {
        "zh": "第 {level} 层第 {index} 块哈希已被改动",
        "en": "tile {index} of level {level} was altered",
    },
    "tree-rewritten": {
        "zh": "序号 {first} 至 {last} 之间的内容与哈希一起被改动，签名的封存首部（{size} 个行为）仍是原来的",
        "en": "something between leaf {first} and leaf {last} was changed together with the tree; the signed head over"
        " {size} acts still says what it was",
    },
    "head-forged": {
        "zh": "封存首部（{size} 个行为）的签名不成立：{reason}",
        "en": "the head over {size} acts is not signed by the ledger's key: {reason}",
    },
    "head-contradicts": {
        "zh": "签名的封存首部（{size} 个行为）与序列不符",
        "en": "the signed head over {size} acts contradicts the sequence",
    },
    "head-beyond": {
        "zh": "封存首部签的是 {size} 个行为，现在只有 {now} 个：末尾已被删去",
        "en": "a head was signed over {size} acts and there are {now}: the end was cut off",
    },
    "witness-forged": {
        "zh": "见证文件第 {line} 行的签名不成立",
        "en": "line {line} of the witness file is not signed by the key that it names",
    },
    "witness-contradicts": {
        "zh": "见证文件第 {line} 行（{size} 个行为）与现在的序列不符：历史已被改写",
        "en": "line {line} of the witness file, over {size} acts, contradicts the sequence: history was rewritten",
    },
    "witness-beyond": {
        "zh": "见证文件第 {line} 行见证了 {size} 个行为，现在只有 {now} 个：末尾已被删去",
        "en": "line {line} of the witness file saw {size} acts and there are {now}: the end was cut off",
    },
    "effect-differs": {
        "zh": "{table} {row}：{zh}",
        "en": "{table} {row}: {en}",
    },
}
KEPT = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``at`` is when the act or the head came about, as far as that is known."""

    code: str
    act: UUID | None = None
    leaf: int | None = None
    at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """What is wrong, in Chinese for any ``zh…`` tag, else in English."""
        return MESSAGES[self.code][tongue(language)].format_map(self.facts)

    def line(self, language: str) -> str:
        """The same with act, leaf and time before it."""
        words = WORDS[tongue(language)]
        where = [
            f"{words['leaf']} {self.leaf}" if self.leaf is not None else "",
            f"{words['act']} {self.act}" if self.act else "",
            timestamp(self.at) if self.at else "",
        ]
        place = words["comma"].join(part for part in where if part)
        return f"{place}{words['colon']}{self.text(language)}" if place else self.text(language)

    def to_json(self, language: str) -> dict[str, object]:
        """For programs: the code does not depend on the language."""
        return {
            "code": self.code,
            "act": str(self.act) if self.act else None,
            "leaf": self.leaf,
            "at": timestamp(self.at) if self.at else None,
            "text": self.text(language),
        }


WORDS = {
    "zh": {"leaf": "序号", "act": "行为", "comma": "，", "colon": "："},
    "en": {"leaf": "leaf", "act": "act", "comma": ", ", "colon": ": "},
}


def tongue(language: str) -> str:
    """The language of messages that a tag asks for."""
    return "zh" if language.lower().startswith("zh") else "en"


class Findings:
    """What was found: all are counted, the first thousand kept, so that a ruined ledger does not fill the memory."""

    def __init__(self) -> None:
        self.total = 0
        self.kept: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Take one in."""
        self.total += 1
        if len(self.kept) < KEPT:
            self.kept.append(finding)


def time_of(act: UUID) -> datetime | None:
    """When an act was made, read off its id; None for an id that holds no time."""
    if act.version != 7:
        return None
    return datetime.fromtimestamp((act.int >> 80) / 1000, UTC)
