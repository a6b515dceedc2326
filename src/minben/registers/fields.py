"""From what somebody wrote to the value that a record holds, and all that is wrong with it at once.

A value is plain JSON: text, choices and codes are strings, dates ISO strings, times ``HH:MM``, numbers and money
decimal strings without needless digits, yes or no a boolean; several choices are a list of strings. `schema` prepares a
register of a blueprint once; `Schema.parse` then reads one entry. Forms that ask for single facts use `parse_fact`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType

from .formats import Codes, formats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minben.blueprint.model import Blueprint, Fact, Register

    Text = Mapping[str, str]
    Value = str | bool | list[str]
    Parser = Callable[[object], Value]

NUMBER_DIGITS = 24
DIVISION = "division"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])(?::00)?")
_YES_NO = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
_MISSING: Text = {"zh": "此项必填", "en": "This is required"}
_UNKNOWN: Text = {"zh": "此库没有这个字段", "en": "The register has no such field"}
_NOT_TEXT: Text = {"zh": "应为文本", "en": "This must be text"}


class BadValue(ValueError):  # noqa: N818 - said of a value, as the pages say it
    """One value is not what its fact allows; ``text`` says why, by language."""

    def __init__(self, text: Text) -> None:
        super().__init__(text["en"])
        self.text = text


class FieldProblems(ValueError):  # noqa: N818 - the word of the contract
    """Everything that is wrong with an entry: ``problems`` maps each field to a text by language."""

    def __init__(self, register: str, problems: Mapping[str, Text]) -> None:
        said = "; ".join(f"{name}: {text['en']}" for name, text in problems.items())
        super().__init__(f"{register}: {said}")
        self.register = register
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Schema:
    """A register of one blueprint, ready to parse entries."""

    register: Register
    parsers: Mapping[str, Parser]
    required: tuple[str, ...]

    def parse(self, entry: Mapping[str, object]) -> dict[str, Value]:
        """The values of an entry, without those that are None or empty.

        Raises `FieldProblems` with all of them: unknown fields, missing required ones, values that do not fit.
        """
        values: dict[str, Value] = {}
        problems: dict[str, Text] = {}
        parsers = self.parsers
        for name, given in entry.items():
            if given is None or given == "":
                continue
            parser = parsers.get(name)
            if parser is None:
                problems[name] = _UNKNOWN
                continue
            try:
                values[name] = parser(given)
            except BadValue as bad:
                problems[name] = bad.text
        for name in self.required:
            if name not in values and name not in problems:
                problems[name] = _MISSING
        if problems:
            raise FieldProblems(self.register.id, problems)
        return values


class _Same:
    """A blueprint as a cache key: the same object, not an equal one (comparing all its files would be slow)."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.blueprint is self.blueprint

    def __hash__(self) -> int:
        return id(self.blueprint)


def schema(blueprint: Blueprint, register: Register) -> Schema:
    """The register prepared for parsing; made once for a blueprint."""
    return _schema(_Same(blueprint), register.id)


def parse_fact(blueprint: Blueprint, fact: str, given: object) -> Value:
    """The value of one fact, from text or a typed value; raises `BadValue` with a text by language."""
    return _fact_parser(_Same(blueprint), fact)(given)


@lru_cache(maxsize=64)
def _schema(same: _Same, register_id: str) -> Schema:
    register = same.blueprint.registers[register_id]
    parsers = {name: _fact_parser(same, field.fact) for name, field in register.fields.items()}
    required = tuple(name for name, field in register.fields.items() if field.required)
    always = tuple(name for name in (register.key, register.subject) if name not in required)
    return Schema(register, parsers, required + tuple(dict.fromkeys(always)))


@lru_cache(maxsize=1024)
def _fact_parser(same: _Same, fact_id: str) -> Parser:
    fact = same.blueprint.facts[fact_id]
    match fact.type:
        case FactType.TEXT if fact.format is not None:
            return _code_parser(fact, fact.format, _codes(same))
        case FactType.TEXT | FactType.LONG_TEXT:
            return _text_parser(fact.max_length)
        case FactType.NUMBER | FactType.MONEY:
            return parse_number
        case FactType.DATE:
            return parse_date
        case FactType.TIME:
            return parse_time
        case FactType.YES_NO:
            return parse_yes_no
        case FactType.CHOICE:
            return _choice_parser(fact)
        case FactType.CHOICES:
            return _choices_parser(fact)
        case FactType.DIVISION:
            return _division_parser(fact, same.blueprint)
        case FactType.LIST:
            return _no_list


@lru_cache(maxsize=8)
def _codes(same: _Same) -> Codes:
    return Codes.of(same.blueprint)


def _text_parser(longest: int) -> Parser:
    def parse(given: object) -> str:
        if not isinstance(given, str):
            raise BadValue(_NOT_TEXT)
        text = given.replace("\r\n", "\n").strip()
        if not text:
            raise BadValue(_MISSING)
        if len(text) > longest:
            raise BadValue(
                {
                    "zh": f"最多{longest}个字，现有{len(text)}个",
                    "en": f"At most {longest} characters, not {len(text)}",
                }
            )
        if not text.isprintable() and _CONTROL.search(text):
            raise BadValue({"zh": "含有不可见的控制字符", "en": "There are control characters in it"})
        return text

    return parse


