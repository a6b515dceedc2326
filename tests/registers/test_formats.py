"""Codes are accepted or refused as their standards say."""

from __future__ import annotations

import timeit
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from minben.blueprint.model import Format
from minben.registers.formats import (
    CREDIT_ALPHABET,
    Codes,
    Formats,
    check,
    credit_check_character,
    formats,
    luhn_check_digit,
    resident_check_digit,
)

from .jurisdiction import DATED, DIVISIONS

CODES = Codes(frozenset(DIVISIONS), DATED)
DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))
ORDERS = st.integers(0, 999).map("{:03d}".format)


def resident(place: str, born: str, order: str = "002") -> str:
    """A resident number with its check character."""
    body = f"{place}{born}{order}"
    return body + resident_check_digit(body)


def weighted_sum(number: str) -> int:
    """The sum of GB 11643 by its definition: the weight of place i from the right is 2^(i-1) mod 11."""
    values = [10 if char == "X" else int(char) for char in number]
    return sum(value * pow(2, place, 11) for place, value in enumerate(reversed(values)))


@given(DAYS, ORDERS)
def test_resident_numbers_of_the_dated_codes_are_accepted(born: date, order: str) -> None:
    code = next(c.code for c in DATED if (c.since or date.min) <= born <= (c.until or date.max))
    number = resident(code, f"{born:%Y%m%d}", order)
    assert check("gb11643", number, CODES) is None
    assert weighted_sum(number) % 11 == 1


@given(DAYS, ORDERS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(born: date, order: str, place: int, by: int) -> None:
    number = resident("110105", f"{born:%Y%m%d}", order)
    old = 10 if number[place] == "X" else int(number[place])
    new = (old + by) % (11 if place == 17 else 10)
    wrong = number[:place] + ("X" if new == 10 else str(new)) + number[place + 1 :]
    assert check("gb11643", wrong, CODES) is not None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (resident("511602", "19931231"), "do not begin with 511602"),
        (resident("512925", "19940101"), "do not begin with 512925"),
        (resident("513621", "19980101"), "do not begin with 513621"),
        (resident("511699", "19980101"), "no known county"),
        (resident("511602", "20230229"), "not a real date"),
        (resident("511602", "20001301"), "not a real date"),
        ("51160219980101", "18 characters"),
        ("51160219980101002x9", "18 characters"),
        ("51160219980101００22", "18 characters"),
        ("", "18 characters"),
    ],
)
def test_a_refused_resident_number_says_why(number: str, said: str) -> None:
    wrong = check("gb11643", number, CODES)
    assert wrong is not None
    assert said in wrong["en"]
    assert wrong["zh"]


def test_people_who_came_from_elsewhere_keep_their_numbers() -> None:
    assert check("gb11643", resident("500101", "19800101"), CODES) is None


def test_typed_codes_are_tidied() -> None:
    number = resident("511602", "20000101", "010")
    spaced = f" {number[:6]} {number[6:14]} {number[14:].lower()} "
    assert formats["gb11643"].tidy(spaced) == number


def test_published_credit_codes_are_accepted() -> None:
    assert check("gb32100", "91350100M000100Y43", CODES) is None
    assert check("gb32100", "9135 0100 m000 100y 43", CODES) is None


