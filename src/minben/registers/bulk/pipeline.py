"""Takes rows of text into a register, as one transaction and one act.

Two threads share the work: this one parses rows and makes commitments, the other waits for the database. While a batch
is parsed the one before is looked up, and the one before that goes in.
"""

from __future__ import annotations

import gc
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import Act, Reach, acting, legal_today, now, uuid7, write_act

from .. import kinds
from ..binding import canonical_values
from ..fields import BadValue, FieldProblems, Schema, parse_date, parse_yes_no, schema
from .lines import Lines
from .staging import Known, Staging
from .trail import Entry, Misplaced, Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Register
    from minben.ledger import Actor

    from ..fields import Parser

    Text = Mapping[str, str]
    Row = Mapping[str, object]
    Progress = Callable[[int], None]
    Waiting = tuple[list[Entry], Future[Known]]

BATCH = 10_000
REPORTED = 1_000
SINCE, END = "@valid_from", "@end"
BESIDE: Mapping[str, Parser] = {SINCE: parse_date, END: parse_yes_no}
"""Columns that a row may have beside the register's fields: when its version begins, and whether it is an end."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One thing wrong with one row (the first row of data is 1): the field, and the reason by language."""

    row: int
    field: str
    reason: Text


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What came of a load.

    ``act`` is None where nothing was loaded because of bad rows. ``unchanged`` rows said what was there already.
    ``problems`` lists the first thousand of what is wrong, ``bad`` counts all the rows.
    """

    register: str
    act: UUID | None
    rows: int
    loaded: int
    unchanged: int
    bad: int
    problems: tuple[BadRow, ...]
    seconds: float


class _RefusedError(Exception):
    """Bad rows, and the good ones are not wanted alone: undoes the transaction and goes no further than `load`."""


def load(
    register: Register,
    rows: Iterable[Row],
    *,
    blueprint: Blueprint,
    source: str,
    actor: Actor,
    purpose: str = "registers load",
    basis: tuple[str, ...] = (),
    valid_from: date | None = None,
    progress: Progress | None = None,
    take_good: bool = False,
) -> LoadReport:
    """Load rows of text by field into a register, as one transaction and one act.

    A row's version holds from its ``@valid_from``, else from ``valid_from``, else from the legal day; ``@end`` says
    that the entry ends then. A key that exists gets a new version, a corrected one where the day is the same, and none
    where nothing changes. If any row is bad nothing is loaded, unless ``take_good``. ``progress`` is told the number of
    rows done. ``source`` names where the rows come from, without personal data. The program's own reach is taken.
    """
    began = time.monotonic()
    act, recorded_at = uuid7(), now()
    lines = Lines(register, source, act, recorded_at)
    work = _Load(schema(blueprint, register), lines, valid_from or legal_today(), take_good)
    with suppress(_RefusedError), acting(Reach(system=True)), _without_collector():
        work.run(rows, Staging(connection.connection, register, act, recorded_at, lines.provenance), progress)
        if work.refused:
            raise _RefusedError
        growth = lines.growth
        batch = Act(
            kind=kinds.LOAD,
            actor=actor,
            purpose=purpose,
            basis=basis,
            register=register.id,
            count=growth.size,
            root=growth.root().hex(),
            predicate=source,
        )
        write_act(batch, id=act)
    return work.report(None if work.refused else act, time.monotonic() - began)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Spare the rows of a load the search for cycles: they have none, and there are many of them at a time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Load:
    """The state of one load: what was read, what is on its way, what was found wrong."""

    def __init__(self, of: Schema, lines: Lines, day: date, take_good: bool) -> None:
        self.lines = lines
        self._register = of.register
        self._schema = replace(of, parsers={**of.parsers, **BESIDE})
        identify = tuple(dict.fromkeys((of.register.key, of.register.subject)))
        parsers = {**{name: of.parsers[name] for name in identify}, **BESIDE}
        self._ends = replace(of, parsers=parsers, required=identify)
        self._day = day.isoformat()
        self._take_good = take_good
        self._before = Known()
        self._rows = self._unchanged = 0
        self._bad_rows: set[int] = set()
        self._problems: list[BadRow] = []

    @property
    def refused(self) -> bool:
        """Whether it is undone for its bad rows.

        The good ones go in all the same until the end, so that everything wrong is found in one run.
        """
        return bool(self._bad_rows) and not self._take_good

    def report(self, act: UUID | None, seconds: float) -> LoadReport:
        """What came of it."""
        return LoadReport(
            register=self._register.id,
            act=act,
            rows=self._rows,
            loaded=self.lines.growth.size if act else 0,
            unchanged=self._unchanged if act else 0,
            bad=len(self._bad_rows),
            problems=tuple(self._problems),
            seconds=seconds,
        )

    def run(self, rows: Iterable[Row], staging: Staging, progress: Progress | None) -> None:
        """Take all rows, batch by batch."""
        numbered = enumerate(rows, 1)
        waiting: Waiting | None = None
        going_in: Future[None] | None = None
        with ThreadPoolExecutor(max_workers=1) as database:
            while (entries := self._parse(numbered)) is not None:
                found = database.submit(staging.look_up, entries)
                going_in = self._send(waiting, staging, database, going_in)
                waiting = entries, found
                if progress is not None:
                    progress(self._rows)
            going_in = self._send(waiting, staging, database, going_in)
            if going_in is not None:
                going_in.result()
        staging.close()

    def _send(
        self,
        waiting: Waiting | None,
        staging: Staging,
        database: ThreadPoolExecutor,
        going_in: Future[None] | None,
    ) -> Future[None] | None:
        """Commit to the batch that was looked up and send it in, when the one before it is in."""
        if waiting is None:
            return going_in
        entries, found = waiting
        superseded = self._commit(entries, found.result())
        if going_in is not None:
            going_in.result()
        return database.submit(staging.insert, self.lines.take(), superseded)

    def _commit(self, entries: list[Entry], known: Known) -> list[tuple[str, str]]:
        """Write the batch's lines; returns the former and new ids of what they supersede."""
        trail = Trail(self._register, known, self._before)
        subjects, superseded = known.subjects, []
        for entry in entries:
            subject = subjects[entry.identifier]
            try:
                place = trail.place(entry, subject)
            except Misplaced as wrong:
                self._bad(entry.row, wrong.field, wrong.reason)
                continue
            if place.unchanged:
                self._unchanged += 1
                continue
            record = self.lines.add(entry, subject)
            trail.add(entry, subject, record)
            if place.supersedes is not None:
                superseded.append((place.supersedes, record))
        self._before = trail.written
        return superseded

    def _parse(self, numbered: Iterator[tuple[int, Row]]) -> list[Entry] | None:
        """The next batch of rows as entries, without the bad ones; None where there are no more rows."""
        entries = []
        batch = list(islice(numbered, BATCH))
        for row, given in batch:
            try:
                entries.append(self._entry(row, given))
            except FieldProblems as wrong:
                for name, reason in wrong.problems.items():
                    self._bad(row, name, reason)
        self._rows += len(batch)
        return entries if batch else None

    def _entry(self, row: int, given: Row) -> Entry:
        """One row as an entry; raises `FieldProblems`."""
        if given.get(END):
            given = self._of_an_end(given)
            values = self._ends.parse(given)
        else:
            values = self._schema.parse(given)
        key, subject = str(values[self._register.key]), str(values[self._register.subject])
        day, is_end = str(values.pop(SINCE, self._day)), bool(values.pop(END, False))
        return Entry(row, key, subject, day, is_end, "{}" if is_end else canonical_values(values))

    def _of_an_end(self, given: Row) -> Row:
        """What counts of a row that may be an end: the rest of its columns does if it is none."""
        try:
            is_end = parse_yes_no(given[END])
        except BadValue as bad:
            raise FieldProblems(self._register.id, {END: bad.text}) from bad
        return {name: given.get(name) for name in self._ends.parsers} if is_end else given

    def _bad(self, row: int, field: str, reason: Text) -> None:
        self._bad_rows.add(row)
        if len(self._problems) < REPORTED:
            self._problems.append(BadRow(row, field, reason))
