"""What ten thousand cases are about: the services, how often each, and what is answered.

A case is decided by officers of several agencies, one after the other or together, waits for a payment or for a paper
that was promised, is one of several of a bundle, or is over at once by a rule.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minben.blueprint.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Sequence

Answers = Mapping[str, Any]
PROMISED = {"kind": "commitment", "agreed": True}
LATER = {"kind": "later", "agreed": True}
_FOOD = {"premises": "广安区建安中路128号", "trade": "restaurant", "manager": "李建国", "rules": PROMISED}
_AID = {"story": "请求支付抚养费。", "per_head": "9000", "migrant": False}
_SITE = {
    "project": "渠江大桥施工便道",
    "place": "浓洄街道渠江村",
    "size": "3500",
    "months_wanted": "18",
    "farmland": False,
    "contract": True,
}
_GARAGE = {"class": "third", "premises": "广安区建安中路128号", "size": "900", "technicians": "9"}


@dataclass(frozen=True, slots=True)
class Matter:
    """A service that is applied for: ``share`` of a hundred cases, with one of ``answers``."""

    service: str
    kind: SubjectKind
    share: int
    answers: tuple[Answers, ...]
    at_once: bool = False
    """Whether a rule grants it before the answer comes."""


MATTERS = (
    Matter(
        "food-licence", SubjectKind.ENTERPRISE, 20, ({**_FOOD, "plan": PROMISED}, {**_FOOD, "plan": LATER})
    ),
    Matter("id-card-replacement", SubjectKind.RESIDENT, 35, ({"reason": "expired"}, {"reason": "lost"})),
    Matter(
        "legal-aid",
        SubjectKind.RESIDENT,
        35,
        ({**_AID, "matter": "maintenance"}, {**_AID, "matter": "other"}),
    ),
    Matter(
        "temporary-land-use",
        SubjectKind.ENTERPRISE,
        10,
        ({**_SITE, "purpose": "construction"}, {**_SITE, "purpose": "survey"}),
    ),
    Matter("vehicle-repair-filing", SubjectKind.ENTERPRISE, 10, (_GARAGE,), at_once=True),
)
"""Those that stay open make a hundred; what a rule decides comes on top."""
ON_PAPER = MATTERS[0]
"""What comes on paper."""
WHOLE = 100
SPARED = 10


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several services that are sent in as one, with the answers of all of them."""

    bundle: str
    services: tuple[str, ...]
    answers: Answers


BUNDLE = Bundle(
    "restaurant",
    ("food-licence", "fire-safety-check", "tobacco-retail-licence"),
    {
        **_FOOD,
        "plan": PROMISED,
        "gathering": True,
        "public_place": False,
        "tobacco": True,
        "way": "inspection",
        "size": "120",
        "separate": True,
    },
)
"""Each of its services is received at once: none waits for another."""


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the workload, with the key under which it is sent until it is acknowledged."""

    key: str
    matter: Matter
    identifier: str
    answers: Answers

    def said(self) -> dict[str, Any]:
        """What the interface is sent."""
        return {
            "service": self.matter.service,
            "subject": {"kind": self.matter.kind, "id": self.identifier},
            "answers": dict(self.answers),
        }


def applications(count: int, subjects: Mapping[SubjectKind, Sequence[str]], seed: str) -> list[Application]:
    """So many that stay open, and those on top, in an order of the seed's; everybody of the district takes turns."""
    random = Random(f"{seed} workload")  # noqa: S311 - whims, not secrets
    turns = {kind: cycle(random.sample(own, len(own))) for kind, own in subjects.items()}
    wanted = [matter for matter in MATTERS for _ in range(-(-count * matter.share // WHOLE))]
    random.shuffle(wanted)
    return [
        Application(
            str(UUID(int=random.getrandbits(128))), one, next(turns[one.kind]), random.choice(one.answers)
        )
        for one in wanted
    ]


def spared(number: str) -> bool:
    """Whether nobody touches the case of this number: what is left alone must stay as it is, and go on afterwards."""
    return zlib.crc32(number.encode()) % SPARED == 0
