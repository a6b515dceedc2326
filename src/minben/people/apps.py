"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts and what they stand for."""

    name = "minben.people"
    label = "people"

    def ready(self) -> None:
        """Name the room's acts, and write one whenever somebody signs in."""
        from django.contrib.auth.signals import user_logged_in

        from . import kinds  # noqa: F401 - registers the room's kinds of acts
        from .signing_in import record_sign_in

        user_logged_in.connect(record_sign_in, dispatch_uid="minben.people.sign-in")
