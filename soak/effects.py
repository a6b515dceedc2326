"""Every verdict, completion, withdrawal and appeal that was acknowledged took effect once, and no other did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .books import rows
from .memory import Deed, What

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from .memory import Deeds

# A step of several posts has no post of its own: its verdict follows from those of its parts.
VERDICTS = """
SELECT s.id::text, s.verdict, s.officer::text, 1 FROM cases_step s
 WHERE s.state = 'done' AND s.by_kind = 'officer' AND s.people = 1 AND s.post <> ''
   AND s.officer = ANY (%s)
UNION ALL
SELECT g.step_id::text, g.verdict, g.appointment::text, count(*) FROM cases_signature g
 WHERE g.appointment = ANY (%s) GROUP BY 1, 2, 3"""
COMPLETED = """
SELECT c.number || ' ' || s.step, '', '', count(*) FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 WHERE s.state = 'done' AND s.by_kind = 'applicant' AND c.number = ANY (%s)
   AND NOT EXISTS (SELECT FROM cases_charge h WHERE h.step_id = s.id) GROUP BY 1"""
ACTS = """
SELECT c.number, '', '', count(*) FROM ledger_act a JOIN cases_case c ON c.id = a.case_id
 WHERE a.kind = %s AND c.number = ANY (%s) GROUP BY 1"""


def effects(
    deeds: Deeds, officers: Collection[UUID], known: Collection[str]
) -> Iterator[tuple[int, list[str]]]:
    """Of each kind of deed, how many took effect as they should, and what was wrong.

    ``officers`` are the appointments of the soak, ``known`` the numbers of its cases; people also went on with others.
    """
    numbers = [
        *{*known, *(deed.place.partition(" ")[0] for deed in deeds.asked if deed.what is not What.VERDICT)}
    ]
    found = {
        What.VERDICT: rows(VERDICTS, [*officers], [*officers]),
        What.COMPLETE: rows(COMPLETED, numbers),
        What.WITHDRAW: rows(ACTS, "case.withdraw", numbers),
        What.APPEAL: rows(ACTS, "case.appeal", numbers),
    }
    for what, took in found.items():
        wrong = [*deeds.of(what).amiss({Deed(what, *deed): times for *deed, times in took})]
        yield max(0, len(took) - len(wrong)), wrong
