"""Testing a service: what its scenarios expect, compared with what the procedure comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.cases import BadGiven, DeadEndError, StepState
from minben.registers import BadValue, parse_fact

from .playing import begin, play, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from minben.blueprint import Blueprint, Scenario
    from minben.blueprint.model import Place
    from minben.cases import Played, Written

    from .playing import Stopped

    Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Miss:
    """What a scenario expected and did not get, or what kept it from being played."""

    place: Place
    text: Text


def misses(blueprint: Blueprint, scenario: Scenario) -> list[Miss]:
    """Play a scenario; everything in which it comes out otherwise than it says, nothing where it passes."""
    try:
        played = begin(blueprint, scenario)
        stopped = play(played, scenario)
    except BadGiven as bad:
        return [Miss(scenario.at("given", *path), text) for path, text in bad.problems.items()]
    except DeadEndError as end:
        return [Miss(scenario.at(), {"zh": f"办件无法继续：{end}", "en": f"the case cannot go on: {end}"})]
    wrong = _unexpected(scenario, stopped)
    return [wrong] if wrong else list(_compared(scenario, played))


def _unexpected(scenario: Scenario, stopped: Stopped | None) -> Miss | None:
    expected = scenario.says.then.error
    if stopped is None:
        if expected is None:
            return None
        return _miss(scenario, ("then", "error"), "", str(expected), "-")
    last = len(scenario.says.when) - 1
    found = word_of(stopped.problem)
    if expected is not None and stopped.event == (None if last < 0 else last):
        if found == expected:
            return None
        return _miss(scenario, ("then", "error"), "", str(expected), found or str(stopped.problem))
    path = ("given", "answers") if stopped.event is None else ("when", stopped.event)
    said = stopped.problem.text
    return Miss(scenario.at(*path), {"zh": f"不能办理：{said['zh']}", "en": f"cannot be done: {said['en']}"})


def _compared(scenario: Scenario, played: Played) -> Iterator[Miss]:
    then, case = scenario.says.then, played.case
    if then.outcome is not None and (found := str(case.outcome or "open")) != then.outcome:
        yield _miss(scenario, ("then", "outcome"), "", then.outcome, found)
    if then.decided_by is not None and (found := str(case.decided_by or "-")) != then.decided_by:
        yield _miss(scenario, ("then", "decided_by"), "", then.decided_by, found)
    for step, expected in then.steps.items():
        if (found := _standing(played, step)) != expected:
            yield _miss(scenario, ("then", "steps", step), step, expected, found)
    for step, day in then.due.items():
        row = played.latest(step)
        if (found := str(row.due) if row and row.due else "-") != str(day):
            yield _miss(scenario, ("then", "due", step), step, str(day), found)
    for position, step in enumerate(then.overdue):
        row = played.latest(step)
        if row is None or not row.overdue:
            yield _miss(scenario, ("then", "overdue", position), step, "overdue", _standing(played, step))
    for step, expected in then.cards.items():
        given = {one.colour for one in played.cards if one.step_id == _id_of(played, step)}
        if (found := next((colour for colour in ("red", "yellow") if colour in given), "-")) != expected:
            yield _miss(scenario, ("then", "cards", step), step, expected, found)
    yield from _records(scenario, played)
    for register, count in then.counts.items():
        found = str(sum(one.register == register for one in played.written))
        if found != str(count):
            yield _miss(scenario, ("then", "counts", register), register, str(count), found)
    taken_back = {(one.register, one.key) for one in played.ended}
    for register, entries in then.ended.items():
        for position, entry in enumerate(entries):
            if (register, entry) not in taken_back:
                yield _miss(scenario, ("then", "ended", register, position), entry, "ended", "-")
    told = [text for notice in played.notices for text in notice.text.values()]
    for position, piece in enumerate(then.notices):
        if not any(piece in text for text in told):
            yield _miss(scenario, ("then", "notices", position), "", piece, " / ".join(told) or "-")
    for position, piece in enumerate(then.unsaid):
        saying = next((text for text in told if piece in text), None)
        if saying is not None:
            yield _miss(scenario, ("then", "unsaid", position), piece, "-", saying)


def _id_of(played: Played, step: str) -> UUID | None:
    row = played.latest(step)
    return row.id if row else None


def _standing(played: Played, step: str) -> str:
    row = played.latest(step)
    if row is not None and row.state == StepState.DONE:
        return str(row.verdict)
    standing = played.standings().get(step)
    return str(standing or (row.state if row else "-"))


def _records(scenario: Scenario, played: Played) -> Iterator[Miss]:
    for position, record in enumerate(scenario.says.then.records):
        written = [one for one in played.written if one.register == record.record]
        best = min((_differing(played, one, record.fields) for one in written), key=len, default=None)
        if best is None:
            yield _miss(scenario, ("then", "records", position), record.record, "written", "-")
        for name, found in (best or {}).items():
            path = ("then", "records", position, "fields", name)
            yield _miss(scenario, path, f"{record.record}.{name}", record.fields[name], found)


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


def _miss(scenario: Scenario, path: tuple[str | int, ...], of: str, expected: str, found: str) -> Miss:
    name = str(next(part for part in path[1:] if isinstance(part, str)))
    what = f"{name} {of}".strip()
    return Miss(
        scenario.at(*path),
        {
            "zh": f"{what}：应为“{expected}”，实为“{found}”",
            "en": f'{what}: expected "{expected}", came "{found}"',
        },
    )
