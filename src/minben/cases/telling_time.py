"""What the applicant is told of time: clocks that stop and run again, limits that are extended or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .telling import said, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Extension, Step

    from . import models
    from .terms import Terms

    Text = Mapping[str, str]

ONE_DAY = timedelta(days=1)
_UNITS: Mapping[str, Text] = {
    "working days": {"zh": "{count}个工作日", "en": "{count} working days"},
    "calendar days": {"zh": "{count}日", "en": "{count} calendar days"},
    "working hours": {"zh": "{count}个工作小时", "en": "{count} working hours"},
}
_STOPPED: Text = {
    "zh": "办件{number}须进行“{step}”，自{day}起停止计算“{clocks}”的期限，所需时间为{long}，不计入期限。{reasons}{law}",
    "en": "The case {number} needs the step “{step}”. From {day} the time for “{clocks}” does not run; this takes "
    "{long} and is not counted. {reasons}{law}",
}
_RESUMED: Text = {
    "zh": "办件{number}的“{step}”已于{day}结束，“{clocks}”的期限继续计算。{dues}{law}",
    "en": "The step “{step}” of the case {number} ended on {day}; the time for “{clocks}” runs on. {dues}{law}",
}
_ASKED: Text = {
    "zh": "请求将“{step}”的期限延长{long}。理由：{reasons}",
    "en": "Asks to extend the limit of “{step}” by {long}. Reasons: {reasons}",
}
_EXTENDED: Text = {
    "zh": "经本机关负责人批准，办件{number}“{step}”的期限延长{long}。{due}\n理由：{reasons}\n依据：{law}",
    "en": "With the head's approval the limit of “{step}” in the case {number} is extended by {long}. {due}\n"
    "Reasons: {reasons}\nBy law: {law}",
}
_DUE: Text = {
    "zh": "“{step}”应于{day}前（含当日）办结{sure}。",
    "en": "“{step}” is to be done by {day}{sure}. ",
}
_PROVISIONAL: Text = {
    "zh": "（该年放假安排公布前，此日期为暂定）",
    "en": " (provisional until the holidays of that year are announced)",
}
_STANDS: Text = {
    "zh": "“{step}”的期限因其他环节仍停止计算。",
    "en": "The time for “{step}” still stands for another step. ",
}
_REASONS: Text = {"zh": "理由：{reasons}。", "en": "Reasons: {reasons}. "}
_LAW: Text = {"zh": "依据：{law}", "en": "By law: {law}"}
_JOINT: Text = {"zh": "、", "en": ", "}


def long(limit: Limit, language: str) -> str:
    """A limit in words."""
    return spoken(_UNITS[limit.unit], language).format(count=limit.count)


def stopped(terms: Terms, number: str, step: Step, since: date, reasons: str) -> Text:
    """The notice that clocks stand from the day after ``since``, for how long and why."""
    return {
        language: spoken(_STOPPED, language)
        .format(
            number=number,
            step=step.title[language],
            day=said(since + ONE_DAY, language),
            clocks=_titles(terms, step.timing.pauses, language),
            long=long(step.limit, language) if step.limit else "—",
            reasons=_reasons(reasons, language),
            law=_law(terms, step, language),
        )
        .strip()
        for language in terms.blueprint.languages
    }


def resumed(terms: Terms, number: str, step: Step, day: date, rows: Sequence[models.Step]) -> Text:
    """The notice that clocks run again, with the new last day of each step that is open."""
    return {
        language: spoken(_RESUMED, language)
        .format(
            number=number,
            step=step.title[language],
            day=said(day, language),
            clocks=_titles(terms, step.timing.pauses, language),
            dues="".join(dict.fromkeys(_due(terms, row, language) for row in rows)),
            law=_law(terms, step, language),
        )
        .strip()
        for language in terms.blueprint.languages
    }


def extension_asked(terms: Terms, step: Step, by: Limit, reasons: str) -> Text:
    """What the head reads who is to allow an extension."""
    return {
        language: spoken(_ASKED, language).format(
            step=step.title[language], long=long(by, language), reasons=reasons
        )
        for language in terms.blueprint.languages
    }


def extended(
    terms: Terms, number: str, step: Step, row: models.Step, extend: Extension, reasons: str
) -> Text:
    """The notice that a limit was extended: the new last day, the reason and the law."""
    return {
        language: spoken(_EXTENDED, language).format(
            number=number,
            step=step.title[language],
            long=long(extend.by, language),
            due=_due(terms, row, language).strip(),
            reasons=reasons,
            law="；".join(one.cite for one in extend.law),
        )
        for language in terms.blueprint.languages
    }


def _due(terms: Terms, row: models.Step, language: str) -> str:
    title = terms.service.steps[row.step].title[language]
    if row.due is None:
        return spoken(_STANDS, language).format(step=title)
    sure = "" if not row.due_provisional else spoken(_PROVISIONAL, language)
    return spoken(_DUE, language).format(step=title, day=said(row.due, language), sure=sure)


def _titles(terms: Terms, names: Iterable[str], language: str) -> str:
    return spoken(_JOINT, language).join(terms.service.steps[name].title[language] for name in names)


def _reasons(reasons: str, language: str) -> str:
    return spoken(_REASONS, language).format(reasons=reasons) if reasons else ""


def _law(terms: Terms, step: Step, language: str) -> str:
    law = "；".join(one.cite for one in (step.law or terms.service.law))
    return spoken(_LAW, language).format(law=law)
