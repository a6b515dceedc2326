"""The queue of what is done outside: `procrastinate`, in the same database.

A job is enqueued on the connection of the transaction that wants it, so it is there exactly if its act is. Workers may
die at any point, so every task is written to be run again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.sql import queries

from minben.ledger import now

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

CONCURRENCY = 2
POLL_EVERY = 0.5
HEARTBEAT_EVERY = 5.0
STALLED_AFTER = 20.0
GRACE = 10.0
AWAY_AFTER = 5.0
"""Seconds without a connection after which the database is away: a worker that is told to end then waits no longer."""


def later(task: str, row: UUID, *, after: timedelta | None = None) -> None:
    """Let a worker run a task on a row once this transaction is committed, not before ``after`` has passed.

    Jobs on the same row run one after the other.
    """
    due = None if after is None else now() + after
    app.configure_task(task, lock=str(row), schedule_at=due, allow_unknown=False).defer(row=str(row))


def work(*, wait: bool = True, **options: Any) -> None:
    """Do what is due, until told to stop by SIGTERM or SIGINT; without ``wait`` only what is due now."""
    worker = PsycopgConnector(kwargs=connector_params(), timeout=AWAY_AFTER)
    with app.replace_connector(worker) as running:
        running.run_worker(
            wait=wait,
            listen_notify=False,
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLL_EVERY,
            update_heartbeat_interval=HEARTBEAT_EVERY,
            stalled_worker_timeout=STALLED_AFTER,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
            **options,
        )


def take_up_stalled(after: float = STALLED_AFTER) -> int:
    """Let jobs of workers that give no sign of life any more be done by others; returns how many."""
    manager = app.job_manager
    # The manager asks this in an event loop only; the question itself needs none.
    found = manager.connector.execute_query_all(
        query=queries["select_stalled_jobs_by_heartbeat"],
        queue=None,
        task_name=None,
        seconds_since_heartbeat=after,
    )
    stalled = [int(row["id"]) for row in found]
    for job in stalled:
        manager.retry_job_by_id(job, retry_at=now())
    return len(stalled)
