"""What goes into the logs of a node: when, where in the program and what kind of failure, never a value of a record.

Messages of exceptions quote what they fell over (a row, an identity number that is none), and addresses hold numbers
and codes; so neither is written. A failure of the database is told by its SQLSTATE and constraint instead.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """One line for a record, then its traceback with the names of exceptions in place of their messages."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """A record about a request names its route, not its address."""
        request = getattr(record, "request", None)
        if request is not None:
            route = getattr(request.resolver_match, "route", "?") if request.resolver_match else "?"
            record.message = f"{getattr(record, 'status_code', '?')} {request.method} {route or '/'}"
        return super().formatMessage(record)

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - logging's name
        """Every exception of the chain, the first first."""
        return "\n".join(line for error in reversed(list(chain(ei[1]))) for line in lines_of(error))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, then what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def lines_of(error: BaseException) -> Iterator[str]:
    """The stack of one exception, and its name."""
    for frame in traceback.format_tb(error.__traceback__):
        yield frame.rstrip("\n")
    yield name_of(error)


def name_of(error: BaseException) -> str:
    """What kind of failure it is.

    >>> name_of(ValueError("512925194103031237 is no date"))
    'builtins.ValueError'
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return kind
    return " ".join(filter(None, (kind, error.sqlstate, error.diag.table_name, error.diag.constraint_name)))
