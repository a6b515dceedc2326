"""Decides every row of a file: by columns what compiles, by the row engine in parallel what does not.

The file is read in chunks, so that memory does not grow with it; the result is written beside its place and takes it at
the end, whole or not at all.

>>> from datetime import date
>>> import polars as pl
>>> from pathlib import Path
>>> model = read_model(Path("old_age_allowance.csv"))  # doctest: +SKIP
>>> screen(model, Path("residents.parquet"), on=date(2025, 10, 1), out=Path("result.parquet"))  # doctest: +SKIP
Screened(rows=10000000, by_columns=('old_age_allowance',), by_rows={}, frame=None)
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ..errors import Problem
from ..feel.tree import Filter, Name, Path as PathNode
from ..feel.types import ConstrainedType, ContextType, ListType, NamedType, Type
from ..feel.walk import parts, walk
from ..problems import Place, PlacedProblem
from .compiled import compile_columns
from .fallback import Gathered, Task, Workers, facts_of
from .held import MOST, held
from .marks import Mark
from .polars import prepare
from .schema import RelatedRows, Schema
from .schema_files import DataError, check_declared, columns_of
from .texts import with_texts, would_help

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.tree import Node
    from ..models.model import Model
    from .compiled import Compiled
    from .fallback import Facts
    from .kinds import Column
    from .polars import Prepared

CHUNK = 500_000
"""Rows at a time, where the row engine decides too."""
CHUNK_BY_COLUMNS = 2_000_000
"""Rows at a time, where columns decide alone: writing the query of many tables takes its time for each chunk."""

Progress = Callable[[int, int], None]
"""Is told how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another file (or the same one) that belong to a row: those with the same key.

    `own_key` is the key's column in the rows that are decided, if it has another name there.
    """

    data: Path | pl.LazyFrame
    key: str
    own_key: str | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """What came of it: how many rows, which decisions went by columns, and why the others went row by row.

    `frame` is the result where it was not written to a file: a column for each decision, in the order of the rows.
    """

    rows: int
    by_columns: tuple[str, ...]
    by_rows: Mapping[str, tuple[PlacedProblem, ...]]
    frame: pl.DataFrame | None


def screen(
    model: Model,
    data: Path | pl.LazyFrame,
    *,
    on: date,
    out: Path | None = None,
    related: Mapping[str, Related] | None = None,
    decisions: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Screened:
    """Decides every row of the data on the date that counts; `decisions` are all of the model's unless named.

    An input of the model is the column of its name, or the related rows of its name. `keep` are columns of the data
    that go into the result as they are. Raises `DataError` for data that does not fit, and `KeyError` for a decision
    that the model does not have; then nothing is written.
    """
    work = _Screening(model, data, related or {}, decisions)
    columns = work.columns((*keep, *(own.own_key or own.key for own in (related or {}).values())))
    compiled = compile_columns(model, columns, on=on, decisions=work.decisions, clock=clock)
    if would_help(compiled.refused):
        known = with_texts(columns, work.frame, {name: work.frame_of(name) for name in work.related})
        compiled = compile_columns(model, known, on=on, decisions=work.decisions, clock=clock)
    ready = prepare(compiled.plan, {name: work.frame_of(name) for name in work.related})
    task = Task(model, tuple(compiled.refused), on, None if clock is None else clock())
    with ExitStack() as stack:
        workers = stack.enter_context(Workers(task)) if compiled.refused else None
        deciding = _Deciding(work, compiled, ready, workers, tuple(keep))
        store = stack.enter_context(_Store(out))
        done, total = 0, work.height()
        for chunk in work.chunks(CHUNK if compiled.refused else CHUNK_BY_COLUMNS):
            store.add(deciding.chunk(chunk))
            done += chunk.height
            if progress is not None:
                progress(done, total)
        by_columns = tuple(output.name for output in compiled.plan.outputs)
        reasons = {name: problems[0].text("en") for name, problems in compiled.refused.items()}
        frame = store.finish(deciding.final(), Mark(model.name, on, done, by_columns, reasons))
    return Screened(done, by_columns, compiled.refused, frame)


def schema_for(
    model: Model,
    data: Path | pl.LazyFrame,
    *,
    related: Mapping[str, Related] | None = None,
    decisions: Sequence[str] | None = None,
) -> Schema:
    """What the columns hold that the decisions of a model read, by one pass over the data. Raises `DataError`."""
    return _Screening(model, data, related or {}, decisions).columns(())


def opened(data: Path | pl.LazyFrame) -> pl.LazyFrame:
    """Data as a lazy frame. Raises `DataError` where a file cannot be read."""
    try:
        frame = data if isinstance(data, pl.LazyFrame) else pl.scan_parquet(data)
        frame.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise unreadable(str(data), fault) from None
    return frame


def unreadable(place: str, fault: Exception) -> DataError:
    """The error of a file that cannot be read or written."""
    reason = getattr(fault, "strerror", None) or str(fault).partition("\n")[0]
    return DataError((PlacedProblem(Place(place), Problem("columns-no-file", {"reason": reason})),))


class _Screening:
    """The data and what the model reads of it."""

    def __init__(
        self,
        model: Model,
        data: Path | pl.LazyFrame,
        related: Mapping[str, Related],
        decisions: Sequence[str] | None,
    ) -> None:
        self.model = model
        self.place = str(data) if isinstance(data, Path) else "data"
        self._data = data
        self._frames: dict[Path | int, pl.LazyFrame] = {}
        self._columns: dict[Path | int, dict[str, Column]] = {}
        self.frame = self._opened(data)
        self.related = related
        wanted = [decision.name for decision in model.decisions] if decisions is None else decisions
        self.decisions = tuple(model.decision(name).name for name in wanted)
        self.inputs = _inputs(model, self.decisions)

    def columns(self, more: Sequence[str]) -> Schema:
        """The schema of what is read. Raises `DataError`."""
        own = [name for name in self.inputs if name not in self.related]
        present = self.frame.collect_schema()
        lists = [
            PlacedProblem(Place(self.place, cell=name), Problem("columns-list-needed", {"column": name}))
            for name in own
            if name not in present and isinstance(_resolved(self.inputs[name], self.model.types), ListType)
        ]
        if lists:
            raise DataError(tuple(lists))
        entries = self._entries_only([name for name in own if name not in present])
        self.frame = self.frame.with_columns(pl.lit(None).alias(name) for name in entries)
        self.own = tuple(own)
        self.read = tuple(dict.fromkeys((*own, *more)))
        self._hold()
        columns = self._columns_of(self._data, self.frame, self.read, self.place)
        declared = {name: _resolved(self.inputs[name], self.model.types) for name in own}
        check_declared(self.frame, columns, declared, self.place)
        rows = {name: self._related(name) for name in self.related if name in self.inputs}
        return Schema({name: columns[name] for name in own}, rows)

    def _hold(self) -> None:
        """Reads the data into memory, where there is room for it: what is read of a row, and of it as a related row."""
        own = _identity(self._data)
        wanted = set(self.read)
        for name, related in self.related.items():
            if name in self.inputs and _identity(related.data) == own:
                wanted.update((*self.fields(name, self.frame), related.key))
        if not wanted <= set(self.frame.collect_schema()):
            # It will be told which columns are missing, and which there are.
            return
        try:
            rows = held(self.frame, sorted(wanted))
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise unreadable(self.place, fault) from None
        if rows is not None:
            self.frame = self._frames[own] = rows.lazy()

    def _opened(self, data: Path | pl.LazyFrame) -> pl.LazyFrame:
        """Data as a frame, the same for the same data."""
        own = _identity(data)
        if own not in self._frames:
            self._frames[own] = opened(data)
        return self._frames[own]

    def _columns_of(
        self, data: Path | pl.LazyFrame, frame: pl.LazyFrame, names: Sequence[str], place: str
    ) -> Mapping[str, Column]:
        """What columns hold, found once for each."""
        known = self._columns.setdefault(_identity(data), {})
        known.update(columns_of(frame, [name for name in names if name not in known], place))
        return {name: known[name] for name in names}

    def frame_of(self, name: str) -> pl.LazyFrame:
        """The rows that are related by this name."""
        return self._opened(self.related[name].data)

    def _entries_only(self, missing: Sequence[str]) -> list[str]:
        """Those inputs that are no facts but entries of a list's elements, of which a model does not know the type.

        `age` in `members[age > 60]` is taken for an input where nothing says what members have.
        """
        if not missing:
            return []
        entries = {
            field.name
            for type_ in self.frame.collect_schema().dtypes()
            if isinstance(type_, pl.List) and isinstance(type_.inner, pl.Struct)
            for field in type_.inner.fields
        }
        for name in self.related:
            entries.update(self.frame_of(name).collect_schema())
        definitions = [self.model.tree_of(name) for name in self.model.elements if name not in self.inputs]
        plain = {name for tree in definitions for name in _outside_filters(tree)}
        return [name for name in missing if name in entries - plain and self.inputs[name] is None]

    def _related(self, name: str) -> RelatedRows:
        related = self.related[name]
        frame = self.frame_of(name)
        place = str(related.data) if isinstance(related.data, Path) else name
        fields = self.fields(name, frame)
        columns = self._columns_of(related.data, frame, tuple(dict.fromkeys((*fields, related.key))), place)
        size = frame.select(pl.len()).collect().item()
        return RelatedRows(dict(columns), related.key, related.own_key or related.key, max(1, size))

    def fields(self, name: str, frame: pl.LazyFrame) -> tuple[str, ...]:
        """The columns of related rows that the model may read."""
        type_ = _resolved(self.inputs[name], self.model.types)
        element = _resolved(type_.element, self.model.types) if isinstance(type_, ListType) else type_
        if isinstance(element, ContextType):
            return tuple(field for field, _ in element.fields)
        spoken = _spoken(self.model)
        return tuple(column for column in frame.collect_schema().names() if column in spoken)

    def height(self) -> int:
        """How many rows there are."""
        return int(self.frame.select(pl.len()).collect().item())

    def chunks(self, size: int) -> Iterator[pl.DataFrame]:
        """The rows with the columns that are read, some at a time."""
        columns = self.frame.select(self.read)
        for start in range(0, max(self.height(), 1), size):
            try:
                yield columns.slice(start, size).collect()
            except (OSError, pl.exceptions.PolarsError) as fault:
                raise unreadable(self.place, fault) from None


def _identity(data: Path | pl.LazyFrame) -> Path | int:
    """What tells data from other data: the file, or the frame itself."""
    return data if isinstance(data, Path) else id(data)


def _inputs(model: Model, decisions: Sequence[str]) -> dict[str, Type | None]:
    """The inputs that decisions come to need, with their types."""
    found: dict[str, Type | None] = {}
    seen: set[str] = set()
    pending = list(decisions)
    inputs = {data.name: data for data in model.inputs}
    while pending:
        name = pending.pop(0)
        if name in seen or name not in model.elements:
            continue
        seen.add(name)
        if name in inputs:
            found[name] = inputs[name].type
        pending.extend(model.needs_of(name))
    return found


def _resolved(type_: Type | None, named: Mapping[str, Type]) -> Type | None:
    while isinstance(type_, NamedType | ConstrainedType):
        type_ = named.get(type_.name) if isinstance(type_, NamedType) else type_.base
    return type_


def _spoken(model: Model) -> set[str]:
    """Every name that the model's expressions say."""
    spoken: set[str] = set()
    for name in model.elements:
        for node in walk(model.tree_of(name)):
            if isinstance(node, Name | PathNode):
                spoken.add(node.name)
    return spoken


