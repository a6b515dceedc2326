"""Which rows of a case still stand: those of the present round, not taken back, not from before a reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .states import StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from . import models
    from .procedure import Procedure


def round_of(case: models.Case, procedure: Procedure, step: str) -> int:
    """Which round of its repetition a step is in, from 1; always the first where it is not repeated."""
    return case.rounds.get(procedure.loop_of.get(step, ""), 1)


def stands(case: models.Case, procedure: Procedure, row: models.Step) -> bool:
    """Whether a row says how its step stands now; otherwise the step is as if never begun."""
    if row.round != round_of(case, procedure, row.step) or row.undone is not None:
        return False
    return row.state != StepState.VOID or row.opening == case.opening


def latest_of(rows: Iterable[models.Step]) -> tuple[dict[str, models.Step], dict[str, list[models.Step]]]:
    """The latest instance of each step, and the tasks of those that several posts do; ``rows`` by instance."""
    latest: dict[str, models.Step] = {}
    parts: dict[str, dict[int, models.Step]] = {}
    for row in rows:
        if row.part == 0:
            latest[row.step] = row
        else:
            parts.setdefault(row.step, {})[row.part] = row
    return latest, {
        step: [row for row in found.values() if row.instance == latest[step].instance]
        for step, found in parts.items()
    }


def standing_rows(
    case: models.Case, procedure: Procedure, latest: Mapping[str, models.Step]
) -> dict[str, models.Step]:
    """Those of the latest instances that still stand."""
    return {name: row for name, row in latest.items() if stands(case, procedure, row)}
