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
_STANDING = _LAID.format(
    table="cases_tally",
    by="agency, service, state, outcome, decided_by, late, due, amber_on, due_provisional",
    kept="n",
    sums="sum(n) AS n",
    nothing="0",
)
_DAYS = _LAID.format(
    table="cases_tally_day",
    by="agency, day",
    kept="received, decided",
    sums="sum(received) AS received, sum(decided) AS decided",
    nothing="0, 0",
)
_CARDS = _LAID.format(
    table="cases_tally_card",
    by="agency, service, colour, given_on, is_open",
    kept="n",
    sums="sum(n) AS n",
    nothing="0",
)


def lay_tallies_together() -> None:
    """Make one row of all that say the same; done by one worker, from time to time."""
    with acting(PROGRAM_REACH):
        run(_STANDING, {})
        run(_DAYS, {})
        run(_CARDS, {})
