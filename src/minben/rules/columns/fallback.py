"""What does not compile: the row engine over batches of rows, in several processes.

A batch goes to a process as columns and comes back as what each decision said. Numbers of every length come back as
they are, so the column that they become is known only when all of them are (`Gathered`).
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, Any

import polars as pl

from ..feel.as_json import to_json
from ..feel.free import free_names
from ..feel.temporal import YearsMonths
from ..feel.values import Function, admit, kind
from ..rows import row_decider
from ..text import literal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..feel.registry import Clock
    from ..models.model import Model

BATCH = 2_000
"""Rows that a process is given at a time."""

Facts = dict[str, Any]
_DECIMALS = 38


@dataclass(frozen=True, slots=True)
class Task:
    """What the processes are to do: decisions of a model on a day."""

    model: Model
    decisions: tuple[str, ...]
    on: date
    now: datetime | None

    @property
    def clock(self) -> Clock | None:
        """The time that the processes take for now."""
        return None if self.now is None else partial(_same, self.now)


class Workers:
    """The processes. Use it as a context manager: they end with it."""

    def __init__(self, task: Task) -> None:
        # What a model keeps for itself is not sent along. A process must not begin as a copy of one with threads.
        sent = replace(task, model=replace(task.model))
        self._pool = ProcessPoolExecutor(
            os.cpu_count(), multiprocessing.get_context("spawn"), initializer=_begin, initargs=(sent,)
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def decide(self, rows: Sequence[Facts]) -> Iterator[tuple[object, ...]]:
        """What the decisions say of each row, in their order."""
        batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
        for answers in self._pool.map(_decide, batches):
            yield from answers


Answer = Callable[[Sequence[Facts]], list[tuple[object, ...]]]
_ANSWER: list[Answer] = []


def _begin(task: Task) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _ANSWER[:] = [_by_function(task) or partial(_one_by_one, task)]


def _end_with_parent() -> None:
    """Ends the process when the one that began it has ended, however that came: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _decide(rows: Sequence[Facts]) -> list[tuple[object, ...]]:
    (answer,) = _ANSWER
    return [tuple(map(_sent, values)) for values in answer(rows)]


def _sent(value: object) -> object:
    """A value as it goes from process to process: a function, which cannot, as it is written."""
    match value:
        case Function():
            return literal_of(value)
        case list():
            return [_sent(item) for item in value]
        case dict():
            return {key: _sent(item) for key, item in value.items()}
        case _:
            return value


def _by_function(task: Task) -> Answer | None:
    """One function for all rows; None where a definition could see by it what it may not see."""
    model = task.model
    if model.imports:
        return None
    trees = {name: model.tree_of(name) for name in model.elements}
    for name, tree in trees.items():
        if (free_names(tree) & trees.keys()) - {name, *model.needs_of(name)}:
            return None
    fields = [data.name for data in model.inputs]
    try:
        decide = row_decider(
            trees, fields, on=task.on, clock=task.clock, named=model.types, asked=task.decisions
        )
    except ValueError:
        # Decisions that need one another in a circle are null, as the model itself says.
        return None
    return lambda rows: list(decide([facts.get(field) for field in fields] for facts in rows))


def _one_by_one(task: Task, rows: Sequence[Facts]) -> list[tuple[object, ...]]:
    answers: list[tuple[object, ...]] = []
    for facts in rows:
        outcome = task.model.decide(facts, on=task.on, decisions=task.decisions, clock=task.clock)
        answers.append(tuple(outcome.values[name] for name in task.decisions))
    return answers


def _same(now: datetime) -> datetime:
    return now


@dataclass
class Gathered:
    """What is known of all values of a decision: of which kinds they are, and how long its numbers."""

    kinds: set[str] = field(default_factory=set)
    scale: int = 0
    digits: int = 1

    def column(self, name: str, values: Iterable[object]) -> pl.Series:
        """The values as text, from which `shown` makes the column at the end."""
        return pl.Series(name, [self._text(value) for value in values], dtype=pl.String)

    def _text(self, value: object) -> str | None:
        if value is None:
            return None
        known = kind(admit(value))
        # A day beyond the year 9999 is one that no column of dates holds.
        self.kinds.add(known if known != "date" or isinstance(value, date) else "distant date")
        match value:
            case str():
                return value
            case bool():
                return "true" if value else "false"
            case Decimal():
                text = format(value, "f")
                whole, _, decimals = text.lstrip("-").partition(".")
                self.scale = max(self.scale, len(decimals.rstrip("0")))
                self.digits = max(self.digits, len(whole))
                return text
            case date():
                return value.isoformat()
            case YearsMonths(months):
                return str(months)
            case _:
                written = to_json(admit(value))
                return written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)

    def shown(self, name: str) -> pl.Expr:
        """The column of the result: of one kind its own type; else text, contexts and lists as JSON."""
        column = pl.col(name)
        match sorted(self.kinds):
            case ["number"] if self.scale + self.digits <= _DECIMALS:
                return column.cast(pl.Decimal(_DECIMALS, self.scale))
            case ["boolean"]:
                return column == "true"
            case ["date"]:
                return column.str.to_date("%Y-%m-%d")
            case ["years and months duration"]:
                return column.cast(pl.Int64)
            case _:
                return column


def facts_of(
    chunk: pl.DataFrame,
    columns: Sequence[str],
    groups: Mapping[str, tuple[str, Mapping[object, list[Facts]]]],
) -> list[Facts]:
    """The rows of a chunk as facts; related rows by the name of their list: the own key, and the rows by key."""
    rows = chunk.rows(named=True)
    facts: list[Facts] = []
    for row in rows:
        own: Facts = {name: row[name] for name in columns}
        for name, (key, by_key) in groups.items():
            own[name] = by_key.get(row[key], []) if row[key] is not None else []
        facts.append(own)
    return facts
