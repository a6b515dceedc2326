"""What is in one blueprint made ready to be found: by name, code, sound, synonym, agency, and words of services.

Items and bundles have an index each.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from .words import pairs, plain, sound, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from minben.blueprint import Blueprint
    from minben.blueprint.model import Bundle, Item, Text

    from .words import Sound


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One item or bundle with everything by which it is found; ``titles`` and ``agency`` are plain.

    ``agency`` holds the names of whom it belongs to; of a bundle, those of its services.
    """

    of: T
    executable: bool
    name: str
    sound: Sound
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    agency: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index(Generic[T]):
    """All entries, and the ways to them that are no part of one name.

    ``synonyms`` gives for what people say the entries it means, ``synonym_sounds`` how it is said. ``title_words`` and
    ``agency_words`` are the words that are written with letters. ``rarity`` weighs pairs of characters.
    """

    entries: tuple[Entry[T], ...]
    names: tuple[str, ...]
    letters: tuple[frozenset[str], ...]
    synonyms: Mapping[str, tuple[int, ...]]
    synonym_sounds: Mapping[str, Sound]
    title_words: Mapping[str, tuple[int, ...]]
    agency_words: Mapping[str, tuple[int, ...]]
    by_pair: Mapping[str, tuple[int, ...]]
    rarity: Mapping[str, float]


def build(blueprint: Blueprint) -> Index[Item]:
    """Make the index of the items: a few hundred milliseconds for a thousand of them, once per version."""
    services = {service.item: service for service in blueprint.services.values()}
    agencies = {
        id_: tuple(filter(None, (*agency.title.values(), *agency.short.values())))
        for id_, agency in blueprint.agencies.items()
    }
    entries: list[Entry[Item]] = []
    titles: list[tuple[str, ...]] = []
    for item in blueprint.items.values():
        service = services.get(item.code)
        titles.append(tuple(service.title.values()) if service else ())
        codes = (item.code, item.local_code)
        said_of = agencies.get(item.agency, ())
        entries.append(_entry(item, item.name, codes, titles[-1], said_of, executable=service is not None))
    return _index(blueprint, entries, titles, [agencies.get(one.of.agency, ()) for one in entries])


def build_bundles(blueprint: Blueprint) -> Index[Bundle]:
    """Make the index of the bundles."""
    entries: list[Entry[Bundle]] = []
    titles: list[tuple[str, ...]] = []
    parts: list[tuple[str, ...]] = []
    for bundle in blueprint.bundles.values():
        titles.append(tuple(bundle.title.values()))
        parts.append(tuple(text for part in bundle.parts for text in _titles(blueprint, part).values()))
        name = bundle.title[blueprint.languages[0]]
        entries.append(_entry(bundle, name, (), titles[-1], parts[-1], executable=True))
    return _index(blueprint, entries, titles, parts)


def _titles(blueprint: Blueprint, service: str) -> Text:
    return blueprint.services[service].title


def _entry(
    of: T, name: str, codes: Iterable[str], titles: Iterable[str], agency: Iterable[str], *, executable: bool
) -> Entry[T]:
    written = plain(name)
    return Entry(
        of=of,
        executable=executable,
        name=written,
        sound=sound(written),
        codes=tuple(filter(None, map(plain, codes))),
        titles=tuple(map(plain, titles)),
        agency=tuple(map(plain, agency)),
    )


def _index(
    blueprint: Blueprint,
    entries: list[Entry[T]],
    titles: Sequence[tuple[str, ...]],
    agencies: Sequence[tuple[str, ...]],
) -> Index[T]:
    names = tuple(entry.name for entry in entries)
    synonyms = _synonyms(blueprint, names)
    by_pair = _by_pair(names)
    return Index(
        entries=tuple(entries),
        names=names,
        letters=tuple(map(frozenset, names)),
        synonyms=synonyms,
        synonym_sounds={said: sound(said) for said in synonyms},
        title_words=_latin_words(titles),
        agency_words=_latin_words(agencies),
        by_pair=by_pair,
        rarity={pair: math.log(1 + len(names) / len(where)) for pair, where in by_pair.items()},
    )


def _synonyms(blueprint: Blueprint, names: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    found: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for synonym in blueprint.synonyms:
        meant = plain(synonym.means)
        found[plain(synonym.says)].update(_containing(names, meant))
    return {said: tuple(meant) for said, meant in found.items()}


def _containing(names: tuple[str, ...], text: str) -> Iterable[tuple[int, None]]:
    return ((position, None) for position, name in enumerate(names) if text in name)


def _by_pair(names: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        for pair in pairs(name):
            found[pair].append(position)
    return {pair: tuple(where) for pair, where in found.items()}


def _latin_words(texts: Sequence[tuple[str, ...]]) -> Mapping[str, tuple[int, ...]]:
    found: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for position, group in enumerate(texts):
        for text in group:
            for word in words(text):
                if word.isascii() and not word.isdigit():
                    found[word][position] = None
    return {word: tuple(where) for word, where in found.items()}
