"""Signing in: passwords are checked by the program itself, since before it nobody is known; and each is an act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q

from minben.ledger import Act, Actor, ActorKind, acting, legal_today, write_act

from .capacities import SYSTEM
from .models import Account, Appointment, Link

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend with the reach that reading accounts takes."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        """The account of these credentials, or None."""
        with acting(SYSTEM):
            found: Account | None = super().authenticate(request, **credentials)
            return found

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session."""
        with acting(SYSTEM):
            account = Account.objects.filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody opens an account by themselves: it is made for a person whose identity has been established."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Closed."""
        return False

    def set_password(self, user: Account, password: str) -> None:
        """Change somebody's password, by an act that says so and holds nothing of it."""
        user.set_password(password)
        with acting(SYSTEM):
            user.save(update_fields=["password"])
            _write("account.password", user)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves what happened."""


def record_sign_in(user: Account, **_: Any) -> None:
    """Write the act of signing in, about the subjects that the account is."""
    with acting(SYSTEM):
        _write("account.sign-in", user)


def _write(kind: str, user: Account) -> None:
    subjects = tuple(Link.objects.filter(account=user).values_list("subject", flat=True))
    actor = _actor(user, subjects, _current_appointment(user))
    write_act(Act(kind=kind, actor=actor, purpose="account", subjects=subjects))


def _current_appointment(user: Account) -> Appointment | None:
    """The one that holds today, the oldest where there are several."""
    today = legal_today()
    holds = Appointment.objects.filter(Q(until=None) | Q(until__gte=today), account=user, since__lte=today)
    return holds.order_by("since", "id").first()


def _actor(user: Account, subjects: tuple[UUID, ...], appointment: Appointment | None) -> Actor:
    if appointment is not None:
        # A post is named AGENCY/POST in every blueprint.
        agency, _, _ = appointment.post.partition("/")
        return Actor(kind=ActorKind.OFFICER, id=str(appointment.id), post=appointment.post, agency=agency)
    if subjects:
        return Actor(kind=ActorKind.RESIDENT, id=str(subjects[0]))
    return Actor(kind=ActorKind.VISITOR, id=str(user.pk))
