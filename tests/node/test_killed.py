"""Whatever is killed outright comes back, and what was acknowledged before is there; the short form of the soak."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from soak.processes import SERVER, Part, until

if TYPE_CHECKING:
    from soak.node import Node
    from soak.visitors import Applicant

AT_ONCE = 2
ENDED_WITHIN = 20
SEALED_WITHIN = 10
SHOWN = 20


def applied(visitor: Applicant) -> str:
    """The number of a case that the pages have just acknowledged."""
    visitor.work()
    assert not visitor.notes.complaints
    return visitor.notes.applications[-1].number


def numbers(visitor: Applicant) -> list[str]:
    """The cases that the pages show the visitor, oldest first."""
    page = visitor.browser.get("/my/cases")
    links = [link.removeprefix("/my/cases/") for link in page.links if link.startswith("/my/cases/")]
    return links[::-1]


@pytest.mark.parametrize(
    "part",
    [
        Part.WEB_WORKER,
        Part.SEALER,
        Part.DEADLINES,
        Part.LICENCES,
        Part.ERRANDS,
        Part.JOBS,
        Part.DATABASE,
        Part.SESSION,
    ],
)
def test_a_killed_part_comes_back_and_nothing_is_lost(node: Node, visitor: Applicant, part: Part) -> None:
    before = applied(visitor)
    victim = node.processes(part)[0]
    node.kill(victim)
    node.await_well()
    assert victim not in node.processes()
    after = applied(visitor)
    assert numbers(visitor)[-2:] == [before, after]


def test_web_workers_end_with_their_server_and_the_next_takes_over(node: Node, visitor: Applicant) -> None:
    before = applied(visitor)
    (server,), workers = node.processes(Part.WEB_SERVER), node.processes(Part.WEB_WORKER)
    node.kill(server)
    assert until(lambda: not {*workers} & {*node.processes()}, AT_ONCE)
    node.await_well()
    after = applied(visitor)
    assert numbers(visitor)[-2:] == [before, after]


def test_everything_ends_with_the_launcher_and_starts_again(node: Node, visitor: Applicant) -> None:
    before = applied(visitor)
    killed_at = time.monotonic()
    # With the web server gone in the same moment, nobody is left who could tell its workers.
    node.kill(*node.processes(Part.WEB_SERVER), *node.processes(Part.LAUNCHER))
    assert {each.part for each in node.processes()} <= {*SERVER}
    assert time.monotonic() - killed_at < ENDED_WITHIN, "nobody waits for the database that has ended as well"
    node.serve()
    after = applied(visitor)
    assert numbers(visitor)[-2:] == [before, after]


def test_at_the_end_each_case_is_there_once_and_the_ledger_is_whole(node: Node, visitor: Applicant) -> None:
    report: dict[str, Any] = {}

    def sealed() -> bool:
        report.update(json.loads(node.run("ledger", "verify", "--effects", "--json").stdout))
        return bool(report["waiting"] == 0)

    applied(visitor)
    assert numbers(visitor) == [each.number for each in visitor.notes.applications][-SHOWN:]
    assert until(sealed, SEALED_WITHIN)
    assert report["ok"], report["findings"]
