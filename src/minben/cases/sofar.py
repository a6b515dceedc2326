"""How far a case has come, as the engine's values: from its rows, wherever they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.model import Outcome

from .facts import Circumstances, Facts, unpacked
from .materials import answered, promised_later
from .procedure import Progress
from .rounds import standing_rows
from .states import StepState, aside

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
    parts: dict[str, list[models.Step]]
    answers: Mapping[str, object]
    settled: Mapping[str, object]


def progress_of(terms: Terms, case: models.Case, so_far: SoFar) -> Progress:
    """How far a case has come, from the latest instances of its steps."""
    standing = standing_rows(case, terms.procedure, so_far.latest)
    own = [row for row in standing.values() if not aside(row.step)]
    # Of a step that several posts do it is their tasks whose limits pass.
    late = {
        row.step for row in own if row.overdue or any(part.overdue for part in so_far.parts.get(row.step, ()))
    }
    done = {row.step: str(row.verdict) for row in own if row.state == StepState.DONE}
    asked_in = terms.procedure.asked_in
    return Progress(
        answered=promised_later(so_far.answers)
        | frozenset(name for name in so_far.answers if asked_in.get(name) in (None, *done)),
        done=done,
        tasks=frozenset(row.step for row in own if row.state in (StepState.READY, StepState.UNDER_WAY)),
        overdue=frozenset(late),
        void=frozenset(row.step for row in own if row.state == StepState.VOID),
        outcome=Outcome(case.outcome) if case.outcome else None,
    )


def facts_of(terms: Terms, case: models.Case, about: Circumstances, so_far: SoFar, fetch: Fetch) -> Facts:
    """The facts of a case as it stands."""
    known = {name: answered(terms, name, value) for name, value in so_far.answers.items()}
    standing = standing_rows(case, terms.procedure, so_far.latest)
    known |= {row.step: row.verdict for row in standing.values() if row.state == StepState.DONE}
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
