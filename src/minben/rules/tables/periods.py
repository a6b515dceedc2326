"""When the rules of a table are in force: said of tables that have none for the date that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .table import Rule


def out_of_force(rules: Iterable[Rule], on: date) -> Problem | None:
    """That no rule is in force on a day, with the nearest days on which one is; None where one is in force.

    >>> from datetime import date
    >>> out_of_force((), date(2025, 1, 1)).text("en")
    'no rule is in force on 2025-01-01'
    """
    known = list(rules)
    if any(rule.in_force(on) for rule in known):
        return None
    ended = [rule.until for rule in known if rule.until is not None and rule.until < on]
    coming = [rule.since for rule in known if rule.since is not None and rule.since > on]
    values = {"day": on.isoformat()}
    if ended:
        values["until"] = max(ended).isoformat()
    if coming:
        values["since"] = min(coming).isoformat()
    return Problem(_CODES[bool(ended), bool(coming)], values)


_CODES = {
    (False, False): "not-in-force",
    (True, False): "not-in-force-any-more",
    (False, True): "not-in-force-yet",
    (True, True): "not-in-force-between",
}
