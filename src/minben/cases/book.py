"""The book of a case: where everything that follows from an event is written.

`work` and `moves` say what an event comes to; they write it into a book and never ask where that is kept. `storing`
keeps real cases, in the database and with acts of the ledger; `played` keeps a case that a designer tries out, in
memory. So both are the same procedure at work. Other cases that belong to it are reached by its `Kin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from minben.blueprint.calendar import Calendar
    from minben.files import Kept
    from minben.ledger import Act, RecordRef

    from . import models
    from .doing import Doing, Ending, Entry
    from .models_timing import Pause
    from .models_words import Charge
    from .work import Work


class Book(Protocol):
    """What an event writes; nothing is read back but what was written before."""

    def calendar(self) -> Calendar:
        """The working days by which limits are counted."""

    def act(self, act: Act, act_id: UUID | None = None) -> UUID:
        """Write an act; returns its id."""

    def finish(self, row: models.Step, doing: Doing, act: UUID) -> None:
        """Enter that a task is done. Raises `AlreadyDone` where it is done or void."""

    def mark_late(self, row: models.Step) -> None:
        """Keep that the limit of a task has passed, and who is shown it, which its row says already."""

    def hand_cards(self, cards: Sequence[models.Card]) -> None:
        """Keep cards that tasks have brought."""

    def mark_undone(self, row: models.Step) -> None:
        """Keep by which act was taken back what a step gave, which its row says already."""

    def end_record(self, ending: Ending) -> None:
        """End an entry of a register with its act; nothing where it does not hold any more."""

    def mark_void(self, rows: Sequence[models.Step]) -> None:
        """Keep that tasks are off the table, which their rows say already."""

    def ground(self, row: models.Step) -> models.Ground:
        """What a task that was written before stands on."""

    def keep_ground(self, ground: models.Ground, fields: Iterable[str]) -> None:
        """Keep these fields of a ground anew."""

    def keep_answers(
        self, case: models.Case, row: models.Step | None, values: Mapping[str, object], act: UUID
    ) -> RecordRef:
        """Keep answers, and files among them; the reference goes into the act that commits to them.

        Raises `AnswerProblems` where a file has become part of another case, or was erased, at the same moment.
        """

    def files(self, ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
        """Those of these files that are there for the case's subject."""

    def signatures(self, row: models.Step) -> list[models.Signature]:
        """The verdicts that officers have given in a task so far, the earliest first."""

    def pauses(self, case: models.Case) -> list[Pause]:
        """The times for which clocks of the case stood or stand, the earliest first."""

    def pause(self, pause: Pause) -> None:
        """Keep that clocks stand."""

    def end_pause(self, pause: Pause) -> None:
        """Keep that a pause has ended, which it says already."""

    def keep_clocks(self, rows: Sequence[models.Step]) -> None:
        """Keep the limits of tasks, which their rows say already; a new row is written with all others."""

    def doers(self, case: models.Case, steps: Collection[str]) -> set[UUID]:
        """The appointments that did these steps of the case, or took part in them, in any instance."""

    def sign(self, signature: models.Signature) -> None:
        """Keep one officer's verdict."""

    def charge(self, charge: Charge) -> None:
        """Keep what a step costs."""

    def give_record(self, entry: Entry) -> None:
        """Write an entry of a register with its act. Raises `FieldProblems`."""

    def close(
        self,
        case: models.Case,
        steps: Sequence[models.Step],
        grounds: Sequence[models.Ground],
        notices: Sequence[models.Notice],
    ) -> None:
        """Write what is new at the end of an event, and how the case now stands."""


class Kin(Protocol):
    """The cases around a case: the one that began it, and those that its steps begin."""

    def begin(self, parent: Work, row: models.Step, answers: Mapping[str, object], because: UUID) -> None:
        """Receive a case of the service that does a step, which has been written, and let its rules run.

        ``because`` is the act by which the step was begun. Raises `CannotBegin` where what is answered does not fit.
        """

    def child(self, row: models.Step) -> Work | None:
        """The case of a step, taken up by the program as it stands by law; None where it has its outcome already."""

    def parent(self, case: models.Case) -> Work | None:
        """The case that began a case, taken up by the program; None where none did."""
