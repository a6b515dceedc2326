"""The words that a reader knows: titles instead of the names that rules use, and where a fact comes from.

An upper room gives them from what it holds (a blueprint's titles, its registers); without any, names stand as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..feel.temporal import MONTHS
from ..messages import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..problems import Place

Text = Mapping[str, str]
"""Words by language code."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands between things in one language."""

    comma: str
    joint_and: str
    joint_or: str
    both: str
    units: str
    sentences: str
    months: tuple[str, ...]
    brackets: tuple[str, str]
    aside: str


_CHINESE_MONTHS = tuple(f"{month}月" for month in range(1, 13))
SIGNS = {
    "zh": Signs(
        comma="、",
        joint_and="和",
        joint_or="或",
        both="，且",
        units="",
        sentences="；",
        months=_CHINESE_MONTHS,
        brackets=("（", "）"),
        aside="（{}）",
    ),
    "en": Signs(
        comma=", ",
        joint_and=" and ",
        joint_or=" or ",
        both=" and ",
        units=" and ",
        sentences="; ",
        months=MONTHS,
        brackets=("(", ")"),
        aside=" ({})",
    ),
}
LAW_COLUMNS = ("law", "legal basis", "法律依据", "依据")
"""Headings of the annotation columns that cite the law a rule carries out."""


@dataclass(frozen=True, slots=True)
class Words:
    """How to speak to one reader; `lang` is `zh` or `en`.

    `titles` are by what stands in the rules: a name (`age`), a path (`person.birth_date`), an input's whole expression
    (`count(paid) > 0`), an output. `choices` are, by the same names, the titles of the values that it may have.
    `sources` say by the name where a fact was taken from (`population register`): a text, or one by language.
    `laws` are the headings of annotation columns that cite law. `author` is a reader who keeps the tables, and is
    told at which line of which file a rule stands; to anybody else that says nothing.

    >>> Words("en", titles={"age": {"zh": "年龄", "en": "Age"}}).title("age")
    'Age'
    """

    lang: str
    titles: Mapping[str, Text] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    sources: Mapping[str, Text | str] = field(default_factory=dict)
    laws: tuple[str, ...] = LAW_COLUMNS
    author: bool = True

    def say(self, code: str, **values: str) -> str:
        """A message in the reader's language."""
        return MESSAGES[code][self.lang].format_map(values)

    def title(self, name: str) -> str:
        """What a name, path or expression is called; itself where it has no title."""
        return self._pick(self.titles.get(name)) or name

    def has_title(self, name: str) -> bool:
        """Whether there is a title for the name, path or expression."""
        return name in self.titles

    def choice(self, name: str, value: str) -> str | None:
        """What a value of a name is called, None where it has no title."""
        return self._pick(self.choices.get(name, {}).get(value))

    def source(self, name: str) -> str:
        """Where a fact was taken from, empty where nobody said so."""
        found = self.sources.get(name, "")
        return found if isinstance(found, str) else self._pick(found) or ""

    def at(self, place: Place) -> str:
        """Where a rule stands, in brackets, for a reader who keeps the tables."""
        return self.signs.aside.format(place.text(self.lang)) if self.author else ""

    def cites_law(self, heading: str) -> bool:
        """Whether an annotation column cites law."""
        return heading.strip().casefold() in {law.casefold() for law in self.laws}

    @property
    def signs(self) -> Signs:
        """What stands between things in the reader's language."""
        return SIGNS[self.lang]

    def all_of(self, items: Sequence[str]) -> str:
        """Items one after the other, the last with `and` before it."""
        return self._joined(items, self.signs.joint_and)

    def any_of(self, items: Sequence[str]) -> str:
        """Items one after the other, the last with `or` before it."""
        return self._joined(items, self.signs.joint_or)

    def grouped(self, text: str) -> str:
        """A text in brackets."""
        opening, closing = self.signs.brackets
        return f"{opening}{text}{closing}"

    def _joined(self, items: Sequence[str], joint: str) -> str:
        *first, last = items
        return f"{self.signs.comma.join(first)}{joint}{last}" if first else last

    def _pick(self, text: Text | None) -> str | None:
        """A text in the reader's language, else in any."""
        if not text:
            return None
        return text.get(self.lang) or next(iter(text.values()))
