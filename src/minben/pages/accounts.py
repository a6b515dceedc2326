"""Signing in and out and changing one's password: allauth's views, each with its access and the reach it takes.

Only these addresses of allauth are answered: nobody signs up by themselves (an account is made for a person whose
identity has been established) and no mail is sent.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from allauth.account import views
from django.urls import path

from minben.ledger import Reach, acting

from .access import P, View, open_to_all

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


def by_the_program(view: View[P]) -> View[P]:
    """Run under the program's own reach: before sign-in nobody is known, and a password is nobody's record."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        with acting(Reach(system=True)):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response

    return wrapped


urlpatterns = [
    path("login/", open_to_all(by_the_program(views.login)), name="account_login"),
    path("logout/", open_to_all(views.logout), name="account_logout"),
    path(
        "password/change/", open_to_all(by_the_program(views.password_change)), name="account_change_password"
    ),
    path("reauthenticate/", open_to_all(by_the_program(views.reauthenticate)), name="account_reauthenticate"),
]
