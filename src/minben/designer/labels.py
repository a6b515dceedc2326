"""What pictures and lists say of a procedure: who does a step, within which limit, what it needs and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint import title_of
from minben.blueprint.calendar import Unit
from minben.blueprint.model import Doer, EndRecord, GiveRecord, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Blueprint, Service, Step

    Text = Mapping[str, str]

_BY: Mapping[Doer, Text] = {
    Doer.RULE: {"zh": "规则", "en": "rule"},
    Doer.APPLICANT: {"zh": "申请人", "en": "applicant"},
}
_OTHERWISE: Text = {"zh": "规则；不符时：{post}", "en": "rule; else {post}"}
_SERVICE: Text = {"zh": "服务：{service}（另立办件）", "en": "service: {service} (a case of its own)"}
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
_PROMISED: Text = {"zh": "承诺{limit}", "en": "promised: {limit}"}
_AT_LEAST: Text = {"zh": "不早于{limit}", "en": "not before {limit}"}
_PAUSES: Text = {"zh": "期间暂停计时：{steps}", "en": "stops the clock of: {steps}"}
_PAUSED_BY: Text = {"zh": "暂停计时：{steps}", "en": "stands during: {steps}"}
_EXTEND: Text = {"zh": "经{post}批准可延长{limit}", "en": "+ {limit} if {post} allows it"}
_ESCALATE: Text = {"zh": "超期提请：{post}", "en": "when late, shown to: {post}"}
_NOT_BY: Text = {"zh": "不得由办理“{steps}”的人员办理", "en": "not by who did: {steps}"}
_WITH: Text = {"zh": "与“{step}”一同重做", "en": "done again with: {step}"}
_FEE: Text = {"zh": "收费：{amount}", "en": "fee: {amount}"}
_MATERIALS: Text = {"zh": "提交材料：{names}", "en": "hands in: {names}"}
_CHECKS: Text = {"zh": "核查承诺：{name}", "en": "checks the promise: {name}"}
_END: Text = {"zh": "终止“{register}”中的记录", "en": "ends the entry of {register}"}
_UNDO: Text = {"zh": "撤销时：{what}", "en": "taken back: {what}"}
_APPEAL: Text = {"zh": "{limit}内可向{post}申诉", "en": "appeal to {post} within {limit}"}
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

    @property
    def applicant(self) -> str:
        """What the lane of whoever applies is called."""
        return _BY[Doer.APPLICANT][self.lang]

    def actor(self, step: Step) -> str:
        """Who a step belongs to, however many of them it takes; the agencies where posts review together."""
        if step.posts:
            return _AND[self.lang].join(dict.fromkeys(self._agency(one) for one in step.posts))
        if step.by is Doer.OFFICER and step.post:
            return self._post(step.post)
        if step.service:
            return self._agency(self.blueprint.services[step.service].agency)
        return _BY[step.by][self.lang]

    def end(self, outcome: str) -> str:
        """What an end is called."""
        if not outcome:
            return _ENDED[self.lang]
        said, appeal = _OUTCOMES[outcome][self.lang], self.service.appeal
        if appeal is None or outcome not in (Outcome.REFUSED, Outcome.NOT_ACCEPTED):
            return said
        post, limit = title_of(self.blueprint, appeal.post)[self.lang], self.long(appeal.within)
        return f"{said}\n{_APPEAL[self.lang].format(limit=limit, post=post)}"

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
        if step.service:
            title = self.blueprint.services[step.service].title[self.lang]
            return _SERVICE[self.lang].format(service=title)
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
        """How often a step is done and until when, or with which step again; nothing where it is done once."""
        if step.repeat is not None:
            return _TIMES[self.lang].format(count=step.repeat.at_most, until=step.repeat.until)
        leader = self.leader(step)
        return _WITH[self.lang].format(step=leader.title[self.lang]) if leader else ""

    def leader(self, step: Step) -> Step | None:
        """The repeated step with which this one is done again."""
        every = self.service.steps.values()
        return next((one for one in every if one.repeat and step.id in one.repeat.steps), None)

    def paused_by(self, step: Step) -> str:
        """During which steps the clock of this one stands; nothing where it never does."""
        every = self.service.steps.values()
        said = self._titles(one.id for one in every if step.id in one.timing.pauses)
        return _PAUSED_BY[self.lang].format(steps=said) if said else ""

    def clock(self, step: Step) -> str:
        """The limit of a step, and during which steps it does not run."""
        return "\n".join(line for line in (self.limit(step), self.paused_by(step)) if line)

    def clocks(self, step: Step) -> list[str]:
        """What is said of a step's time: its limit and what moves it."""
        timing, lang = step.timing, self.lang
        said = [self.limit(step), self.paused_by(step)]
        if timing.promised:
            said.append(_PROMISED[lang].format(limit=self.long(timing.promised)))
        if timing.at_least:
            said.append(_AT_LEAST[lang].format(limit=self.long(timing.at_least)))
        if timing.pauses:
            said.append(_PAUSES[lang].format(steps=self._titles(timing.pauses)))
        if timing.extend:
            post, limit = self._post(timing.extend.approves), self.long(timing.extend.by)
            said.append(_EXTEND[lang].format(post=post, limit=limit))
        if timing.escalate:
            said.append(_ESCALATE[lang].format(post=self._post(timing.escalate)))
        return [line for line in said if line]

    def conditions(self, step: Step) -> list[str]:
        """What else holds: repetition, who may not do it, money, what is handed in, which promise is checked."""
        service, lang = self.service, self.lang
        said = [self.repeats(step)]
        if step.not_by:
            said.append(_NOT_BY[lang].format(steps=self._titles(step.not_by)))
        if service.charging and service.charging.step == step.id:
            amount = service.fee[lang] if service.fee else service.charging.amount
            said.append(_FEE[lang].format(amount=amount))
        if step.brings:
            names = _AND[lang].join(service.materials[name].title[lang] for name in step.brings)
            said.append(_MATERIALS[lang].format(names=names))
        for one in service.materials.values():
            if one.commitment and one.commitment.checked_in == step.id:
                said.append(_CHECKS[lang].format(name=one.title[lang]))
        return [line for line in said if line]

    def _titles(self, steps: Iterable[str]) -> str:
        return _AND[self.lang].join(self.service.steps[one].title[self.lang] for one in steps)

    def _agency(self, post: str) -> str:
        agency = self.blueprint.agencies.get(post.partition("/")[0])
        return agency.short.get(self.lang) or agency.title[self.lang] if agency else self._post(post)

    def _post(self, post: str) -> str:
        return title_of(self.blueprint, post)[self.lang]

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
        for titled in (service.reads, asks, service.derives, service.materials):
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
        return [*said, *self._undoes(step)]

    def _undoes(self, step: Step) -> Iterator[str]:
        for one in step.undo:
            what = _NOTICE[self.lang]
            if isinstance(one, EndRecord):
                what = _END[self.lang].format(
                    register=self.blueprint.registers[one.register].title[self.lang]
                )
            yield _UNDO[self.lang].format(what=what)
