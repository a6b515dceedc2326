"""A case in words: its steps one below the other, what each stood on, and who did it and why.

The portal shows it to the applicant, the workbench to officers; what either may see is decided below (`case_file`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from minben import cases
from minben.blueprint import title_of
from minben.blueprint.calendar import Limit, Unit
from minben.blueprint.model import Doer
from minben.cases import By

from .languages import say
from .marks import Mark, limit_mark
from .relatives import RelativeLine, relative_line
from .templatetags.minben import limit
from .values import Known, Shown, answer_in_words, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from minben.blueprint.model import Ask, Blueprint, Service, Step
    from minben.cases import CaseFile, StepView, Viewer


def seen_file(number: str, viewer: Viewer) -> CaseFile:
    """The case of this number as its viewer may see it; what is not theirs to see is not found."""
    try:
        return cases.case_file(number, viewer)
    except cases.NotFound as missing:
        raise Http404 from missing


@dataclass(frozen=True, slots=True)
class Explained:
    """Why something was decided so; ``rules`` says, for officers, where the rules stand in the blueprint."""

    text: str
    rules: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as people read it: ``standing`` is ready, done, void or waiting; a ready one has a ``limit``.

    A case may end well without a step that is ``perhaps``.
    """

    view: StepView
    title: str
    standing: str
    perhaps: bool
    who: str
    verdict: Mark | None
    done_on: date | None
    limit: Mark | None
    law: tuple[str, ...]
    explanation: tuple[Explained, ...]
    reasons: str
    known: tuple[Known, ...]
    computed: tuple[Shown, ...]
    answers: tuple[Shown, ...]
    child: RelativeLine | None
    """The case of another service that does it."""
    part: str
    """The post whose task this is among those of several posts; empty for a step as a whole."""
    together: str
    """The posts that review together, where the viewer has the task of one of them."""
    stopped_by: str
    """The steps for which its clock stands."""

    @property
    def by_rules(self) -> bool:
        """Whether rules of a table are behind it."""
        return any(one.rules for one in self.explanation)


@dataclass(frozen=True, slots=True)
class BundleAround:
    """The bundle that a case was received in; ``name`` is that of its guide."""

    number: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class FileLines:
    """A whole case: ``next`` is the step that is due first, None when nothing is waiting."""

    steps: tuple[StepLine, ...]
    next: StepLine | None
    answers: tuple[Shown, ...]
    parent: RelativeLine | None
    """The case that began this one."""
    bundle: BundleAround | None


def file_lines(file: CaseFile) -> FileLines:
    """Put a case into the reader's language."""
    steps = _said_once([step_line(file, view) for view in file.steps])
    split = {line.view.id for line in steps if line.part}
    # What each of several posts says stands with its own task.
    steps = tuple(
        replace(line, reasons="") if line.view.id in split and not line.part else line for line in steps
    )
    ready = [line for line in steps if line.standing == "ready"]
    ready.sort(key=lambda line: str(line.view.row.due) if line.view.row and line.view.row.due else "9")
    answers = answers_shown(file.blueprint, file.service.asks, file.answers or {})
    parent = relative_line(file.blueprint, file.parent) if file.parent else None
    return FileLines(steps, ready[0] if ready else None, answers, parent, _bundle(file))


def _bundle(file: CaseFile) -> BundleAround | None:
    around = file.bundle
    if around is None:
        return None
    return BundleAround(around.number, around.bundle, say(file.blueprint.bundles[around.bundle].title))


def _said_once(lines: list[StepLine]) -> tuple[StepLine, ...]:
    """Steps that stand on the same decision explain it once."""
    told: set[Explained] = set()
    kept = []
    for line in lines:
        kept.append(replace(line, explanation=tuple(one for one in line.explanation if one not in told)))
        told.update(line.explanation)
    return tuple(kept)


def step_line(file: CaseFile, view: StepView) -> StepLine:
    """Put one step into words."""
    row, ground = view.row, view.ground
    inputs = ground.inputs if ground else {}
    return StepLine(
        view=view,
        title=_title_of(file, view),
        standing=str(view.standing),
        perhaps=view.id in _perhaps(file.service),
        # The task of a post is called by it already.
        who="" if row and row.part and row.by_kind != By.LAW else _who(file.blueprint, view),
        verdict=_verdict(view),
        done_on=row.done_on if row else None,
        limit=_limit(view),
        law=_law(view),
        explanation=tuple(_explained(ground.explanation if ground else ())),
        reasons=ground.reasons if ground else "",
        known=_known(file.blueprint, file.service, inputs, view.row.ready_on if view.row else None),
        computed=_computed(file.service, view.step, inputs),
        answers=answers_shown(file.blueprint, view.step.asks if view.step else {}, view.answers),
        child=relative_line(file.blueprint, view.child) if view.child else None,
        part=post_title(file.blueprint, row.post) if row and row.part else "",
        together=_posts(file.blueprint, view.step) if view.step and row and row.part and view.for_me else "",
        stopped_by=_stopped_by(file, view),
    )


def _stopped_by(file: CaseFile, view: StepView) -> str:
    """The open steps for which the clock of this one stands."""
    if view.row is None or view.row.left is None or view.standing != cases.Standing.READY:
        return ""
    open_ones = {
        each.id: say(each.title)
        for each in file.steps
        if each.step is not None
        and view.id in each.step.timing.pauses
        and each.standing == cases.Standing.READY
    }
    return _(", ").join(open_ones.values())


def _perhaps(service: Service) -> frozenset[str]:
    """The steps that only some cases need: those for another verdict than the first, or under a condition, and what
    needs such a step.
    """
    found: frozenset[str] = frozenset()
    while True:
        unlikely = found | {
            f"{step.id}.{verdict.id}" for step in service.steps.values() for verdict in step.verdicts[1:]
        }
        more = {
            step.id
            for step in service.steps.values()
            if (step.when is not None and not (step.by is Doer.RULE and step.post))
            or any(unlikely.issuperset(names) for names in step.needs)
        }
        if found.issuperset(more):
            return found
        found |= more