@given(st.text(CREDIT_ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_found(rest: str, place: int, other: str) -> None:
    body = f"91511602{rest}"
    code = body + credit_check_character(body)
    wrong = code[:place] + other + code[place + 1 :]
    assert check("gb32100", code, CODES) is None
    assert (check("gb32100", wrong, CODES) is None) == (wrong == code)


@pytest.mark.parametrize("code", ["91350100M000100Y4I", "91350100M000100Y4", "01350100M000100Y43"])
def test_malformed_credit_codes_are_refused(code: str) -> None:
    assert check("gb32100", code, CODES) is not None


@given(st.text("0123456789", min_size=15, max_size=18), st.integers(0, 14), st.integers(1, 9))
def test_bank_accounts_end_in_their_luhn_digit(body: str, place: int, by: int) -> None:
    account = body + luhn_check_digit(body)
    wrong = account[:place] + str((int(account[place]) + by) % 10) + account[place + 1 :]
    assert check("bank-account", account, CODES) is None
    assert check("bank-account", wrong, CODES) is not None


@pytest.mark.parametrize("account", ["", "4242424242", "42424242424242424242424242", "abcdabcdabcdabcd"])
def test_accounts_of_another_length_are_refused(account: str) -> None:
    assert check("bank-account", account, CODES) is not None


def test_divisions_are_those_of_the_blueprint() -> None:
    assert check("division", "511602001001", CODES) is None
    wrong = check("division", "511602", CODES)
    assert wrong is not None
    assert "511602" in wrong["zh"]


def test_every_format_that_a_blueprint_may_name_has_a_checker() -> None:
    assert set(formats.known) == {str(name) for name in Format}


def test_a_format_is_registered_once() -> None:
    known = Formats()
    known.register("a")(lambda _codes: lambda _value: None)
    with pytest.raises(ValueError, match="twice"):
        known.register("a")(lambda _codes: lambda _value: None)


def test_resident_numbers_are_checked_fast_enough_for_bulk_loads() -> None:
    checker = formats["gb11643"].build(CODES)
    first = date(1940, 1, 1)
    numbers = [resident("512925", f"{first + timedelta(days=n):%Y%m%d}") for n in range(1000)]
    seconds = min(timeit.repeat(lambda: [checker(number) for number in numbers], number=1, repeat=20))
    assert seconds / len(numbers) < 5e-6


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("phone", "138 0000 1234", "13800001234"),
        ("phone", "+86 138-0000-1234", "13800001234"),
        ("phone", "0086 0826-2345678", "08262345678"),
        ("phone", "（0826）２３４５６７８", "08262345678"),
        ("phone", "400-123-4567", "4001234567"),
        ("phone", "+44 20 7946 0958", "+442079460958"),
        ("email", " Li.Ming@Example.CN ", "Li.Ming@example.cn"),
        ("email", "a＠b.cn", "a@b.cn"),
        ("postcode", "638 000", "638000"),
        ("postcode", "６３８０００", "638000"),
    ],
)
def test_how_people_are_reached_is_tidied_to_one_form(name: str, typed: str, kept: str) -> None:
    assert formats[name].tidy(typed) == kept
    assert check(name, typed, CODES) is None


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("phone", "12800001234"),
        ("phone", "1380000123"),
        ("phone", "2345678"),
        ("phone", "+12"),
        ("phone", ""),
        ("email", "li ming@example.cn"),
        ("email", "li..ming@example.cn"),
        ("email", "li@localhost"),
        ("email", "@example.cn"),
        ("email", f"{'a' * 65}@example.cn"),
        ("email", f"a@{'b.' * 130}cn"),
        ("postcode", "63800"),
        ("postcode", "63800a"),
    ],
)
def test_what_reaches_nobody_is_refused_with_an_example(name: str, typed: str) -> None:
    wrong = check(name, typed, CODES)
    assert wrong is not None
    assert wrong["zh"]


@given(st.sampled_from(sorted(formats.known)), st.text(max_size=80))
def test_no_text_breaks_a_format_and_tidying_twice_is_tidying_once(name: str, text: str) -> None:
    wrong = check(name, text, CODES)
    assert wrong is None or (wrong["zh"] and wrong["en"])
    tidied = formats[name].tidy(text)
    if wrong is None:
        assert formats[name].tidy(tidied) == tidied


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.lists(st.integers(1, 10), max_size=4))
def test_a_phone_number_may_be_grouped_at_will(number: str, gaps: list[int]) -> None:
    typed = number
    for gap in gaps:
        typed = f"{typed[:gap]} {typed[gap:]}"
    assert formats["phone"].tidy(f"+86 {typed}") == number
