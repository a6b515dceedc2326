"""What a person was told in their cases and bundles, by the ids that acts name: for whoever carries it to them.

Notices, the questions and answers of officers, and what came of a bad rating. Rooms above follow the ledger's sequence;
an act names the row, and here is what stands in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.model import MessageKind

from .sets import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    Text = Mapping[str, str]

# An answer stands in the row of its question, so the kind says which of the two is meant.
_TOLD = """
SELECT 'notice', n.id, c.id, c.number, c.service, c.agency, c.version, n."on", n.text::text
  FROM cases_notice n JOIN cases_case c ON c.id = n.case_id WHERE n.id = ANY (%(ids)s)
UNION ALL
SELECT 'question', q.id, c.id, c.number, c.service, c.agency, c.version, q."on", to_jsonb(q.text)::text
  FROM cases_casequestion q JOIN cases_case c ON c.id = q.case_id WHERE q.id = ANY (%(ids)s) AND q.post <> ''
UNION ALL
SELECT 'answer', q.id, c.id, c.number, c.service, c.agency, c.version, q.answered_on, to_jsonb(q.answer)::text
  FROM cases_casequestion q JOIN cases_case c ON c.id = q.case_id
 WHERE q.id = ANY (%(ids)s) AND q.post = '' AND q.answer IS NOT NULL
UNION ALL
SELECT 'rating', m.id, c.id, c.number, c.service, c.agency, c.version, m."on", to_jsonb(m.text)::text
  FROM cases_remark m JOIN cases_case c ON c.id = m.case_id WHERE m.id = ANY (%(ids)s) AND m.part = 'rectified'
UNION ALL
SELECT 'notice', n.id, NULL, b.number, n.service, b.agency, b.version, n."on", n.text::text
  FROM cases_bundlenotice n JOIN cases_bundle b ON b.id = n.bundle_id WHERE n.id = ANY (%(ids)s)"""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person was told: on which occasion, in which case, and the words.

    ``case`` is None where it was told of a bundle, whose ``number`` it then is.

    ``text`` has them by language; what a person wrote has only the key ``""``: it is as it was written.
    """

    kind: MessageKind
    id: UUID
    case: UUID | None
    number: str
    service: str
    agency: str
    version: str
    on: date
    text: Text


def told(ids: Sequence[UUID]) -> dict[UUID, Told]:
    """What stands under these ids within the reach that holds; one query, what is nothing told is left out."""
    if not ids:
        return {}
    found = rows(_TOLD, {"ids": list(ids)})
    return {row[1]: _told(*row) for row in found}


def _told(
    kind: str,
    id_: UUID,
    case: UUID | None,
    number: str,
    service: str,
    agency: str,
    version: str,
    on: date,
    said: str,
) -> Told:
    return Told(MessageKind(kind), id_, case, number, service, agency, version, on, _text(said))


def _text(said: str) -> Text:
    """The words by language, from their JSON: an object of languages, or one text as it was written."""
    words = json.loads(said)
    return words if isinstance(words, dict) else {"": str(words)}
