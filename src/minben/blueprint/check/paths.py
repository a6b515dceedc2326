"""One outcome per path: every way a case can go is walked, and must end in exactly one outcome.

A case is moved by verdicts, by guards that hold or not, by facts that are given or left out and by limits that pass.
What is met stays met, so it does not matter in which order steps are done: a path is what each step came to. The walk
is exact within its budget; beyond it, it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from ..materials import GIVEN, OVERDUE, PROMISED
from ..model import Doer, Outcome, Service, Step
from .guards import guard_of
from .uses import uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Ask, Material
    from .ground import Ground

BUDGET = 50_000
TOLD = 3
"""How many paths with the same fault are named."""

NEVER = ""
"""What a step came to that falls away when its needs are met, or that is never done after its limit has passed."""


@dataclass(frozen=True, slots=True)
class Path:
    """What has happened: the result of each step, which limits passed, what was assumed of guards and answers."""

    results: Mapping[str, str] = field(default_factory=dict)
    overdue: frozenset[str] = frozenset()
    assumed: Mapping[str, bool] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """The same for paths that differ only in the order of steps."""
        return frozenset(self.results.items()), self.overdue, frozenset(self.assumed.items())

    def __str__(self) -> str:
        steps = [f"{step}.{result}" for step, result in self.results.items() if result != NEVER]
        passed = [f"{step}.overdue" for step in sorted(self.overdue)]
        return " → ".join([*steps, *passed]) or "-"


def check(ground: Ground) -> None:
    """Report paths without an outcome or with several, and steps that no path reaches."""
    for service in ground.blueprint.services.values():
        if service.id not in ground.broken:
            _check_service(ground, service)


def _check_service(ground: Ground, service: Service) -> None:
    walk = Walk(service)
    ends = walk.ends()
    file = service.place.file
    told: dict[str, int] = {}
    for end in ends:
        reached = [outcome for outcome in service.outcomes if walk.reached(end, outcome)]
        if len(reached) == 1:
            continue
        code = "two-outcomes" if reached else "no-outcome"
        told[code] = told.get(code, 0) + 1
        if told[code] <= TOLD:
            last = next((step for step in reversed(list(end.results)) if end.results[step] != NEVER), None)
            place = ground.at(file, "steps", last) if last and not reached else ground.at(file, "outcomes")
            ground.report(place, code, path=str(end), outcomes=", ".join(map(str, reached)))
    if walk.exhausted:
        ground.report(ground.at(file, "steps"), "too-many-paths", budget=str(BUDGET))
        return
    for step in service.steps:
        if step not in walk.started:
            ground.report(ground.at(file, "steps", step), "step-unreachable", name=step)


class Walk:
    """Walks every path of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._uses = uses(service)
        self._guards = {step.id: guard_of(step.when, service) for step in service.steps.values()}
        self._asked_in = {name: step.id for step in service.steps.values() for name in step.asks}
        self._late = frozenset(
            name.partition(".")[0]
            for step in service.steps.values()
            for alternatives in step.needs
            for name in alternatives
            if name.endswith(".overdue")
        ) | frozenset(
            str(material.later)
            for material in service.materials.values()
            for step in service.steps.values()
            for alternatives in step.needs
            if f"{material.name}.overdue" in alternatives
        )
        self.started: set[str] = set()
        self.exhausted = any(guard.is_large for guard in self._guards.values())

    def ends(self) -> list[Path]:
        """The paths on which nothing more can happen, the short ones first."""
        waiting = [Path(assumed=assumed) for assumed in self._answers()]
        seen = {path.key for path in waiting}
        ends = []
        for path in waiting:
            step = self._next(path)
            if step is None:
                ends.append(path)
                continue
            self.started.add(step.id)
            for following in self._results(path, step):
                if following.key not in seen:
                    seen.add(following.key)
                    waiting.append(following)
            if len(seen) > BUDGET:
                self.exhausted = True
                break
        return ends

    def reached(self, path: Path, outcome: Outcome) -> bool:
        """Whether one of the outcome's results has come."""
        return any(self._has_come(path, result) for result in self._service.outcomes[outcome])

    def _answers(self) -> Iterator[dict[str, bool]]:
        """Every way to give or leave out the answers that may be left out and that some step needs."""
        needed = {name for step in self._service.steps.values() for names in step.needs for name in names}
        wanted: list[tuple[str, Ask | Material]] = [*self._service.asks.items()]
        wanted += self._service.materials.items()
        free = [name for name, one in wanted if name in needed and (one.when is not None or not one.required)]
        free += [f"{one.name}.{PROMISED}" for one in self._service.materials.values() if one.later]
        for given in product((True, False), repeat=len(free)):
            yield {f"?{name}": yes for name, yes in zip(free, given, strict=True)}

    def _next(self, path: Path) -> Step | None:
        void = self._void(path)
        for step in self._service.steps.values():
            if step.id not in path.results and step.id not in void and self._is_ready(path, void, step):
                return step
        return None

    def _results(self, path: Path, step: Step) -> Iterator[Path]:
        for assumed, holds in self._guards[step.id].cases(path.results, path.assumed):
            for result in self._possible(step, holds):
                after = replace(path, results={**path.results, step.id: result}, assumed=assumed)
                yield after
                if step.id in self._late:
                    yield replace(after, overdue=after.overdue | {step.id})
            if step.id in self._late:
                never = {**path.results, step.id: NEVER}
                yield Path(never, path.overdue | {step.id}, assumed)

    def _possible(self, step: Step, holds: bool) -> tuple[str, ...]:
        """What may come of a step: a rule only grants, and people take over where it does not or somebody asks."""
        verdicts = tuple(verdict.id for verdict in step.verdicts)
        if step.by is Doer.RULE and step.post is None:
            return verdicts[:1] if holds else (NEVER,)
        return verdicts if holds or step.by is Doer.RULE else (NEVER,)

    def _is_ready(self, path: Path, void: frozenset[str], step: Step) -> bool:
        return all(any(self._is_met(path, void, name) for name in names) for names in step.needs)

    def _void(self, path: Path) -> frozenset[str]:
        """The steps that cannot start any more."""
        void = frozenset(step for step, result in path.results.items() if result == NEVER)
        while True:
            lost = frozenset(
                step.id
                for step in self._service.steps.values()
                if step.id not in path.results
                and step.id not in void
                and any(all(self._is_lost(path, void, name) for name in names) for names in step.needs)
            )
            if not lost:
                return void
            void |= lost

    def _is_met(self, path: Path, void: frozenset[str], name: str) -> bool:
        head = name.partition(".")[0]
        if head in self._service.steps:
            return self._has_come(path, name)
        if head in self._service.asks:
            return path.assumed.get(f"?{head}", True)
        if head in self._service.materials:
            return self._is_brought(path, void, name)
        if head in self._asked_in:
            return bool(path.results.get(self._asked_in[head]))
        return self._is_settled(path, void, head)

    def _is_lost(self, path: Path, void: frozenset[str], name: str) -> bool:
        head = name.partition(".")[0]
        if head in self._service.asks:
            return not self._is_met(path, void, name)
        if head in self._service.materials:
            return self._is_not_brought(path, void, name)
        step = head if head in self._service.steps else self._asked_in.get(head)
        over = step is not None and (step in path.results or step in void)
        return over and not self._is_met(path, void, name)

    def _is_brought(self, path: Path, void: frozenset[str], name: str) -> bool:
        material, _, what = name.partition(".")
        later = str(self._service.materials[material].later)
        if what == PROMISED:
            return path.assumed.get(f"?{name}", True) and path.assumed.get(f"?{material}", True)
        if what == OVERDUE:
            return later in path.overdue
        if what == GIVEN:
            return bool(path.results.get(later)) or (later in void and later not in path.results)
        brought = any(path.results.get(step) for step in self._bringing(material))
        return brought or path.assumed.get(f"?{material}", True)

    def _is_not_brought(self, path: Path, void: frozenset[str], name: str) -> bool:
        material, _, what = name.partition(".")
        later = str(self._service.materials[material].later)
        over = [later] if what == OVERDUE else [] if what == PROMISED else self._bringing(material)
        settled = all(step in path.results or step in void for step in over)
        return what != GIVEN and settled and not self._is_brought(path, void, name)

    def _bringing(self, material: str) -> list[str]:
        """The steps of the applicant in which a material may still come that was left out."""
        later = self._service.materials[material].later
        steps = self._service.steps.values()
        return [step.id for step in steps if material in step.brings and step.id != later]

    def _is_settled(
        self, path: Path, void: frozenset[str], name: str, seen: frozenset[str] = frozenset()
    ) -> bool:
        step = name if name in self._service.steps else self._asked_in.get(name)
        if step is not None:
            return step in path.results or step in void
        inner = self._uses.get(name, frozenset()) if name not in seen else frozenset()
        return all(self._is_settled(path, void, used, seen | {name}) for used in inner)

    def _has_come(self, path: Path, name: str) -> bool:
        head, _, result = name.partition(".")
        if result == "overdue":
            return head in path.overdue
        step = self._service.steps.get(head)
        return step is not None and path.results.get(head) == (result or step.verdicts[0].id)
