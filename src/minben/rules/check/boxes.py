"""Looks through the cases of a table, a box of them at a time, for what no rule holds and for what rules hold together.

A search halves a box where that parts the rules best, until every rule that meets it holds all of it, or none does.
It is exact; its work is counted, and a search whose budget is spent tells how much of the cases it has looked through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from .pieces import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .axes import Axis
    from .pieces import Runs

Box = tuple[tuple[int, int], ...]
"""On every axis a run of pieces, the end excluded."""
Point = tuple[int, ...]
"""On every axis a piece."""


class SpentError(Exception):
    """The budget of a search is spent. `done` is the share of the cases that was looked through, from 0 to 1."""

    def __init__(self, done: float) -> None:
        super().__init__(done)
        self.done = done


class Budget:
    """Steps that searches may take together."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self, steps: int, done: float) -> None:
        """Counts work. Raises `SpentError` where the budget is spent; `done` is what has been looked through."""
        self._left -= steps
        if self._left < 0:
            raise SpentError(done)


@dataclass(frozen=True, slots=True)
class _Part:
    box: Box
    rules: int
    """Those that meet the box."""
    share: float
    """Its share of all cases, counted in halves."""


@dataclass(frozen=True, slots=True)
class Found:
    """A box of cases, and the rules that meet it: none in a gap, only unsure ones where nothing can be told."""

    box: Box
    rules: int

    @property
    def point(self) -> Point:
        """The first case of the box."""
        return tuple(start for start, _ in self.box)


