"""The book of a played case, in memory: what cases have come to, and what registers hold by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING

from minben.ledger import RecordRef, commit_values, uuid7
from minben.registers import FieldProblems, schema

from .doing import fill
from .played_given import example_file, example_of, record
from .problems import AlreadyDone
from .rounds import latest_of
from .states import StepState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from minben.blueprint.calendar import Calendar
    from minben.blueprint.model import Blueprint, Material
    from minben.files import Kept
    from minben.ledger import Act
    from minben.registers import Record

    from . import models
    from .doing import Doing, Ending, Entry
    from .models_timing import Pause
    from .models_words import Charge

    Text = Mapping[str, str]

_SECOND: Text = {
    "zh": "该服务对象在此库已有一条记录，只能有一条",
    "en": "There is an entry about this subject already, and there can be only one",
}


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of a register that the case has written."""

    register: str
    values: Mapping[str, object]
    valid_from: date


@dataclass(frozen=True, slots=True)
class Ended:
    """An entry of a register that the case has taken back, and the day from which it holds no longer."""

    register: str
    key: str
    on: date


@dataclass(slots=True)
class CaseSoFar:
    """What one case has come to."""

    case: models.Case
    steps: list[models.Step] = field(default_factory=list)
    grounds: dict[UUID, models.Ground] = field(default_factory=dict)
    answers: list[tuple[UUID | None, Mapping[str, object]]] = field(default_factory=list)
    signatures: list[models.Signature] = field(default_factory=list)
    notices: list[models.Notice] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    cards: list[models.Card] = field(default_factory=list)

    @property
    def latest(self) -> dict[str, models.Step]:
        """The latest instance of each step."""
        return latest_of(self.steps)[0]

    @property
    def parts(self) -> dict[str, list[models.Step]]:
        """The tasks of steps that several posts do."""
        return latest_of(self.steps)[1]

    def values(self) -> dict[str, object]:
        """All that was answered, later answers over earlier ones."""
        return {name: value for _, given in self.answers for name, value in given.items()}


@dataclass(slots=True)
class Memory:
    """All that an event may change: a case, and those that its steps have begun, by their ids, the outermost first."""

    today: date
    at: time = time.min
    cases: dict[UUID, CaseSoFar] = field(default_factory=dict)
    records: dict[str, list[Record]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlayedBook:
    """See `book.Book`: kept in memory, and rows are their own record."""

    blueprint: Blueprint
    memory: Memory
    kept: CaseSoFar

    def calendar(self) -> Calendar:
        return self.blueprint.calendar

    def act(self, act: Act, act_id: UUID | None = None) -> UUID:  # noqa: ARG002 - no ledger keeps it
        return act_id or uuid7()

    def finish(self, row: models.Step, doing: Doing, act: UUID) -> None:
        if row.state not in (StepState.READY, StepState.UNDER_WAY):
            raise AlreadyDone
        fill(row, doing, act)

    def mark_late(self, row: models.Step) -> None:
        pass

    def hand_cards(self, cards: Sequence[models.Card]) -> None:
        self.kept.cards.extend(cards)

    def mark_undone(self, row: models.Step) -> None:
        pass

    def end_record(self, ending: Ending) -> None:
        held = self.memory.records.get(ending.register.id, [])
        left = [one for one in held if one.key != ending.key]
        if len(left) < len(held):
            self.kept.ended.append(Ended(ending.register.id, ending.key, ending.on))
            held[:] = left

    def mark_void(self, rows: Sequence[models.Step]) -> None:
        pass

    def ground(self, row: models.Step) -> models.Ground:
        return self.kept.grounds[row.id]

    def keep_ground(self, ground: models.Ground, fields: Iterable[str]) -> None:  # noqa: ARG002 - kept whole
        self.kept.grounds[ground.step_id] = ground

    def keep_answers(
        self,
        case: models.Case,  # noqa: ARG002 - the book is of this one
        row: models.Step | None,
        values: Mapping[str, object],
        act: UUID,  # noqa: ARG002 - no ledger keeps it
    ) -> RecordRef:
        self.kept.answers.append((row.id if row else None, dict(values)))
        return RecordRef(uuid7(), commit_values("").digest.hex())

    def files(self, ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
        there = {example_file(material): material for material in self._materials()}
        return {file: example_of(self.kept.case, there[file]) for file in ids if file in there}

    def _materials(self) -> Iterable[Material]:
        return self.blueprint.services[self.kept.case.service].materials.values()

    def signatures(self, row: models.Step) -> list[models.Signature]:
        return [signature for signature in self.kept.signatures if signature.step_id == row.id]

    def pauses(self, case: models.Case) -> list[Pause]:  # noqa: ARG002 - the book is of this one
        return list(self.kept.pauses)

    def pause(self, pause: Pause) -> None:
        self.kept.pauses.append(pause)

    def end_pause(self, pause: Pause) -> None:
        pass

    def keep_clocks(self, rows: Sequence[models.Step]) -> None:
        pass

    def doers(self, case: models.Case, steps: Collection[str]) -> set[UUID]:  # noqa: ARG002 - only this one
        rows = {row.id: row for row in self.kept.steps if row.step in steps}
        signed = {one.appointment for one in self.kept.signatures if one.step_id in rows}
        return {row.officer for row in rows.values() if row.officer is not None} | signed

    def sign(self, signature: models.Signature) -> None:
        self.kept.signatures.append(signature)

    def charge(self, charge: Charge) -> None:
        self.kept.charges.append(charge)

    def give_record(self, entry: Entry) -> None:
        register = entry.register
        values = schema(entry.blueprint, register).parse(entry.values)
        held = self.memory.records.setdefault(register.id, [])
        about = values[register.subject]
        others = [one for one in held if one.key != values[register.key]]
        if register.single and any(one.values.get(register.subject) == about for one in others):
            raise FieldProblems(register.id, {register.key: _SECOND})
        self.kept.written.append(Written(register.id, values, entry.valid_from))
        held[:] = [*others, record(register, values, entry.valid_from)]

    def close(
        self,
        case: models.Case,  # noqa: ARG002 - the book is of this one
        steps: Sequence[models.Step],
        grounds: Sequence[models.Ground],
        notices: Sequence[models.Notice],
    ) -> None:
        self.kept.steps.extend(steps)
        self.kept.grounds.update({ground.step_id: ground for ground in grounds})
        self.kept.notices.extend(notices)
