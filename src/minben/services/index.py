"""The items of one blueprint made ready to be found: by name, code, sound, synonym, agency, and words of services."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .words import pairs, plain, sound, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from minben.blueprint import Blueprint
    from minben.blueprint.model import Item

    from .words import Sound


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with everything by which it is found; ``titles`` and ``agency`` are plain."""

    item: Item
    executable: bool
    name: str
    sound: Sound
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    agency: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All items, and the ways to them that are no part of one name.

    ``synonyms`` gives for what people say the entries it means, ``synonym_sounds`` how it is said. ``title_words`` and
    ``agency_words`` are the words that are written with letters. ``rarity`` weighs pairs of characters.
    """

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    letters: tuple[frozenset[str], ...]
    synonyms: Mapping[str, tuple[int, ...]]
    synonym_sounds: Mapping[str, Sound]
    title_words: Mapping[str, tuple[int, ...]]
    agency_words: Mapping[str, tuple[int, ...]]
    by_pair: Mapping[str, tuple[int, ...]]
    rarity: Mapping[str, float]


def build(blueprint: Blueprint) -> Index:
    """Make the index of a blueprint: a few hundred milliseconds for a thousand items, once per version."""
    services = {service.item: service for service in blueprint.services.values()}
    agencies = {
        id_: tuple(filter(None, (*agency.title.values(), *agency.short.values())))
        for id_, agency in blueprint.agencies.items()
    }
    entries: list[Entry] = []
    title_texts: list[tuple[str, ...]] = []
    for item in blueprint.items.values():
        service = services.get(item.code)
        titles = tuple(service.title.values()) if service else ()
        said_of = agencies.get(item.agency, ())
        name = plain(item.name)
        title_texts.append(titles)
        entries.append(
            Entry(
                item=item,
                executable=service is not None,
                name=name,
                sound=sound(name),
                codes=tuple(filter(None, (plain(item.code), plain(item.local_code)))),
                titles=tuple(map(plain, titles)),
                agency=tuple(map(plain, said_of)),
            )
        )
    names = tuple(entry.name for entry in entries)
    synonyms = _synonyms(blueprint, names)
    by_pair = _by_pair(names)
    return Index(
        entries=tuple(entries),
        names=names,
        letters=tuple(map(frozenset, names)),
        synonyms=synonyms,
        synonym_sounds={said: sound(said) for said in synonyms},
        title_words=_latin_words(title_texts),
        agency_words=_latin_words([agencies.get(entry.item.agency, ()) for entry in entries]),
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
