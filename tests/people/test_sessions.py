"""Sessions: one that was ended is not a database that is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from minben.people.sessions import SessionStore

if TYPE_CHECKING:
    from minben.node.postgres import Endpoint


def begun() -> SessionStore:
    """A session that the database has."""
    session = SessionStore()
    session["answer"] = "42"
    session.save()
    return session


def test_what_was_kept_is_there_again(database: Endpoint) -> None:
    assert SessionStore(begun().session_key)["answer"] == "42"


def test_a_session_that_was_ended_meanwhile_is_not_kept(database: Endpoint) -> None:
    session = begun()
    SessionStore(session.session_key).delete()
    with pytest.raises(UpdateError):
        session.save()


def test_a_database_that_is_away_is_nobodys_bad_request(
    database: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begun()

    def dies(*_: Any, **__: Any) -> None:
        raise OperationalError("terminating connection")

    monkeypatch.setattr(Session, "save", dies)
    with pytest.raises(OperationalError):
        session.save()
