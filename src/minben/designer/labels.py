"""What pictures and lists say of a procedure: who does a step, within which limit, what it needs and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint import title_of
from minben.blueprint.calendar import Unit
from minben.blueprint.model import Doer, GiveRecord, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Blueprint, Service, Step

    Text = Mapping[str, str]

_BY: Mapping[Doer, Text] = {
    Doer.RULE: {"zh": "规则", "en": "rule"},
    Doer.APPLICANT: {"zh": "申请人", "en": "applicant"},
}
_OTHERWISE: Text = {"zh": "规则；不符时：{post}", "en": "rule; else {post}"}
_AND: Text = {"zh": "、", "en": ", "}
_JOINTLY: Text = {"zh": "会审：{posts}", "en": "together: {posts}"}
_TIMES: Text = {"zh": "最多{count}次，直至：{until}", "en": "at most {count} times, until {until}"}
_PEOPLE: Text = {"zh": "{post}（{people}人）", "en": "{post} ({people} officers)"}
_LONG: Mapping[Unit, Text] = {
    Unit.WORKING_DAYS: {"zh": "{count}个工作日", "en": "{count} working days"},
    Unit.CALENDAR_DAYS: {"zh": "{count}日", "en": "{count} calendar days"},
    Unit.WORKING_HOURS: {"zh": "{count}个工作小时", "en": "{count} working hours"},
}
_UNTIL: Text = {"zh": "至 {source}", "en": "until {source}"}
_SILENT: Text = {"zh": "{limit}，期满视为：{verdict}", "en": "{limit}, then deemed: {verdict}"}
_OUTCOMES: Mapping[str, Text] = {
    Outcome.GRANTED: {"zh": "准予", "en": "Granted"},
    Outcome.REFUSED: {"zh": "不予", "en": "Refused"},
    Outcome.NOT_ACCEPTED: {"zh": "不予受理", "en": "Not accepted"},
    Outcome.WITHDRAWN: {"zh": "撤回", "en": "Withdrawn"},
}
_RECEIVED: Text = {"zh": "收到申请", "en": "Application"}
_ENDED: Text = {"zh": "办结", "en": "Ended"}
_ENTRY: Text = {"zh": "记入“{register}”：{fields}", "en": "an entry of {register}: {fields}"}
_NOTICE: Text = {"zh": "告知申请人", "en": "a notice to the applicant"}
_STEP_OF: Text = {"zh": "{title}：{verdict}", "en": "{title}: {verdict}"}
_OVERDUE: Text = {"zh": "{title}：超期", "en": "{title}: limit passed"}
_OR: Text = {"zh": " 或 ", "en": " or "}


@dataclass(frozen=True, slots=True)
class Labels:
    """The words for a service of a blueprint in a language."""

    blueprint: Blueprint
    service: Service
    lang: str

    @property
    def start(self) -> str:
        """What the beginning is called."""
        return _RECEIVED[self.lang]

    def end(self, outcome: str) -> str:
        """What an end is called."""
        return _OUTCOMES[outcome][self.lang] if outcome else _ENDED[self.lang]

    def doer(self, step: Step) -> str:
        """Who does a step."""
        post = title_of(self.blueprint, step.post)[self.lang] if step.post else ""
        if step.posts:
            several = _AND[self.lang].join(title_of(self.blueprint, one)[self.lang] for one in step.posts)
            return _JOINTLY[self.lang].format(posts=several)
        if step.by is Doer.OFFICER:
            return _PEOPLE[self.lang].format(post=post, people=step.people) if step.people > 1 else post
        if step.by is Doer.RULE and post:
            return _OTHERWISE[self.lang].format(post=post)
        return _BY[step.by][self.lang]

    def long(self, limit: Limit) -> str:
        """A number of days or hours."""
        return _LONG[limit.unit][self.lang].format(count=limit.count)

    def limit(self, step: Step) -> str:
        """The limit of a step and what follows when it passes in silence; nothing where it has none."""
        if step.timing.until is not None:
            said = _UNTIL[self.lang].format(source=step.timing.until)
        elif step.limit is not None:
            said = self.long(step.limit)
        else:
            return ""
        if step.overdue is None:
            return said
        return _SILENT[self.lang].format(limit=said, verdict=self.verdict(step, step.overdue))

    def repeats(self, step: Step) -> str:
        """How often a step is done and until when; nothing where it is done once."""
        if step.repeat is None:
            return ""
        return _TIMES[self.lang].format(count=step.repeat.at_most, until=step.repeat.until)

    def verdict(self, step: Step, verdict: str) -> str:
        """What a verdict is called."""
        return next(one.title[self.lang] for one in step.verdicts if one.id == verdict)

    def need(self, alternatives: tuple[str, ...]) -> str:
        """One need, its alternatives joined."""
        return _OR[self.lang].join(self.name(name) for name in alternatives)

    def name(self, name: str) -> str:
        """What a name of the service stands for."""
        head, _, verdict = name.partition(".")
        service, lang = self.service, self.lang
        if head in service.steps:
            step = service.steps[head]
            if verdict == "overdue":
                return _OVERDUE[lang].format(title=step.title[lang])
            said = self.verdict(step, verdict or step.verdicts[0].id)
            return _STEP_OF[lang].format(title=step.title[lang], verdict=said)
        asks = dict(service.asks)
        for step in service.steps.values():
            asks.update(step.asks)
        outputs = {out: title for one in service.decisions.values() for out, title in one.outputs.items()}
        for titled in (service.reads, asks, service.derives):
            if head in titled:
                return titled[head].title.get(lang) or head
        return outputs.get(head, {}).get(lang, head)

    def gives(self, step: Step) -> list[str]:
        """What a step gives, an entry or a notice each."""
        said = []
        for given in step.gives:
            if isinstance(given, GiveRecord):
                register = self.blueprint.registers[given.register].title[self.lang]
                said.append(_ENTRY[self.lang].format(register=register, fields=", ".join(given.fields)))
            else:
                said.append(_NOTICE[self.lang])
        return said
