"""The rows of one case at work: its steps so far, and those that the event at hand adds.

New rows wait until the event has come to its end and are then written together; every one of them names its act, which
is written at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minben.blueprint.calendar import Unit
from minben.ledger import legal_now, now, uuid7

from . import models
from .binding import GROUND, bind_ground, bind_notice
from .clocks import set_clock
from .facts import packed
from .inserting import like
from .procedure import favourable
from .rounds import round_of, stands
from .states import OUTSIDE, CaseState, StepState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.calendar import Limit
    from minben.ledger import RecordRef

    from .book import Book
    from .facts import Use
    from .models_timing import Pause
    from .terms import Terms

    Text = Mapping[str, str]


@dataclass(slots=True)
class Rows:
    """The steps of a case by name, each in its latest instance, and the ``parts`` of those that several posts do.

    ``ready_on`` is the legal day on which steps become ready in this event. Limits are counted by the calendar in
    force: which days are worked is how the world is, and is loaded year by year.
    """

    case: models.Case
    terms: Terms
    book: Book
    today: date
    ready_on: date
    latest: dict[str, models.Step]
    parts: dict[str, list[models.Step]]
    _steps: list[models.Step] = field(default_factory=list)
    _grounds: dict[UUID, models.Ground] = field(default_factory=dict)
    _notices: list[models.Notice] = field(default_factory=list)
    _pauses: list[Pause] | None = None
    _blank_step: models.Step = field(init=False)
    _blank_ground: models.Ground = field(init=False)

    def __post_init__(self) -> None:
        case = self.case
        self._blank_step = models.Step(
            case=case,
            state=StepState.READY,
            service=case.service,
            subject=case.subject,
            ready_on=self.ready_on,
        )
        self._blank_ground = models.Ground(case=case)

    @property
    def pauses(self) -> list[Pause]:
        """The pauses of the case so far; looked up once, and only where the service has any."""
        if self._pauses is None:
            self._pauses = self.book.pauses(self.case) if self.terms.pausing else []
        return self._pauses

    def add(
        self, step: str, use: Use, said: tuple[Text, ...], *, post: str = "", people: int = 1
    ) -> models.Step:
        """A new instance of a step, ready and without a limit, on the ground that it stands on."""
        former = self.latest.get(step)
        row = self._new(step, former.instance + 1 if former else 1, use, said)
        row.post, row.people = post, people
        self.latest[step] = row
        self.parts.pop(step, None)
        return row

    def add_part(self, whole: models.Step, use: Use, said: tuple[Text, ...], *, post: str) -> models.Step:
        """The task of one of several posts in a step that is under way, on the same ground."""
        row = self._new(whole.step, whole.instance, use, said)
        parts = self.parts.setdefault(whole.step, [])
        parts.append(row)
        row.part, row.post, row.people = len(parts), post, whole.people
        return row

    def current(self, row: models.Step) -> models.Step:
        """A row as this event has it: among the latest where it is one of them, else as it is."""
        return next((one for one in self._all() if one.id == row.id), row)

    def ready(self) -> list[models.Step]:
        """What lies before somebody."""
        return [row for row in self.open() if row.state == StepState.READY]

    def clocked(self) -> list[models.Step]:
        """What has a limit of its own: every task, and what lies before another service; not what posts do together."""
        return [row for row in self.open() if row.part or row.step not in self.parts]

    def open(self) -> list[models.Step]:
        """What lies before somebody, and what is under way, with several posts or another service."""
        return [row for row in self._all() if row.state in (StepState.READY, StepState.UNDER_WAY)]

    def _new(self, step: str, instance: int, use: Use, said: tuple[Text, ...]) -> models.Step:
        row = like(
            self._blank_step,
            id=uuid7(),
            step=step,
            instance=instance,
            round=round_of(self.case, self.terms.procedure, step),
            opening=self.case.opening,
            agency=self.case.agency,
            ready_at=now(),
            barred=[],
        )
        self._steps.append(row)
        self._grounds[row.id] = self._ground(row, use, said)
        return row

    def bound(self, row: models.Step) -> RecordRef:
        """What the act that opens or does a new step commits to: its ground."""
        return bind_ground(self._grounds[row.id])

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
        row.starts_on = next((day for day in days if day is not None), self.ready_on)
        if limit is not None:
            # Clocks of days have no moment, so that all that start on a day are reckoned as one.
            row.starts_at = legal_now() if limit.unit is Unit.WORKING_HOURS else None
            set_clock(row, self.terms.service, limit, self.book.calendar(), self.pauses)

    def tell(self, row: models.Step, text: Text, act: UUID) -> RecordRef:
        """Keep a notice to the applicant; the reference goes into the act of telling."""
        notice = models.Notice(case=self.case, step=row, at=now(), on=self.today, text=dict(text), act=act)
        self._notices.append(notice)
        return bind_notice(notice)

    def void_all_but(self, tasks: frozenset[str]) -> list[models.Step]:
        """Take every other task off the table, and say which; a second look by people is no task of the procedure."""
        idle = [row for row in self.open() if row.step.partition(".")[0] not in (*OUTSIDE, *tasks)]
        for row in idle:
            row.state = StepState.VOID
        if idle:
            self.book.mark_void(idle)
        return idle

    def write(self) -> None:
        """Write what is new, and how the case now stands."""
        self._stand()
        self.book.close(self.case, self._steps, list(self._grounds.values()), self._notices)

    def _stand(self) -> None:
        case, open_ = self.case, self.open()
        nearest = min((row for row in open_ if row.due), key=lambda row: (row.due, row.id), default=None)
        if case.outcome is None:
            case.state = CaseState.OPEN
        else:
            case.state = CaseState.DECIDED if open_ else CaseState.CLOSED
        case.due = nearest.due if nearest else None
        case.due_provisional = nearest.due_provisional if nearest else False
        case.amber_on = nearest.amber_on if nearest else None
        at_work = (post for row in self._all() for post in (row.post, row.escalated_to) if post)
        case.posts = sorted({*case.posts, *at_work})

    def _all(self) -> list[models.Step]:
        return [*self.latest.values(), *(part for parts in self.parts.values() for part in parts)]

    def _day_of(self, event: str) -> date | None:
        if event == "ready":
            return self.ready_on
        if event == "receipt":
            return self.case.received_on
        step, _, verdict = event.partition(".")
        row = self.latest.get(step)
        wanted = verdict or favourable(self.terms.service.steps[step])
        if row is None or not stands(self.case, self.terms.procedure, row):
            return None
        return row.done_on if row.verdict == wanted else None

    def _ground(self, row: models.Step, use: Use, said: tuple[Text, ...]) -> models.Ground:
        return like(
            self._blank_ground,
            step_id=row.id,
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
