"""A small district that a served node can be tried on, in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

TESTS = Path(__file__).parent.parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from soak.node import Node
    from soak.visitors import Applicant


@dataclass(frozen=True, slots=True)
class Settled:
    """The folder of a node with a small district, and the resident who can sign in as ``visitor``."""

    home: Path
    resident: UUID


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """The district, made once."""
    home = tmp_path_factory.mktemp("served") / "home"
    done = subprocess.run(
        [sys.executable, TESTS / "node" / "settled.py"],
        env={**os.environ, "MINBEN_HOME": str(home), "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return Settled(home, UUID(done.stdout))


@pytest.fixture(scope="session")
def launched(settled: Settled) -> Iterator[Node]:
    """The node of the district; nobody serves it yet."""
    from soak.node import Node

    node = Node(settled.home, settled.home.parent / "launcher.log")
    yield node
    node.end()


@pytest.fixture
def node(launched: Node) -> Node:
    """The district, served by a launcher of its own; by a new one if a test has ended it."""
    if not launched.processes():
        launched.serve()
    return launched


@pytest.fixture(scope="session")
def signed_in(settled: Settled, launched: Node) -> list[Applicant]:
    """The resident, once they have come to the pages."""
    return []


@pytest.fixture
def visitor(settled: Settled, node: Node, signed_in: list[Applicant]) -> Applicant:
    """A resident at the pages, signed in."""
    from soak.settling import AT_ONCE, Role
    from soak.visitors import Applicant, Notes

    if not signed_in:
        role = Role("visitor", AT_ONCE, settled.resident)
        signed_in.append(Applicant(role, node.port, Notes(), "tests", threading.Event()))
        signed_in[0].sign_in()
    return signed_in[0]
