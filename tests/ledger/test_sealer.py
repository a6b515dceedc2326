"""The sealer: seals by itself, tells the witness, and outlives a database that is away."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connections

from minben.environment import Environment
from minben.ledger import Sealed, run_sealer, seal_once, sealer
from minben.ledger.heads import latest_head
from minben.ledger.sequence import sequence
from minben.ledger.witness import BadLine, append_heads, read_witness

from .helpers import verified, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("database")


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if holds():
            return True
    return False


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """That of the tests, with a witness."""
    return replace(Environment.read(), witness=tmp_path / "heads.jsonl")


def test_one_round_seals_what_is_there_and_signs_only_what_is_new() -> None:
    assert seal_once().head is None
    write()
    sealed = seal_once()
    assert sealed.acts == 1
    assert sealed.head
    assert sealed.head == latest_head()
    assert seal_once() == Sealed(0, None)


def test_the_running_sealer_seals_and_tells_the_witness(environment: Environment) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run_sealer, args=(stop,), kwargs={"environment": environment})
    thread.start()
    try:
        write()
        assert eventually(lambda: latest_head(at_least=1) is not None)
        write()
        assert eventually(lambda: latest_head(at_least=2) is not None)
    finally:
        stop.set()
        thread.join()
    assert environment.witness
    assert [head.size for _, head, _ in read_witness(environment.witness)] == [1, 2]
    report = verified(witness=environment.witness)
    assert report.ok
    assert report.witnessed == 2


def test_the_sealer_waits_for_a_database_that_is_away(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, tries, real = threading.Event(), [0], sequence

    def away_at_first(*, using: str) -> int:
        tries[0] += 1
        if tries[0] == 1:
            raise OperationalError("the server went away")
        done = real(using=using)
        stop.set()
        return done

    monkeypatch.setattr(sealer, "sequence", away_at_first)
    monkeypatch.setattr(sealer, "RETRY_AFTER", 0.0)
    write()
    run_sealer(stop, environment=environment)
    assert tries[0] == 2
    assert "the server went away" in caplog.text
    assert verified().size == 1


def test_sequencing_goes_on_where_the_witness_cannot_be_told(
    environment: Environment, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.witness
    environment.witness.write_text("damaged")
    monkeypatch.setattr(sealer, "SIGN_EVERY", 0.0)
    stop = threading.Event()
    thread = threading.Thread(target=run_sealer, args=(stop,), kwargs={"environment": environment})
    thread.start()
    try:
        for size in (1, 2):
            write()
            assert eventually(lambda size=size: latest_head(at_least=size) is not None)  # type: ignore[misc]
        environment.witness.unlink()
        assert eventually(lambda: environment.witness is not None and environment.witness.exists())
    finally:
        stop.set()
        thread.join()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert [head.size for _, head, _ in read_witness(environment.witness)] == [1, 2]


def test_a_witness_gets_what_it_missed_and_nothing_twice(environment: Environment, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    for _ in range(3):
        write()
        seal_once()
    assert seal_once(environment=environment).head is None
    write()
    seal_once(environment=environment)
    assert [head.size for _, head, _ in read_witness(path)] == [1, 2, 3, 4]
    from minben.ledger.keys import public_keys

    assert append_heads(path, public_keys(environment.home)) == 0


def test_nothing_is_appended_behind_a_line_that_was_cut_off(environment: Environment, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    write()
    seal_once(environment=environment)
    path.write_bytes(path.read_bytes()[:-9])
    write()
    with pytest.raises(BadLine, match="cut off"):
        seal_once(environment=environment)
    connections["sealer"].close()
