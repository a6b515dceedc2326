"""How words are made comparable: one spelling for full and half width, no punctuation, and the sounds of characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

_NOT_A_WORD = re.compile(r"[\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Sound:
    """How a text is said: its syllables run together, where each begins, and their initials.

    ``marked`` has every syllable between bars, so that a sequence of whole syllables can be looked for.
    """

    joined: str
    begins: frozenset[int]
    initials: str
    marked: str


def plain(text: str) -> str:
    """Lower case, half width, without spaces and punctuation.

    >>> plain("食品（含保健食品） 经营许可")
    '食品含保健食品经营许可'
    """
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text).lower().replace("ü", "v"))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case.

    >>> words("Food business licence, 高龄")
    ('food', 'business', 'licence', '高龄')
    """
    return tuple(word for word in _NOT_A_WORD.split(unicodedata.normalize("NFKC", text).lower()) if word)


def is_chinese(text: str) -> bool:
    """Whether any character is Chinese."""
    return _CHINESE.search(text) is not None


@lru_cache(maxsize=4096)
def sound(text: str) -> Sound:
    """How a plain text is said in Mandarin, without tones; what is no Chinese stays as it is.

    >>> sound("高龄津贴").initials, sound("高龄津贴").joined
    ('gljt', 'gaolingjintie')
    """
    syllables = [syllable for run in _RUNS.findall(text) for syllable in _syllables(run)]
    begins, position = [], 0
    for syllable in syllables:
        begins.append(position)
        position += len(syllable)
    return Sound(
        joined="".join(syllables),
        begins=frozenset(begins),
        initials="".join(syllable[0] for syllable in syllables),
        marked=f"|{'|'.join(syllables)}|",
    )


def _syllables(run: str) -> list[str]:
    return lazy_pinyin(run) if is_chinese(run) else list(run)


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters.

    >>> sorted(pairs("食品证"))
    ['品证', '食品']
    """
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
