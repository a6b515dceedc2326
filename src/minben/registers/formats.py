"""Checkers of codes: what a fact's ``format`` names.

A format tidies what somebody typed (spaces, small letters) and says what is wrong with it, or nothing. Which division
codes exist, and which of them resident numbers carried when, is data of the blueprint: a format is built once for a
blueprint and then checks a million values. Fields call this for every value of their fact (see `fields`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minben.blueprint.model import Blueprint, DatedDivisionCode

    Text = Mapping[str, str]
    Checker = Callable[[str], Text | None]
    Build = Callable[["Codes"], Checker]


@dataclass(frozen=True, slots=True)
class Codes:
    """What the checkers need of a blueprint: its divisions and the dated codes of its resident numbers."""

    divisions: frozenset[str]
    dated: tuple[DatedDivisionCode, ...] = ()

    @classmethod
    def of(cls, blueprint: Blueprint) -> Codes:
        """The codes of a blueprint."""
        return cls(frozenset(blueprint.divisions), blueprint.resident_codes)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of code: how to tidy it, and how to build its checker for a blueprint's codes."""

    name: str
    tidy: Callable[[str], str]
    build: Build


@dataclass(slots=True)
class Formats:
    """The formats by name; a name is taken once."""

    known: dict[str, Format] = field(default_factory=dict)

    def register(self, name: str, tidy: Callable[[str], str] = str.strip) -> Callable[[Build], Build]:
        """Add the decorated builder under ``name``; raise ValueError where the name is taken."""

        def add(build: Build) -> Build:
            if name in self.known:
                raise ValueError(f"the format {name} is registered twice")
            self.known[name] = Format(name, tidy, build)
            return build

        return add

    def __getitem__(self, name: str) -> Format:
        return self.known[name]


formats = Formats()


def check(name: str, value: str, codes: Codes) -> Text | None:
    """What is wrong with ``value`` as a code of the format ``name``, in both languages, or None.

    >>> check("bank-account", "6222 0000 0000 0000 000", Codes(frozenset()))["en"]
    'The last digit does not fit the others: please check for a typing mistake'
    """
    chosen = formats[name]
    return chosen.build(codes)(chosen.tidy(value))


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()


_MISTYPED = {
    "zh": "校验位不符，请检查是否输错",
    "en": "The last digit does not fit the others: please check for a typing mistake",
}

# --- Resident number, GB 11643 ---

_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"


def resident_check_digit(body: str) -> str:
    """The check character of the first 17 digits of a resident number (GB 11643, ISO 7064 MOD 11-2).

    >>> resident_check_digit("11010519491231002")
    'X'
    """
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, body, strict=True))
    return _RESIDENT_CHECK[total % 11]


def _weighted(first: int, digits: int) -> dict[str, int]:
    """The weighted sums of all groups of ``digits`` digits that start at position ``first``."""
    weights = _RESIDENT_WEIGHTS[first : first + digits]
    groups = (f"{number:0{digits}d}" for number in range(10**digits))
    return {g: sum(w * int(d) for w, d in zip(weights, g, strict=True)) for g in groups}


# A few look-ups instead of seventeen products: bulk loads check every number. Places are too many for a table that
# every process of a node would make, and few in one district.
_YEAR, _DAY, _ORDER = _weighted(6, 4), _weighted(10, 4), _weighted(14, 3)


@lru_cache(maxsize=10_000)
def _weight_of_place(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, digits, strict=False))


@lru_cache(maxsize=100_000)
def _real_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@formats.register("gb11643", _compact)
def resident_number(codes: Codes) -> Checker:
    """18 characters, a county that existed, a real date of birth, and the check character.

    A county code of the blueprint's dated list counts only for births within its dates: a place that was renumbered
    has people with its former codes. Where the blueprint lists the counties of a city, another code of that city is
    no county; people who moved in from cities that it does not list keep the number they came with.
    """
    dated = {entry.code: (entry.since or date.min, entry.until or date.max) for entry in codes.dated}
    places = {code[:6] for code in codes.divisions if code[4:6] != "00"}
    cities = {place[:4] for place in places}

    def checker(value: str) -> Text | None:
        if _RESIDENT.fullmatch(value) is None:
            return {
                "zh": "公民身份号码为18位：前17位是数字，末位是数字或X",
                "en": "A resident number has 18 characters: 17 digits, then a digit or X",
            }
        place = value[:6]
        total = _weight_of_place(place) + _YEAR[value[6:10]] + _DAY[value[10:14]] + _ORDER[value[14:17]]
        if _RESIDENT_CHECK[total % 11] != value[17]:
            return _MISTYPED
        born = _real_date(value[6:14])
        if born is None:
            return {
                "zh": "第7至14位不是真实的出生日期",
                "en": "Characters 7 to 14 are not a real date of birth",
            }
        period = dated.get(place)
        if period is None:
            return _unknown_place(place) if place[:4] in cities and place not in places else None
        return None if period[0] <= born <= period[1] else _other_code(place, born)

    return checker


def _unknown_place(place: str) -> Text:
    return {"zh": f"前6位{place}不是已知的县级代码", "en": f"The first 6 digits {place} are no known county"}


