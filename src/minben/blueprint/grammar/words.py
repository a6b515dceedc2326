"""The small sentences of the grammar: codes, posts, who does a step, where a read comes from, what a step needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..model import Doer
from ..shapes import WORD, Written, matching
from ..taskforces import desk_of

CODE = matching(r"[A-Za-z0-9][A-Za-z0-9._-]*", "代码，例如 511A0005200004", "a code such as 511A0005200004")
DIVISION = matching(r"\d{12}", "12位区划代码", "a division code of 12 digits")
_POST = r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*"
POST = matching(_POST, "岗位，例如 approval/window", "a post such as approval/window")
FILE = matching(
    r"[\w./-]+", "本目录中的文件，例如 allowance.csv", "a file of the folder, such as allowance.csv"
)
TABLE = matching(
    r"[\w./-]+(?:#.+)?",
    "决策表文件，例如 allowance.csv，或其中的一张表，例如 rates.xlsx#2025",
    "the file of a table, such as allowance.csv, or a table in it, such as rates.xlsx#2025",
)
RETENTION = matching(
    r"permanent|[1-9]\d{0,2} years",
    "保管期限：permanent 或 30 years",
    "a retention such as permanent or 30 years",
)
CURRENCY = matching(r"[A-Z]{3}", "货币代码，例如 CNY", "a currency code such as CNY")
URL = matching(r"https?://\S+", "网址", "a web address")

_READ = r"([a-z][a-z0-9-]*)\s+where\s+(\w+)\s*=\s*applicant(?:\s+and\s+((?:.|\n)+))?"
_RESULT = r"[A-Za-z]\w*(?:\.[a-z][\w-]*)?"
_NEED = rf"{_RESULT}(?:\s*\|\s*{_RESULT})*"


@dataclass(frozen=True, slots=True)
class By:
    """Who does a step: the post of an officer or a taskforce, the posts that review together, or another service."""

    doer: Doer
    post: str | None = None
    posts: tuple[str, ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a read comes from."""

    register: str
    by: str
    where: str | None


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(text) from error
    return text


def _by(text: str) -> By:
    word, _, rest = text.strip().partition(" ")
    if word in (Doer.RULE, Doer.APPLICANT) and not rest:
        return By(Doer(word))
    if word == Doer.SERVICE:
        return By(Doer.SERVICE, service=WORD.parse(rest.strip()))
    if word == "taskforce":
        return By(Doer.OFFICER, desk_of(WORD.parse(rest.strip())))
    if word == "officers":
        return By(Doer.OFFICER, posts=_posts(rest))
    return By(Doer.OFFICER, _post(text))


def _posts(text: str) -> tuple[str, ...]:
    posts = tuple(POST.parse(post.strip()) for post in text.split(","))
    if len(posts) == 1 or len(set(posts)) < len(posts):
        raise ValueError(text)
    return posts


def _post(text: str) -> str:
    word, _, post = text.partition(" ")
    if word != Doer.OFFICER:
        raise ValueError(text)
    return POST.parse(post.strip())


def _source(text: str) -> Source:
    match = re.fullmatch(_READ, text.strip())
    if match is None:
        raise ValueError(text)
    return Source(match[1], match[2], match[3] and match[3].strip())


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not re.fullmatch(r"\d{4}(-\d{4})?", text) or (last and last < first):
        raise ValueError(text)
    return int(first), int(last or first)


def _alternatives(text: str) -> tuple[str, ...]:
    if not re.fullmatch(_NEED, text.strip()):
        raise ValueError(text)
    return tuple(name.strip() for name in text.split("|"))


def _hours(text: str) -> tuple[time, time]:
    match = re.fullmatch(r"(\d{2}:\d{2})-(\d{2}:\d{2})", text.strip())
    if match is None:
        raise ValueError(text)
    since, until = time.fromisoformat(match[1]), time.fromisoformat(match[2])
    if until <= since:
        raise ValueError(text)
    return since, until


HOURS = Written(
    "工作时段，例如 09:00-12:00",
    "hours such as 09:00-12:00",
    _hours,
    r"^\s*\d{2}:\d{2}-\d{2}:\d{2}\s*$",
)
YEARS = Written("年份范围，例如 2004-2026", "years such as 2004-2026", _years, r"^\d{4}(-\d{4})?$")
TIMEZONE = Written("时区，例如 Asia/Shanghai", "a time zone such as Asia/Shanghai", _zone)
DOER = Written(
    "rule、applicant、officer 部门/岗位、officers 部门/岗位, 部门/岗位（几个不同岗位）、taskforce 专班、service 服务",
    "rule, applicant, officer AGENCY/POST, officers AGENCY/POST, AGENCY/POST (several different posts), "
    "taskforce NAME, or service NAME",
    _by,
    rf"^(rule|applicant|officer\s+{_POST}|officers\s+{_POST}(\s*,\s*{_POST})+"
    r"|(taskforce|service)\s+[a-z][a-z0-9-]*)$",
)
OFFICER = Written("officer 部门/岗位", "officer AGENCY/POST", _post, rf"^officer\s+{_POST}$")
SOURCE = Written(
    "“基础库 where 字段 = applicant”，可接“and FEEL条件”",
    "REGISTER where FIELD = applicant, and possibly: and FEEL",
    _source,
    rf"^\s*{_READ}\s*$",
)
NEED = Written(
    "名称，可用 | 分隔几个，例如 accept | recheck.accepted",
    "a name, or alternatives such as accept | recheck.accepted",
    _alternatives,
    rf"^\s*{_NEED}\s*$",
)
CASE_OF = matching(
    r"[A-Za-z][A-Za-z0-9_]*(?:/[A-Za-z][A-Za-z0-9_]*)*",
    "由服务办理的环节，例如 card，或其办件中的环节，例如 card/appraise",
    "a step that a service does, such as card, or one in its case, such as card/appraise",
)
RESULT = matching(
    _RESULT, "环节或环节.结论，例如 accept.refused", "a step or STEP.VERDICT, such as accept.refused"
)
