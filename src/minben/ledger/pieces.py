"""Reading the leaves in pieces for verifying, two at a time on connections of their own under one snapshot."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DataError, connections

from .context import SET_REACH, Reach, reach_settings
from .tiles import TILE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

READERS = 2
LEAVES_PER_PIECE = 256 * TILE_WIDTH
ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# One plan for every size of ledger and age of statistics: from leaf to act, by index.
ONE_PLAN = (
    "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off;"
    " SET LOCAL max_parallel_workers_per_gather = 0"
)
TILES = "SELECT index, hashes FROM ledger_tile WHERE level = 0 AND index >= %s AND index < %s"
# Each column against the body that was sealed; a body that is no JSON ends the statement, see `read_piece`.
AGREES = """
    said ->> 'id' = a.id::text
    AND (said ->> 'at')::timestamptz = a.at
    AND said ->> 'kind' = a.kind
    AND coalesce(said -> 'actor' ->> 'agency', '') = a.agency
    AND said -> 'actor' ->> 'kind' = a.actor_kind
    AND said -> 'actor' ->> 'id' = a.actor_id
    AND said ->> 'purpose' = a.purpose
    AND coalesce(said -> 'subjects', '[]') = to_jsonb(a.subjects)
    AND said ->> 'case' IS NOT DISTINCT FROM a.case_id::text
    AND coalesce(said ->> 'register', '') = a.register
"""
# Tile by tile, so that nothing larger than a tile is ever sorted, and each act is found through its leaf.
SUMS = f"""
SELECT tile, sums.* FROM generate_series(%s::bigint, %s::bigint - 1) AS tile CROSS JOIN LATERAL (
    SELECT string_agg(sha256('\\x00'::bytea || a.body), ''::bytea ORDER BY l.leaf) AS hashes,
        bool_and(coalesce({AGREES}, false)),
        sum(cardinality(a.subjects) + (a.case_id IS NOT NULL)::int),
        bit_xor((SELECT bit_xor(uuid_hash_extended(about, l.leaf)) FROM unnest(a.subjects || a.case_id) AS about
            WHERE about IS NOT NULL))
    FROM ledger_leaf l JOIN ledger_act a ON a.id = l.act
    CROSS JOIN LATERAL (SELECT convert_from(a.body, 'UTF8')::jsonb AS said OFFSET 0) AS body
    WHERE l.leaf >= tile * {TILE_WIDTH} AND l.leaf < (tile + 1) * {TILE_WIDTH}
) AS sums WHERE sums.hashes IS NOT NULL
"""  # noqa: S608 - fixed names


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tiles: what they say, and what the acts below them hash to where every act agrees with its columns.

    ``about`` counts the subjects and cases of the acts, ``digest`` mixes them, for comparing with their index.
    """

    first: int
    tiles: Mapping[int, bytes]
    acts: Mapping[int, bytes]
    about: int
    digest: int


def read_pieces(size: int, snapshot: str, using: str) -> Iterator[Piece]:
    """All leaves below ``size`` in order, as the exported snapshot shows them."""
    with ExitStack() as stack:
        readers = [stack.enter_context(reading(snapshot, using)) for _ in range(READERS if size else 0)]
        threads = [stack.enter_context(ThreadPoolExecutor(1)) for _ in readers]
        ahead: deque[Future[Piece]] = deque()
        for number, first in enumerate(range(0, size, LEAVES_PER_PIECE)):
            turn = number % READERS
            ahead.append(threads[turn].submit(read_piece, readers[turn], first))
            if len(ahead) > 2 * READERS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


@contextmanager
def reading(snapshot: str, using: str) -> Iterator[BaseDatabaseWrapper]:
    """Another connection that sees the same snapshot under the reach of the system."""
    alias = f"{using}-reader"
    connection = connections[using].copy(alias)
    connection.inc_thread_sharing()
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute(ONE_SNAPSHOT)
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
            cursor.execute(ONE_PLAN)
            cursor.execute(SET_REACH, reach_settings(Reach(system=True)))
        yield connection
    finally:
        connection.close()


def read_piece(connection: BaseDatabaseWrapper, first: int) -> Piece:
    """The tiles from leaf ``first`` on.

    Where one body is not even JSON, none of the piece's acts is given, and each of its tiles is looked at closely.
    """
    tiles = (first // TILE_WIDTH, (first + LEAVES_PER_PIECE) // TILE_WIDTH)
    with connection.cursor() as cursor:
        cursor.execute(TILES, tiles)
        said = {index: bytes(hashes) for index, hashes in cursor.fetchall()}
        cursor.execute("SAVEPOINT piece")
        try:
            cursor.execute(SUMS, tiles)
            rows = cursor.fetchall()
        except DataError:
            cursor.execute("ROLLBACK TO SAVEPOINT piece")
            rows = []
    acts = {index: bytes(hashes) for index, hashes, agrees, *_ in rows if agrees}
    digest = 0
    for row in rows:
        digest ^= row[4] or 0
    return Piece(first, said, acts, sum(int(row[3]) for row in rows), digest)