def _outside_filters(tree: Node) -> Iterator[str]:
    """The names that are said elsewhere than in the condition of a filter."""
    if isinstance(tree, Name):
        yield tree.name
    for part in (tree.base,) if isinstance(tree, Filter) else parts(tree):
        yield from _outside_filters(part)


class _Deciding:
    """Decides chunks."""

    def __init__(
        self,
        work: _Screening,
        compiled: Compiled,
        ready: Prepared,
        workers: Workers | None,
        keep: tuple[str, ...],
    ) -> None:
        self._work = work
        self._ready = ready
        self._workers = workers
        self._keep = keep
        self._by_columns = [output.name for output in compiled.plan.outputs]
        self._gathered = {name: Gathered() for name in compiled.refused}

    def chunk(self, chunk: pl.DataFrame) -> pl.DataFrame:
        """What the decisions say of a chunk; what the row engine says is text still."""
        parts = list(chunk.select(self._keep))
        if self._by_columns:
            parts.extend(self._ready.collect(chunk.lazy()))
        if self._workers is None:
            return pl.DataFrame(parts)
        facts = facts_of(chunk, self._work.own, self._groups(chunk))
        answers = list(self._workers.decide(facts))
        columns = zip(*answers, strict=True) if answers else [()] * len(self._gathered)
        made = [
            gathered.column(name, values)
            for (name, gathered), values in zip(self._gathered.items(), columns, strict=True)
        ]
        return pl.DataFrame([*parts, *made])

    def _groups(self, chunk: pl.DataFrame) -> dict[str, tuple[str, dict[object, list[Facts]]]]:
        groups: dict[str, tuple[str, dict[object, list[Facts]]]] = {}
        for name, related in self._work.related.items():
            if name not in self._work.inputs:
                continue
            own = related.own_key or related.key
            frame = self._work.frame_of(name)
            columns = list(dict.fromkeys((*self._work.fields(name, frame), related.key)))
            keys = chunk.lazy().select(pl.col(own).alias(related.key)).unique()
            rows = (
                frame.select(columns).join(keys, on=related.key, how="semi", maintain_order="left").collect()
            )
            by_key: dict[object, list[Facts]] = {}
            for row in rows.rows(named=True):
                by_key.setdefault(row[related.key], []).append(row)
            groups[name] = (own, by_key)
        return groups

    def final(self) -> list[pl.Expr]:
        """The columns of the result, made of those of the chunks."""
        made = [gathered.shown(name).alias(name) for name, gathered in self._gathered.items()]
        return [pl.col((*self._keep, *self._by_columns)), *made] if self._keep or self._by_columns else made