class Search:
    """A search through the cases of a table. `rules` are those that count, `certain` those of which all is known."""

    def __init__(self, axes: Sequence[Axis], rules: int, certain: int, budget: Budget) -> None:
        self._axes = axes
        self._rules = rules
        self._certain = certain
        self._budget = budget
        self._done = 0.0
        self._holding: dict[tuple[int, int, int], int] = {}

    def gaps(self, box: Box) -> Iterator[Found]:
        """The boxes that no rule holds, and those of which it cannot be told. Raises `SpentError`."""
        for part in self._parts(box, self._rules):
            yield Found(part.box if part.rules else self._widened(part.box, box), part.rules)
            self._done += part.share

    def holes(self, box: Box, days: Sequence[int]) -> Iterator[Found]:
        """The boxes of cases that rules hold on days before and after some days on which none does.

        `days` are the rules in force on each stretch of days, as bits. Raises `SpentError`.
        """
        pending = [_Part(box, self._meeting(box, self._rules), 1.0)]
        while pending:
            part = pending.pop()
            cut = None
            if _may_have_hole(days, part.rules, self._held(part.box, part.rules & self._certain)):
                cut = self._cut(part.box, part.rules)
                if cut is None:
                    yield Found(part.box, part.rules)
            if cut is None:
                self._done += part.share
            else:
                pending.extend(self._halves(part, *cut))

    def uncovered(self, rule: int, boxes: Sequence[Runs]) -> Point | None:
        """A case that a rule holds and no certain one of the others does, else None. Raises `SpentError`."""
        hull = tuple((runs[0][0], runs[-1][1]) for runs in boxes)
        one = 1 << rule
        part = next(self._parts(hull, self._rules & self._certain | one, needed=one), None)
        return None if part is None else tuple(start for start, _ in part.box)

    def firsts(self, box: Box) -> int:
        """The rules that somewhere come first, by their order in the bits. Raises `SpentError`."""
        found = 0
        pending = [_Part(box, self._meeting(box, self._rules), 1.0)]
        while pending:
            part = pending.pop()
            rules = self._until_held(part)
            if not rules & ~found:
                self._done += part.share
                continue
            # No rule before the first of those that meet a box can take a case in it away.
            found |= rules & -rules
            cut = self._cut(part.box, rules)
            if cut is None:
                found |= self._until_certain(rules)
                self._done += part.share
            else:
                pending.extend(self._halves(_Part(part.box, rules, part.share), *cut))
        return found

    def _until_held(self, part: _Part) -> int:
        """The rules of a part up to the first certain one that holds all of it."""
        held = self._held(part.box, part.rules & self._certain)
        return part.rules & ((held & -held) * 2 - 1) if held else part.rules

    def _until_certain(self, rules: int) -> int:
        certain = rules & self._certain
        return rules & ((certain & -certain) * 2 - 1) if certain else rules

    # Parts.

    def _parts(self, box: Box, rules: int, needed: int = 0) -> Iterator[_Part]:
        """The boxes that cannot be cut further to any use: no certain rule of those that meet it holds all of it."""
        pending = [_Part(box, self._meeting(box, rules), 1.0)]
        while pending:
            part = pending.pop()
            certain = part.rules & self._certain & ~needed
            if (needed and not part.rules & needed) or self._held(part.box, certain):
                self._done += part.share
                continue
            cut = self._cut(part.box, part.rules)
            if cut is None:
                yield part
            else:
                pending.extend(self._halves(part, *cut))

    def _meeting(self, box: Box, rules: int) -> int:
        if any(start >= end for start, end in box):
            return 0
        return reduce(and_, (axis.meeting((run,)) for axis, run in zip(self._axes, box, strict=True)), rules)

    def _held(self, box: Box, rules: int) -> int:
        """Those of some rules that hold all of a box."""
        for place, (start, end) in enumerate(box):
            if not rules:
                return 0
            rules &= self._holding_run(place, start, end)
        return rules

    def _holding_run(self, place: int, start: int, end: int) -> int:
        key = (place, start, end)
        if key not in self._holding:
            self._holding[key] = reduce(and_, self._axes[place].by_piece[start:end])
        return self._holding[key]

    def _cut(self, box: Box, rules: int) -> tuple[int, int] | None:
        """The axis and the piece before which to halve a box, None where every rule holds all of it or none of it."""
        partial = [rules & ~self._holding_run(place, *run) for place, run in enumerate(box)]
        best: tuple[int, int, int, int] | None = None
        for place, run in enumerate(box):
            if partial[place]:
                elsewhere = reduce(or_, (found for axis, found in enumerate(partial) if axis != place), 0)
                found = (*self._cut_on(place, *run, rules, elsewhere), place)
                best = found if best is None or found < best else best
        return None if best is None else (best[3], best[2])

    def _cut_on(self, place: int, start: int, end: int, rules: int, elsewhere: int) -> tuple[int, int, int]:
        """The best cut on an axis: how much work the rules that hold halves in part leave, how uneven it is, and where.

        `elsewhere` are the rules that hold the box in part only on another axis.
        """
        self._budget.spend(end - start, self._done)
        pieces = self._axes[place].by_piece
        behind = [(0, rules)] * (end - start + 1)
        for piece in range(end - 1, start, -1):
            meets, holds = behind[piece - start + 1]
            behind[piece - start] = meets | pieces[piece] & rules, holds & pieces[piece]
        meets, holds = 0, rules
        best: tuple[int, int, int] | None = None
        for piece in range(start + 1, end):
            last = pieces[piece - 1]
            meets, holds = meets | last & rules, holds & last
            if (last ^ pieces[piece]) & rules:
                meets_behind, holds_behind = behind[piece - start]
                left = (meets & (elsewhere | ~holds)).bit_count()
                right = (meets_behind & (elsewhere | ~holds_behind)).bit_count()
                # A search among n rules takes about n log n steps.
                work = left * left.bit_length() + right * right.bit_length()
                found = (work, abs(left - right), piece)
                best = found if best is None or found < best else best
        if best is None:
            raise AssertionError("an axis is cut only where rules change on it")
        return best

    def _halves(self, part: _Part, place: int, piece: int) -> Iterator[_Part]:
        """Both halves of a part, the first one last: it is looked through first."""
        start, end = part.box[place]
        for run in ((piece, end), (start, piece)):
            rules = part.rules & self._axes[place].meeting((run,))
            yield _Part((*part.box[:place], run, *part.box[place + 1 :]), rules, part.share / 2)

    def _widened(self, box: Box, whole: Box) -> Box:
        """A gap made as wide as it is, axis by axis."""
        runs = list(box)
        for place, (first, last) in enumerate(whole):
            others = reduce(
                and_,
                (
                    axis.meeting((run,))
                    for at, (axis, run) in enumerate(zip(self._axes, runs, strict=True))
                    if at != place
                ),
                self._rules,
            )
            pieces = self._axes[place].by_piece
            start, end = runs[place]
            while start > first and not pieces[start - 1] & others:
                start -= 1
            while end < last and not pieces[end] & others:
                end += 1
            runs[place] = (start, end)
        return tuple(runs)


def _may_have_hole(days: Sequence[int], rules: int, held: int) -> bool:
    """Whether some of the rules may be in force before and after a day on which none of those that surely hold is."""
    some = [place for place, day in enumerate(days) if day & rules]
    if not some or any(not rules & ~day for day in days):
        # Periods that share a day leave no hole.
        return False
    return any(not days[place] & held for place in range(some[0], some[-1] + 1))


def shared(one: Sequence[Runs], other: Sequence[Runs]) -> tuple[Runs, ...]:
    """What two rules hold both, axis by axis."""
    return tuple(both(first, second) for first, second in zip(one, other, strict=True))
