"""Commitments bind values and tell nothing about them."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given, strategies as st

from minben.ledger import Commitment, canonical, commit_values

values = st.dictionaries(st.sampled_from(["name", "born", "amount"]), st.text() | st.none() | st.booleans())


@given(values, values)
def test_a_commitment_holds_for_its_values_only(value: dict[str, str], other: dict[str, str]) -> None:
    commitment = commit_values(value)
    assert commitment.holds_for(value)
    assert commitment.holds_for(other) == (value == other)


@given(values)
def test_it_is_an_hmac_under_the_salt(value: dict[str, str]) -> None:
    salt, digest = (commitment := commit_values(value)).salt, commitment.digest
    assert digest == hmac.new(salt, canonical(value), hashlib.sha256).digest()


def test_equal_values_have_different_commitments() -> None:
    one, other = commit_values({"a": "1"}), commit_values({"a": "1"})
    assert one.salt != other.salt
    assert one.digest != other.digest
    assert not Commitment(other.salt, one.digest).holds_for({"a": "1"})
