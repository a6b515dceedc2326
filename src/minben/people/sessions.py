"""Sessions in the database, as Django keeps them, but honest about a database that is away.

Django takes every failure to save a session for a session that somebody has ended meanwhile, and answers that the
request was bad. Whoever sends a page in the moment in which the database dies has done nothing wrong: they are told to
try again.
"""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


class SessionStore(db.SessionStore):
    """One session."""

    def save(self, must_create: bool = False) -> None:
        """Keep it. Raises what the database says where it is away, `UpdateError` where the session is gone."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise
