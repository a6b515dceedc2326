"""Shapes: what may stand at a key of a blueprint file, each declared once.

A shape reads a node into a typed value, and describes itself as a JSON Schema. The grammar is made of shapes; the
reader, the published schema and the test of the documentation all follow from it. A shape that finds something else
than it wants reports the problem and raises `Refused`; whoever reads a list or a mapping goes on with the next.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from .calendar import Limit
from .model import Place, Text
from .nodes import Keyed, Node, Report, Scalar, Series
from .problems import Problem, near

T_co = TypeVar("T_co", covariant=True)
K_co = TypeVar("K_co", bound=str, covariant=True)
E_co = TypeVar("E_co", bound=StrEnum, covariant=True)
Schema = Mapping[str, object]

_WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Refused(Exception):  # noqa: N818 - says what happened
    """A node is not of the wanted shape; the problem is reported already."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known while a file is read: its name, the languages of the blueprint, where problems go, what is lost.

    ``lost`` collects the names of things that could not be read, so that nobody complains that they are unknown.
    """

    file: str
    languages: tuple[str, ...]
    report: Report
    lost: set[str] = field(default_factory=set)

    def problem(self, line: int, code: str, **values: str | Text) -> None:
        """Report a problem of this file."""
        self.report(Problem(Place(self.file, line), code, values))

    def refuse(self, line: int, code: str, **values: str | Text) -> Refused:
        """Report a problem; to be raised by the caller."""
        self.problem(line, code, **values)
        return Refused()


class Shape(ABC, Generic[T_co]):
    """What may stand at a key."""

    @property
    @abstractmethod
    def wanted(self) -> Text:
        """In words, for "expected ..."."""

    @abstractmethod
    def read(self, node: Node, reading: Reading) -> T_co:
        """The value. Raises `Refused` after reporting."""

    @abstractmethod
    def schema(self) -> Schema:
        """As JSON Schema 2020-12."""

    def parts(self) -> Iterator[Shape[Any]]:
        """The shapes that it is made of."""
        return iter(())

    def wrong(self, node: Node, reading: Reading) -> Refused:
        """Report that something else stands here."""
        return reading.refuse(node.line, "wrong-shape", expected=self.wanted, found=found(node))


def found(node: Node) -> Text:
    """What stands there, in words."""
    match node:
        case Scalar(empty=True):
            return {"zh": "空白", "en": "nothing"}
        case Scalar(text):
            shown = text if len(text) <= 40 else text[:39] + "…"
            return {"zh": f"“{shown}”", "en": f'"{shown}"'}
        case Series():
            return {"zh": "列表", "en": "a list"}
        case Keyed():
            return {"zh": "键值表", "en": "a mapping"}


@dataclass(frozen=True, slots=True)
class Written(Shape[T_co]):
    """A scalar that `parse` makes a value of; `parse` raises ValueError on anything else."""

    zh: str
    en: str
    parse: Callable[[str], T_co]
    pattern: str = ""

    @property
    def wanted(self) -> Text:
        return {"zh": self.zh, "en": self.en}

    def read(self, node: Node, reading: Reading) -> T_co:
        if not isinstance(node, Scalar) or node.empty:
            raise self.wrong(node, reading)
        try:
            return self.parse(node.text)
        except ValueError:
            raise self.wrong(node, reading) from None

    def schema(self) -> Schema:
        return {"type": "string", "description": self.en} | (
            {"pattern": self.pattern} if self.pattern else {}
        )


@dataclass(frozen=True, slots=True)
class Formula(Shape[str]):
    """A FEEL expression; it is parsed and its names are resolved by the checks, which know what it may name."""

    @property
    def wanted(self) -> Text:
        return {"zh": "一个 FEEL 表达式", "en": "a FEEL expression"}

    def read(self, node: Node, reading: Reading) -> str:
        if not isinstance(node, Scalar) or not (node.text.strip() or node.empty):
            raise self.wrong(node, reading)
        return node.text.strip() or "null"

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean", "null"], "description": "a FEEL expression"}


@dataclass(frozen=True, slots=True)
class OneOf(Shape[E_co]):
    """One of the values of an enumeration."""

    values: type[E_co]

    @property
    def wanted(self) -> Text:
        words = [str(value) for value in self.values]
        return {"zh": "、".join(words) + " 之一", "en": "one of " + ", ".join(words)}

    def read(self, node: Node, reading: Reading) -> E_co:
        if not isinstance(node, Scalar):
            raise self.wrong(node, reading)
        try:
            return self.values(node.text)
        except ValueError:
            raise reading.refuse(
                node.line,
                "wrong-value",
                expected=self.wanted,
                found=found(node),
                near=near(node.text, map(str, self.values)),
            ) from None

    def schema(self) -> Schema:
        return {"enum": [str(value) for value in self.values]}


@dataclass(frozen=True, slots=True)
class Texts(Shape[Text]):
    """Plain words in every language of the blueprint; in some of them only where ``every`` is false."""

    every: bool = True

    @property
    def wanted(self) -> Text:
        return {
            "zh": "各语言的文字，例如 {zh: 受理, en: Acceptance}",
            "en": "words by language, such as {zh: 受理, en: Acceptance}",
        }

    def read(self, node: Node, reading: Reading) -> Text:
        if not isinstance(node, Keyed):
            raise self.wrong(node, reading)
        texts: dict[str, str] = {}
        for lang, entry in node.entries.items():
            if reading.languages and lang not in reading.languages:
                reading.problem(entry.line, "unknown-language", lang=lang, near=near(lang, reading.languages))
            elif not isinstance(entry.value, Scalar):
                raise WORDS.wrong(entry.value, reading)
            elif entry.value.text.strip() and not entry.value.empty:
                texts[lang] = entry.value.text.strip()
        missing = [lang for lang in reading.languages if lang not in texts]
        if self.every and missing:
            raise reading.refuse(node.line, "not-translated", missing=", ".join(missing))
        return texts

    def schema(self) -> Schema:
        return {"$ref": "#/$defs/texts"}


@dataclass(frozen=True, slots=True)
class ListOf(Shape[tuple[T_co, ...]]):
    """A list; faulty elements are reported and left out."""

    item: Shape[T_co]
    least: int = 0
    named_by: str = ""
    """The key that names an element: of one that cannot be read the name is remembered as lost."""

    @property
    def wanted(self) -> Text:
        return {
            "zh": f"列表，每项为{self.item.wanted['zh']}",
            "en": f"a list, each element {self.item.wanted['en']}",
        }

    def read(self, node: Node, reading: Reading) -> tuple[T_co, ...]:
        if not isinstance(node, Series):
            raise self.wrong(node, reading)
        if len(node.items) < self.least:
            raise reading.refuse(node.line, "too-few", least=str(self.least), expected=self.item.wanted)
        values = []
        for item in node.items:
            try:
                values.append(self.item.read(item, reading))
            except Refused:
                self._lose(item, reading)
        return tuple(values)

    def _lose(self, item: Node, reading: Reading) -> None:
        entry = item.entries.get(self.named_by) if isinstance(item, Keyed) else None
        if entry is not None and isinstance(entry.value, Scalar):
            reading.lost.add(entry.value.text)

    def parts(self) -> Iterator[Shape[Any]]:
        return iter((self.item,))

    def schema(self) -> Schema:
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.item.schema()} | least


@dataclass(frozen=True, slots=True)
class MapOf(Shape[Mapping[K_co, T_co]]):
    """A mapping from names to things; faulty ones are reported, left out, and their names remembered as lost."""

    name: Shape[K_co]
    item: Shape[T_co]

    @property
    def wanted(self) -> Text:
        return {
            "zh": f"键值表，键为{self.name.wanted['zh']}，值为{self.item.wanted['zh']}",
            "en": f"a mapping from {self.name.wanted['en']} to {self.item.wanted['en']}",
        }

    def read(self, node: Node, reading: Reading) -> Mapping[K_co, T_co]:
        if not isinstance(node, Keyed):
            raise self.wrong(node, reading)
        values: dict[K_co, T_co] = {}
        for written, entry in node.entries.items():
            try:
                name = self.name.read(Scalar(written, entry.line), reading)
                values[name] = self.item.read(entry.value, reading)
            except Refused:
                reading.lost.add(written)
        return values

    def parts(self) -> Iterator[Shape[Any]]:
        return iter((self.name, self.item))

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": self.name.schema(),
            "additionalProperties": self.item.schema(),
        }


@dataclass(frozen=True, slots=True)
class ListOrMany(Shape[tuple[T_co, ...]]):
    """A list, or a single thing that stands for a list of one."""

    item: Shape[T_co]

    @property
    def wanted(self) -> Text:
        return ListOf(self.item).wanted

    def read(self, node: Node, reading: Reading) -> tuple[T_co, ...]:
        if isinstance(node, Series):
            return ListOf(self.item).read(node, reading)
        return (self.item.read(node, reading),)

    def parts(self) -> Iterator[Shape[Any]]:
        return iter((self.item,))

    def schema(self) -> Schema:
        return {"anyOf": [self.item.schema(), ListOf(self.item).schema()]}


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _yes(text: str) -> bool:
    if text not in _YES_NO:
        raise ValueError(text)
    return _YES_NO[text]


_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def matching(pattern: str, zh: str, en: str) -> Written[str]:
    """A scalar that fits a regular expression as a whole."""
    return Written(zh, en, _matching(re.compile(pattern)), f"^(?:{pattern})$")


WORDS = Written("文字", "words", _words, r"\S")
WORD = matching(_WORD.pattern, "小写字母的代号，例如 old-age-allowance", "a name such as old-age-allowance")
NAME = matching(
    _NAME.pattern, "规则中可用的名称，例如 birth_date", "a name that rules can use, such as birth_date"
)
LANGUAGE = matching(_LANGUAGE.pattern, "语言代码，例如 zh", "a language code such as zh")
DAY = Written("日期，例如 2025-01-31", "a date such as 2025-01-31", _day, f"^{_DAY.pattern}$")
LIMIT = Written(
    "期限，例如 5 working days、60 calendar days 或 4 working hours",
    "a limit such as 5 working days, 60 calendar days or 4 working hours",
    Limit.parse,
    r"^\s*\d{1,4}\s+(working day|calendar day|working hour)s?\s*$",
)
FEEL = Formula()
TEXTS = Texts()
SOME_TEXTS = Texts(every=False)


class YesNo(Written[bool]):
    """``true`` or ``false``."""

    def schema(self) -> Schema:
        return {"enum": [True, False, "yes", "no"]}


class Count(Written[int]):
    """A whole number from 1."""

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 1}


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise ValueError(text)
    return int(text)


YES_NO = YesNo("true 或 false", "true or false", _yes)
COUNT = Count("从1起的整数", "a whole number from 1", _count)
