"""A case of an invented service at work: events happen to it in memory, and what was seen after each is kept.

What is kept is what somebody would have noted who watched the case and knew no more: when a task was there first, when
it was gone and how, who gave which verdict. The tests reckon from that, and from the blueprint, what has to be so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from minben import cases
from minben.blueprint import desks
from minben.blueprint.calendar import Limit, Unit
from minben.blueprint.model import Giving, StepKind
from minben.cases.asides import aside_verdicts
from minben.cases.played import Given, Played, given_materials

from .inventing import ALL_POSTS, FIRST_DAY, SERVICE, Event, Kind, Person

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint, Service
    from minben.cases import models

ZONE = ZoneInfo("Asia/Shanghai")
APPLICANT = "A-1"
OFFICERS = ("甲", "乙", "丙")
AGENTS = ("", "", "agent")
"""Who acts for the applicant: themselves, or somebody with a mandate for the invented service and no other."""
REASONS = "不符合要求的事实"
REFUSALS = (
    cases.AlreadyDone,
    cases.NotNow,
    cases.ReasonsMissing,
    cases.KeptApart,
)
"""What somebody may be told who does something at the wrong time; everything else is a fault of the program."""

Key = tuple[str, int, int]
"""A task: step, instance, part."""
Begun = tuple[str, int]
"""A case that a step has begun: the step and its instance; ("", 0) for the outermost."""
OUTERMOST: Begun = ("", 0)


def appointment(post: str, who: str) -> UUID:
    """The appointment that `Played.decide` gives an officer of this name."""
    return uuid5(NAMESPACE_OID, f"{post}/{who}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of the case as it was seen once."""

    key: Key
    step: str
    state: str
    verdict: str | None
    by: str | None
    post: str
    people: int
    round: int
    opening: int
    done_on: date | None
    due: date | None
    due_at: datetime | None
    left: int | None
    overdue: bool
    extended: int
    undone: bool

    @property
    def is_open(self) -> bool:
        return self.state in ("ready", "under-way")