def _explained(explanation: Iterable[object]) -> Iterator[Explained]:
    return (Explained(say(text), text.get("rules", "")) for text in explanation if isinstance(text, dict))


def answers_shown(
    blueprint: Blueprint, asks: Mapping[str, Ask], answers: Mapping[str, object]
) -> tuple[Shown, ...]:
    """What was answered, question by question."""
    return tuple(
        Shown(
            say(ask.title) or say(blueprint.facts[ask.fact].title),
            answer_in_words(blueprint, ask, answers[name]),
        )
        for name, ask in asks.items()
        if name in answers
    )


def _title_of(file: CaseFile, view: StepView) -> str:
    """What a step is called, with its number; the task of one of several posts also by its post."""
    row = view.row
    title = numbered(say(view.title), row.instance if row else _times_done(file, view) + 1)
    return f"{title} · {post_title(file.blueprint, row.post)}" if row and row.part else title


def _times_done(file: CaseFile, view: StepView) -> int:
    """How often a step that waits has been there before."""
    return sum(1 for each in file.steps if each.id == view.id and each.row is not None and not each.row.part)


def _law(view: StepView) -> tuple[str, ...]:
    """The law of a step; not said again with the task of each of several posts, but to whoever has it."""
    if view.step is None or (view.row is not None and view.row.part and not view.for_me):
        return ()
    return tuple(citation.cite for citation in view.step.law)


def numbered(title: str, instance: int) -> str:
    """A step's title, with the number of the time that it is done from the second on."""
    return (
        title if instance == 1 else _("%(title)s (number %(number)d)") % {"title": title, "number": instance}
    )


def post_title(blueprint: Blueprint, post: str) -> str:
    """What a post or a taskforce is called."""
    return say(title_of(blueprint, post)) or post


def _who(blueprint: Blueprint, view: StepView) -> str:
    row = view.row
    if row is not None and row.by_kind is not None:
        return {
            "rule": _("Done by a rule"),
            "officer": _("Done by an officer: %(post)s")
            % {
                "post": post_title(blueprint, row.post)
                if row.post or view.step is None
                else _posts(blueprint, view.step)
            },
            "applicant": _("Done by the applicant"),
            "law": _("By law, because the limit had passed"),
            "service": _("Done by another service, in a case of its own"),
        }[row.by_kind]
    if row is not None and view.step is not None and view.step.posts and not row.part:
        return _("With: %(post)s") % {"post": _posts(blueprint, view.step)}
    if view.step is not None and view.step.by is Doer.SERVICE:
        return _("Another service: %(service)s") % {
            "service": say(blueprint.services[view.step.service].title)
        }
    if row is not None:
        applicant = _("you") if view.for_me else _("the applicant")
        return _("With: %(post)s") % {"post": post_title(blueprint, row.post) if row.post else applicant}
    if view.step is None or view.step.by is Doer.RULE:
        return ""
    if view.step.posts:
        return _posts(blueprint, view.step)
    return post_title(blueprint, view.step.post) if view.step.post else ""


def _posts(blueprint: Blueprint, step: Step) -> str:
    """The posts that review together."""
    return _(", ").join(post_title(blueprint, post) for post in step.posts)


def _verdict(view: StepView) -> Mark | None:
    if view.verdict is None:
        return None
    favourable = view.step is None or view.verdict.id == view.step.verdicts[0].id
    return Mark("green" if favourable else "red", say(view.verdict.title))


def _limit(view: StepView) -> Mark | None:
    row = view.row
    if row is None or str(view.standing) != "ready":
        return None
    if view.step is not None and view.step.by is Doer.SERVICE:
        return Mark("blue", _("In progress"))
    if row.left is not None and view.step is not None and view.step.limit is not None:
        return Mark("blue", _left(row.left, view.step.limit.unit))
    return limit_mark(view.colour, row.due, provisional=row.due_provisional, due_at=row.due_at)


def _left(left: int, unit: Unit) -> str:
    """A clock that stands, with what is left of its limit."""
    if unit is Unit.WORKING_HOURS:
        minutes = left // 60
        return _("Clock stopped, %(hours)s h %(minutes)s min left") % {
            "hours": minutes // 60,
            "minutes": minutes % 60,
        }
    return _("Clock stopped, %(limit)s left") % {"limit": limit(Limit(left, unit))}


def _known(
    blueprint: Blueprint, service: Service, inputs: Mapping[str, object], as_of: date | None
) -> tuple[Known, ...]:
    found = []
    for name, read in service.reads.items():
        if name not in inputs:
            continue
        value = inputs[name]
        entries = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        records = [one for one in entries if isinstance(one, dict)]
        found.append(known(blueprint, read, records, as_of=as_of))
    return tuple(found)


def _computed(service: Service, step: Step | None, inputs: Mapping[str, object]) -> tuple[Shown, ...]:
    """Facts that rules worked out, by their titles; lists of records are shown as reads."""
    if step is None:
        return ()
    return tuple(
        Shown(_title(service, name), _plain(value))
        for name, value in inputs.items()
        if name not in service.reads and name not in service.asks and not isinstance(value, (dict, list))
    )


def _title(service: Service, name: str) -> str:
    """What a derived fact or an output is called; its name where the service gives it no title."""
    outputs = {
        output: title for decide in service.decisions.values() for output, title in decide.outputs.items()
    }
    title = service.derives[name].title if name in service.derives else outputs.get(name)
    return say(title) if title else name


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "—" if value is None else str(value)
