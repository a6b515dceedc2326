"""The pass over the leaves: who is right where an act, a tile and a signed head disagree.

Two trees grow side by side, one from the hashes in the tiles and one from the acts as they are. While they agree they
are one. At every size that somebody has signed, the signed root tells which of the two is the true one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import Finding
from .inspection import Suspect, inspect
from .tiles import TILE_BYTES, TILE_HEIGHT, TILE_WIDTH, StoredTree, cut, each
from .tree import HASH_BYTES, Growth, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from django.db.backends.utils import CursorWrapper

    from .checkpoints import Checkpoint, Checkpoints
    from .findings import Findings
    from .pieces import Piece

    Progress: TypeAlias = Callable[[int, int], None]

# An act without a leaf waits if the sequencer cannot have seen it yet; else it came in behind it.
UNPLACED = """
SELECT a.id, a.at, sha256('\\x00'::bytea || a.body), coalesce(
    s.system = c.system_identifier::text
    AND (pg_visible_in_snapshot(a.xid, s.snapshot::pg_snapshot) OR a.xid >= pg_snapshot_xmax(pg_current_snapshot())),
    false)
FROM ledger_act a CROSS JOIN pg_control_system() c LEFT JOIN ledger_state s ON true
WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.act = a.id) ORDER BY a.at, a.id
"""
ABOUT_SUM = "SELECT count(*), coalesce(bit_xor(uuid_hash_extended(about, leaf)), 0) FROM ledger_about"
ABOUT_DIFFERENCE = """
WITH said AS (
    SELECT about, l.leaf FROM ledger_leaf l JOIN ledger_act a ON a.id = l.act, unnest(a.subjects || a.case_id) AS about
    WHERE about IS NOT NULL
), wrong AS (
    (SELECT about, leaf FROM said EXCEPT SELECT about, leaf FROM ledger_about)
    UNION ALL (SELECT about, leaf FROM ledger_about EXCEPT SELECT about, leaf FROM said)
)
SELECT w.about, w.leaf, l.act, a.at FROM wrong w
JOIN ledger_leaf l ON l.leaf = w.leaf JOIN ledger_act a ON a.id = l.act ORDER BY w.leaf
"""


class Audit:
    """One verification; `run` adds what is wrong to the findings."""

    def __init__(self, cursor: CursorWrapper, checkpoints: Checkpoints, findings: Findings) -> None:
        self.waiting = 0
        self._cursor = cursor
        self._findings = findings
        self._signed = iter(checkpoints)
        self._next = next(self._signed, None)
        self._sealed = self._found = Growth()
        self._confirmed = 0
        self._contradicted = {False: False, True: False}
        self._suspects: list[Suspect] = []
        self._guilty_tiles: set[int] = set()
        self._wholes = bytearray()
        self._other_wholes: dict[int, bytes] = {}

    def run(self, size: int, pieces: Iterable[Piece], progress: Progress) -> None:
        """Go through all leaves, then through what has no leaf and what stands above the leaves."""
        about = digest = 0
        for piece in pieces:
            for first in range(piece.first, min(size, piece.first + TILE_WIDTH * TILE_WIDTH), TILE_WIDTH):
                self._take_tile(piece, first, min(TILE_WIDTH, size - first))
            about, digest = about + piece.about, digest ^ piece.digest
            progress(self._sealed.size, size)
        while self._next:
            self._findings.add(self._next.beyond(size))
            self._next = next(self._signed, None)
        self._check_upper_tiles()
        self._name_suspects()
        self._check_acts_without_leaf()
        self._check_about(about, digest)

    def _take_tile(self, piece: Piece, first: int, width: int) -> None:
        index = first // TILE_WIDTH
        tile = piece.tiles.get(index, b"")[: width * HASH_BYTES]
        if tile == piece.acts.get(index) and len(tile) == width * HASH_BYTES:
            hashes = list(each(tile))
            self._grow(hashes, hashes)
            return
        closeup = inspect(self._cursor, first, width, list(each(tile)), self._findings)
        if closeup.suspects and self._found is self._sealed:
            self._found = self._sealed.copy()
        self._suspects += closeup.suspects
        self._grow(closeup.sealed, closeup.found)

    def _grow(self, sealed: list[bytes], found: list[bytes]) -> None:
        """Let the trees grow by one tile, and stop at every signed size on the way."""
        start = self._sealed.size
        done = 0
        while self._next and self._next.size <= start + len(sealed):
            stop = self._next.size - start
            self._push(sealed[done:stop], found[done:stop])
            done = stop
            self._settle(self._next)
            self._next = next(self._signed, None)
        self._push(sealed[done:], found[done:])
        if len(sealed) == TILE_WIDTH:
            self._wholes += fold(sealed)
            if found != sealed:
                self._other_wholes[start // TILE_WIDTH] = fold(found)

    def _push(self, sealed: list[bytes], found: list[bytes]) -> None:
        sides = [(self._sealed, sealed)]
        if self._found is not self._sealed:
            sides.append((self._found, found))
        for growth, hashes in sides:
            if len(hashes) == TILE_WIDTH:
                growth.push(fold(hashes), TILE_HEIGHT)
            else:
                for hash_ in hashes:
                    growth.push(hash_)

    def _settle(self, checkpoint: Checkpoint) -> None:
        """Let a signed root say which tree is true; from here on both are that one."""
        if self._sealed.root() == checkpoint.root:
            self._found = self._sealed
        elif self._found.root() == checkpoint.root:
            self._guilty_tiles.update(
                suspect.leaf // TILE_WIDTH for suspect in self._suspects if suspect.leaf >= self._confirmed
            )
            self._suspects = [suspect for suspect in self._suspects if suspect.leaf < self._confirmed]
            self._sealed = self._found
        else:
            self._contradict(checkpoint)
            return
        self._contradicted[checkpoint.line > 0] = False
        self._confirmed = checkpoint.size

    def _contradict(self, checkpoint: Checkpoint) -> None:
        """Report the first head in a row that neither tree leads to; after it none can be right."""
        if self._contradicted[checkpoint.line > 0]:
            return
        self._contradicted[checkpoint.line > 0] = True
        self._findings.add(checkpoint.contradicted())
        if not checkpoint.line and not self._suspects:
            facts = {"first": self._confirmed, "last": checkpoint.size - 1, "size": checkpoint.size}
            self._findings.add(Finding("tree-rewritten", at=checkpoint.at, facts=facts))

    def _check_upper_tiles(self) -> None:
        """Compare each stored tile above the leaves with the roots of the tiles below it."""
        stored = StoredTree(self._cursor)
        for index in sorted(self._guilty_tiles):
            self._findings.add(Finding("tile-altered", facts={"level": 0, "index": index}))
        level, below = 1, bytes(self._wholes)
        while below:
            above = bytearray()
            for index, expected in enumerate(cut(below)):
                tile = stored.tile(level, index)
                if tile != expected and not (level == 1 and self._explained(index, tile, expected)):
                    self._findings.add(Finding("tile-altered", facts={"level": level, "index": index}))
                    tile = expected
                if len(expected) == TILE_BYTES:
                    above += fold(list(each(tile)))
            level, below = level + 1, bytes(above)

    def _explained(self, index: int, tile: bytes, expected: bytes) -> bool:
        """Whether a tile differs only where the tiles below it differ from their acts."""
        return len(tile) == len(expected) and all(
            said == wanted or said == self._other_wholes.get(number)
            for number, (said, wanted) in enumerate(
                zip(each(tile), each(expected), strict=True), index * TILE_WIDTH
            )
        )

    def _name_suspects(self) -> None:
        """Say of each act that is not what was sealed whether it was altered or moved."""
        belongs = {suspect.sealed: suspect.leaf for suspect in self._suspects}
        for suspect in self._suspects:
            if suspect.found is None:
                continue
            if suspect.found in belongs:
                code, facts = "act-reordered", {"belongs": belongs[suspect.found]}
            else:
                code, facts = "act-altered", {}
            self._findings.add(Finding(code, suspect.act, suspect.leaf, suspect.at, facts))

    def _check_acts_without_leaf(self) -> None:
        """Sort them into waiting, inserted, and those whose leaf was taken away; the rest of the gaps stay gaps."""
        gaps = {suspect.sealed: suspect.leaf for suspect in self._suspects if suspect.act is None}
        self._cursor.execute(UNPLACED)
        for act, at, hash_, behind in self._cursor.fetchall():
            leaf = gaps.pop(bytes(hash_), None)
            if leaf is not None:
                self._findings.add(Finding("leaf-dropped", act, at=at, facts={"belongs": leaf}))
            elif behind:
                self._findings.add(Finding("act-inserted", act, at=at))
            else:
                self.waiting += 1
        for leaf in gaps.values():
            self._findings.add(Finding("leaf-missing", leaf=leaf))

    def _check_about(self, number: int, digest: int) -> None:
        """Compare the index of subjects and cases with what the acts say, as sums and only then row by row."""
        self._cursor.execute(ABOUT_SUM)
        if self._cursor.fetchone() == (number, digest):
            return
        self._cursor.execute(ABOUT_DIFFERENCE)
        for about, leaf, act, at in self._cursor.fetchall():
            self._findings.add(Finding("about-differs", act, leaf, at, {"about": about}))
