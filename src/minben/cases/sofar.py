"""How far a case has come, as the engine's values: from its rows, wherever they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.model import Outcome

from .facts import Circumstances, Facts, typed, unpacked
from .procedure import Progress
from .states import HUMAN, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from . import models
    from .facts import Fetch
    from .terms import Terms


@dataclass(frozen=True, slots=True)
class SoFar:
    """A case before an event: the latest instance of each step, all answers, the outputs that are decided."""

    latest: dict[str, models.Step]
    answers: Mapping[str, object]
    settled: Mapping[str, object]


def progress_of(case: models.Case, so_far: SoFar) -> Progress:
    """How far a case has come, from the latest instances of its steps."""
    own = [row for row in so_far.latest.values() if row.step != HUMAN]
    return Progress(
        answered=frozenset(so_far.answers),
        done={row.step: str(row.verdict) for row in own if row.state == StepState.DONE},
        tasks=frozenset(row.step for row in own if row.state == StepState.READY),
        overdue=frozenset(row.step for row in own if row.overdue),
        void=frozenset(row.step for row in own if row.state == StepState.VOID),
        outcome=Outcome(case.outcome) if case.outcome else None,
    )


def facts_of(terms: Terms, about: Circumstances, so_far: SoFar, fetch: Fetch) -> Facts:
    """The facts of a case as it stands."""
    known = {name: typed(terms.fact_of(name), value) for name, value in so_far.answers.items()}
    known |= {row.step: row.verdict for row in so_far.latest.values() if row.state == StepState.DONE}
    return Facts(terms, about, known=known, settled=so_far.settled, fetch=fetch)


def circumstances(case: models.Case, today: date, identifier: str) -> Circumstances:
    """What FEEL may know of the case itself; ``identifier`` is the applicant's."""
    return Circumstances(
        identifier=identifier,
        number=case.number,
        code=case.code,
        received_on=case.received_on,
        channel=case.channel,
        today=today,
    )


def settled_by(latest: Mapping[str, models.Step], grounds: Iterable[models.Ground]) -> dict[str, object]:
    """The outputs of decisions on which done steps stand, the first one's first."""
    done = {row.id: row for row in latest.values() if row.state == StepState.DONE}
    own = [ground for ground in grounds if ground.step_id in done]
    settled: dict[str, object] = {}
    for ground in sorted(own, key=lambda one: str(done[one.step_id].done_at)):
        for name, value in ground.decided.items():
            settled.setdefault(name, unpacked(value))
    return settled
