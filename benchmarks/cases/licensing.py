"""From submission to signed licence: certificates of kinship that a rule decides, fifty a second.

Applications are sent at fixed moments, whether or not those before have been answered. A certificate is there when
somebody else's session of the database sees its signed version.
"""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.harness import Result

from .served import Answer, Connection, district, make_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .served import District

A_SECOND = 50
WARM, COUNT = 100, 1000
CLIENTS = 16
AT_MOST = 250.0
PATIENCE = 60.0
LOOK_EVERY = 0.01
SERVICE = "kinship-certificate"
KIN = """
SELECT values ->> 'resident', values ->> 'relative' FROM registers_record
 WHERE register = 'kinship' AND superseded_at IS NULL ORDER BY key LIMIT %s"""
SIGNED = """
SELECT l.id, l.key FROM licences_licence l JOIN licences_version v ON v.licence = l.id
 WHERE l.register = 'certificates' AND v.credential IS NOT NULL AND v.issued_at > now() - interval '2 minutes'"""


def run() -> list[Result]:
    """Send, and look for what was signed, until everything is."""
    with district() as at_work:
        pairs = kin(COUNT)
        measured(at_work, pairs[:WARM])
        times = sorted(measured(at_work, pairs))
    middle, late = times[len(times) // 2] * 1000, times[len(times) * 95 // 100] * 1000
    return [
        Result(
            f"submission to signed licence, p95 at {A_SECOND} a second",
            late,
            "ms",
            at_most=AT_MOST,
            detail=f"{len(times):,} certificates, median {middle:.0f} ms",
        )
    ]


def kin(count: int) -> list[tuple[str, str]]:
    """So many residents, each with a relative."""
    from django.db import connection

    from minben.ledger import Reach, acting

    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute(KIN, [count])
        pairs: list[tuple[str, str]] = cursor.fetchall()
    return [pairs[n % len(pairs)] for n in range(count)]


def measured(at_work: District, pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Seconds from each submission to its signed licence. Raises RuntimeError where one is lost or refused."""
    requests = [
        make_case(at_work, str(uuid4()), SERVICE, "resident", person, {"relative": relative})
        for person, relative in pairs
    ]
    before = set(signed())
    answers: list[Answer] = []
    sending = threading.Thread(target=lambda: answers.extend(send_at_pace(at_work.node.port, requests)))
    sending.start()
    seen: dict[str, float] = {}
    until = time.monotonic() + len(requests) / A_SECOND + PATIENCE
    while len(seen) < len(requests) and time.monotonic() < until:
        moment = time.monotonic()
        for key in signed():
            if key not in before:
                seen.setdefault(key, moment)
        time.sleep(LOOK_EVERY)
    sending.join()
    numbers = {f"QS{json.loads(answer.body).get('number')}": answer.sent for answer in answers}
    if numbers.keys() != seen.keys():
        raise RuntimeError(f"{len(numbers)} sent, {len(seen)} signed; {answers[0].body.decode()}")
    return [seen[key] - sent for key, sent in numbers.items()]


def signed() -> Iterator[str]:
    """The numbers of the certificates that have been signed lately."""
    from django.db import connection

    from minben.ledger import Reach, acting

    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute(SIGNED)
        rows = cursor.fetchall()
    return (key for _, key in rows)


def send_at_pace(port: int, requests: Sequence[bytes]) -> list[Answer]:
    """Send each request at its moment; ``sent`` is that moment, so waiting for a connection counts."""
    start = time.monotonic() + 0.1
    waiting = iter(enumerate(requests))
    turn = threading.Lock()
    answers: list[Answer] = []

    def work() -> None:
        connection = Connection(port)
        while True:
            with turn:
                number, request = next(waiting, (0, None))
            if request is None:
                return
            moment = start + number / A_SECOND
            time.sleep(max(0.0, moment - time.monotonic()))
            answer = connection.ask(request)
            answers.append(Answer(moment, answer.answered, answer.status, answer.body))

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
