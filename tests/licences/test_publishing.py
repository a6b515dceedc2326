"""Keys, status lists and kinds of licence as the world fetches them."""

from __future__ import annotations

import base64
import json
import stat
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from licences.test_changing import change
from minben import licences
from minben.licences.keys import KeyProblem, public_keys, rotate, signing_key
from minben.licences.statuslists import SIZE, Placed, draw, packed

if TYPE_CHECKING:
    from pathlib import Path

    from cases.conftest import District, Somebody
    from minben.licences import Issued

places = st.dictionaries(st.integers(0, SIZE - 1), st.integers(1, 3), max_size=50)


@given(places)
def test_a_packed_list_says_of_every_place_what_was_put_in(given_places: dict[int, int]) -> None:
    text = packed(Placed(index, status) for index, status in given_places.items())
    bits = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert len(bits) == SIZE // 4
    for index, status in given_places.items():
        byte, shift = divmod(index * 2, 8)
        assert bits[byte] >> shift & 3 == status
    assert sum(bin(byte).count("1") for byte in bits) == sum(bin(s).count("1") for s in given_places.values())


@given(st.sets(st.integers(0, SIZE - 1), max_size=20), st.integers(0, 200))
def test_drawn_places_are_free_and_different(taken: set[int], number: int) -> None:
    drawn = draw(taken, number)
    assert len(set(drawn)) == number
    assert not taken & set(drawn)


def test_drawn_places_do_not_follow_one_another() -> None:
    drawn = draw(set(), 1000)
    assert sum(abs(a - b) == 1 for a, b in pairwise(drawn)) < 5
    assert drawn != sorted(drawn)


def test_a_list_is_signed_anew_only_when_something_has_changed(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    first = licences.status_list("approval", 1)
    assert licences.status_list("approval", 1) is first
    change(district, food[1], "withhold")
    second = licences.status_list("approval", 1)
    assert second is not None
    assert first is not None
    assert (second.changed, second.tag == first.tag) == (first.changed + 1, False)
    rotate("approval")
    third = licences.status_list("approval", 1)
    assert third is not None
    assert third.key == signing_key("approval").id


def test_there_is_no_list_and_no_issuer_that_issues_nothing(district: District) -> None:
    assert licences.status_list("approval", 7) is None
    assert licences.issuer_metadata(district.blueprint, "civil-affairs") is None
    assert licences.issuer_metadata(district.blueprint, "../approval") is None


def test_a_kind_of_licence_says_what_may_be_kept_back(district: District) -> None:
    said = licences.type_metadata(district.blueprint, district.blueprint.licences["kinship"])
    assert json.loads(json.dumps(said))["vct"] == "http://localhost:8000/licences/types/kinship"
    assert {tuple(claim["path"])[1]: claim["sd"] for claim in said["claims"]} == {
        "number": "never",
        "kind": "never",
        "statement": "always",
        "holder": "always",
        "issued": "never",
    }


def test_a_private_key_is_its_owner_s_alone_and_gone_after_rotation(tmp_path: Path) -> None:
    first = signing_key("approval", tmp_path)
    path = tmp_path / "keys" / "licence-approval-001.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    rotate("approval", tmp_path)
    assert not path.exists()
    assert [key.number for key in public_keys("approval", tmp_path)] == [2, 1]
    assert public_keys("approval", tmp_path)[1].id == first.id
    assert signing_key("approval", tmp_path).number == 2


def test_keys_of_agencies_with_alike_names_are_kept_apart(tmp_path: Path) -> None:
    signing_key("civil", tmp_path)
    assert public_keys("civil-affairs", tmp_path) == []
    signing_key("civil-affairs", tmp_path)
    assert len(public_keys("civil", tmp_path)) == 1


@pytest.mark.parametrize("content", [None, b"no key", b""])
def test_a_key_that_is_open_to_others_or_broken_is_not_used(tmp_path: Path, content: bytes | None) -> None:
    signing_key("approval", tmp_path)
    path = tmp_path / "keys" / "licence-approval-001.pem"
    if content is None:
        path.chmod(0o644)
    else:
        path.write_bytes(content)
    with pytest.raises(KeyProblem, match="licence-approval-001"):
        signing_key("approval", tmp_path)
