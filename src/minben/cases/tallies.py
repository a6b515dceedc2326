"""Laying the tallies of cases together, so that adding them up stays cheap however many cases there are.

Every change of cases leaves rows with what it changed; here they become one row for each way to stand. Whoever adds up
meanwhile sees the rows before or after, never both.
"""

from __future__ import annotations

from minben.ledger import acting

from .loading import PROGRAM_REACH
from .sets import run

STANDS = "agency, service, state, outcome, decided_by, late, due, amber_on, due_provisional"
_STANDING = f"""
WITH gone AS (DELETE FROM cases_tally RETURNING *)
INSERT INTO cases_tally ({STANDS}, n)
SELECT {STANDS}, sum(n) FROM gone GROUP BY {STANDS} HAVING sum(n) <> 0"""  # noqa: S608 - fixed words
_DAYS = """
WITH gone AS (DELETE FROM cases_tally_day RETURNING *)
INSERT INTO cases_tally_day (agency, day, received, decided)
SELECT agency, day, sum(received), sum(decided) FROM gone GROUP BY agency, day
HAVING sum(received) <> 0 OR sum(decided) <> 0"""


def lay_tallies_together() -> None:
    """Make one row of all that say the same; done by one worker, from time to time."""
    with acting(PROGRAM_REACH):
        run(_STANDING, {})
        run(_DAYS, {})
