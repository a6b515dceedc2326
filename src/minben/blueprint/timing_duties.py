"""The duties of time: which steps stop a clock, what may be extended, hearings, silence, one completion.

Kinds of duty like those of `statutes`, registered when this module is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calendar import Limit  # noqa: TC001 - read by the forms
from .forms import key
from .model import Doer, Outcome, Service, Step, StepKind
from .shapes import LIMIT, ListOf, OneOf
from .statutes import Breach, Duty, kind, not_favourable, not_officers, steps_needed, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import Text


@kind("pause-only")
class PauseOnly(Duty):
    """Nothing but steps of these kinds stops a clock; the program refuses any other pause when it runs, too."""

    steps: tuple[StepKind, ...] = key(
        ListOf(OneOf(StepKind), least=1), "the kinds of step that may stop clocks"
    )

    def breaches(self, service: Service) -> Iterator[Breach]:
        for step in service.steps.values():
            if step.timing.pauses and step.kind not in self.steps:
                yield Breach(("steps", step.id, "pauses"), _no_pause(step, self.steps))


@kind("extension")
class Extension(Duty):
    """Only limits of this kind of step may be extended, by so much at most; another post allows it, once."""

    step: StepKind = key(OneOf(StepKind), "the kind of step whose limit may be extended")
    at_most: Limit = key(LIMIT, "by how much at most")

    def breaches(self, service: Service) -> Iterator[Breach]:
        for step in service.steps.values():
            extend = step.timing.extend
            if extend is None:
                continue
            if step.kind != self.step:
                yield Breach(("steps", step.id, "extend"), _no_extension(step, self.step))
            elif not within(extend.by, self.at_most):
                yield Breach(
                    ("steps", step.id, "extend", "by"), _long_extension(step, extend.by, self.at_most)
                )


@kind("hearing")
class Hearing(Duty):
    """A hearing can be asked for long enough, is held in time and announced early enough, by another officer."""

    ask: Limit = key(LIMIT, "how long at least the applicant can ask for it")
    hold: Limit = key(
        LIMIT, "how long after that it is held at the latest, the kind of its step being `hearing`"
    )
    notice: Limit = key(LIMIT, "how long before it the applicant is told at the latest")
    not_by: tuple[StepKind, ...] = key(
        ListOf(OneOf(StepKind), least=1), "kinds of step whose officers do not preside over it"
    )

    def breaches(self, service: Service) -> Iterator[Breach]:
        for step in service.steps.values():
            if step.kind is StepKind.HEARING:
                yield from self._of(service, step)

    def _of(self, service: Service, step: Step) -> Iterator[Breach]:
        path = ("steps", step.id)
        if step.by is not Doer.OFFICER:
            yield Breach((*path, "by"), not_officers(step, 1))
        if step.limit is None or not within(step.limit, self.hold):
            yield Breach((*path, "within"), _hearing_late(step, self.hold))
        if step.timing.at_least is None or not within(self.notice, step.timing.at_least):
            yield Breach((*path, "at_least"), _hearing_soon(step, self.notice))
        examined = [one.id for one in service.steps.values() if one.kind in self.not_by and one.id != step.id]
        for other in examined:
            if service.steps[other].by is Doer.OFFICER and other not in step.not_by:
                yield Breach((*path, "not_by"), _presides(step, other))
        before = [service.steps[name] for name in _all_needed(service, step)]
        asking = [one for one in before if one.by is Doer.APPLICANT and one.kind is not StepKind.SUPPLEMENT]
        if not asking:
            yield Breach((*path, "needs"), _nobody_asks(step))
        for one in asking:
            if one.limit is not None and not within(self.ask, one.limit):
                yield Breach(("steps", one.id, "within"), _short_asking(one, self.ask))


@kind("silence-renews")
class SilenceRenews(Duty):
    """Who asks to renew in time and gets no answer until the old licence expires has it renewed."""

    step: StepKind = key(OneOf(StepKind), "the kind of step whose limit is the last day of what is renewed")

    def breaches(self, service: Service) -> Iterator[Breach]:
        for step in service.steps.values():
            if step.kind == self.step and step.timing.until is not None:
                granted = service.outcomes.get(Outcome.GRANTED, ())
                favourable = step.verdicts[0].id
                if step.overdue != favourable or not {step.id, f"{step.id}.{favourable}"} & set(granted):
                    yield Breach(("steps", step.id, "overdue"), not_favourable(step))


@kind("complete-once")
class CompleteOnce(Duty):
    """The applicant is asked to complete an application once, for everything that is missing."""

    def breaches(self, service: Service) -> Iterator[Breach]:
        asked = [step for step in service.steps.values() if step.kind is StepKind.SUPPLEMENT]
        for step in asked:
            if step.repeat is not None or (step is not asked[0] and not _apart(service, asked[0], step)):
                yield Breach(("steps", step.id, "kind"), _asked_again(step))


def may_pause(rules: Iterable[Duty], item_type: str, kind_of_step: StepKind) -> Duty | None:
    """The duty that forbids a step of this kind to stop a clock in services for such items; None where none does."""
    for duty in rules:
        if isinstance(duty, PauseOnly) and item_type in duty.item_types and kind_of_step not in duty.steps:
            return duty
    return None


def _apart(service: Service, one: Step, other: Step) -> bool:
    """Whether two steps follow different verdicts of one step, so that no case has both."""
    names = [_names_needed(service, step) for step in (one, other)]
    return any(
        first.partition(".")[0] == second.partition(".")[0] and first != second
        for first in names[0]
        for second in names[1]
    )


def _names_needed(service: Service, step: Step) -> tuple[str, ...]:
    """The verdicts without which a step does not start, each as STEP.VERDICT."""
    return tuple(
        f"{head}.{verdict or service.steps[head].verdicts[0].id}"
        for alternatives in step.needs
        if len(alternatives) == 1
        for head, _, verdict in (alternatives[0].partition("."),)
        if head in service.steps
    )


def _all_needed(service: Service, step: Step) -> frozenset[str]:
    """Every step that a step needs, directly or through others."""
    found: frozenset[str] = frozenset()
    pending = [step.id]
    while pending:
        needed = {name.partition(".")[0] for name in steps_needed(service, service.steps[pending.pop()])}
        pending.extend(needed - found)
        found |= needed
    return found


def _no_pause(step: Step, kinds: tuple[StepKind, ...]) -> Text:
    listed = ", ".join(kinds)
    return {
        "zh": f"环节“{step.id}”（kind: {step.kind}）不得停止期限，只有 {listed} 可以",
        "en": f'the step "{step.id}" (kind: {step.kind}) must not stop a clock, only {listed} may',
    }


def _no_extension(step: Step, kind_of_step: StepKind) -> Text:
    return {
        "zh": f"环节“{step.id}”（kind: {step.kind}）的期限不得延长，只有 {kind_of_step} 可以",
        "en": f'the limit of "{step.id}" (kind: {step.kind}) must not be extended, only that of {kind_of_step}',
    }


def _long_extension(step: Step, by: Limit, most: Limit) -> Text:
    return {
        "zh": f"环节“{step.id}”可延长 {by}，最多 {most}",
        "en": f'the limit of "{step.id}" can be extended by {by}; at most {most} are allowed',
    }


def _hearing_late(step: Step, hold: Limit) -> Text:
    return {
        "zh": f"听证“{step.id}”须在 {hold} 内举行（within）",
        "en": f'the hearing "{step.id}" must be held within {hold} (within)',
    }


def _hearing_soon(step: Step, notice: Limit) -> Text:
    return {
        "zh": f"听证“{step.id}”须提前 {notice} 通知（at_least: {notice}）",
        "en": f'the hearing "{step.id}" must be announced {notice} before (at_least: {notice})',
    }


def _presides(step: Step, other: str) -> Text:
    return {
        "zh": f"听证“{step.id}”的主持人不得是“{other}”的工作人员（not_by: {other}）",
        "en": f'whoever did "{other}" must not preside over the hearing "{step.id}" (not_by: {other})',
    }


def _nobody_asks(step: Step) -> Text:
    return {
        "zh": f"听证“{step.id}”之前没有由申请人办理的环节，申请人无法要求听证",
        "en": f'no step of the applicant comes before the hearing "{step.id}", so nobody can ask for it',
    }


def _short_asking(step: Step, least: Limit) -> Text:
    return {
        "zh": f"环节“{step.id}”的期限至少须为 {least}，申请人才来得及要求听证",
        "en": f'the limit of "{step.id}" must be at least {least}, so that the applicant can ask for a hearing',
    }


def _asked_again(step: Step) -> Text:
    return {
        "zh": f"环节“{step.id}”使申请人再次补正；须一次告知需要补正的全部内容",
        "en": f'the step "{step.id}" asks to complete once more; everything missing must be told once',
    }
