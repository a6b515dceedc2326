"""The tree as it is kept: tiles of up to 256 hashes, after C2SP ``tlog-tiles``.

Level 0 holds the hashes of the leaves, 256 to a tile; each higher level holds the roots of the whole tiles below it. A
tile grows until it is whole and never changes otherwise, so a proof reads a few tiles however large the tree is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tree import HASH_BYTES, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES

READ_TILE = "SELECT hashes FROM ledger_tile WHERE level = %s AND index = %s"
WRITE_TILE = (
    "INSERT INTO ledger_tile (level, index, hashes) VALUES (%s, %s, %s)"
    " ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes"
)


class MissingTile(LookupError):  # noqa: N818 - says what is wrong
    """The tree cannot be read: a tile is not there, or shorter than the tree says."""


class StoredTree:
    """The nodes of the tree in the database; keeps the tiles it has read. One instance per question."""

    def __init__(self, cursor: CursorWrapper) -> None:
        self._cursor = cursor
        self._tiles: dict[tuple[int, int], bytes] = {}

    def node(self, height: int, index: int) -> bytes:
        """The hash of a whole subtree, folded out of one tile."""
        level, rest = divmod(height, TILE_HEIGHT)
        first = index << rest
        tile, offset = divmod(first, TILE_WIDTH)
        hashes = self.tile(level, tile)[offset * HASH_BYTES : (offset + (1 << rest)) * HASH_BYTES]
        if len(hashes) != HASH_BYTES << rest:
            raise MissingTile(f"tile {tile} of level {level} ends too early")
        return fold(list(each(hashes)))

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, one after the other; empty where there is none yet."""
        key = (level, index)
        if key not in self._tiles:
            self._cursor.execute(READ_TILE, key)
            row = self._cursor.fetchone()
            self._tiles[key] = bytes(row[0]) if row else b""
        return self._tiles[key]

    def grow(self, size: int, hashes: bytes) -> None:
        """Append the hashes of new leaves to a tree of ``size`` leaves, on every level."""
        changed: list[tuple[int, int, bytes]] = []
        level, count, more = 0, size, hashes
        while more:
            index, width = divmod(count, TILE_WIDTH)
            begun = self.tile(level, index)[: width * HASH_BYTES] if width else b""
            if len(begun) != width * HASH_BYTES:
                raise MissingTile(f"tile {index} of level {level} ends too early")
            wholes = []
            for number, tile in enumerate(cut(begun + more), index):
                changed.append((level, number, tile))
                if len(tile) == TILE_BYTES:
                    wholes.append(fold(list(each(tile))))
            level, count, more = level + 1, index, b"".join(wholes)
        self._cursor.executemany(WRITE_TILE, changed)
        self._tiles.update({(level, index): tile for level, index, tile in changed})


def cut(hashes: bytes) -> Iterator[bytes]:
    """Hashes in pieces of one tile."""
    return (hashes[start : start + TILE_BYTES] for start in range(0, len(hashes), TILE_BYTES))


def each(hashes: bytes) -> Iterator[bytes]:
    """The single hashes of a tile."""
    return (hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES))
