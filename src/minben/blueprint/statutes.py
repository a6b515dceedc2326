"""The law in the check: the kinds of duty that a statute pack can lay on procedures.

A statute pack is a file of the blueprint; it says which law, which article, for which item types, and one of the kinds
below with its parameters. The program knows no law: another country brings its own packs. A kind is a form (its
parameters are its keys) that finds where a service breaks the duty; register a new kind with `@kind("name")`.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from .calendar import Limit, Unit
from .forms import Form, key
from .model import Doer, Outcome, Service, Step, StepKind, Text
from .shapes import COUNT, LIMIT, TEXTS, WORD, WORDS, YES_NO, ListOf, OneOf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a service breaks a duty: the path of keys in its file, and how, by language."""

    path: tuple[str, ...]
    how: Text


class Duty(Form):
    """What every rule of a statute pack says, whatever its kind."""

    kind: str = key(WORD, "which kind of duty this is")
    cite: str = key(WORDS, "law and article that lay down the duty; every finding names it")
    unchecked: bool = key(YES_NO, "true where the corpus of law does not hold this text", default=False)
    item_types: tuple[str, ...] = key(ListOf(WORDS, least=1), "the types of item that the duty holds for")
    says: Text = key(TEXTS, "the duty in plain words; every finding quotes it")

    @abstractmethod
    def breaches(self, service: Service) -> Iterator[Breach]:
        """Where this service breaks the duty."""


D = TypeVar("D", bound=Duty)
KINDS: dict[str, type[Duty]] = {}


def kind(name: str) -> Callable[[type[D]], type[D]]:
    """Register a kind of duty under this name. Raises ValueError where the name is taken."""

    def register(duty: type[D]) -> type[D]:
        if name in KINDS:
            raise ValueError(name)
        KINDS[name] = duty
        return duty

    return register


class Silence(StrEnum):
    """What the law makes of an authority's silence when the limit has passed."""

    FAVOURABLE = "favourable"


@kind("step-required")
class StepRequired(Duty):
    """A procedure has a step of this kind, within this time, and can end so in it."""

    step: StepKind = key(OneOf(StepKind), "the kind of step that must be there")
    at_most: Limit | None = key(LIMIT, "the longest limit that the law allows for it", default=None)
    counts_from: StepKind | None = key(
        OneOf(StepKind),
        "the kind of step from whose completion the limit counts; an earlier start is allowed",
        default=None,
    )
    overdue: Silence | None = key(
        OneOf(Silence),
        "`favourable`: when the limit passes in silence the law gives the favourable verdict",
        default=None,
    )
    outcome: Outcome | None = key(
        OneOf(Outcome), "an outcome that a step of this kind must be able to give", default=None
    )

    def breaches(self, service: Service) -> Iterator[Breach]:
        steps = [step for step in service.steps.values() if step.kind == self.step]
        if not steps:
            yield Breach(("steps",), _no_step(self.step))
            return
        for step in steps:
            yield from self._late(service, step)
            if self.overdue is Silence.FAVOURABLE and step.overdue != step.verdicts[0].id:
                yield Breach(("steps", step.id, "overdue"), not_favourable(step))
        if self.outcome and not any(_gives(service, step, self.outcome) for step in steps):
            yield Breach(("outcomes",), _no_outcome(self.step, self.outcome))

    def _late(self, service: Service, step: Step) -> Iterator[Breach]:
        if self.at_most is None:
            return
        path = ("steps", step.id, "within")
        if step.timing.until is not None:
            return
        if step.limit is None:
            yield Breach(path, _no_limit(step, self.at_most))
        elif not within(step.limit, self.at_most):
            yield Breach(path, _too_long(step, step.limit, self.at_most))
        if self.counts_from and not _counts_early(service, step, self.counts_from):
            yield Breach(("steps", step.id, "counts_from"), _late_start(step, self.counts_from))


@kind("step-people")
class StepPeople(Duty):
    """Steps of this kind are done by at least so many different officers."""

    step: StepKind = key(OneOf(StepKind), "the kind of step")
    at_least: int = key(COUNT, "how many different officers")

    def breaches(self, service: Service) -> Iterator[Breach]:
        for step in service.steps.values():
            if step.kind != self.step:
                continue
            if step.by is not Doer.OFFICER:
                yield Breach(("steps", step.id, "by"), not_officers(step, self.at_least))
            elif step.people * max(1, len(step.posts)) < self.at_least:
                yield Breach(("steps", step.id, "people"), _few_people(step, self.at_least))


@kind("refusal-by-people")
class RefusalByPeople(Duty):
    """No rule, no applicant and no silence refuses: an unfavourable outcome is an officer's verdict with reasons."""

    def breaches(self, service: Service) -> Iterator[Breach]:
        for outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED):
            for result in service.outcomes.get(outcome, ()):
                step_id, _, verdict = result.partition(".")
                step = service.steps.get(step_id)
                if step is None:
                    continue
                verdict = verdict or step.verdicts[0].id
                path = ("steps", step.id)
                if step.overdue == verdict or verdict == "overdue":
                    yield Breach((*path, "overdue"), _refused_by_silence(step))
                if step.by is Doer.APPLICANT or (step.by is Doer.RULE and verdict == step.verdicts[0].id):
                    yield Breach((*path, "by"), _refused_by_rule(step))


