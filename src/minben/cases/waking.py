"""Waking: when somebody's record has changed, rules that could not grant look again.

A step that a rule did not grant lies before people, because a fact was missing or said no. This consumer follows the
ledger's sequence; where a record about the applicant was written in a register that the service reads, the rules of
tasks that are still open are tried once more, and a task whose rule now grants is done by it. A case is not woken by
what it has written itself, and no rule takes a task from people where the applicant asked for a human.

Being woken twice does nothing, so a cursor that is a little behind after a crash does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import services
from minben.blueprint.model import Doer
from minben.ledger import acting, follow_kinds

from .doing import program
from .faults import AWAY, tell_fault
from .loading import PROGRAM_REACH, lock, take_up
from .sets import rows, run
from .terms import terms_at

if TYPE_CHECKING:
    from uuid import UUID

    from .terms import Terms

    Changed = dict[UUID, set[tuple[str, UUID | None]]]
    """By subject: in which register a record was written, and by which case."""

BATCH = 1000
"""Acts of the sequence that one call looks at."""
CHANGES = frozenset({"record.write", "record.end"})
_HERE = "SELECT leaf FROM cases_cursor WHERE name = 'records'"
_GO_ON = "UPDATE cases_cursor SET leaf = %(to)s WHERE name = 'records' AND leaf = %(from)s"
_WAITING = """
SELECT c.id, c.subject, c.version, c.service, c.agency, array_agg(DISTINCT s.step)
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 WHERE s.subject = ANY (%(subjects)s) AND s.state = 'ready' AND s.post <> '' AND s.people = 1 AND NOT c.human
 GROUP BY c.id"""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A case with steps that lie before one officer."""

    id: UUID
    subject: UUID
    version: str
    service: str
    agency: str
    steps: list[str]

    def may_get_on(self, changed: Changed) -> bool:
        """Whether one of its steps is a rule's, and it reads what has changed."""
        try:
            terms = terms_at(services.version(self.version), self.service, self.agency)
        except Exception:  # whatever is wrong with it is told when it is woken
            return True
        found = (terms.service.steps.get(step) for step in self.steps)
        by_rule = any(step is not None and step.by is Doer.RULE for step in found)
        return by_rule and _is_read(terms, self.id, changed[self.subject])


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
    """The cases that may get on. Somebody may have many that wait for no rule, and those are not even locked."""
    if not changed:
        return []
    with acting(PROGRAM_REACH):
        found = [_Waiting(*row) for row in rows(_WAITING, {"subjects": list(changed)})]
    return [one.id for one in found if one.may_get_on(changed)]


def _is_read(terms: Terms, case_id: UUID, changes: set[tuple[str, UUID | None]]) -> bool:
    read = {read.register for read in terms.service.reads.values()}
    return any(register in read and by != case_id for register, by in changes)


def _wake(case_id: UUID, changed: Changed) -> bool:
    try:
        with acting(PROGRAM_REACH):
            case = lock(case_id)
            if case.human:
                return False
            work = take_up(case, program(case.agency))
            if not _is_read(work.terms, case.id, changed[case.subject]):
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
