"""An act as the portal writes them: an officer's decision on a case, by a rule version, on two citations."""

from __future__ import annotations

from uuid import UUID, uuid4

from minben.ledger import Act, Actor, ActorKind, Reach, RecordRef, kinds

kinds.register("bench.act", zh="测速", en="Benchmark")
SYSTEM = Reach(system=True)
OFFICER = Actor(ActorKind.OFFICER, str(uuid4()), "civil-affairs/window", "civil-affairs")


def act(case: UUID | None = None) -> Act:
    """One of them, about a subject of its own."""
    return Act(
        kind="bench.act",
        actor=OFFICER,
        purpose="old-age-allowance",
        power="old-age-allowance/decide",
        basis=("《老年人权益保障法》第三十三条", "《行政许可法》第四十二条"),
        subjects=(uuid4(),),
        case=case,
        register="benefits",
        records=(RecordRef(uuid4(), "ab" * 32),),
        rule="old-age-allowance/decide@" + "0f" * 16,
        result="granted",
    )
