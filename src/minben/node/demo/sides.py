"""What people do beside applying and deciding on the played day: they pay what is due, and some say how it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.cases import Case, ChargeState, charge_of, may_rate, my_cases, paid, rate
from minben.ledger import Act, Reach, acting, write_act

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from minben.cases import CaseRow

    from .actors import Applicant
    from .script import Habit

PERCENT = 100
PAID = "payment.paid"
SYSTEM = Reach(system=True)


def cases_of(applicants: Iterable[Applicant]) -> Iterator[CaseRow]:
    """Every case of these people."""
    subjects, after = tuple({one.subject for one in applicants}), None
    while subjects:
        page = my_cases(subjects, after=after)
        yield from page.rows
        if page.after is None:
            return
        after = page.after


def pay(applicant: Applicant, case: CaseRow) -> bool:
    """Pay what is due in a case, as if the gateway had told of it; false where nothing is."""
    with acting(applicant.reach):
        due = charge_of(case.id)
    if due is None or due.state is not ChargeState.DUE:
        return False
    with acting(SYSTEM):
        act = Act(
            kind=PAID,
            actor=applicant.actor,
            purpose=case.service,
            basis=(due.basis,),
            subjects=(applicant.subject,),
            case=case.id,
        )
        return paid(due.id, applicant.actor, write_act(act))


def say_how_it_was(random: Random, applicant: Applicant, case: CaseRow, habit: Habit) -> bool:
    """Rate a case that has its outcome, if this person is one of those who do; nobody has to."""
    with acting(applicant.reach):
        open_ones = [one for one in may_rate(Case.objects.get(id=case.id), applicant) if one.visit is None]
    if not open_ones or random.random() * PERCENT >= habit.done:
        return False
    (level,) = random.choices([*habit.verdicts], [*habit.verdicts.values()])
    rate(case.id, applicant, int(level))
    return True
