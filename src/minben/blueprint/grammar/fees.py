"""What a service costs, how the amount is worked out, and which step waits until it is paid."""

from __future__ import annotations

from ..forms import Form, key
from ..model import Outcome, Text
from ..shapes import FEEL, NAME, TEXTS, ListOrMany, OneOf
from .data import CITATION, CitationForm


class FeeForm(Form):
    """What the service costs."""

    text: Text = key(TEXTS, "how much, for what, and who pays less")
    basis: CitationForm | None = key(CITATION, "the law that allows the fee", default=None)
    amount: str | None = key(
        FEEL,
        "what is to be paid, a FEEL expression or the output of a table; 0 where this applicant pays nothing; left "
        "out, nothing is paid through the node",
        default=None,
    )
    before: str | None = key(
        NAME,
        "the step that waits until the step of the kind `collect` is done; needed with `amount`",
        default=None,
    )
    refunds: tuple[Outcome, ...] = key(
        ListOrMany(OneOf(Outcome)), "the outcomes after which what was paid is given back", default=()
    )
