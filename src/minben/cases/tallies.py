"""Laying the tallies of cases together, so that adding them up stays cheap however many cases there are.

Every change of cases leaves rows with what it changed; here they become one row for each way to stand. Whoever adds up
meanwhile sees the rows before or after, never both.
"""

from __future__ import annotations

from minben.ledger import acting

from .loading import PROGRAM_REACH
from .sets import run

# Nothing is written while every row says something of its own, as on a day without cases.
_LAID = """
WITH gone AS (
    DELETE FROM {table}
     WHERE (SELECT count(*) FROM {table}) > (SELECT count(*) FROM (SELECT DISTINCT {by} FROM {table}) AS one)
    RETURNING *), laid AS (
    SELECT {by}, {sums} FROM gone GROUP BY {by})
INSERT INTO {table} ({by}, {kept}) SELECT * FROM laid WHERE ({kept}) <> ({nothing})"""


def _laid(table: str, by: str, *kept: str) -> str:
    """Make one row of all rows of a table that say the same ``by``, with the sums of what they have ``kept``."""
    return _LAID.format(
        table=table,
        by=by,
        kept=", ".join(kept),
        sums=", ".join(f"sum({column}) AS {column}" for column in kept),
        nothing=", ".join("0" for _ in kept),
    )


_ALL = (
    _laid(
        "cases_tally",
        "agency, service, state, outcome, decided_by, late, due, amber_on, due_provisional",
        "n",
    ),
    _laid("cases_tally_day", "agency, day", "received", "decided"),
    _laid("cases_tally_card", "agency, service, colour, given_on, is_open", "n"),
)


def lay_tallies_together() -> None:
    """Make one row of all that say the same; done by one worker, from time to time."""
    with acting(PROGRAM_REACH):
        for statement in _ALL:
            run(statement, {})
