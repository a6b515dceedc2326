"""Do the cases that steps began still belong where their acts say, and did those steps end as their cases did?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import effects

from .sets import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGUN = """
SELECT c.id, c.act FROM cases_case c
  JOIN cases_step s ON s.id = c.parent_step_id
  LEFT JOIN ledger_act a ON a.id = c.act
 WHERE s.case_id <> c.parent_id OR s.subject <> c.subject
    OR NOT EXISTS (
       SELECT FROM jsonb_array_elements_text(convert_from(a.body, 'UTF8')::jsonb -> 'derived_from') d
         JOIN ledger_act o ON o.id = d.value::uuid
        CROSS JOIN LATERAL jsonb_array_elements(convert_from(o.body, 'UTF8')::jsonb -> 'records') r
        WHERE o.kind = 'step.task' AND o.case_id = c.parent_id AND r.value ->> 'id' = s.id::text)"""
# A case that is open again after it had an outcome leaves the verdict that its step got then.
_ENDED = """
SELECT s.id, s.act FROM cases_step s
  LEFT JOIN cases_case c ON c.parent_step_id = s.id
  LEFT JOIN ledger_act a ON a.id = s.act
 WHERE s.by_kind = 'service'
   AND NOT EXISTS (
       SELECT FROM jsonb_array_elements_text(convert_from(a.body, 'UTF8')::jsonb -> 'derived_from') d
         JOIN ledger_act e ON e.id = d.value::uuid
        WHERE e.kind = 'case.conclude' AND e.case_id = c.id)"""
_OPEN = """
SELECT c.id, c.act FROM cases_case c JOIN cases_step s ON s.id = c.parent_step_id
 WHERE c.outcome IS NULL AND c.opening = 0 AND s.state <> 'under-way'"""


@effects.register("cases of other cases")
def kin() -> Iterator[effects.Difference]:
    """Cases that their parents did not begin, open ones that no step waits for, verdicts that no case came to."""
    for row_id, act in rows(_BEGUN, {}):
        yield effects.Difference(
            table="cases_case",
            row=str(row_id),
            act=act,
            zh="不是其上级办件所启动",
            en="not begun by the case that it is said to be of",
        )
    for row_id, act in rows(_OPEN, {}):
        yield effects.Difference(
            table="cases_case",
            row=str(row_id),
            act=act,
            zh="没有环节在等待此办件",
            en="open, and no step waits for it any more",
        )
    for row_id, act in rows(_ENDED, {}):
        yield effects.Difference(
            table="cases_step",
            row=str(row_id),
            act=act,
            zh="没有办件得出此结论",
            en="done with a verdict that no case came to",
        )