@kind("human-answers")
class HumanAnswers(Duty):
    """Where a rule does a step of these kinds, a post answers those who ask for a human."""

    steps: tuple[StepKind, ...] = key(ListOf(OneOf(StepKind), least=1), "the kinds of step")

    def breaches(self, service: Service) -> Iterator[Breach]:
        for step in service.steps.values():
            if service.human is None and step.by is Doer.RULE and step.kind in self.steps:
                yield Breach(("steps", step.id, "by"), _no_human(step))


@kind("ask-once")
class AskOnce(Duty):
    """What a register holds must not be asked. The check refuses such an ask always; this lends it the law to cite."""

    def breaches(self, service: Service) -> Iterator[Breach]:  # noqa: ARG002 - found by `check.rights`
        return iter(())


@kind("correct-within")
class CorrectWithin(Duty):
    """Corrections of registers are decided in this time. The check holds every register that is corrected to it."""

    at_most: Limit = key(LIMIT, "the longest time in which a register may let corrections be decided")

    def breaches(self, service: Service) -> Iterator[Breach]:  # noqa: ARG002 - found by `check.correcting`
        return iter(())


@kind("fee-needs-basis")
class FeeNeedsBasis(Duty):
    """A fee is charged only on a legal basis."""

    def breaches(self, service: Service) -> Iterator[Breach]:
        if service.fee is not None and service.fee_basis is None:
            yield Breach(
                ("fee",), {"zh": "收费没有写明依据（basis）", "en": "the fee names no legal basis (basis)"}
            )


def within(limit: Limit, most: Limit) -> bool:
    """Whether a limit never lasts longer than another: so many calendar days never outlast as many working days.

    Nor do so many working hours, for every working day has one at least.

    >>> within(Limit.parse("5 calendar days"), Limit.parse("5 working days"))
    True
    >>> within(Limit.parse("5 working days"), Limit.parse("7 calendar days"))
    False
    """
    same = limit.unit is most.unit or most.unit is Unit.WORKING_DAYS
    return same and limit.count <= most.count


def _gives(service: Service, step: Step, outcome: Outcome) -> bool:
    return any(result.partition(".")[0] == step.id for result in service.outcomes.get(outcome, ()))


def _counts_early(service: Service, step: Step, kind_of_start: str) -> bool:
    """Whether the clock starts at the receipt, or when a step of this kind is done, and not later."""
    if step.counts_from == ("receipt",):
        return True
    starts = steps_needed(service, step) if step.counts_from == ("ready",) else step.counts_from
    named = [
        service.steps[name.partition(".")[0]] for name in starts if name.partition(".")[0] in service.steps
    ]
    return bool(named) and all(start.kind == kind_of_start for start in named)


def steps_needed(service: Service, step: Step) -> tuple[str, ...]:
    return tuple(
        name
        for alternatives in step.needs
        for name in alternatives
        if name.partition(".")[0] in service.steps
    )


def _no_step(step: str) -> Text:
    return {
        "zh": f"没有 kind 为 {step} 的环节",
        "en": f"no step is of the kind {step}",
    }


def _no_outcome(step: str, outcome: Outcome) -> Text:
    return {
        "zh": f"kind 为 {step} 的环节都不能导致“{outcome}”",
        "en": f'no step of the kind {step} can end the case as "{outcome}"',
    }


def _no_limit(step: Step, most: Limit) -> Text:
    return {
        "zh": f"环节“{step.id}”没有期限（within），最长为 {most}",
        "en": f'the step "{step.id}" has no limit (within); at most {most} are allowed',
    }


def _too_long(step: Step, limit: Limit, most: Limit) -> Text:
    return {
        "zh": f"环节“{step.id}”的期限为 {limit}，最长为 {most}",
        "en": f'the step "{step.id}" takes {limit}; at most {most} are allowed',
    }


def _late_start(step: Step, start: str) -> Text:
    return {
        "zh": f"环节“{step.id}”的期限应从 kind 为 {start} 的环节完成之日起算（counts_from）",
        "en": f'the limit of "{step.id}" must count from a step of the kind {start} (counts_from)',
    }


def not_favourable(step: Step) -> Text:
    favourable = step.verdicts[0].id
    return {
        "zh": f"环节“{step.id}”逾期须视为“{favourable}”（overdue: {favourable}）",
        "en": f'when the limit of "{step.id}" passes it must count as "{favourable}" (overdue: {favourable})',
    }


def _few_people(step: Step, least: int) -> Text:
    return {
        "zh": f"环节“{step.id}”由{step.people}人办理，至少须{least}人（people: {least}）",
        "en": f'the step "{step.id}" is done by {step.people}, at least {least} are needed (people: {least})',
    }


def not_officers(step: Step, least: int) -> Text:
    return {
        "zh": f"环节“{step.id}”须由{least}名工作人员办理（by: officer 岗位）",
        "en": f'the step "{step.id}" must be done by {least} officers (by: officer POST)',
    }


def _refused_by_silence(step: Step) -> Text:
    return {
        "zh": f"环节“{step.id}”逾期即为不利结果，须由工作人员决定",
        "en": f'silence at "{step.id}" refuses; an officer must decide',
    }


def _refused_by_rule(step: Step) -> Text:
    return {
        "zh": f"环节“{step.id}”不经工作人员即为不利结果，须由工作人员决定",
        "en": f'"{step.id}" refuses without an officer; an officer must decide',
    }


def _no_human(step: Step) -> Text:
    return {
        "zh": f"环节“{step.id}”由规则办理，却没有人工岗位（human）",
        "en": f'"{step.id}" is done by a rule, and no post answers those who ask for a human (human)',
    }


def duties() -> Mapping[str, type[Duty]]:
    """The registered kinds by name."""
    return dict(KINDS)
