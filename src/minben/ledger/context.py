"""Under which reach the program works: what the database lets the current transaction see.

Every read and write of the application happens inside `acting`. It opens a transaction (or a savepoint inside one) and
tells the row security of the database, in one statement, for whom the program works. When the transaction ends the
reach is gone; outside of it no protected row is seen.

Acts wait here until the outermost block ends, or somebody reads acts, and are then written in one statement, in the
transaction of their effects. What is undone takes its waiting acts with it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg.pq import TransactionStatus

from .raw import insert_acts, raw_cursor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

    from .acts import ActRow


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be seen and done.

    ``subjects`` are those that the actor is or holds a mandate for, ``agency`` and ``posts`` the officer's,
    ``registers`` those that are readable now for the purpose at hand. ``supervise`` sees cases and acts of all
    agencies, never register values. ``system`` is the program itself at work for the whole jurisdiction.
    ``services`` narrows what ``subjects`` opens to the cases of these services (none named: all), as a mandate does.

    >>> Reach(agency="civil-affairs", posts=("civil-affairs/window",)).system
    False
    """

    subjects: tuple[UUID, ...] = ()
    agency: str = ""
    posts: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    supervise: bool = False
    system: bool = False
    services: tuple[str, ...] = ()

    def serves(self, subject: UUID, service: str) -> bool:
        """Whether a case of this service is within reach as the subject's own.

        >>> from uuid import UUID
        >>> Reach(subjects=(UUID(int=1),), services=("food-licence",)).serves(UUID(int=1), "kinship-certificate")
        False
        """
        return subject in self.subjects and (not self.services or service in self.services)


SET_REACH = (
    "SELECT set_config('minben.subjects', %s, true), set_config('minben.agency', %s, true),"
    " set_config('minben.posts', %s, true), set_config('minben.registers', %s, true),"
    " set_config('minben.supervise', %s, true), set_config('minben.system', %s, true),"
    " set_config('minben.services', %s, true)"
)
NO_REACH = ("", "", "", "", "", "", "")

MOST_WAITING = 1000
"""Acts that wait at most, so that a block that writes many keeps few of them in memory."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of `acting` while it lasts.

    ``waiting`` are the acts that are not written yet; a block within another shares them with it. ``depth`` counts the
    transactions and savepoints that are open around what the block does.
    """

    using: str
    reach: Reach
    depth: int
    waiting: list[ActRow]

    def take(self, rows: Iterable[ActRow]) -> None:
        """Let acts wait; in a savepoint that is not of `acting` write them at once, for it may be undone alone."""
        if not self.is_innermost():
            insert_acts(list(rows), using=self.using)
            return
        self.waiting.extend(rows)
        if len(self.waiting) >= MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write the acts that wait, in one statement."""
        if not self.waiting:
            return
        if not self.is_innermost():
            raise RuntimeError("acts that wait are not written within a savepoint that is not of acting()")
        insert_acts(self.waiting, using=self.using)
        self.waiting.clear()

    def is_innermost(self) -> bool:
        """Whether no savepoint is open within the block that it does not know of."""
        return len(connections[self.using].atomic_blocks) == self.depth


_blocks: ContextVar[Mapping[str, Block]] = ContextVar("minben_blocks", default={})  # noqa: B039 - never changed


@contextmanager
def acting(reach: Reach, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Work under this reach, in one transaction or in a savepoint of the one that is open.

    Nested, the inner reach holds for the inner block and the outer one is put back after it. An exception undoes what
    the block has written.

    >>> with acting(Reach(system=True)):  # doctest: +SKIP
    ...     write_act(act)
    """
    outer, connection = _blocks.get(), connections[using]
    around = outer.get(using) if connection.in_atomic_block else None
    before = around.reach if around else None
    # What stands in a savepoint that the outer block does not know of must not outlive it there.
    shared = around is not None and around.is_innermost()
    waiting = around.waiting if around is not None and shared else []
    waited = tuple(waiting)
    try:
        with transaction.atomic(using=using):
            if before != reach:
                _tell(using, reach)
            block = Block(using, reach, len(connection.atomic_blocks), waiting)
            token = _blocks.set({**outer, using: block})
            try:
                yield
                if not shared:
                    block.write()
            finally:
                _blocks.reset(token)
            if connection.needs_rollback:
                waiting[:] = waited
            # A rolled-back savepoint puts the settings back by itself, and the end of a transaction forgets them.
            elif before != reach and len(connection.atomic_blocks) > 1:
                _tell(using, before)
    except BaseException:
        # The savepoint takes back what was written in it, those that had waited before it too.
        waiting[:] = waited
        raise


@contextmanager
def reaching(reach: Reach, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Work under another reach within the `acting` that is open, without a savepoint; where none is open, as `acting`.

    For looking: whoever catches what goes wrong here stands outside of the `acting` that undoes it.
    """
    around = current_block(using)
    if around is None:
        with acting(reach, using=using):
            yield
        return
    if around.reach != reach:
        _tell(using, reach)
    token = _blocks.set({**_blocks.get(), using: replace(around, reach=reach)})
    try:
        yield
    finally:
        _blocks.reset(token)
        if around.reach != reach and _is_sound(using):
            _tell(using, around.reach)


def current_block(using: str = DEFAULT_DB_ALIAS) -> Block | None:
    """The innermost block of `acting` that is open."""
    return _blocks.get().get(using)


def current_reach(using: str = DEFAULT_DB_ALIAS) -> Reach | None:
    """The reach that holds now, None outside `acting`."""
    block = current_block(using)
    return block.reach if block else None


def write_waiting(using: str = DEFAULT_DB_ALIAS) -> None:
    """Write the acts that wait, for somebody who reads acts in the transaction that has written them."""
    block = current_block(using)
    if block is not None:
        block.write()


def _is_sound(using: str) -> bool:
    """Whether the transaction can go on: nothing has failed in it."""
    driver = connections[using].connection
    return driver is not None and driver.info.transaction_status is TransactionStatus.INTRANS


def _tell(using: str, reach: Reach | None) -> None:
    values = NO_REACH if reach is None else reach_settings(reach)
    with raw_cursor(using) as cursor:
        cursor.execute(SET_REACH, values)


def reach_settings(reach: Reach) -> tuple[str, ...]:
    """The parameters of `SET_REACH`."""
    return (
        array_literal(str(subject) for subject in reach.subjects),
        reach.agency,
        array_literal(reach.posts),
        array_literal(reach.registers),
        "on" if reach.supervise else "off",
        "on" if reach.system else "off",
        array_literal(reach.services),
    )


def array_literal(words: Iterable[str]) -> str:
    r"""PostgreSQL's text form of an array, every word quoted.

    >>> array_literal(["a", 'b"c'])
    '{"a","b\\"c"}'
    """
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "{" + ",".join(f'"{word}"' for word in quoted) + "}"
