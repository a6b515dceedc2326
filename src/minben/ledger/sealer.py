"""The sealer: sequences about every 50 ms, signs about every second, and gives each new head to the witness."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connections

from minben.environment import Environment

from .heads import Head, sign_head
from .keys import KeyProblem, public_keys, signing_key
from .sequence import sequence
from .witness import BadLine, append_heads

if TYPE_CHECKING:
    import threading
    from pathlib import Path

SEQUENCE_EVERY = 0.05
SIGN_EVERY = 1.0
RETRY_AFTER = 1.0
ALIAS = "sealer"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one round did: how many acts got a leaf, and the head where one was signed."""

    acts: int
    head: Head | None


def seal_once(*, environment: Environment | None = None) -> Sealed:
    """Sequence what is committed and sign the tree; for commands, demonstrations and tests."""
    environment = environment or Environment.read()
    acts = sequence(using=ALIAS)
    return Sealed(acts, sign(environment.home, environment.witness))


def sign(home: Path, witness: Path | None) -> Head | None:
    """Sign the tree if it has grown, and append what the witness does not have yet."""
    head = sign_head(signing_key(home), using=ALIAS)
    if witness:
        append_heads(witness, public_keys(home), using=ALIAS)
    return head


def run_sealer(stop: threading.Event, *, environment: Environment | None = None) -> None:
    """Seal until ``stop`` is set.

    A database that is away is waited for. A key or a witness file that cannot be used is logged, once, and tried again
    each second, while sequencing goes on.
    """
    environment = environment or Environment.read()
    due, complaint = time.monotonic(), ""
    while not stop.is_set():
        started = time.monotonic()
        try:
            sequence(using=ALIAS)
            if started >= due:
                due = started + SIGN_EVERY
                sign(environment.home, environment.witness)
                complaint = ""
        except (OperationalError, InterfaceError) as error:
            log.warning("the sealer waits for the database: %s", error)
            connections[ALIAS].close()
            stop.wait(RETRY_AFTER)
        except (KeyProblem, BadLine, OSError) as error:
            if str(error) != complaint:
                complaint = str(error)
                log.error("the sealer cannot sign or tell the witness: %s", complaint)
        stop.wait(max(0.0, started + SEQUENCE_EVERY - time.monotonic()))
    connections[ALIAS].close()
