"""Identifiers of licences and their check character."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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


@given(codes, st.data())
def test_two_neighbours_that_change_places_are_noticed(text: str, data: st.DataObject) -> None:
    assume(len(text) > 1)
    at = data.draw(st.integers(0, len(text) - 2))
    first, second = text[at], text[at + 1]
    # The standard lets a few transpositions through: those that the doubling makes alike.
    assume(first != second and {first, second} != {"0", "Z"})
    swapped = text[:at] + second + first + text[at + 2 :]
    assert check_character(swapped) != check_character(text)


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
