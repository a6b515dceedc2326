"""Identifiers of licences and their check character."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given, strategies as st

from minben.licences.identifiers import (
    ALPHABET,
    BadIdentifier,
    Identifier,
    check_character,
    hashed_serial,
    serial_of,
)

PUBLISHED = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
codes = st.text(ALPHABET, min_size=1, max_size=60)


def test_the_published_identifier_is_read_and_written_as_it_is() -> None:
    read = Identifier.parse(PUBLISHED)
    assert read == Identifier("11100000000013338W011", "11430000006122244L", "20230000403", 1)
    assert str(read) == PUBLISHED


@given(codes, st.data())
def test_one_wrong_character_is_always_noticed(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET))
    assume(other != text[at])
    assert check_character(text[:at] + other + text[at + 1 :]) != check_character(text)


@given(st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=12))
def test_of_all_neighbours_that_change_places_one_pair_alone_goes_unnoticed(before: str, behind: str) -> None:
    # Which pair it is depends on what stands before: the doubling makes two orders alike once in 630.
    unnoticed = [
        (first, second)
        for first, second in combinations(ALPHABET, 2)
        if check_character(before + first + second + behind)
        == check_character(before + second + first + behind)
    ]
    assert len(unnoticed) == 1


@given(
    st.text(ALPHABET, min_size=18, max_size=18),
    st.integers(0, 999),
    st.text(ALPHABET, min_size=9, max_size=18),
    st.text(ALPHABET, min_size=1, max_size=40),
    st.integers(1, 999),
)
def test_every_identifier_is_read_back(body: str, kind: int, issuer: str, serial: str, version: int) -> None:
    identifier = Identifier(f"{body}{kind:03d}", issuer, serial, version)
    assert Identifier.parse(str(identifier)) == identifier


@pytest.mark.parametrize(
    "text", ["", PUBLISHED[:-1] + "V", PUBLISHED.replace("3005", "3006"), PUBLISHED + ".1", "1.2.156"]
)
def test_what_is_no_identifier_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(BadIdentifier) as refused:
        Identifier.parse(text)
    assert set(refused.value.text) == {"zh", "en"}


@given(st.text(min_size=1, max_size=60))
def test_every_key_has_a_serial_that_stands_in_an_identifier(key: str) -> None:
    for serial in (serial_of(key), hashed_serial(key)):
        assert Identifier.parse(str(Identifier("0" * 21, "682364679", serial, 1))).serial == serial


@given(st.lists(st.text(min_size=1, max_size=20), min_size=2, max_size=20, unique=True))
def test_different_keys_have_different_hashed_serials(keys: list[str]) -> None:
    assert len({hashed_serial(key) for key in keys}) == len(keys)