class _Store:
    """Keeps the chunks of the result: in memory, and what has no room there in files beside the one they become."""

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._frames: list[pl.DataFrame] = []
        self._size = 0
        self._folder: Path | None = None
        self._count = 0

    def __enter__(self) -> _Store:
        if self._out is not None:
            try:
                self._folder = Path(tempfile.mkdtemp(prefix=f".{self._out.name}.", dir=self._out.parent))
            except OSError as fault:
                raise unreadable(str(self._out), fault) from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, chunk: pl.DataFrame) -> None:
        """Keeps a chunk."""
        self._frames.append(chunk)
        self._size += int(chunk.estimated_size())
        if self._folder is not None and self._size > MOST:
            pl.concat(self._frames).write_parquet(self._folder / f"{self._count:06d}.parquet")
            self._frames, self._size, self._count = [], 0, self._count + 1

    def finish(self, columns: Sequence[pl.Expr], mark: Mark) -> pl.DataFrame | None:
        """The result as one frame, or as one file in its place, which bears the mark."""
        kept = [pl.concat(self._frames).lazy()] if self._frames else []
        if self._folder is None or self._out is None:
            return kept[0].select(columns).collect()
        parts = [pl.scan_parquet(part) for part in sorted(self._folder.glob("*.parquet"))]
        whole = self._folder / "whole"
        pl.concat([*parts, *kept]).select(columns).sink_parquet(whole, metadata=mark.metadata())
        whole.replace(self._out)
        return None
