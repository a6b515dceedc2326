"""From forms to the model: electronic licences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .licensing import Licence, LicenceChange
from .model import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .grammar import AgencyRow, LicenceForm
    from .grammar.licences import LicenceChangeForm
    from .licensing import LicenceMove

_NOT_IN_CODES = re.compile(r"[^0-9A-Z]")


def licence(form: LicenceForm, agencies: Iterable[AgencyRow]) -> Licence:
    """A kind of licence. ``issuer_code`` is empty where neither the licence nor its agency has one."""
    return Licence(
        id=form.licence,
        title=form.title,
        type_code=form.type_code,
        illustrative=form.illustrative,
        agency=form.agency,
        issuer_code=form.issuer_code or _code_of(form.agency, agencies),
        register=form.register,
        where=form.where,
        shows=form.shows,
        discloses=form.discloses,
        text=form.text,
        changes={move: _change(move, change) for move, change in form.changes.items()},
        place=form.place,
    )


def _change(move: LicenceMove, form: LicenceChangeForm) -> LicenceChange:
    law = tuple(Citation(one.cite, not one.unchecked, one.illustrative) for one in form.law)
    return LicenceChange(move, form.by, law, form.place)


def _code_of(agency: str, agencies: Iterable[AgencyRow]) -> str:
    """The agency's first code, with the dashes of older codes left out.

    Local catalogues hold codes that are no valid credit codes; they stay as they are.
    """
    codes = next(((row.codes or "").split() for row in agencies if row.id == agency), [])
    return _NOT_IN_CODES.sub("", codes[0].upper()) if codes else ""
