"""Canonical bytes are exactly those of RFC 8785."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given, strategies as st

from minben.ledger import NotCanonical, canonical

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=30)


@given(values)
def test_the_bytes_are_those_of_an_independent_implementation(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(values)
def test_the_bytes_say_what_the_value_says(value: object) -> None:
    assert json.loads(canonical(value)) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, 0.5]}, r"a\[1\]: float"),
        ({"a": {"b": 2**53}}, "a.b: 9007199254740992"),
        (-(2**53), "value: -9007199254740992"),
        ({"金额": "1"}, "金额"),
        ({1: "1"}, "the key 1"),
        ({"a": b"1"}, "a: bytes"),
        ({"a": {1, 2}}, "a: set"),
        ("\ud800", "surrogates"),
    ],
)
def test_what_has_no_canonical_bytes_is_refused_with_its_place(value: object, place: str) -> None:
    with pytest.raises(NotCanonical, match=place):
        canonical(value)  # type: ignore[arg-type]
