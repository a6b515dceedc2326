"""Who is asking: the capacity of a request, found once and kept for as long as the request lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import legal_today

from .capacities import Capacity, Officer, Person, Standing, standing_of
from .models import Account

if TYPE_CHECKING:
    from django.http import HttpRequest

    from minben.blueprint.model import Blueprint

ACTING_AS = "acting_as"
_KEPT = "_minben_standing"


def standing(request: HttpRequest, blueprint: Blueprint) -> Standing | None:
    """What the account of this request stands for; None for a visitor."""
    if not isinstance(request.user, Account):
        return None
    kept: Standing | None = getattr(request, _KEPT, None)
    if kept is None or kept.account != request.user:
        kept = standing_of(request.user, blueprint, legal_today())
        setattr(request, _KEPT, kept)
    return kept


def capacity(request: HttpRequest, blueprint: Blueprint) -> Capacity | None:
    """The capacity in which the request acts: the one chosen in this session, else the account's first."""
    known = standing(request, blueprint)
    return known.chosen(request.session.get(ACTING_AS)) if known else None


def act_as(request: HttpRequest, blueprint: Blueprint, key: str) -> Capacity | None:
    """Choose the capacity for the rest of the session; None when the account has no such capacity."""
    known = standing(request, blueprint)
    chosen = known.chosen(key) if known else None
    if chosen is None or chosen.key != key:
        return None
    request.session[ACTING_AS] = key
    return chosen


def person(request: HttpRequest, blueprint: Blueprint) -> Person | None:
    """The person of this request, when it acts as one."""
    chosen = capacity(request, blueprint)
    return chosen if isinstance(chosen, Person) else None


def officer(request: HttpRequest, blueprint: Blueprint) -> Officer | None:
    """The officer of this request, when it acts in a post."""
    chosen = capacity(request, blueprint)
    return chosen if isinstance(chosen, Officer) else None
