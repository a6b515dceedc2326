"""A real cluster for the whole run, a migrated database for each test that asks for one.

``database`` gives a test its own copy of a migrated template, with the three roles under Django's aliases ``default``
(application), ``owner`` and ``sealer``; what a test commits nobody else sees.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import django
import hypothesis
import pytest

from minben.node.postgres import Cluster, create_database, drop_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint

GUANGAN = Path(__file__).parent.parent / "blueprints" / "guangan"
TEMPLATE = "minben_template"
CHROMIUM = Path(os.environ.get("MINBEN_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
_serial = itertools.count(1)
hypothesis.settings.register_profile("deep", max_examples=2000)
_MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
_ROOM = 4 * 1024**3


def _fast_folder() -> str | None:
    """Where files cost no disk: a machine's memory if it has room, else None for the usual folder."""
    return str(_MEMORY) if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


_home = Path(tempfile.mkdtemp(prefix="minben-test-", dir=_fast_folder()))


def pytest_configure() -> None:
    """Set Django up before any test module imports a model."""
    for name in ("MINBEN_DATABASE_URL", "MINBEN_PERSONAS", "MINBEN_WITNESS"):
        os.environ.pop(name, None)
    os.environ["MINBEN_HOME"] = str(_home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "minben.settings"
    django.setup()


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_home, ignore_errors=True)


def point_at(endpoint: Endpoint) -> None:
    """Let Django's aliases reach this database."""
    from django.db import connections

    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = endpoint.database


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of this run."""
    with Cluster(_home) as running:
        yield running


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Endpoint:
    """A migrated, empty database that each test's database is copied from."""
    from django.core.management import call_command
    from django.db import connections

    endpoint = create_database(cluster.endpoint, TEMPLATE)
    point_at(endpoint)
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    return endpoint


@pytest.fixture
def database(template: Endpoint) -> Iterator[Endpoint]:
    """A fresh database of its own for one test."""
    from django.db import connections

    name = f"minben_{next(_serial)}"
    endpoint = create_database(template, name, template=TEMPLATE)
    point_at(endpoint)
    yield endpoint
    connections.close_all()
    drop_database(template, name)


@pytest.fixture(scope="session")
def guangan() -> Blueprint:
    """The example jurisdiction, read once."""
    from minben.blueprint import read

    return read(GUANGAN)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none the tests that need it are skipped."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
