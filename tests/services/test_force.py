"""Which blueprint is in force: as the application role sees and may change it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from minben import services
from minben.blueprint import read_files
from minben.ledger import Reach, acting, legal_now, uuid7
from minben.services import force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint import Blueprint


pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """No test sees what another has built."""
    force._built.clear()
    force._learned.zone = None
    yield
    force._built.clear()
    force._learned.zone = None


@pytest.fixture
def changed(guangan: Blueprint) -> Blueprint:
    """The district under another version."""
    files = dict(guangan.files)
    files["synonyms.csv"] = b"says,means\n\xe5\xbc\x80\xe5\xba\x97,\xe9\xa3\x9f\xe5\x93\x81\n"
    return read_files(files)


def apply(blueprint: Blueprint) -> None:
    """Put a blueprint in force, as the node does."""
    with acting(Reach(system=True)):
        services.put_in_force(blueprint, uuid7())


def test_nothing_in_force_says_what_to_do() -> None:
    assert not services.any_in_force()
    with pytest.raises(services.NothingInForce, match="minben blueprint apply"):
        services.in_force()


def test_the_latest_application_holds_also_of_an_older_version(
    guangan: Blueprint, changed: Blueprint
) -> None:
    apply(guangan)
    assert services.in_force().version == guangan.version
    apply(changed)
    assert services.in_force().version == changed.version
    apply(guangan)
    assert services.in_force().version == guangan.version


def test_a_version_is_read_back_whole(guangan: Blueprint) -> None:
    apply(guangan)
    again = services.version(guangan.version)
    assert again.files == guangan.files
    assert again.services.keys() == guangan.services.keys()
    assert again.items == guangan.items


def test_an_older_version_stays_readable(guangan: Blueprint, changed: Blueprint) -> None:
    apply(guangan)
    apply(changed)
    assert services.version(guangan.version).synonyms == guangan.synonyms


def test_an_unknown_version_is_named() -> None:
    with pytest.raises(services.UnknownVersion, match="abc"):
        services.version("abc")


def test_a_request_asks_once(guangan: Blueprint) -> None:
    apply(guangan)
    request_started.send(sender=None)
    try:
        with CaptureQueriesContext(connection) as queries:
            services.in_force()
            services.in_force()
        assert sum("services_application" in query["sql"] for query in queries) == 1
        assert len(queries) == 2
    finally:
        request_finished.send(sender=None)
    with CaptureQueriesContext(connection) as queries:
        services.in_force()
        services.in_force()
    assert len(queries) == 2


def test_a_request_sees_what_it_applied_itself(guangan: Blueprint, changed: Blueprint) -> None:
    apply(guangan)
    request_started.send(sender=None)
    try:
        services.in_force()
        apply(changed)
        assert services.in_force().version == changed.version
    finally:
        request_finished.send(sender=None)


@pytest.mark.parametrize("reach", [Reach(), Reach(agency="approval", posts=("approval/window",))])
def test_only_the_program_puts_in_force(guangan: Blueprint, reach: Reach) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), acting(reach):
        services.put_in_force(guangan, uuid7())


@pytest.mark.parametrize(
    "change", ["UPDATE services_blueprint SET files = ''", "DELETE FROM services_application"]
)
def test_what_was_in_force_is_never_changed(guangan: Blueprint, change: str) -> None:
    apply(guangan)
    with pytest.raises(DatabaseError), acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute(change)


def test_legal_days_begin_and_end_in_the_time_zone_of_the_blueprint_in_force(guangan: Blueprint) -> None:
    assert legal_now().utcoffset() == timedelta(0), "nothing is in force"
    apply(guangan)
    assert legal_now().utcoffset() == timedelta(hours=8)
    files = dict(guangan.files)
    files["blueprint.yaml"] = files["blueprint.yaml"].replace(b"Asia/Shanghai", b"Asia/Kolkata")
    apply(read_files(files))
    services.in_force()
    with CaptureQueriesContext(connection) as queries:
        assert legal_now().utcoffset() == timedelta(hours=5, minutes=30)
    assert len(queries) == 0


def test_another_thread_has_the_same_legal_days(guangan: Blueprint) -> None:
    apply(guangan)
    services.in_force()
    with ThreadPoolExecutor(max_workers=1) as threads:
        assert threads.submit(legal_now).result().utcoffset() == timedelta(hours=8)
