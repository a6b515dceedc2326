"""Every case that was acknowledged has ended as the soak itself works out, and as nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from .books import rows
from .model import WITHDRAWN, expect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .workload import Answers

APPEAL, REOPENED = "appeal", "reopened"
STANDING = """
SELECT c.number, c.service, c.state, c.outcome, c.opening, coalesce(r.records, 0),
       (SELECT jsonb_agg(jsonb_build_array(s.step, s.instance, s.state, s.verdict))
          FROM cases_step s WHERE s.case_id = c.id AND s.part = 0)
  FROM cases_case c LEFT JOIN (
       SELECT provenance ->> 'case' AS case_id, count(*) AS records FROM registers_record
        WHERE provenance ? 'case' GROUP BY 1) r ON r.case_id = c.id::text
 WHERE c.number = ANY (%s)"""


@dataclass(frozen=True, slots=True)
class Known:
    """A case that was acknowledged: what was applied for, and with which answers."""

    service: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as the database has it; ``steps`` are the latest instances, as state and verdict."""

    state: str
    outcome: str | None
    opening: int
    records: int
    again: int
    steps: Mapping[str, tuple[str, str | None]]

    @property
    def verdicts(self) -> dict[str, str]:
        """What has been done in the procedure."""
        return {step: verdict for step, (_, verdict) in self.steps.items() if verdict and step != APPEAL}

    @property
    def ready(self) -> frozenset[str]:
        """What lies before somebody, or before several posts."""
        return frozenset(step for step, (state, _) in self.steps.items() if state in ("ready", "under-way"))


def ended(known: Mapping[str, Known]) -> tuple[int, list[str]]:
    """How many of these cases are over, and over as they should be; what is wrong with the others."""
    there = {row[0]: row[1:] for row in rows(STANDING, [*known])}
    wrong = [f"acknowledged and lost: {number}" for number in known.keys() - there.keys()]
    for number, (service, *standing) in there.items():
        found, case = _standing(*standing), known[number]
        if service != case.service:
            wrong.append(f"{number} is {service} instead of {case.service}")
        else:
            wrong += [f"{number} ({service}): {what}" for what in amiss(case, found)]
    return max(0, len(known) - len(wrong)), wrong


def _standing(state: str, outcome: str | None, opening: int, records: int, steps: str) -> Standing:
    """A row of the query; ``steps`` are all instances, as JSON."""
    instances: list[tuple[str, int, str, str | None]] = sorted(json.loads(steps), key=itemgetter(1))
    latest = {step: (standing, verdict) for step, _, standing, verdict in instances}
    again = sum(instance > 1 for _, instance, _, _ in instances)
    return Standing(state, outcome, opening, records, again, latest)


def amiss(case: Known, found: Standing) -> Iterator[str]:
    """What is wrong with a case as it stands."""
    expected = expect(case.service, case.answers, found.verdicts)
    if found.ready:
        yield f"it is not over, {', '.join(sorted(found.ready))} lies before somebody"
    if found.verdicts != expected.done:
        yield f"{dict(found.verdicts)} was done, and should be {dict(expected.done)}"
    if found.outcome == WITHDRAWN:
        if (found.state, expected.outcome) != ("closed", None):
            yield f"it was taken back when it was {expected.outcome}, and is {found.state}"
    elif (found.state, found.outcome, found.ready) != (expected.state, expected.outcome, expected.ready):
        yield (
            f"it is {found.state} {found.outcome} {sorted(found.ready)}, "
            f"and should be {expected.state} {expected.outcome} {sorted(expected.ready)}"
        )
    if found.records != expected.records:
        yield f"it has entered {found.records} records, and should have entered {expected.records}"
    reopened = found.steps.get(APPEAL, ("", ""))[1] == REOPENED
    if not found.opening == found.again == int(reopened):
        yield f"opened again {found.opening} times, {found.again} steps done again, by appeal: {reopened}"
