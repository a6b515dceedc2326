"""One application: received, its rules run to the end, paid, told; everything with its acts, one transaction."""

from __future__ import annotations

import statistics
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Result, seconds
from minben import cases, services
from minben.blueprint import read
from minben.ledger import Act, Actor, ActorKind, Reach, acting, kinds, legal_clock, write_act
from minben.registers import write_record

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Blueprint

COUNT = 300
GUANGAN = Path(__file__).parent.parent.parent / "blueprints" / "guangan"
SYSTEM = Reach(system=True)
LOADER = Actor(ActorKind.SYSTEM, "bench")
BODY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PRICE = 100.0
"""Milliseconds for an application, about 40 statements and 12 acts."""


def run() -> list[Result]:
    """Some hundred people over 80 apply, one after the other."""
    blueprint = read(GUANGAN)
    kinds.register("bench.apply", zh="测速", en="Benchmark")
    with acting(SYSTEM):
        services.put_in_force(blueprint, write_act(Act(kind="bench.apply", actor=LOADER, purpose="bench")))
    with legal_clock(lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)):
        people = [resident(blueprint, number) for number in range(COUNT)]
        times = [seconds(lambda person=person: apply(blueprint, person)) for person in people]  # type: ignore[misc]
    median = statistics.median(times) * 1000
    return [Result("an application granted by rules", median, "ms", at_most=PRICE, detail=f"{COUNT} of them")]


def apply(blueprint: Blueprint, person: UUID) -> None:
    """Apply for the allowance."""
    case = cases.submit(
        blueprint,
        "old-age-allowance",
        person,
        {"account": account()},
        channel="web",
        actor=Actor(ActorKind.RESIDENT, str(person)),
    )
    if case.outcome != "granted":
        raise RuntimeError(case.outcome)


def account() -> str:
    """A bank account with its Luhn digit."""
    body = "622202000000000001"
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    total = sum(doubled[int(d)] for d in body[::-2]) + sum(int(d) for d in body[-2::-2])
    return f"{body}{-total % 10}"


def resident(blueprint: Blueprint, serial: int) -> UUID:
    """Somebody of 86."""
    body = f"51292519400203{serial:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(BODY_WEIGHTS, body, strict=True))
    with acting(SYSTEM):
        record = write_record(
            blueprint.registers["population"],
            {
                "id": body + "10X98765432"[total % 11],
                "name": "王桂兰",
                "sex": "male" if serial % 2 else "female",
                "birth_date": date(1940, 2, 3),
                "division": next(code for code, unit in blueprint.divisions.items() if unit.level == 5),
                "living": True,
            },
            blueprint=blueprint,
            actor=LOADER,
            purpose="bench",
            valid_from=date(2020, 1, 1),
        )
    return record.subject
