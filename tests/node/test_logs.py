"""Logs say where and what kind of failure, and no value."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.test import RequestFactory

from minben.node.logs import DiscreetFormatter

if TYPE_CHECKING:
    from collections.abc import Callable

    from minben.node.postgres import Endpoint

NUMBER = "512925194103031237"


def logged(fails: Callable[[], object]) -> str:
    """What goes into the log when this fails."""
    try:
        fails()
    except Exception:
        record = logging.LogRecord("minben", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info())
        return DiscreetFormatter().format(record)
    pytest.fail("it did not fail")


def test_the_message_of_an_exception_is_left_out_and_its_place_is_not() -> None:
    said = logged(lambda: int(f"{NUMBER}x"))
    assert "test_logs.py" in said
    assert said.endswith("builtins.ValueError")
    assert NUMBER not in said


def test_what_an_exception_came_from_is_told_first() -> None:
    def fails() -> None:
        try:
            int(f"{NUMBER}x")
        except ValueError as error:
            raise LookupError(NUMBER) from error

    said = logged(fails)
    assert said.index("builtins.ValueError") < said.index("builtins.LookupError")
    assert NUMBER not in said


def test_a_failure_of_the_database_names_state_and_constraint_and_no_row(database: Endpoint) -> None:
    def fails() -> None:
        with psycopg.connect(database.dsn("owner")) as owner:
            owner.execute("CREATE TABLE known (number text CONSTRAINT known_once UNIQUE)")
            owner.execute("INSERT INTO known VALUES (%s), (%s)", [NUMBER, NUMBER])

    said = logged(fails)
    assert said.endswith("psycopg.errors.UniqueViolation 23505 known known_once")
    assert NUMBER not in said


def test_a_request_is_named_by_its_route() -> None:
    from django.urls import resolve

    request = RequestFactory().get(f"/my/cases/{NUMBER}?q={NUMBER}")
    request.resolver_match = resolve(request.path)
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s", (request.get_full_path(),), None
    )
    record.request, record.status_code = request, 500
    assert DiscreetFormatter().format(record).endswith("500 GET my/cases/<str:number>")
