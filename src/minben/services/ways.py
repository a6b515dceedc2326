"""The ways from what somebody typed to items: by name, code, synonym, sound, initials, words, and by guessing.

Each way yields finds; nothing here decides which of them is shown first (`searching` does).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from .words import is_chinese, pairs, plain, sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .index import Index

ALIKE = 60
"""How much of a name must be spelled alike, in percent."""
LATIN_ALIKE = 75
LEAST_SHARED = 0.25
"""The part of a text, by the rarity of its pairs of characters, that a name must share to be a guess."""
GUESSES = 10


class Way(IntEnum):
    """How an item was found, the surest way highest."""

    GUESS = 1
    AGENCY = 2
    ALIKE = 3
    INITIALS = 4
    SOUND = 5
    TITLE = 6
    NAME = 7
    SYNONYM = 8
    CODE = 9
    EXACT = 10


@dataclass(frozen=True, slots=True)
class Find:
    """A way to an entry: ``part`` (0 to 1) is how much of it the typed text covers; ``said`` a synonym."""

    position: int
    way: Way
    part: float
    said: str = ""


def best_of(finds: Iterable[Find]) -> dict[int, Find]:
    """The surest find of each entry."""
    best: dict[int, Find] = {}
    for find in finds:
        known = best.get(find.position)
        if known is None or (find.way, find.part) > (known.way, known.part):
            best[find.position] = find
    return best


def finds_of(index: Index[Any], typed: str) -> Iterator[Find]:
    """Every sure way from a text to entries."""
    wanted = plain(typed)
    if not wanted:
        return
    yield from _by_synonym(index, wanted)
    yield from _by_text(index, wanted)
    if is_chinese(wanted):
        if len(wanted) > 1:
            yield from _by_homophones(index, wanted)
    elif wanted.isascii() and wanted.isalpha():
        yield from _by_latin(index, wanted)


def _by_text(index: Index[Any], wanted: str) -> Iterator[Find]:
    size = len(wanted)
    for position, entry in enumerate(index.entries):
        if wanted in entry.name:
            way = Way.EXACT if entry.name == wanted else Way.NAME
            yield Find(position, way, size / len(entry.name))
        for title in entry.titles:
            if wanted in title:
                yield Find(position, Way.EXACT if title == wanted else Way.TITLE, size / len(title))
        for code in entry.codes:
            if code.startswith(wanted) and size > 3:
                yield Find(position, Way.CODE, size / len(code))
        if size > 1 and any(wanted in name for name in entry.agency):
            yield Find(position, Way.AGENCY, 0.5)


def _by_synonym(index: Index[Any], wanted: str) -> Iterator[Find]:
    for said, meant in index.synonyms.items():
        if said == wanted:
            way, part = Way.SYNONYM, 1.0
        elif len(said) > 1 and said in wanted:
            way, part = Way.TITLE, len(said) / len(wanted)
        elif len(wanted) > 1 and wanted in said:
            way, part = Way.ALIKE, len(wanted) / len(said)
        else:
            continue
        yield from (Find(position, way, part, said) for position in meant)


def _by_homophones(index: Index[Any], wanted: str) -> Iterator[Find]:
    """Names that sound the same: most typing mistakes in Chinese are wrong characters for the right sound."""
    marked = sound(wanted).marked
    for position, entry in enumerate(index.entries):
        if marked in entry.sound.marked:
            yield Find(position, Way.SOUND, len(wanted) / len(entry.name))
    for said, spoken in index.synonym_sounds.items():
        if spoken.marked == marked:
            yield from (Find(position, Way.SYNONYM, 0.9, said) for position in index.synonyms[said])


def _by_latin(index: Index[Any], wanted: str) -> Iterator[Find]:
    """Pinyin in full or as initials, or the beginning of a word of a title or of an agency's name."""
    size = len(wanted)
    if size < 2:
        return
    for position, entry in enumerate(index.entries):
        said = entry.sound
        if wanted in said.joined and _begins_syllable(said.joined, wanted, said.begins):
            yield Find(position, Way.SOUND, size / len(said.joined))
        if wanted in said.initials:
            yield Find(position, Way.INITIALS, size / len(said.initials))
    for said_so, spoken in index.synonym_sounds.items():
        if wanted in (spoken.joined, spoken.initials):
            yield from (Find(position, Way.SYNONYM, 0.8, said_so) for position in index.synonyms[said_so])
    for way, vocabulary in ((Way.TITLE, index.title_words), (Way.AGENCY, index.agency_words)):
        for word, where in vocabulary.items():
            if word.startswith(wanted):
                yield from (Find(position, way, size / len(word)) for position in where)


