"""A bundle that is played through in memory: a `Played` case for each service, over the same registers.

What is asked, which services become cases and what follows for those that wait is found by `bundling` and `bundled`,
as for real bundles. After everything that happens each case knows what the others have written, and services whose turn
has come are received, as the loop does that looks after real ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from .bundled import moves, must_have_left, standing_of
from .bundling import Known, answers_for, bundle_terms, composed, must_be_sound
from .played import Played, example_file, example_of, given_materials
from .problems import AnswerProblems, NotFound
from .states import CaseState, PartState
from .telling_bundles import impossible, misfit, not_granted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Blueprint, BundlePart, Giving
    from minben.files import Kept

    from .answers import Question
    from .bundled import Standing
    from .bundling import Composed
    from .materials import Look
    from .played import Given

    Text = Mapping[str, str]


@dataclass(slots=True)
class PlayedPart:
    """A wanted service of a played bundle; see `models_bundles.BundlePart`."""

    service: str
    after: tuple[str, ...]
    state: PartState = PartState.WAITING
    because: str = ""
    played: Played | None = None

    @property
    def standing(self) -> Standing:
        """How it stands for those that wait for it."""
        case = self.played.case if self.played else None
        return standing_of(self.service, self.state, self.after, self.because, case)


@dataclass(slots=True)
class _Asked:
    """What the bundle was applied for with."""

    answers: Mapping[str, object] = field(default_factory=dict)
    ways: Mapping[str, Giving] = field(default_factory=dict)


class PlayedBundle:
    """A bundle as it is played; made before it is received."""

    def __init__(self, blueprint: Blueprint, bundle: str, given: Given) -> None:
        """Take the given facts in. Raises `BadGiven`."""
        self.blueprint = blueprint
        self.bundle = blueprint.bundles[bundle]
        self.parts: dict[str, PlayedPart] = {}
        self.notices: list[Text] = []
        self._given = given
        self._asked = _Asked()
        # The form of the bundle as a case that is never received: it holds what is known before, and the day.
        self._desk = Played(blueprint, bundle, given)

    @property
    def today(self) -> date:
        """The legal day."""
        return self._desk.today

    def case(self, service: str) -> Played:
        """The case of a service. Raises `NotFound` where there is none (yet)."""
        part = self.parts.get(service)
        if part is None or part.played is None:
            raise NotFound
        return part.played

    def questions(self, answers: Mapping[str, object]) -> tuple[Question, ...]:
        """What is asked, given these answers."""
        return tuple(self._composed(answers, {}).questions.values())

    def apply(self, answers: Mapping[str, object], ways: Mapping[str, Giving]) -> None:
        """Receive the bundle, and every service that waits for nothing.

        Raises `AnswerProblems`, `NotNow` where nothing is wanted, and whatever rules end in.
        """
        made = self._composed(answers, ways)
        must_be_sound(made)
        self._asked = _Asked(made.values, ways)
        chosen = {part.service for part in made.wanted}
        self.parts = {
            part.service: PlayedPart(part.service, tuple(one for one in part.after if one in chosen))
            for part in made.wanted
        }
        self._go_on()

    def happen(self, service: str, event: Callable[[Played], None]) -> None:
        """Let something happen in the case of a service. Raises `NotFound` and what that raises."""
        played = self.case(service)
        event(played)
        self._tell(played)
        self._go_on()

    def hold(self, registers: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Let registers hold other entries about the person. Raises `AnswerProblems` by field."""
        self._desk.hold(registers)
        self._tell(self._desk)
        self._go_on()

    def pass_to(self, day: date) -> None:
        """Let the days pass up to a day; services begin on the day on which they can."""
        while self.today < day:
            following = self.today + timedelta(days=1)
            self._let_pass(partial(Played.pass_to, day=following))

    def let_pass(self, limit: Limit) -> None:
        """Let as much time pass as a limit takes from now."""
        end = self._desk.end_of(limit)
        self.pass_to(end.date())
        self._let_pass(lambda played: played.come_to(end))

    def withdraw(self) -> None:
        """Take the bundle back. Raises `NotNow` where nothing is left to be withdrawn."""
        waiting = [part for part in self.parts.values() if part.state is PartState.WAITING]
        open_ = [played for played in self._cases() if played.case.state == CaseState.OPEN]
        must_have_left(waiting, open_)
        for part in waiting:
            part.state = PartState.WITHDRAWN
        for played in open_:
            played.withdraw()
            self._tell(played)

    def _cases(self) -> Iterator[Played]:
        return (part.played for part in self.parts.values() if part.played is not None)

    def _composed(self, answers: Mapping[str, object], ways: Mapping[str, Giving]) -> Composed:
        known = Known(self._desk.facts_before, lambda _service: self._example_files())
        given = {**answers, **given_materials(self.bundle.form, ways)}
        return composed(self.blueprint, self.bundle, known, given)

    def _example_files(self) -> Look:
        there = {example_file(one): one for one in self.bundle.form.materials.values()}

        def look(ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
            return {file: example_of(self._desk.case, there[file]) for file in ids if file in there}

        return look

    def _let_pass(self, pass_: Callable[[Played], None]) -> None:
        for played in (self._desk, *self._cases()):
            pass_(played)
            self._tell(played)
        self._go_on()

    def _tell(self, source: Played) -> None:
        """Let every case know what one of them has written, and what others write when they hear of it."""
        telling = [source]
        while telling:
            records = telling.pop().records
            for other in (self._desk, *self._cases()):
                if other.records != records:
                    other.learn(records)
                    if other.records != records:
                        telling.append(other)

    def _go_on(self) -> None:
        """Whatever follows for the services that wait; again, as long as what was received is granted at once."""
        while following := list(moves(part.standing for part in self.parts.values())):
            for move in following:
                part = self.parts[move.service]
                if move.to is PartState.RECEIVED:
                    self._receive(part)
                else:
                    self._lost(part, self.parts[move.because])

    def _receive(self, part: PlayedPart) -> None:
        position = sum(1 for _ in self._cases()) + 1
        given = replace(self._given, day=self.today, registers={}, position=position)
        played = Played(self.blueprint, part.service, given)
        played.learn(self._desk.records)
        try:
            played.apply(self._answers(self.bundle.parts[part.service], played))
        except AnswerProblems as wrong:
            if not part.after:
                raise
            self._impossible(part, "", misfit(self.blueprint, part.service, wrong.problems))
            return
        part.state, part.played, part.because = PartState.RECEIVED, played, ""
        self._tell(played)

    def _answers(self, part: BundlePart, played: Played) -> dict[str, object]:
        asked, ways = self._asked.answers, self._asked.ways
        clauses = bundle_terms(self.blueprint, self.bundle.id)
        own = {mine: ways[name] for mine, name in part.materials.items() if name in ways}
        facts = played.facts_before(played.terms)
        return {
            **answers_for(self.bundle, clauses, part, facts, asked),
            **given_materials(played.terms.service, own),
        }

    def _lost(self, part: PlayedPart, missing: PlayedPart) -> None:
        outcome = missing.played.case.outcome if missing.played else None
        self._impossible(part, missing.service, not_granted(self.blueprint, missing.service, outcome))

    def _impossible(self, part: PlayedPart, because: str, reason: Text) -> None:
        part.state, part.because = PartState.IMPOSSIBLE, because
        number = self._desk.case.number
        self.notices.append(impossible(self.blueprint, self.bundle.id, number, part.service, reason))
