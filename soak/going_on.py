"""After the kills: a case that nobody has touched is decided on the pages, as on any other day."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .books import rows
from .processes import until
from .visitors import Notes, Officer
from .workload import spared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .settling import Role

SERVICE, AGENCY = "food-licence", "approval"
ROUNDS = 6
"""How often all officers of the agency look at the case: it travels over fewer desks."""
ISSUED_WITHIN = 60.0
UNTOUCHED = """
SELECT c.number FROM cases_case c JOIN cases_step s ON s.case_id = c.id
 WHERE c.service = %s AND c.state = 'open' AND c.channel = 'api'
 GROUP BY c.number HAVING count(*) = 1 AND min(s.step) = 'accept' AND min(s.state) = 'ready' ORDER BY 1"""
ENDED = """
SELECT c.state, c.outcome, (SELECT count(*) FROM registers_record r
                              JOIN licences_licence l ON (l.register, l.key) = (r.register, r.key)
                             WHERE r.provenance ->> 'case' = c.id::text)
  FROM cases_case c WHERE c.number = %s"""


def goes_on(roles: Sequence[Role], port: int, seed: str, notes: Notes) -> tuple[int, list[str]]:
    """Take an untouched case to its licence, and note what was done."""
    number = next((number for (number,) in rows(UNTOUCHED, SERVICE) if spared(number)), None)
    if number is None:
        return 0, ["no untouched case was left to be decided"]
    officers = [
        Officer(role, port, notes, seed, threading.Event())
        for role in roles
        if role.username.startswith(f"soak-{AGENCY}-")
    ]
    for officer in officers:
        officer.sign_in()
    for _ in range(ROUNDS):
        for officer in officers:
            officer.grant(number)
    ended = until(lambda: rows(ENDED, number) == [("closed", "granted", 1)], ISSUED_WITHIN)
    return (1, []) if ended else (0, [f"{number} was granted on the pages and is {rows(ENDED, number)}"])
