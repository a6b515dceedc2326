"""The Merkle tree of RFC 6962 with SHA-256: pure functions over hashes, without a database.

A node of the tree is named by (height, index): it covers the leaves from ``index * 2**height`` on, ``2**height`` of
them. Whole subtrees never change any more, so a `Nodes` (tiles of the database, or a list in tests) can serve them by
name, and every root and proof is put together from a few of them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


class Nodes(Protocol):
    """Serves the hashes of whole subtrees."""

    def node(self, height: int, index: int) -> bytes:
        """The hash of the whole subtree of this name."""
        ...


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over 0x00 and the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of sibling hashes, level by level."""
    while len(hashes) > 1:
        hashes = [
            hashlib.sha256(b"\x01" + hashes[index] + hashes[index + 1]).digest()
            for index in range(0, len(hashes), 2)
        ]
    return hashes[0]


class Growth:
    """The right edge of a growing tree: takes leaves in order, tells the root at any moment.

    It holds one hash for each whole subtree, so at most 64, whatever the size.
    """

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []

    def copy(self) -> Growth:
        """Another one that goes on from here by itself."""
        other = Growth()
        other.size, other._edge = self.size, list(self._edge)
        return other

    def push(self, hash_: bytes, height: int = 0) -> None:
        """Add a leaf hash, or the root of a whole subtree of ``2**height`` leaves where the tree ends on one."""
        self.size += 1 << height
        while self._edge and self._edge[-1][0] == height:
            hash_ = node_hash(self._edge.pop()[1], hash_)
            height += 1
        self._edge.append((height, hash_))

    def root(self) -> bytes:
        """The root over everything pushed so far."""
        if not self._edge:
            return EMPTY_ROOT
        edge = reversed(self._edge)
        _, root = next(edge)
        for _, hash_ in edge:
            root = node_hash(hash_, root)
        return root


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over data given one after the other, such as the commitments of a batch; constant memory.

    >>> merkle_root([]).hex()[:16]
    'e3b0c44298fc1c14'
    """
    growth = Growth()
    for leaf in leaves:
        growth.push(leaf_hash(leaf))
    return growth.root()


def range_root(nodes: Nodes, start: int, end: int) -> bytes:
    """The root over the leaves ``start`` to ``end`` (not included), a subtree of some tree of RFC 6962."""
    size = end - start
    if size == 0:
        return EMPTY_ROOT
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return nodes.node(height, start >> height)
    middle = start + split(size)
    return node_hash(range_root(nodes, start, middle), range_root(nodes, middle, end))


def split(size: int) -> int:
    """The largest power of two below ``size``: where RFC 6962 divides a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(nodes: Nodes, leaf: int, size: int) -> list[bytes]:
    """The audit path of a leaf in the tree of ``size`` leaves (RFC 6962, 2.1.1), from the leaf upwards."""
    if not 0 <= leaf < size:
        raise ValueError(f"leaf {leaf} is not in a tree of {size}")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if leaf < middle:
            path.append(range_root(nodes, middle, end))
            end = middle
        else:
            path.append(range_root(nodes, start, middle))
            start = middle
    return path[::-1]


def consistency(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 6962, 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new} leaves")
    proof: list[bytes] = []
    start, end, known = 0, new, True
    # Descend to where the old tree ends, gathering what stands beside the way.
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            proof.append(range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(range_root(nodes, start, middle))
            start, known = middle, False
    # A verifier knows the old root; any other subtree at the end of the old tree must be told.
    if not known:
        proof.append(range_root(nodes, start, end))
    return proof[::-1]


def included(leaf_hash_: bytes, leaf: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the audit path leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= leaf < size:
        return False
    at, last, hash_ = leaf, size - 1, leaf_hash_
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hash_ = node_hash(sibling, hash_)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and hash_ == root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof:
        return False
    hashes = list(proof)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_hash = new_hash = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new_hash = node_hash(new_hash, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old_hash == old_root and new_hash == new_root
