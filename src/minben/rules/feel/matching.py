r"""Matches regular expressions in steps that are counted, for those that may take long with Python's `re`.

`re` tries again and again what it has tried before: `(a+)+b` takes twice as long for every `a` more. Here a place of
the pattern that has failed at a place of the text is not tried there again, so that the steps are at most the length
of the one times the length of the other. A pattern that refers back to its groups is the exception: what it may match
depends on them, so that only the budget bounds it.

The patterns are those that `patterns` writes and `re` has compiled, so that little need be checked. A match is that of
`re`: the first place, and there the first way in the order in which the pattern says them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .work import Spend

MAX_PROGRAM = 50_000
"""Instructions of a pattern; repetitions with bounds are written out."""
MAX_TRIED = 1_000_000
"""Characters that `re` may look at in the worst case; it takes some nanoseconds for each."""
TOGETHER = 64
"""Steps that are counted together."""
_BOUNDS = re.compile(r"\{(\d+)(,?)(\d*)\}")
_ANCHORS = ("^", "$", r"\Z")


# What a pattern says.


@dataclass(frozen=True, slots=True)
class Set:
    """A character of a set, which is written as `re` has it; it keeps what it has found of each."""

    pattern: re.Pattern[str]
    known: dict[str, bool] = field(default_factory=dict, compare=False)

    def takes(self, character: str) -> bool:
        """Whether the character is in the set."""
        if character not in self.known:
            self.known[character] = self.pattern.fullmatch(character) is not None
        return self.known[character]


@dataclass(frozen=True, slots=True)
class Here:
    """A condition on the place that takes no character: `^` and its kin, or a class that must not follow."""

    condition: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Back:
    """What a group has matched, once more."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group that keeps what it matches."""

    number: int
    inside: Part


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts, the first that leads on."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part several times: as often as it can be, or as seldom. `most` is None where there is no bound."""

    part: Part
    least: int
    most: int | None
    greedy: bool


Part = Set | Here | Back | Group | Chain | Choice | Repeat