def _begins_syllable(joined: str, wanted: str, begins: frozenset[int]) -> bool:
    at = joined.find(wanted)
    while at != -1:
        if at in begins:
            return True
        at = joined.find(wanted, at + 1)
    return False


def all_words(index: Index[Any], several: tuple[str, ...]) -> Iterator[Find]:
    """Entries that every word finds, graded by the weakest."""
    found = [best_of(finds_of(index, word)) for word in several]
    for position in set.intersection(*map(set, found)):
        yield _together([finds[position] for finds in found])


def most_words(index: Index[Any], several: tuple[str, ...]) -> Iterator[Find]:
    """Entries that more of the words find, or may mean, than others do, and at least half of them."""
    found = [best_of(finds_of(index, word)) or best_of(guesses_of(index, plain(word))) for word in several]
    counts = Counter(position for finds in found for position in finds)
    most = max(counts.values(), default=0)
    if most * 2 >= len(several):
        for position, count in counts.items():
            if count == most:
                yield _together([finds[position] for finds in found if position in finds])


def _together(finds: list[Find]) -> Find:
    """What several words find as one find: as weak as the weakest."""
    weakest = min(finds, key=lambda find: find.way)
    part = sum(find.part for find in finds) / len(finds)
    return Find(weakest.position, weakest.way, part, weakest.said)


def guesses_of(index: Index[Any], wanted: str) -> Iterator[Find]:
    """What somebody may have meant where nothing is surely found."""
    if len(wanted) < 2:
        return
    if not is_chinese(wanted):
        yield from _by_misspelt_word(index, wanted)
        return
    for said, meant in index.synonyms.items():
        if len(said) > 2 and _in_order(said, wanted):
            yield from (Find(position, Way.ALIKE, len(said) / len(wanted), said) for position in meant)
    shared = _shared_pairs(index, wanted)
    whole = max(len(wanted) - 1, 1) * max(index.rarity.values(), default=1)
    likeliest = sorted(shared, key=lambda position: -shared[position])
    for position in likeliest[:GUESSES]:
        if shared[position] / whole >= LEAST_SHARED:
            yield Find(position, Way.GUESS, shared[position] / whole)
    if len(wanted) > 2:
        for at in {*likeliest, *_sharing_letters(index, wanted)}:
            ratio = fuzz.partial_ratio(wanted, index.names[at], score_cutoff=ALIKE)
            if ratio:
                yield Find(at, Way.ALIKE, ratio / 100)


def _by_misspelt_word(index: Index[Any], wanted: str) -> Iterator[Find]:
    for way, vocabulary in ((Way.ALIKE, index.title_words), (Way.GUESS, index.agency_words)):
        for word, ratio, _ in process.extract(
            wanted, vocabulary.keys(), scorer=fuzz.ratio, score_cutoff=LATIN_ALIKE, limit=GUESSES
        ):
            yield from (Find(position, way, ratio / 100) for position in vocabulary[word])


def _shared_pairs(index: Index[Any], wanted: str) -> dict[int, float]:
    """How rare the pairs of characters are that each name shares with the text."""
    shared: dict[int, float] = {}
    for pair in pairs(wanted):
        for position in index.by_pair.get(pair, ()):
            shared[position] = shared.get(position, 0.0) + index.rarity[pair]
    return shared


def _sharing_letters(index: Index[Any], wanted: str) -> Iterator[int]:
    """Names with all but one or two of the characters of a short text, in whatever order."""
    letters = frozenset(wanted)
    least = max(2, len(letters) - 2)
    return (at for at, known in enumerate(index.letters) if len(letters & known) >= least)


def _in_order(letters: str, text: str) -> bool:
    """Whether a text holds these characters one after the other, others between them or not.

    >>> _in_order("开饭馆", "我想开一家饭馆")
    True
    """
    rest = iter(text)
    return all(letter in rest for letter in letters)