def seen(row: models.Step) -> Seen:
    return Seen(
        (row.step, row.instance, row.part),
        row.step,
        str(row.state),
        row.verdict,
        None if row.by_kind is None else str(row.by_kind),
        row.post,
        row.people,
        row.round,
        row.opening,
        row.done_on,
        row.due,
        row.due_at and row.due_at.astimezone(ZONE),
        row.left,
        row.overdue,
        row.extended,
        row.undone is not None,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """An event, with what the dice chose: enough to do it to another copy of the case."""

    kind: Kind
    at: datetime
    case: Begun = OUTERMOST
    step: str = ""
    post: str = ""
    who: str = ""
    verdict: str = ""
    reasons: str = ""
    answers: dict[str, object] = field(default_factory=dict)
    materials: dict[str, Giving] = field(default_factory=dict)
    hours: int = 0
    good: bool = True


@dataclass(frozen=True, slots=True)
class Signed:
    """A verdict that an officer gave."""

    key: Key
    post: str
    who: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What was to be seen after an event, in the order in which rows were ready; ``told`` counts the notices."""

    move: Move | None
    at: datetime
    rows: tuple[Seen, ...]
    outcome: str | None
    decided_by: str | None
    state: str
    told: int
    problem: type[Exception] | None

    @property
    def by_key(self) -> dict[Key, Seen]:
        return {row.key: row for row in self.rows}


class Observed:
    """A case of a family at work in memory; ``history`` begins with its receipt, ``since`` events after the first."""

    def __init__(self, blueprint: Blueprint, service: Service, since: int, played: Played) -> None:
        self.blueprint, self.service, self.since = blueprint, service, since
        self.played = played
        self.good_at_first = False
        self.signed: list[Signed] = []
        self.history: list[Moment] = []

    @property
    def now(self) -> Moment:
        return self.history[-1]

    def look(self, move: Move | None, at: datetime, problem: type[Exception] | None) -> None:
        """Note what is to be seen."""
        case = self.played.case
        rows = tuple(seen(row) for row in self.played.steps)
        outcome = None if case.outcome is None else str(case.outcome)
        by = None if case.decided_by is None else str(case.decided_by)
        told = len(self.played.notices)
        self.history.append(Moment(move, at, rows, outcome, by, str(case.state), told, problem))


class Trial(Observed):
    """The outermost case of a family; ``inner`` are those that its steps have begun, as far as they were seen."""

    def __init__(
        self, blueprint: Blueprint, person: Person, ways: dict[str, Giving], *, told: bool = True
    ) -> None:
        self.person, self.good = person, person.good
        self.inner: dict[Begun, Observed] = {}
        self.at = datetime.combine(FIRST_DAY, time.min, ZONE)
        given = Given(FIRST_DAY, APPLICANT, {"people": [person.record]})
        super().__init__(blueprint, blueprint.services[SERVICE], 0, Played(blueprint, SERVICE, given))
        self.good_at_first = person.good
        asks = {name: "说明" for name, ask in self.service.asks.items() if told or ask.required}
        self.answers: dict[str, object] = dict(asks)
        self.ways = ways
        self.played.apply({**self.answers, **given_materials(self.service, ways)})
        self._look(None)

    @property
    def family(self) -> dict[Begun, Observed]:
        """All its cases."""
        return {OUTERMOST: self, **self.inner}

    def do(self, event: Event) -> Move | None:
        """Let an event happen, if there is anything to which it can; what it was."""
        move = self._move(event)
        if move is not None:
            self.make(move)
        return move

    def make(self, move: Move) -> None:
        """Make a move and look at what came of it. Whatever is not in `REFUSALS` is raised."""
        problem: type[Exception] | None = None
        try:
            self._make(move)
        except REFUSALS as refused:
            problem = type(refused)
        if problem is not None or move.kind is not Kind.DAY:
            self._look(move, problem)

    def officer_for(self, row: Seen, number: int) -> str:
        """A post whose officers find this task among theirs."""
        sitting = [post for post in ALL_POSTS if row.post in desks(self.blueprint, post, self.at.date())]
        return sitting[number % len(sitting)]

    def _look(self, move: Move | None, problem: type[Exception] | None = None) -> None:
        self.look(move, self.at, problem)
        rows = self.played.steps
        for played in self.played.begun:
            row = next(row for row in rows if row.id == played.case.parent_step_id)
            begun = (row.step, row.instance)
            if begun not in self.inner:
                service = self.blueprint.services[played.case.service]
                self.inner[begun] = Observed(self.blueprint, service, len(self.history) - 1, played)
            self.inner[begun].look(move, self.at, problem)

    def tasks(self) -> list[tuple[Begun, Seen]]:
        """What lies before somebody, in every case of the family."""
        return [
            (begun, row)
            for begun, case in self.family.items()
            for row in case.now.rows
            if row.state == "ready"
        ]

    def _move(self, event: Event) -> Move | None:
        ready = self.tasks()
        match event.kind:
            case Kind.VERDICT:
                of_posts = [one for one in ready if one[1].post]
                if not of_posts:
                    return None
                begun, row = of_posts[event.which % len(of_posts)]
                return self.verdict(row, event.who, event.how, begun)
            case Kind.APPLICANT:
                own = [row for _, row in ready if not row.post]
                return self.supplement(own[event.which % len(own)], event.who) if own else None
            case Kind.EXTENSION:
                long = [row for begun, row in ready if begun == OUTERMOST and self._may_be_longer(row)]
                if not long:
                    return None
                row = long[event.which % len(long)]
                who = OFFICERS[event.who]
                return Move(
                    Kind.EXTENSION,
                    self.at,
                    OUTERMOST,
                    row.step,
                    self.officer_for(row, 0),
                    who,
                    reasons=REASONS,
                )
            case Kind.HOURS:
                hours = min(1 + event.how, self._hours_left())
                return Move(Kind.HOURS, self.at, hours=hours) if hours else None
            case Kind.APPEAL:
                return Move(Kind.APPEAL, self.at, reasons=REASONS, who=AGENTS[event.who])
            case Kind.CORRECTION:
                return Move(Kind.CORRECTION, self.at, good=not self.good)
            case Kind.WITHDRAW:
                begun = [*self.family][event.which % len(self.family)]
                return Move(event.kind, self.at, begun, who=AGENTS[event.who])
            case Kind.DAY | Kind.PAY | Kind.HUMAN:
                return Move(event.kind, self.at, who=AGENTS[event.who])

    def verdict(self, row: Seen, who: int, how: int, begun: Begun = OUTERMOST) -> Move:
        """The verdict of an officer in a task."""
        step = self.family[begun].service.steps.get(row.step)
        known = [one.id for one in (step.verdicts if step else aside_verdicts(row.step))]
        verdict = known[how % len(known)]
        answers = {name: f"{name}-{who}" for name in step.asks} if step else {}
        reasons = "" if verdict == known[0] or (how == len(OFFICERS) + 2 and who == 0) else REASONS
        post = self.officer_for(row, how)
        officer = OFFICERS[who % 3]
        return Move(Kind.VERDICT, self.at, begun, row.step, post, officer, verdict, reasons, dict(answers))

    def supplement(self, row: Seen, who: int = 0) -> Move:
        """What the applicant does in a step of theirs: they answer, or pay."""
        step = self.service.steps[row.step]
        if step.kind is StepKind.COLLECT:
            return Move(Kind.PAY, self.at, who=AGENTS[who])
        brings = dict.fromkeys(step.brings, Giving.FILE)
        return Move(
            Kind.APPLICANT,
            self.at,
            step=row.step,
            who=AGENTS[who],
            answers=dict.fromkeys(step.asks, "补正"),
            materials=brings,
        )

    def _hours_left(self) -> int:
        """Whole hours of work until the end of the day."""
        tomorrow = datetime.combine(self.at.date() + timedelta(days=1), time.min, ZONE)
        return len(minutes_of_work(self.blueprint, self.at, tomorrow)) // 60

    def _may_be_longer(self, row: Seen) -> bool:
        step = self.service.steps.get(row.step)
        return step is not None and step.timing.extend is not None

    def _make(self, move: Move) -> None:
        case = self.family[move.case]
        played = case.played
        match move.kind:
            case Kind.VERDICT:
                row = self._row(case, move)
                played.decide(move.step, move.post, move.verdict, move.reasons, move.answers, who=move.who)
                case.signed.append(Signed(row.key, move.post, move.who, move.verdict))
            case Kind.PAY:
                played.pay()
            case Kind.APPLICANT:
                materials = given_materials(self.service, move.materials)
                played.supplement(move.step, {**move.answers, **materials})
            case Kind.EXTENSION:
                played.ask_extension(move.step, move.post, move.reasons, who=move.who)
            case Kind.WITHDRAW:
                played.withdraw()
            case Kind.APPEAL:
                played.appeal(move.reasons)
            case Kind.HUMAN:
                played.ask_for_human()
            case Kind.CORRECTION:
                played.correct("person", {"good": move.good})
                self.good = move.good
            case Kind.DAY:
                self._next_day(move)
            case Kind.HOURS:
                self._hours(move)

    def _row(self, case: Observed, move: Move) -> Seen:
        """The task that somebody has before them, as it was seen last."""
        sitting = desks(self.blueprint, move.post, self.at.date())
        rows = [row for row in case.now.rows if row.step == move.step and row.is_open]
        return next((row for row in rows if row.post in sitting), rows[0])

    def _next_day(self, move: Move) -> None:
        self.at = datetime.combine(self.at.date() + timedelta(days=1), time.min, ZONE)
        self.played.pass_to(self.at.date())
        self._look(move)

    def _hours(self, move: Move) -> None:
        self.played.let_pass(Limit(move.hours, Unit.WORKING_HOURS))
        self.at = worked(self.blueprint, self.at, 60 * move.hours)


def works(blueprint: Blueprint, minute: datetime) -> bool:
    """Whether the minute that begins at a moment is one of working time."""
    at = minute.time()
    calendar = blueprint.calendar
    return calendar.is_working(minute.date()) and any(since <= at < until for since, until in calendar.hours)


def minutes_of_work(blueprint: Blueprint, since: datetime, until: datetime) -> list[datetime]:
    """The minutes of working time from one moment to another."""
    minutes = (
        since + timedelta(minutes=number) for number in range(int((until - since).total_seconds()) // 60)
    )
    return [minute for minute in minutes if works(blueprint, minute)]


def worked(blueprint: Blueprint, since: datetime, minutes: int) -> datetime:
    """The moment at which so many minutes of working time have passed, counted one by one."""
    at = since
    while minutes:
        minutes -= works(blueprint, at)
        at += timedelta(minutes=1)
    return at
