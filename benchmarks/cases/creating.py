"""Making cases through the interface: ten clients at once on a served node, every case with all that follows at once.

The case is an application for a food licence: received, the business read from its register by an act, the first task
opened with its limit; committed before the answer. Open Zaak, which makes cases by an API as well, publishes 24 to 25 a
second on a larger machine.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.harness import Result

from .served import ask_all, district, make_case

if TYPE_CHECKING:
    from .served import Answer, District

CLIENTS = 10
WARM, COUNT = 200, 4000
AT_LEAST = 200.0
MADE = 201
ANSWERS = {
    "premises": "广安区城南街道8号",
    "trade": "restaurant",
    "manager": "李强",
    "plan": {"kind": "commitment", "agreed": True},
    "rules": {"kind": "commitment", "agreed": True},
}


def run() -> list[Result]:
    """Make some thousand cases, then look whether each is there."""
    with district() as at_work:
        codes = enterprises()
        ask_all(at_work.node.port, requests(at_work, codes, WARM), CLIENTS)
        answers = ask_all(at_work.node.port, requests(at_work, codes, COUNT), CLIENTS)
        lost = COUNT - there(answers)
    spent = max(answer.answered for answer in answers) - min(answer.sent for answer in answers)
    middle = sorted(answer.took for answer in answers)[len(answers) // 2] * 1000
    return [
        Result(
            "cases made through the interface, 10 clients",
            COUNT / spent,
            "per second",
            at_least=AT_LEAST,
            detail=f"{COUNT:,} cases, median {middle:.0f} ms",
        ),
        Result("cases answered for and not there", lost, "cases", at_most=0),
    ]


def requests(at_work: District, codes: list[str], count: int) -> list[bytes]:
    """So many applications, the enterprises taking turns."""
    return [
        make_case(at_work, str(uuid4()), "food-licence", "enterprise", codes[n % len(codes)], ANSWERS)
        for n in range(count)
    ]


def enterprises() -> list[str]:
    """The codes of all enterprises that are open."""
    from django.db import connection

    from minben.ledger import Reach, acting

    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM registers_record WHERE register = 'enterprises' AND superseded_at IS NULL"
            " AND values ->> 'state' = 'open' ORDER BY key"
        )
        return [key for (key,) in cursor.fetchall()]


def there(answers: list[Answer]) -> int:
    """How many of the answers were for a case that the node has, with its first task."""
    from minben import cases
    from minben.ledger import Reach, acting

    numbers = [json.loads(answer.body)["number"] for answer in answers if answer.status == MADE]
    if len(set(numbers)) != len(answers):
        raise RuntimeError({answer.status for answer in answers})
    with acting(Reach(system=True)):
        return cases.Step.objects.filter(case__number__in=numbers, step="accept", state="ready").count()
