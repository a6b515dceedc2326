"""All cases as an event log: the acts of the ledger that belong to a case, as events about objects.

An event is an act, its type the kind of the act with the step that it was done in, so that process mining finds the
procedure as it was lived. Objects are cases, steps, records, services, posts, agencies, officers, rules and subjects.
Subjects and officers stand under names that hold for one log only: two logs cannot be laid side by side to follow a
person. Taking a log out is an act, written before the file is there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import tempfile
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from minben import cases
from minben.ledger import Act, Actor, ActorKind, Reach, acting, follow, write_act

from . import kinds
from .ocel import Change, Event, EventLog, Link, Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from minben.ledger import ActView

SYSTEM = Reach(system=True)
PROGRAM = Actor(ActorKind.SYSTEM, "documents")
BATCH = 5000
EVENT_ATTRIBUTES = ("leaf", "step", "result", "actor", "agency", "rule")
OBJECT_ATTRIBUTES = {
    "case": ("number", "service", "agency", "channel", "received_on", "version", "outcome"),
    "step": ("step", "instance", "post"),
    "record": ("register",),
    "service": (),
    "post": (),
    "agency": (),
    "officer": (),
    "rule": (),
    "subject": (),
}
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Extent:
    """What a log holds: so many events of so many cases, up to a leaf of the ledger (-1: none)."""

    events: int
    cases: int
    leaf: int


def write_event_log(path: Path, progress: Callable[[int], None] = lambda _leaf: None) -> Extent:
    """Write the log of all cases to ``path``: OCEL 2.0 as SQLite where it ends in ``.sqlite``, else as JSON.

    A log that was there is replaced once the new one is whole. ``progress`` is told the leaf it has come to. Raises
    OSError.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        spool = Path(folder) / "log.sqlite"
        log = EventLog(spool, EVENT_ATTRIBUTES, OBJECT_ATTRIBUTES)
        with acting(SYSTEM):
            extent = _Filling(log).fill(progress)
            write_act(
                Act(
                    kind=kinds.EVENT_LOG,
                    actor=PROGRAM,
                    purpose="event-log",
                    count=extent.events,
                    predicate=f"acts of cases up to leaf {extent.leaf}",
                )
            )
        whole = spool
        if path.suffix != ".sqlite":
            whole = Path(folder) / "log.json"
            with whole.open("w", encoding="utf-8") as out:
                log.write_json(out)
        log.close()
        whole.replace(path)
    return extent


def named(type_: str, word: str) -> str:
    """The id of an object that has a word for a name; two types may share a word.

    >>> named("post", "approval/window")
    'post:approval/window'
    """
    return f"{type_}:{word}"


def thing(type_: str, word: str) -> Thing:
    """The object of this type with this name."""
    return Thing(named(type_, word), type_)


class _Filling:
    """One pass over the ledger's sequence; each batch looks its cases and steps up as sets."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._key = secrets.token_bytes(32)
        self._services: dict[UUID, str] = {}

    def fill(self, progress: Callable[[int], None]) -> Extent:
        """Take in every act of a case; what it came to."""
        leaf, events = -1, 0
        while acts := follow(leaf, BATCH):
            leaf = acts[-1].leaf if acts[-1].leaf is not None else leaf
            own = [act for act in acts if act.case is not None]
            steps = self._steps(own)
            self._log.add_objects(self._new_cases(own))
            for act in own:
                self._take(act, steps)
            events += len(own)
            progress(leaf)
        return Extent(events, len(self._services), leaf)

    def _steps(self, acts: Iterable[ActView]) -> dict[UUID, Thing]:
        """Which of the records of these acts are steps of cases, by id."""
        wanted = {record.id for act in acts for record in act.records}
        rows = cases.Step.objects.filter(id__in=wanted).values_list(
            "id", "case_id", "step", "instance", "post"
        )
        return {
            id_: Thing(
                str(id_),
                "step",
                {"step": step, "instance": str(instance), "post": post},
                (Link(str(case), "part of"),),
            )
            for id_, case, step, instance, post in rows
        }

    def _new_cases(self, acts: Iterable[ActView]) -> Iterator[Thing]:
        fresh = {act.case for act in acts if act.case is not None} - self._services.keys()
        for case in cases.Case.objects.filter(id__in=fresh):
            self._services[case.id] = case.service
            yield thing("service", case.service)
            yield thing("agency", case.agency)
            yield self._person("subject", str(case.subject))
            yield Thing(
                str(case.id),
                "case",
                {
                    "number": case.number,
                    "service": case.service,
                    "agency": case.agency,
                    "channel": case.channel,
                    "received_on": case.received_on.isoformat(),
                    "version": case.version,
                },
                (
                    Link(named("service", case.service), "runs"),
                    Link(named("agency", case.agency), "answered for by"),
                    Link(self._hidden(str(case.subject)), "of"),
                ),
            )

    def _take(self, act: ActView, steps: dict[UUID, Thing]) -> None:
        case, at = (
            str(act.case),
            act.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        )
        taking_part = list(self._taking_part(act, steps))
        self._log.add_objects(thing for thing, _ in taking_part)
        step = act.power.partition("/")[2] if act.power.partition("/")[0] == act.purpose else ""
        self._log.add_event(
            Event(
                id=str(act.id),
                type=f"{act.kind} {step}" if step else act.kind,
                at=at,
                attributes={
                    "leaf": str(act.leaf),
                    "step": step,
                    "result": act.result,
                    "actor": act.actor.kind.value,
                    "agency": act.actor.agency or "",
                    "rule": act.rule,
                },
                links=(Link(case, "case"), *(Link(thing.id, as_) for thing, as_ in taking_part)),
            )
        )
        if act.kind == cases.CONCLUDE:
            self._log.add_change(Change(case, "case", OUTCOME, act.result, at))

    def _taking_part(self, act: ActView, steps: dict[UUID, Thing]) -> Iterator[tuple[Thing, str]]:
        if act.case in self._services:
            # Readers leave out objects that no event names.
            yield thing("service", self._services[act.case]), "service"
        for subject in act.subjects:
            yield self._person("subject", str(subject)), "about"
        for record in act.records:
            step = steps.get(record.id)
            yield (step, "step") if step else (self._record(act, record.id), "record")
        if act.actor.agency:
            yield thing("agency", act.actor.agency), "acting agency"
        if act.actor.post:
            yield thing("post", act.actor.post), "acting post"
        if act.actor.kind is ActorKind.OFFICER:
            yield self._person("officer", act.actor.id), "acting officer"
        if act.rule:
            yield thing("rule", act.rule), "by rule"

    def _record(self, act: ActView, id_: UUID) -> Thing:
        return Thing(str(id_), "record", {"register": act.register})

    def _person(self, type_: str, id_: str) -> Thing:
        return Thing(self._hidden(id_), type_)

    def _hidden(self, id_: str) -> str:
        """A name for a person that means nothing outside this log."""
        return hmac.digest(self._key, id_.encode(), hashlib.sha256).hex()[:32]