def _code_parser(fact: Fact, name: str, codes: Codes) -> Parser:
    tidy, checker = formats[name].tidy, formats[name].build(codes)
    longest = fact.max_length

    def parse(given: object) -> str:
        if not isinstance(given, str):
            raise BadValue(_NOT_TEXT)
        code = tidy(given)
        wrong = checker(code)
        if wrong is not None:
            raise BadValue(wrong)
        if len(code) > longest:
            raise BadValue({"zh": f"最多{longest}位", "en": f"At most {longest} characters"})
        return code

    return parse


def _choice_parser(fact: Fact) -> Parser:
    allowed = {choice.value: choice.value for choice in fact.choices}
    listed = ", ".join(allowed)
    wrong: Text = {"zh": f"应为以下之一：{listed}", "en": f"This must be one of: {listed}"}

    def parse(given: object) -> str:
        value = allowed.get(given.strip()) if isinstance(given, str) else None
        if value is None:
            raise BadValue(wrong)
        return value

    return parse


def _choices_parser(fact: Fact) -> Parser:
    """Of several choices each stands once, in the order of the fact; a string names them with commas between."""
    allowed = [choice.value for choice in fact.choices]
    listed = ", ".join(allowed)
    wrong: Text = {"zh": f"应为以下之中的几项：{listed}", "en": f"This must be some of: {listed}"}

    def parse(given: object) -> list[str]:
        named = re.split(r"[,，、]", given) if isinstance(given, str) else given
        if not isinstance(named, list | tuple):
            raise BadValue(wrong)
        chosen = {one.strip() if isinstance(one, str) else None for one in named} - {""}
        if not chosen:
            raise BadValue(_MISSING)
        if not chosen <= set(allowed):
            raise BadValue(wrong)
        return [value for value in allowed if value in chosen]

    return parse


def _division_parser(fact: Fact, blueprint: Blueprint) -> Parser:
    """A division of the blueprint, as far down as the fact wants it."""
    code, level = _code_parser(fact, DIVISION, Codes.of(blueprint)), fact.level
    divisions = blueprint.divisions
    parents = frozenset(division.parent for division in divisions.values())

    def parse(given: object) -> str:
        value = str(code(given))
        if value in parents if level is None else divisions[value].level < level:
            name = divisions[value].name
            raise BadValue(
                {
                    "zh": f"请在“{name}”之下继续选择",
                    "en": f"Please choose where in {name}",
                }
            )
        if level is not None and divisions[value].level > level:
            raise BadValue({"zh": "不必选得这样细", "en": "This is further down than is asked for"})
        return value

    return parse


def _no_list(given: object) -> str:  # noqa: ARG001 - whatever it is
    raise BadValue({"zh": "一个字段只能有一个值", "en": "A field holds one value"})


def parse_time(given: object) -> str:
    """A time of day as ``HH:MM``.

    >>> parse_time("9:05")
    '09:05'
    """
    if isinstance(given, time):
        return f"{given:%H:%M}"
    match = _TIME.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is None:
        raise BadValue(
            {"zh": "应为24小时制的时间，如 09:30", "en": "This must be a time of day such as 09:30"}
        )
    return f"{int(match[1]):02d}:{match[2]}"


def parse_number(given: object) -> str:
    """A decimal number as its shortest plain text.

    >>> parse_number(" 1200.50 ")
    '1200.5'
    """
    wrong: Text = {"zh": "应为数字，如 1200.50", "en": "This must be a number such as 1200.50"}
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise BadValue(wrong)
    try:
        number = Decimal(given.strip().replace(",", "") if isinstance(given, str) else given)
    except InvalidOperation:
        raise BadValue(wrong) from None
    if not number.is_finite():
        raise BadValue(wrong)
    if len(number.as_tuple().digits) > NUMBER_DIGITS or abs(number.adjusted()) > NUMBER_DIGITS:
        raise BadValue({"zh": f"最多{NUMBER_DIGITS}位数字", "en": f"At most {NUMBER_DIGITS} digits"})
    return format(number.normalize(), "f") if number else "0"


def parse_date(given: object) -> str:
    """A day as ``YYYY-MM-DD``.

    >>> parse_date(date(2026, 2, 28))
    '2026-02-28'
    """
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()
    text = given.strip() if isinstance(given, str) else ""
    try:
        if _ISO_DATE.fullmatch(text) is None:
            raise ValueError(text)
        date.fromisoformat(text)
    except ValueError:
        raise BadValue(
            {"zh": "应为真实存在的日期，如 2026-02-28", "en": "This must be a real date such as 2026-02-28"}
        ) from None
    return text


def parse_yes_no(given: object) -> bool:
    """A boolean from itself or from a word for yes or no.

    >>> parse_yes_no("是")
    True
    """
    if isinstance(given, bool):
        return given
    value = _YES_NO.get(given.strip().lower()) if isinstance(given, str) else None
    if value is None:
        raise BadValue({"zh": "应为 是 或 否", "en": "This must be yes or no"})
    return value
