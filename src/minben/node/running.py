"""The database under a command: the one that a serving node has open, or the node's own for as long as it takes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from minben.services import in_force

from .postgres import NotRunning, find_database, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint import Blueprint


@contextmanager
def database_at_hand() -> Iterator[None]:
    """Use the database of the node that runs, or open it for this command; brought up to date in either case."""
    try:
        find_database()
    except NotRunning:
        with open_database():
            migrate()
            yield
            connections.close_all()
    else:
        migrate()
        yield


def blueprint_at_hand() -> Blueprint:
    """The blueprint in force, with the database opened for the question where it is not open yet."""
    with database_at_hand():
        return in_force()


def migrate() -> bool:
    """Run the migrations that are missing, as the owner; tell whether there were any."""
    executor = MigrationExecutor(connections["owner"])
    pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    return pending