def _other_code(place: str, born: date) -> Text:
    return {
        "zh": f"{born.isoformat()}出生的人的号码不会以{place}开头",
        "en": f"Numbers of people born on {born.isoformat()} do not begin with {place}",
    }


# --- Unified social credit code, GB 32100 ---

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(rf"[1-9A-HJ-NP-RTUWXY][{CREDIT_ALPHABET}][0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}")
_CREDIT_VALUE = {char: value for value, char in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def credit_check_character(body: str) -> str:
    """The check character of the first 17 characters of a unified social credit code (GB 32100).

    >>> credit_check_character("91350100M000100Y4")
    '3'
    """
    total = sum(w * _CREDIT_VALUE[char] for w, char in zip(_CREDIT_WEIGHTS, body, strict=True))
    return CREDIT_ALPHABET[-total % 31]


@formats.register("gb32100", _compact)
def credit_code(_codes: Codes) -> Checker:
    """18 characters of the standard's alphabet (without I, O, S, V, Z) with their check character."""

    def checker(value: str) -> Text | None:
        if _CREDIT.fullmatch(value) is None:
            return {
                "zh": "统一社会信用代码为18位数字或大写字母（不含I、O、S、V、Z）",
                "en": "A credit code has 18 digits or capital letters (none of I, O, S, V, Z)",
            }
        return None if credit_check_character(value[:17]) == value[17] else _MISTYPED

    return checker


# --- Divisions and accounts ---


@formats.register("division", _compact)
def division(codes: Codes) -> Checker:
    """A 12-digit code of a division that the blueprint lists (GB/T 2260, GB/T 10114)."""
    known = codes.divisions

    def checker(value: str) -> Text | None:
        if value in known:
            return None
        return {
            "zh": f"没有代码为{value}的行政区划（应为12位）",
            "en": f"There is no division with the code {value} (12 digits are expected)",
        }

    return checker


_ACCOUNT = re.compile(r"[0-9]{16,19}")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn_check_digit(body: str) -> str:
    """The digit that completes ``body`` to a card number (ISO/IEC 7812, Luhn).

    >>> luhn_check_digit("7992739871")
    '3'
    """
    total = sum(_DOUBLED[int(d)] for d in body[::-2]) + sum(int(d) for d in body[-2::-2])
    return str(-total % 10)


@formats.register("bank-account", _compact)
def bank_account(_codes: Codes) -> Checker:
    """16 to 19 digits that end in their Luhn digit, as cards of the social security system do."""

    def checker(value: str) -> Text | None:
        if _ACCOUNT.fullmatch(value) is None:
            return {"zh": "银行账号为16至19位数字", "en": "A bank account has 16 to 19 digits"}
        return None if luhn_check_digit(value[:-1]) == value[-1] else _MISTYPED

    return checker


# --- How people are reached ---

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIXED = re.compile(r"0[1-9][0-9]{1,2}[2-9][0-9]{6,7}")
_TOLL_FREE = re.compile(r"[48]00[0-9]{7}")
_ABROAD = re.compile(r"\+[1-9][0-9]{7,14}")
_HOME = re.compile(r"(?:\+|00)86(?=1[3-9][0-9]{9}$|0?[1-9][0-9]{9,11}$)")


def _narrow(text: str) -> str:
    """Without the wide digits and letters that an input method may have put in."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _dialled(text: str) -> str:
    """The digits alone; a number of the country without its prefix."""
    digits = re.sub(r"[\s().-]", "", _narrow(text))
    return _HOME.sub("", digits, count=1)


@formats.register("phone", _dialled)
def phone(_codes: Codes) -> Checker:
    """A mobile number, a fixed line with its area code, a 400 or 800 number, or one abroad (ITU-T E.164)."""
    kinds = (_MOBILE, _FIXED, _TOLL_FREE, _ABROAD)

    def checker(value: str) -> Text | None:
        if any(kind.fullmatch(value) for kind in kinds):
            return None
        return {
            "zh": "应为11位手机号，或带区号的固定电话，如 0826-2345678",
            "en": "This must be a mobile number of 11 digits, or a fixed line with its area code: 0826-2345678",
        }

    return checker


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_LONGEST_LOCAL, _LONGEST_MAIL = 64, 254


def _mailed(text: str) -> str:
    local, at, domain = _narrow(text).strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


@formats.register("email", _mailed)
def email(_codes: Codes) -> Checker:
    """An address that mail can be sent to: a dotted name, ``@``, and a domain (RFC 5321, without quotes)."""

    def checker(value: str) -> Text | None:
        fits = len(value) <= _LONGEST_MAIL and len(value.partition("@")[0]) <= _LONGEST_LOCAL
        if fits and _MAIL.fullmatch(value):
            return None
        return {
            "zh": "应为电子邮箱地址，如 name@example.cn",
            "en": "This must be an e-mail address such as name@example.cn",
        }

    return checker


_POSTCODE = re.compile(r"[0-9]{6}")


@formats.register("postcode", lambda text: _compact(_narrow(text)))
def postcode(_codes: Codes) -> Checker:
    """Six digits."""

    def checker(value: str) -> Text | None:
        if _POSTCODE.fullmatch(value):
            return None
        return {"zh": "邮政编码为6位数字", "en": "A postcode has 6 digits"}

    return checker
