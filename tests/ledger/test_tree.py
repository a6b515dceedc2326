"""Roots and proofs out of tiles, against a tree built naively as RFC 6962 defines it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.db import connections, transaction
from hypothesis import given, strategies as st

from minben.ledger.tiles import MissingTile, StoredTree
from minben.ledger.tree import (
    EMPTY_ROOT,
    Growth,
    consistency,
    consistent,
    fold,
    included,
    inclusion,
    leaf_hash,
    merkle_root,
    range_root,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, written down as it stands there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:middle]) + naive_root(leaves[middle:])).digest()


def naive_path(leaf: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    if leaf < middle:
        return [*naive_path(leaf, leaves[:middle]), naive_root(leaves[middle:])]
    return [*naive_path(leaf - middle, leaves[middle:]), naive_root(leaves[:middle])]


def naive_proof(old: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    if old <= middle:
        return [*naive_proof(old, leaves[:middle], whole), naive_root(leaves[middle:])]
    return [*naive_proof(old - middle, leaves[middle:], False), naive_root(leaves[:middle])]


class Listed:
    """The nodes of a tree over a list of leaf hashes."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.hashes = hashes

    def node(self, height: int, index: int) -> bytes:
        """The hash of a whole subtree."""
        return fold(self.hashes[index << height : (index + 1) << height])


def leaves_of(size: int) -> list[bytes]:
    """So many different leaves."""
    return [str(number).encode() for number in range(size)]


sizes = st.integers(1, 600)


@given(sizes)
def test_roots_are_those_of_the_definition(size: int) -> None:
    leaves = leaves_of(size)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert range_root(Listed(hashes), 0, size) == merkle_root(leaves) == naive_root(leaves)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle_root([]) == range_root(Listed([]), 0, 0) == EMPTY_ROOT == naive_root([])


@given(st.lists(st.integers(0, 5), max_size=40))
def test_a_tree_grows_by_whole_subtrees_as_by_single_leaves(heights: list[int]) -> None:
    single, whole = Growth(), Growth()
    for height in heights:
        # A whole subtree fits only where the tree ends on a multiple of its size.
        while whole.size % (1 << height):
            height -= 1
        hashes = [leaf_hash(str(whole.size + number).encode()) for number in range(1 << height)]
        whole.push(fold(hashes), height)
        for hash_ in hashes:
            single.push(hash_)
    assert (single.size, single.root()) == (whole.size, whole.root())


@given(st.data())
def test_inclusion_proofs_are_those_of_the_definition_and_hold_for_nothing_else(data: st.DataObject) -> None:
    size = data.draw(sizes)
    leaf = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    hashes = [leaf_hash(each) for each in leaves]
    path = inclusion(Listed(hashes), leaf, size)
    root = naive_root(leaves)
    assert path == naive_path(leaf, leaves)
    assert included(hashes[leaf], leaf, size, path, root)
    assert not included(leaf_hash(b"other"), leaf, size, path, root)
    assert not included(hashes[leaf], leaf, size, path, leaf_hash(root))
    assert not included(hashes[leaf], leaf, size, [*path, root], root)
    assert not included(hashes[leaf], size, size, path, root)
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda number: number != leaf))
        assert not included(hashes[leaf], other, size, path, root)
        assert not included(hashes[leaf], leaf, size, path[:-1], root)


@given(st.data())
def test_consistency_proofs_are_those_of_the_definition_and_hold_for_nothing_else(
    data: st.DataObject,
) -> None:
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))
    leaves = leaves_of(new)
    proof = consistency(Listed([leaf_hash(leaf) for leaf in leaves]), old, new)
    old_root, new_root = naive_root(leaves[:old]), naive_root(leaves)
    assert proof == naive_proof(old, leaves)
    assert consistent(old, new, old_root, new_root, proof)
    assert not consistent(old, new, leaf_hash(old_root), new_root, proof)
    assert not consistent(old, new, old_root, leaf_hash(new_root), proof)
    assert not consistent(old, new, old_root, new_root, [*proof, old_root])


@pytest.mark.parametrize(("leaf", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_inclusion_proof_outside_the_tree(leaf: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion(Listed([]), leaf, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_there_is_no_consistency_proof_backwards(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no consistency proof"):
        consistency(Listed([]), old, new)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "steps", [(1, 254, 1, 1), (255, 258), (256, 256), (3, 700, 600), (65_536, 1), (65_535, 400)]
)
def test_tiles_serve_the_tree_however_it_grew(steps: tuple[int, ...]) -> None:
    hashes: list[bytes] = []
    with transaction.atomic(using="sealer"), connections["sealer"].cursor() as cursor:
        for step in steps:
            more = [leaf_hash(str(len(hashes) + number).encode()) for number in range(step)]
            StoredTree(cursor).grow(len(hashes), b"".join(more))
            hashes += more
            growth = Growth()
            for hash_ in hashes:
                growth.push(hash_)
            size = len(hashes)
            assert range_root(StoredTree(cursor), 0, size) == growth.root()
            for leaf in {0, size // 2, size - 1}:
                assert inclusion(StoredTree(cursor), leaf, size) == inclusion(Listed(hashes), leaf, size)
        with pytest.raises(MissingTile):
            range_root(StoredTree(cursor), 0, len(hashes) + 1)
        cursor.execute("SELECT length(hashes) / 32 FROM ledger_tile WHERE level = 0 ORDER BY index")
        widths = [row[0] for row in cursor.fetchall()]
        assert widths == [min(256, size - start) for start in range(0, size, 256)]


@pytest.mark.usefixtures("database")
def test_a_proof_reads_few_tiles() -> None:
    with transaction.atomic(using="sealer"), connections["sealer"].cursor() as cursor:
        size = 70_000
        StoredTree(cursor).grow(0, b"".join(leaf_hash(str(number).encode()) for number in range(size)))
        tree = StoredTree(cursor)
        inclusion(tree, 33_333, size)
        consistency(tree, 50_001, size)
        assert len(tree._tiles) <= 7
