"""A real cluster for the whole run, a migrated database for each test that asks for one.

``database`` gives a test its own copy of a migrated template, with the three roles under Django's aliases ``default``
(application), ``owner`` and ``sealer``; what a test commits nobody else sees.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

HOME = Path(tempfile.mkdtemp(prefix="minben-test-"))
os.environ["MINBEN_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "minben.settings"
for name in ("MINBEN_DATABASE_URL", "MINBEN_PERSONAS", "MINBEN_WITNESS"):
    os.environ.pop(name, None)

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from minben.blueprint import read
from minben.node.postgres import Cluster, Endpoint, create_database, drop_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint.model import Blueprint

GUANGAN = Path(__file__).parent.parent / "blueprints" / "guangan"
TEMPLATE = "minben_template"
_serial = itertools.count(1)


def point_at(endpoint: Endpoint) -> None:
    """Let Django's aliases reach this database."""
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = endpoint.database
        settings.DATABASES[alias]["NAME"] = endpoint.database


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of this run."""
    with Cluster(HOME) as running:
        yield running


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Endpoint:
    """A migrated, empty database that each test's database is copied from."""
    endpoint = create_database(cluster.endpoint, TEMPLATE)
    point_at(endpoint)
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    return endpoint


@pytest.fixture
def database(template: Endpoint) -> Iterator[Endpoint]:
    """A fresh database of its own for one test."""
    name = f"minben_{next(_serial)}"
    endpoint = create_database(template, name, template=TEMPLATE)
    point_at(endpoint)
    yield endpoint
    connections.close_all()
    drop_database(template, name)


@pytest.fixture(scope="session")
def guangan() -> Blueprint:
    """The example jurisdiction, read once."""
    return read(GUANGAN)
