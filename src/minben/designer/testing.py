"""Testing a service: what its scenarios expect, compared with what the procedure comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from minben.cases import BadGiven, DeadEndError, NotFound, StepState
from minben.registers import BadValue, parse_fact

from .playing import begin, play, word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from uuid import UUID

    from minben.blueprint import Blueprint, Scenario, ThenForm
    from minben.blueprint.model import Place
    from minben.cases import Played, Written

    from .playing import Stopped

    Text = Mapping[str, str]
    At = Callable[..., Place]


@dataclass(frozen=True, slots=True)
class Miss:
    """What a scenario expected and did not get, or what kept it from being played."""

    place: Place
    text: Text


def misses(blueprint: Blueprint, scenario: Scenario) -> list[Miss]:
    """Play a scenario; everything in which it comes out otherwise than it says, nothing where it passes."""
    says = scenario.says
    try:
        played = begin(blueprint, scenario)
        stopped = play(played, scenario)
    except (BadGiven, DeadEndError) as wrong:
        return not_played(scenario.at, wrong)
    unexpected = stopped_otherwise(scenario.at, says.then.error, len(says.when), stopped)
    return [unexpected] if unexpected else list(compared(partial(scenario.at, "then"), says.then, played))


def not_played(at: At, wrong: BadGiven | DeadEndError) -> list[Miss]:
    """Why a scenario could not be played at all; ``at`` says where its parts stand."""
    if isinstance(wrong, BadGiven):
        return [Miss(at("given", *path), text) for path, text in wrong.problems.items()]
    return [Miss(at(), {"zh": f"办件无法继续：{wrong}", "en": f"the case cannot go on: {wrong}"})]


def stopped_otherwise(at: At, expected: str | None, events: int, stopped: Stopped | None) -> Miss | None:
    """What is wrong where a scenario could not go on, or could although it should not."""
    if stopped is None:
        return None if expected is None else miss(at("then", "error"), "error", str(expected), "-")
    if expected is not None and stopped.event == (events - 1 if events else None):
        found = word_of(stopped.problem)
        if found == expected:
            return None
        return miss(at("then", "error"), "error", str(expected), found or str(stopped.problem))
    path = ("given", "answers") if stopped.event is None else ("when", stopped.event)
    said = stopped.problem.text
    return Miss(at(*path), {"zh": f"不能办理：{said['zh']}", "en": f"cannot be done: {said['en']}"})


def compared(at: At, then: ThenForm, played: Played) -> Iterator[Miss]:
    """What a case came to otherwise than is expected; ``at`` says where that stands."""
    case = played.case
    if then.outcome is not None and (found := str(case.outcome or "open")) != then.outcome:
        yield miss(at("outcome"), "outcome", then.outcome, found)
    if then.decided_by is not None and (found := str(case.decided_by or "-")) != then.decided_by:
        yield miss(at("decided_by"), "decided_by", then.decided_by, found)
    for step, expected in then.steps.items():
        if (found := _standing(played, step)) != expected:
            yield miss(at("steps", step), f"steps {step}", expected, found)
    for step, day in then.due.items():
        row = played.latest(step)
        if (found := str(row.due) if row and row.due else "-") != str(day):
            yield miss(at("due", step), f"due {step}", str(day), found)
    for position, step in enumerate(then.overdue):
        row = played.latest(step)
        if row is None or not row.overdue:
            yield miss(at("overdue", position), f"overdue {step}", "overdue", _standing(played, step))
    for step, expected in then.services.items():
        if (found := _outcome(played, step)) != expected:
            yield miss(at("services", step), f"services {step}", expected, found)
    for step, expected in then.cards.items():
        given = {one.colour for one in played.cards if one.step_id == _id_of(played, step)}
        if (found := next((colour for colour in ("red", "yellow") if colour in given), "-")) != expected:
            yield miss(at("cards", step), f"cards {step}", expected, found)
    yield from _records(at, then, played)
    for register, count in then.counts.items():
        found = str(sum(one.register == register for one in played.written))
        if found != str(count):
            yield miss(at("counts", register), f"counts {register}", str(count), found)
    taken_back = {(one.register, one.key) for one in played.ended}
    for register, entries in then.ended.items():
        for position, entry in enumerate(entries):
            if (register, entry) not in taken_back:
                yield miss(at("ended", register, position), f"ended {entry}", "ended", "-")
    told = [text for notice in played.notices for text in notice.text.values()]
    yield from untold(at, then.notices, told)
    for position, piece in enumerate(then.unsaid):
        saying = next((text for text in told if piece in text), None)
        if saying is not None:
            yield miss(at("unsaid", position), f"unsaid {piece}", "-", saying)


def untold(at: At, pieces: Sequence[str], told: Sequence[str]) -> Iterator[Miss]:
    """The pieces of what should have been told that stand nowhere."""
    for position, piece in enumerate(pieces):
        if not any(piece in text for text in told):
            yield miss(at("notices", position), "notices", piece, " / ".join(told) or "-")


def _id_of(played: Played, step: str) -> UUID | None:
    row = played.latest(step)
    return row.id if row else None


def _outcome(played: Played, step: str) -> str:
    """What the case of a step has come to; - where none has been begun."""
    try:
        return str(played.of_step(step).case.outcome or "open")
    except NotFound:
        return "-"


def _standing(played: Played, step: str) -> str:
    row = played.latest(step)
    if row is not None and row.state == StepState.DONE:
        return str(row.verdict)
    standing = played.standings().get(step)
    return str(standing or (row.state if row else "-"))


def _records(at: At, then: ThenForm, played: Played) -> Iterator[Miss]:
    for position, record in enumerate(then.records):
        written = [one for one in played.written if one.register == record.record]
        best = min((_differing(played, one, record.fields) for one in written), key=len, default=None)
        if best is None:
            yield miss(at("records", position), f"records {record.record}", "written", "-")
        for name, found in (best or {}).items():
            path = ("records", position, "fields", name)
            what = f"records {record.record}.{name}"
            yield miss(at(*path), what, record.fields[name], found)


def _differing(played: Played, written: Written, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields in which an entry differs from what is expected, with what it holds."""
    blueprint = played.terms.blueprint
    register = blueprint.registers[written.register]
    differing = {}
    for name, expected in fields.items():
        try:
            wanted: object = parse_fact(blueprint, register.fields[name].fact, expected)
        except BadValue:
            wanted = expected
        if written.values.get(name) != wanted:
            differing[name] = str(written.values.get(name, "-"))
    return differing


def miss(place: Place, what: str, expected: str, found: str) -> Miss:
    """Something that came out otherwise."""
    return Miss(
        place,
        {
            "zh": f"{what}：应为“{expected}”，实为“{found}”",
            "en": f'{what}: expected "{expected}", came "{found}"',
        },
    )
