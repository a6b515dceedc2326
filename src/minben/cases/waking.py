"""Waking: when somebody's record has changed, rules that could not grant look again.

A step that a rule did not grant lies before people, because a fact was missing or said no. This consumer follows the
ledger's sequence; where a record about the applicant was written in a register that the service reads, the rules of
tasks that are still open are tried once more, and a task whose rule now grants is done by it. A case is not woken by
what it has written itself, and no rule takes a task from people where the applicant asked for a human.

Being woken twice does nothing, so a cursor that is a little behind after a crash does no harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import acting, follow_kinds

from .doing import program
from .faults import AWAY, tell_fault
from .loading import PROGRAM_REACH, lock, take_up
from .sets import rows, run

if TYPE_CHECKING:
    from uuid import UUID

    Changed = dict[UUID, set[tuple[str, UUID | None]]]
    """By subject: in which register a record was written, and by which case."""

BATCH = 1000
"""Acts of the sequence that one call looks at."""
CHANGES = frozenset({"record.write", "record.end"})
_HERE = "SELECT leaf FROM cases_cursor WHERE name = 'records'"
_GO_ON = "UPDATE cases_cursor SET leaf = %(to)s WHERE name = 'records' AND leaf = %(from)s"
_WAITING = """
SELECT DISTINCT s.case_id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 WHERE s.subject = ANY (%(subjects)s) AND s.state = 'ready' AND s.post <> '' AND s.people = 1 AND NOT c.human"""


def wake_on_records() -> int:
    """Follow the sequence a little further and wake the cases whose facts have changed; returns how many got on."""
    with acting(PROGRAM_REACH):
        ((here,),) = rows(_HERE, {})
        ahead = follow_kinds(CHANGES, here, BATCH)
    changed: Changed = {}
    for act in ahead.acts:
        for subject in act.subjects:
            changed.setdefault(subject, set()).add((act.register, act.case))
    woken = sum(_wake(case, changed) for case in _waiting(changed))
    if ahead.last > here:
        with acting(PROGRAM_REACH):
            run(_GO_ON, {"from": here, "to": ahead.last})
    return woken


def _waiting(changed: Changed) -> list[UUID]:
    if not changed:
        return []
    with acting(PROGRAM_REACH):
        return [case for (case,) in rows(_WAITING, {"subjects": list(changed)})]


def _wake(case_id: UUID, changed: Changed) -> bool:
    try:
        with acting(PROGRAM_REACH):
            case = lock(case_id)
            if case.human:
                return False
            work = take_up(case, program(case.agency))
            read = {read.register for read in work.terms.service.reads.values()}
            if not any(register in read and by != case.id for register, by in changed[case.subject]):
                return False
            if not work.reconsider():
                return False
            work.wake()
            return True
    except AWAY:
        raise
    except Exception as error:
        # One case, whatever is wrong with it, must not stop all others.
        tell_fault(case_id, "waking it", error)
        return False
