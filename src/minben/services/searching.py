"""Finding an item or a bundle by what people type: names, half names, other words, mistakes, sounds, either language.

An item counts with the surest way in which it is found. Of those found in the same way, services that can be used at
once come first, then names that the typed text covers most, then lower codes.
Everything happens in the process, on an index that is made once for each version of the blueprint.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .index import Index, build, build_bundles
from .ways import Find, Way, all_words, best_of, finds_of, guesses_of, most_words
from .words import plain, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint import Blueprint
    from minben.blueprint.model import Bundle, Item, Text

    from .index import Entry

KEPT = 4
"""How many versions' indexes a process keeps."""
MAX_TYPED = 60
"""Characters of a text that are looked at."""

_WHY: Mapping[Way, Text] = {
    Way.GUESS: {"zh": "名称有相近之处", "en": "Something alike in the name"},
    Way.AGENCY: {"zh": "由该部门办理", "en": "Handled by this agency"},
    Way.ALIKE: {"zh": "名称与所输入的相近", "en": "Spelled much like what you typed"},
    Way.INITIALS: {"zh": "拼音首字母相符", "en": "The initials of its pinyin"},
    Way.SOUND: {"zh": "读音相符", "en": "Sounds like what you typed"},
    Way.SYNONYM: {"zh": "“{said}”在目录中的名称", "en": "The catalogue's name for “{said}”"},
    Way.CODE: {"zh": "事项代码相符", "en": "The code of the item"},
}
"""What is told of each way; a name that holds what was typed explains itself."""
_HOLDS: Text = {"zh": "包含这项服务", "en": "This service is part of it"}


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found: ``score`` from 0 to 1, higher is surer; ``why`` says how, where it is not plain."""

    item: Item
    score: float
    way: Way
    why: Text


@dataclass(frozen=True, slots=True)
class BundleHit:
    """A bundle that was found; ``why`` says how, where it is not plain."""

    bundle: Bundle
    why: Text


@dataclass(frozen=True, slots=True)
class _Indexes:
    """What one version of a blueprint is searched by."""

    items: Index[Item]
    bundles: Index[Bundle]


_indexes: dict[str, _Indexes] = {}
_indexing = threading.Lock()


def search(blueprint: Blueprint, text: str, limit: int = 20) -> list[Hit]:
    """The items that somebody may mean who types this, the likeliest first; none for an empty text."""
    index = index_of(blueprint)
    typed = text.strip()[:MAX_TYPED]
    best, several = _sure(index, typed), words(typed)
    if not best and several:
        guesses = guesses_of(index, plain(typed)) if len(several) == 1 else most_words(index, several)
        best = best_of(guesses)
    return [_hit(index.entries[find.position], find) for find in _ranked(index, best)[:limit]]


def search_bundles(blueprint: Blueprint, text: str, limit: int = 3) -> list[BundleHit]:
    """The bundles that somebody surely means who types this: by their name, or by that of one of their services."""
    index = _indexes_of(blueprint).bundles
    best = _sure(index, text.strip()[:MAX_TYPED])
    return [
        BundleHit(index.entries[find.position].of, _why(_of_bundle(find), find.said))
        for find in _ranked(index, best)[:limit]
    ]


def index_of(blueprint: Blueprint) -> Index[Item]:
    """The index of the items of this version, made where it is not there yet."""
    return _indexes_of(blueprint).items


def _indexes_of(blueprint: Blueprint) -> _Indexes:
    indexes = _indexes.get(blueprint.version)
    if indexes is None:
        with _indexing:
            indexes = _indexes.get(blueprint.version) or _Indexes(build(blueprint), build_bundles(blueprint))
            while len(_indexes) >= KEPT:
                del _indexes[next(iter(_indexes))]
            _indexes[blueprint.version] = indexes
    return indexes


def _sure(index: Index[Any], typed: str) -> dict[int, Find]:
    """The surest find of each entry, without guessing."""
    several = words(typed)
    if not several:
        return {}
    best = best_of(finds_of(index, typed))
    if len(several) > 1:
        # As one text first ("food  licence", "高龄 津贴"), then as words that must all be there.
        best = best_of([*best.values(), *all_words(index, several)])
    return best


def _ranked(index: Index[Any], best: Mapping[int, Find]) -> list[Find]:
    return sorted(best.values(), key=lambda find: _rank(index.entries[find.position], find))


def _rank(entry: Entry[Any], find: Find) -> tuple[object, ...]:
    return -find.way, not entry.executable, -find.part, entry.codes, find.position


def _hit(entry: Entry[Item], find: Find) -> Hit:
    way = Way.SYNONYM if find.said else find.way
    return Hit(
        entry.of,
        round((find.way - 1 + find.part) / Way.EXACT, 3),
        find.way,
        _why(_WHY.get(way, {}), find.said),
    )


def _of_bundle(find: Find) -> Text:
    return _HOLDS if find.way is Way.AGENCY else _WHY.get(Way.SYNONYM if find.said else find.way, {})


def _why(texts: Text, said: str) -> Text:
    return {language: text.format(said=said) for language, text in texts.items()}