class Reader:
    """Reads a pattern of `re`."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._text = text
        self._flags = flags
        self._position = 0
        self.groups = 0

    def choice(self) -> Part:
        """Alternatives up to the end of the group."""
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._position < len(self._text) and self._text[self._position] not in "|)":
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def _take(self, text: str) -> bool:
        found = self._text.startswith(text, self._position)
        self._position += len(text) if found else 0
        return found

    def _repeated(self, part: Part) -> Part:
        bounds = self._bounds()
        if bounds is None:
            return part
        greedy = not self._take("?")
        if self._position < len(self._text) and self._text[self._position] in "*+?":
            # `re` has a meaning for some of these, XPath has none.
            raise re.error("multiple repeat")
        return Repeat(part, *bounds, greedy)

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(sign):
                return bounds
        match = _BOUNDS.match(self._text, self._position)
        if match is None:
            return None
        self._position = match.end()
        least = int(match[1])
        return least, (least if not match[2] else int(match[3]) if match[3] else None)

    def _atom(self) -> Part:
        start = self._position
        for anchor in _ANCHORS:
            if self._take(anchor):
                return Here(re.compile(anchor, self._flags))
        if self._take("(?!"):
            self.choice()
            self._position += 1
            return Here(re.compile(self._text[start : self._position], self._flags))
        if self._take("(?:"):
            inside = self.choice()
            self._position += 1
            return inside
        if self._take("("):
            self.groups += 1
            number = self.groups
            inside = self.choice()
            self._position += 1
            return Group(number, inside)
        return self._character()

    def _character(self) -> Part:
        start = self._position
        if self._text[start] == "[":
            self._position = self._end_of_class()
        elif self._text[start] == "\\":
            self._position += 2
            if self._text[start + 1].isdigit():
                while self._text[self._position : self._position + 1].isdigit():
                    self._position += 1
                return Back(int(self._text[start + 1 : self._position]))
        else:
            self._position += 1
        return Set(re.compile(self._text[start : self._position], self._flags))

    def _end_of_class(self) -> int:
        """The place after the class that starts here; in it `re` knows of no class inside."""
        position = self._position + 1
        position += self._text.startswith("^", position)
        position += self._text.startswith("]", position)
        while self._text[position] != "]":
            position += 2 if self._text[position] == "\\" else 1
        return position + 1


def matcher_of(compiled: re.Pattern[str]) -> Matcher:
    """The pattern ready to be run. Raises `re.error` where XPath does not have it."""
    part = Reader(compiled.pattern, re.RegexFlag(compiled.flags)).choice()
    program_of(part)
    return Matcher(compiled, part)


def ways(part: Part, length: int) -> float:
    """In how many ways at most a part is tried on a text; infinite for more than can be."""
    match part:
        case Group(_, inside):
            return ways(inside, length)
        case Chain(parts):
            product = 1.0
            for inner in parts:
                product *= ways(inner, length)
            return product
        case Choice(parts):
            return sum(ways(inner, length) for inner in parts)
        case Repeat(inner, least, most, _):
            each = ways(inner, length)
            rounds = length if most is None else min(most, length)
            if each == 1:
                return max(rounds - least, 0) + 1.0
            return float("inf") if rounds > 50 or each > MAX_TRIED else (each + 1) ** rounds
        case _:
            return 1.0


# What a pattern does.


@dataclass(frozen=True, slots=True)
class Save:
    """Keeps the place as the start or end of a group."""

    slot: int


@dataclass(slots=True)
class Fork:
    """Goes on at the first place; if that fails, at the second."""

    first: int = 0
    second: int = 0


@dataclass(slots=True)
class Jump:
    """Goes on elsewhere."""

    to: int = 0


@dataclass(slots=True)
class Again:
    """Goes on with another round at a fork; after a round that took nothing, at the end of the repetition."""

    fork: int
    end: int = 0


Instruction = Set | Here | Back | Save | Fork | Jump | Again


def program_of(part: Part) -> Sequence[Instruction]:
    """The instructions of a pattern; the text is matched where they end. Raises `re.error` for too many."""
    program: list[Instruction] = []
    _write(part, program)
    return program


def _write(part: Part, program: list[Instruction]) -> None:
    if len(program) > MAX_PROGRAM:
        raise re.error("too long")
    match part:
        case Group(number, inside):
            program.append(Save(2 * number))
            _write(inside, program)
            program.append(Save(2 * number + 1))
        case Chain(parts):
            for inner in parts:
                _write(inner, program)
        case Choice(parts):
            _write_choice(parts, program)
        case Repeat():
            _write_repeat(part, program)
        case _:
            program.append(part)


def _write_choice(parts: Sequence[Part], program: list[Instruction]) -> None:
    ends: list[Jump] = []
    for inner in parts[:-1]:
        fork = Fork(len(program) + 1)
        program.append(fork)
        _write(inner, program)
        ends.append(Jump())
        program.append(ends[-1])
        fork.second = len(program)
    _write(parts[-1], program)
    for end in ends:
        end.to = len(program)


def _write_repeat(repeat: Repeat, program: list[Instruction]) -> None:
    for _ in range(repeat.least):
        _write(repeat.part, program)
    forks: list[Fork] = []
    for _ in range(1 if repeat.most is None else repeat.most - repeat.least):
        forks.append(Fork(len(program) + 1))
        program.append(forks[-1])
        _write(repeat.part, program)
    if repeat.most is None:
        program.append(Again(forks[0].first - 1, len(program) + 1))
    for fork in forks:
        fork.second = len(program)
        if not repeat.greedy:
            fork.first, fork.second = fork.second, fork.first


@dataclass(frozen=True, slots=True)
class Found:
    """A match: where it starts and ends, and what the whole and each group hold."""

    start: int
    end: int
    groups: Sequence[str | None]


class Machine:
    """A pattern ready to be run."""

    def __init__(self, part: Part, groups: int, flags: re.RegexFlag) -> None:
        self._program = program_of(part)
        self._slots = (-1,) * (2 * groups + 2)
        self._flags = flags
        self._refers_back = any(isinstance(instruction, Back) for instruction in self._program)

    def find(self, text: str, begin: int, barred: int, spend: Spend) -> Found | None:
        """The first match from a place on; not an empty one at the barred place."""
        tried: set[object] = set()
        for start in range(begin, len(text) + 1):
            spend(1)
            found = self._at(text, start, (barred, tried), spend)
            if found is not None:
                return found
        return None

    def _at(self, text: str, start: int, known: tuple[int, set[object]], spend: Spend) -> Found | None:
        barred, tried = known
        program, end = self._program, len(self._program)
        pending = [(0, start, self._slots)]
        steps = 0
        while pending:
            place, position, slots = pending.pop()
            state = self._state(place, position, slots)
            if state in tried:
                continue
            tried.add(state)
            steps += 1
            if steps % TOGETHER == 0:
                spend(TOGETHER)
            if place == end:
                if position > start or start != barred:
                    return self._found(text, start, position, slots)
                continue
            match program[place]:
                case Fork(first, second):
                    pending.append((second, position, slots))
                    pending.append((first, position, slots))
                case Jump(to):
                    pending.append((to, position, slots))
                case Again(fork, after):
                    taken = self._state(fork, position, slots) not in tried
                    pending.append((fork if taken else after, position, slots))
                case Save(slot):
                    kept = (*slots[:slot], position, *slots[slot + 1 :])
                    pending.append((place + 1, position, kept))
                case Set() as one:
                    if position < len(text) and one.takes(text[position]):
                        pending.append((place + 1, position + 1, slots))
                case Here(condition):
                    if condition.match(text, position) is not None:
                        pending.append((place + 1, position, slots))
                case Back(group):
                    length = self._repeated(text, position, slots[2 * group : 2 * group + 2])
                    if length is not None:
                        pending.append((place + 1, position + length, slots))
        spend(steps % TOGETHER)
        return None

    def _state(self, place: int, position: int, slots: Sequence[int]) -> object:
        """All on which it depends what is found from here on."""
        return (place, position, slots) if self._refers_back else (place, position)

    def _repeated(self, text: str, position: int, ends: Sequence[int]) -> int | None:
        """The length of what a group has matched where it stands once more."""
        first, last = ends
        if first < 0 or last < 0:
            return None
        again = text[position : position + last - first]
        same = re.fullmatch(re.escape(text[first:last]), again, self._flags)
        return last - first if same is not None else None

    @staticmethod
    def _found(text: str, start: int, end: int, slots: Sequence[int]) -> Found:
        pairs = zip(slots[2::2], slots[3::2], strict=True)
        groups = (None if first < 0 or last < 0 else text[first:last] for first, last in pairs)
        return Found(start, end, (text[start:end], *groups))


class Matcher:
    """A pattern that `re` has compiled, run by `re` where it cannot take long, else in counted steps."""

    def __init__(self, compiled: re.Pattern[str], part: Part) -> None:
        self._compiled = compiled
        self._part = part
        self._machine: Machine | None = None

    @property
    def takes_nothing(self) -> bool:
        """Whether it matches the empty text."""
        return self._compiled.search("") is not None

    def matches(self, text: str, spend: Spend) -> bool:
        """Whether there is a match in a text."""
        return next(self.find_all(text, spend), None) is not None

    def find_all(self, text: str, spend: Spend) -> Iterator[Found]:
        """The matches in a text, one after the other."""
        length = len(text) + 1
        tried = ways(self._part, length) * length * length
        if tried <= MAX_TRIED:
            spend(int(tried) // 1000)
            for match in self._compiled.finditer(text):
                yield Found(match.start(), match.end(), (match[0], *match.groups()))
            return
        if self._machine is None:
            flags = re.RegexFlag(self._compiled.flags)
            self._machine = Machine(self._part, self._compiled.groups, flags)
        begin, barred = 0, -1
        while (found := self._machine.find(text, begin, barred, spend)) is not None:
            yield found
            begin = barred = found.end
