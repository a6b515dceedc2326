"""How people rate what was done for them, and what follows from a bad rating: `ratings.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Form, key
from ..shapes import LIMIT, ListOf
from .data import CITATION, CitationForm
from .words import POST

if TYPE_CHECKING:
    from ..calendar import Limit


class RatingsForm(Form):
    """Who answers bad ratings, and how soon."""

    post: str = key(POST, "the post that calls back whoever was dissatisfied, and sees the matter put right")
    call_back: Limit = key(LIMIT, "within which limit the person is called back")
    rectify: Limit = key(
        LIMIT, "within which limit the matter is put right and the person told what came of it"
    )
    law: tuple[CitationForm, ...] = key(ListOf(CITATION), "what these limits stand on", default=())
