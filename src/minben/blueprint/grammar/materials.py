"""Materials: what an applicant hands in, or need not, because a licence on file, a promise or a later day will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Filled, Form, key
from ..model import FileType, Text
from ..shapes import COUNT, FEEL, LIMIT, NAME, TEXTS, YES_NO, ListOf, OneOf
from .data import CITATION, CitationForm
from .words import SOURCE, Source

if TYPE_CHECKING:
    from ..calendar import Limit


class CommitmentForm(Form):
    """A written promise that takes the place of the proof."""

    text: Text = key(TEXTS, "what is promised, in full; the applicant agrees to these words")
    checked_in: str = key(NAME, "the officers' step that finds out later whether the promise was kept")


class MaterialForm(Form):
    """Something that the applicant hands in."""

    title: Text = key(TEXTS, "what the material is called")
    why: Text | None = key(TEXTS, "what has to be in it, shown beside it", default=None)
    law: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that demands it")
    source: Text | None = key(
        TEXTS, "where it comes from; left out, the applicant makes it themselves", default=None
    )
    when: str | None = key(FEEL, "it is wanted only if this FEEL condition is true", default=None)
    required: bool = key(YES_NO, "false where it may be left out", default=True)
    accepts: tuple[FileType, ...] = key(
        ListOf(OneOf(FileType), least=1), "the types of file that will do, by their content"
    )
    at_most: int = key(COUNT, "the largest file in megabytes", default=10)
    copies: int = key(COUNT, "how many copies are wanted where it is handed in on paper", default=1)
    licence: Source | None = key(
        SOURCE,
        "an entry on file that takes its place: `REGISTER where FIELD = applicant`, then possibly `and` with a FEEL "
        "condition over the record's fields; expired entries do not",
        default=None,
    )
    commitment: CommitmentForm | None = key(
        Filled(CommitmentForm), "a written promise will do in its place", default=None
    )
    later: Limit | None = key(
        LIMIT, "it may be handed in within this time after the application", default=None
    )
