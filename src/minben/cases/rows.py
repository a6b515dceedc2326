"""The rows of one case at work: its steps so far, and those that the event at hand adds.

New rows wait until the event has come to its end and are then written together; every one of them names its act, which
is written at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minben.ledger import now

from . import models
from .binding import GROUND, bind_ground, bind_notice
from .facts import packed
from .limits import Term, term
from .procedure import favourable
from .states import HUMAN, CaseState, StepState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.calendar import Limit
    from minben.ledger import RecordRef

    from .book import Book
    from .facts import Use
    from .terms import Terms

    Text = Mapping[str, str]


@dataclass(slots=True)
class Rows:
    """The steps of a case by name, each in its latest instance.

    ``ready_on`` is the legal day on which steps become ready in this event. Limits are counted by the calendar in
    force: which days are worked is how the world is, and is loaded year by year.
    """

    case: models.Case
    terms: Terms
    book: Book
    today: date
    ready_on: date
    latest: dict[str, models.Step]
    _steps: list[models.Step] = field(default_factory=list)
    _grounds: list[models.Ground] = field(default_factory=list)
    _notices: list[models.Notice] = field(default_factory=list)

    def add(
        self, step: str, use: Use, said: tuple[Text, ...], *, post: str = "", people: int = 1
    ) -> models.Step:
        """A new instance of a step, ready and without a limit, on the ground that it stands on."""
        former = self.latest.get(step)
        row = models.Step(
            case=self.case,
            step=step,
            instance=former.instance + 1 if former else 1,
            state=StepState.READY,
            service=self.case.service,
            agency=self.case.agency,
            subject=self.case.subject,
            post=post,
            people=people,
            ready_at=now(),
            ready_on=self.ready_on,
        )
        self._steps.append(row)
        self._grounds.append(self._ground(row, use, said))
        self.latest[step] = row
        return row

    def bound(self, row: models.Step) -> RecordRef:
        """What the act that opens or does a new step commits to: its ground."""
        return bind_ground(next(ground for ground in self._grounds if ground.step_id == row.id))

    def found(self, row: models.Step, use: Use, reasons: str = "") -> RecordRef:
        """Let a row that is there already stand on a new ground; the reference goes into the act of its step."""
        ground = self._ground(row, use, ())
        ground.reasons = reasons
        reference = bind_ground(ground)
        self.book.keep_ground(ground, [*GROUND, "salt", "commitment"])
        return reference

    def limit(self, row: models.Step, limit: Limit | None, counts_from: tuple[str, ...]) -> None:
        """Let the limit of a new row run."""
        days = [self._day_of(event) for event in counts_from]
        starts_on = next((day for day in days if day is not None), self.ready_on)
        clock = Term(starts_on) if limit is None else term(self.book.calendar(), starts_on, limit)
        row.starts_on, row.due, row.amber_on = clock.starts_on, clock.due, clock.amber_on
        row.due_provisional = clock.provisional

    def tell(self, row: models.Step, text: Text, act: UUID) -> RecordRef:
        """Keep a notice to the applicant; the reference goes into the act of telling."""
        notice = models.Notice(case=self.case, step=row, at=now(), on=self.today, text=dict(text), act=act)
        self._notices.append(notice)
        return bind_notice(notice)

    def void_all_but(self, tasks: frozenset[str]) -> None:
        """Take every other task off the table; a second look by people is no task of the procedure."""
        idle = [row for row in self._ready() if row.step != HUMAN and row.step not in tasks]
        for row in idle:
            row.state = StepState.VOID
        if idle:
            self.book.mark_void(idle)

    def write(self) -> None:
        """Write what is new, and how the case now stands."""
        self._stand()
        self.book.close(self.case, self._steps, self._grounds, self._notices)

    def _stand(self) -> None:
        case, ready = self.case, self._ready()
        nearest = min((row for row in ready if row.due), key=lambda row: (row.due, row.id), default=None)
        if case.outcome is None:
            case.state = CaseState.OPEN
        else:
            case.state = CaseState.DECIDED if ready else CaseState.CLOSED
        case.due = nearest.due if nearest else None
        case.due_provisional = nearest.due_provisional if nearest else False
        case.amber_on = nearest.amber_on if nearest else None
        case.posts = sorted({*case.posts, *(row.post for row in self.latest.values() if row.post)})

    def _ready(self) -> list[models.Step]:
        return [row for row in self.latest.values() if row.state == StepState.READY]

    def _day_of(self, event: str) -> date | None:
        if event == "ready":
            return self.ready_on
        if event == "receipt":
            return self.case.received_on
        step, _, verdict = event.partition(".")
        row = self.latest.get(step)
        wanted = verdict or favourable(self.terms.service.steps[step])
        return row.done_on if row is not None and row.verdict == wanted else None

    def _ground(self, row: models.Step, use: Use, said: tuple[Text, ...]) -> models.Ground:
        return models.Ground(
            step=row,
            case=self.case,
            reads=[
                {
                    "read": fetched.read.name,
                    "register": fetched.read.register,
                    "records": [str(record.id) for record in fetched.records],
                    "allowed": fetched.allowed,
                }
                for fetched in use.reads
            ],
            inputs=dict(use.inputs),
            decided={name: packed(value) for name, value in use.decided.items()},
            explanation=[dict(text) for text in (*use.explanation, *said)],
        )
