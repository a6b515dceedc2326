"""A played case in words: what each step came to, why, and what the case waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint import title_of
from minben.blueprint.calendar import Unit
from minben.cases import By, Step as CaseStep, StepState, aside_title, aside_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from minben.blueprint.model import Blueprint
    from minben.cases import Played

    Text = Mapping[str, str]

_SAID: Mapping[str, Text] = {
    By.RULE: {"zh": "规则", "en": "the rule"},
    By.OFFICER: {"zh": "工作人员", "en": "an officer"},
    By.APPLICANT: {"zh": "申请人", "en": "the applicant"},
    By.LAW: {"zh": "期限届满，依法", "en": "the law, for the limit has passed"},
    By.SERVICE: {"zh": "另一项服务", "en": "another service"},
}
_DONE: Text = {"zh": "{title}（{step}）：{by}：{verdict}", "en": "{title} ({step}): {by}: {verdict}"}
_WAITS: Text = {
    "zh": "{title}（{step}）：等待 {who}，{until}",
    "en": "{title} ({step}): waits for {who}, {until}",
}
_BESIDE: Text = {
    "zh": "{title}（{step}）：等待另一项服务的办件",
    "en": "{title} ({step}): waits for the case of another service",
}
_VOID: Text = {"zh": "{title}（{step}）：不再需要", "en": "{title} ({step}): void"}
_BY_DAY: Text = {"zh": "期限 {day}", "en": "to be done by {day}"}
_STOPPED: Text = {"zh": "期限停止计算", "en": "the clock stands"}
_STOPPED_WITH: Text = {"zh": "期限停止计算，尚余{left}天", "en": "the clock stands with {left} days left"}
_TOGETHER: Text = {
    "zh": "；{all}个部门一起办理，已有{done}个给出意见",
    "en": "; {all} posts do it together, {done} have given their verdict",
}
_CASE: Text = {"zh": "［{service} {number}］", "en": "[{service} {number}] "}
_NO_LIMIT: Text = {"zh": "没有期限", "en": "no limit"}
_LATE: Text = {"zh": "，已超期", "en": ", late"}
_MORE: Text = {
    "zh": "；须{people}人，已签{signed}人",
    "en": "; takes {people} officers, {signed} have signed",
}
_OUTCOME: Text = {"zh": "结果：{outcome}，由{by}作出", "en": "Outcome: {outcome}, by {by}"}
_WITHDRAWN: Text = {"zh": "结果：{outcome}", "en": "Outcome: {outcome}"}
_OPEN: Text = {"zh": "尚无结果", "en": "No outcome yet"}
_NOTICE: Text = {"zh": "告知申请人：{text}", "en": "Told to the applicant: {text}"}
_RECORD: Text = {"zh": "写入 {register}：{values}", "en": "Written to {register}: {values}"}
_RULES: Text = {"zh": "规则所在：{places}", "en": "Where the rules stand: {places}"}
_REASONS: Text = {"zh": "理由：{reasons}", "en": "Reasons: {reasons}"}


class Teller:
    """Tells of a case what was not told before."""

    def __init__(self, played: Played, language: str, *, begun: bool = False) -> None:
        self._played = played
        self._language = language
        self._begun = begun
        self._told: dict[object, str] = {}
        self._notices = self._written = 0
        self._day: date | None = None

    def news(self) -> Iterator[str]:
        """Lines about everything that has changed since the last time."""
        if self._day != self._played.today and not self._begun:
            self._day = self._played.today
            yield f"— {self._day}"
        for row in self._played.steps:
            if row.state == StepState.UNDER_WAY and row not in self._played.beside:
                continue
            state = f"{row.state} {row.overdue} {self._played.signed(row)} {row.due} {row.left}"
            if self._told.get(row.id) != state:
                first = row.id not in self._told or row.state != StepState.READY
                self._told[row.id] = state
                yield from self._step(row, explained=first)
        for written in self._played.written[self._written :]:
            values = ", ".join(f"{name}={value}" for name, value in written.values.items())
            register = self._blueprint.registers[written.register].title[self._language]
            yield "  → " + _RECORD[self._language].format(register=register, values=values)
        for notice in self._played.notices[self._notices :]:
            text = notice.text[self._language].replace("\n", "\n      ")
            yield "  ✉ " + _NOTICE[self._language].format(text=text)
        self._written, self._notices = len(self._played.written), len(self._played.notices)

    def standing(self) -> str:
        """How the case ended, or that it has not."""
        case = self._played.case
        if case.outcome is None:
            return _OPEN[self._language]
        if case.decided_by is None:
            return _WITHDRAWN[self._language].format(outcome=case.outcome)
        by = _SAID[case.decided_by][self._language]
        return _OUTCOME[self._language].format(outcome=case.outcome, by=by)

    def waiting(self, row: CaseStep) -> str:
        """What a task waits for."""
        lang = self._language
        if row.state == StepState.UNDER_WAY:
            return self._of_case() + _BESIDE[lang].format(title=self.title(row), step=row.step)
        title = title_of(self._blueprint, row.post).get(lang)
        who = f"{title}（{row.post}）" if title else _SAID[By.APPLICANT][lang]
        until = _BY_DAY[lang].format(day=row.due) if row.due else _NO_LIMIT[lang]
        if row.left is not None:
            step = self._played.terms.service.steps.get(row.step)
            by_hours = step is not None and step.limit is not None and step.limit.unit is Unit.WORKING_HOURS
            until = _STOPPED[lang] if by_hours else _STOPPED_WITH[lang].format(left=row.left)
        late = _LATE[lang] if row.overdue else ""
        said = _WAITS[lang].format(title=self.title(row), step=row.step, who=who, until=until)
        return self._of_case() + said + late + self._with_others(row)

    def title(self, row: CaseStep) -> str:
        """What the step is called."""
        service = self._played.terms.service
        step = service.steps.get(row.step)
        return (step.title if step else aside_title(service, row.step))[self._language]

    def _with_others(self, row: CaseStep) -> str:
        """Who else has to give a verdict in a task, and how many have."""
        if row.part:
            parts = [one for one in self._played.steps if _parts_of_one(one, row)]
            done = sum(one.state == StepState.DONE for one in parts)
            return _TOGETHER[self._language].format(all=len(parts), done=done)
        if row.people > 1:
            return _MORE[self._language].format(people=row.people, signed=self._played.signed(row))
        return ""

    def _of_case(self) -> str:
        """Which case it is, where it is not the one that is tried."""
        if not self._begun:
            return ""
        service = self._played.terms.service.title[self._language]
        return _CASE[self._language].format(service=service, number=self._played.case.number)

    @property
    def _blueprint(self) -> Blueprint:
        return self._played.terms.blueprint

    def _step(self, row: CaseStep, *, explained: bool) -> Iterator[str]:
        lang, title = self._language, self.title(row)
        if row.state == StepState.DONE:
            by = title_of(self._blueprint, row.post).get(lang) if row.part else None
            by = by or _SAID[str(row.by_kind)][lang]
            yield (
                "✔ "
                + self._of_case()
                + _DONE[lang].format(title=title, step=row.step, by=by, verdict=self._verdict(row))
            )
        elif row.state == StepState.VOID:
            yield "✘ " + self._of_case() + _VOID[lang].format(title=title, step=row.step)
        else:
            yield "… " + self.waiting(row)
        if not explained:
            return
        ground = self._played.ground(row)
        if ground.reasons:
            yield "    " + _REASONS[lang].format(reasons=ground.reasons)
        for text in ground.explanation:
            yield "    " + text[lang].replace("\n", "\n    ")
            if text.get("rules"):
                yield "    " + _RULES[lang].format(places=text["rules"])

    def _verdict(self, row: CaseStep) -> str:
        step = self._played.terms.service.steps.get(row.step)
        known = step.verdicts if step else aside_verdicts(row.step)
        title = next((one.title[self._language] for one in known if one.id == row.verdict), "")
        return f"{title}（{row.verdict}）" if title else str(row.verdict)


def _parts_of_one(one: CaseStep, other: CaseStep) -> bool:
    return bool(one.part) and (one.step, one.instance) == (other.step, other.instance)
