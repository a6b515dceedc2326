"""What a person was told in their cases and bundles, by the ids that acts name: for whoever carries it to them.

Notices, the questions and answers of officers, what came of a bad rating and of a correction. Rooms above follow the
ledger's sequence; an act names the row, and here is what stands in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import services
from minben.blueprint.model import MessageKind

from .about import About
from .sets import rows
from .telling_corrections import decided

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    Text = Mapping[str, str]

# An answer stands in the row of its question, so the kind says which of the two is meant.
_TOLD = """
SELECT 'notice', n.id, c.id, c.number, c.service, c.agency, n."on", n.text::text, s.step,
       coalesce((SELECT convert_from(a.body, 'UTF8')::jsonb ->> 'result' FROM ledger_act a WHERE a.id = n.act), '')
  FROM cases_notice n JOIN cases_case c ON c.id = n.case_id JOIN cases_step s ON s.id = n.step_id
 WHERE n.id = ANY (%(ids)s)
UNION ALL
SELECT 'question', q.id, c.id, c.number, c.service, c.agency, q."on", to_jsonb(q.text)::text, '', ''
  FROM cases_casequestion q JOIN cases_case c ON c.id = q.case_id WHERE q.id = ANY (%(ids)s) AND q.post <> ''
UNION ALL
SELECT 'answer', q.id, c.id, c.number, c.service, c.agency, q.answered_on, to_jsonb(q.answer)::text, '', ''
  FROM cases_casequestion q JOIN cases_case c ON c.id = q.case_id
 WHERE q.id = ANY (%(ids)s) AND q.post = '' AND q.answer IS NOT NULL
UNION ALL
SELECT 'rating', m.id, c.id, c.number, c.service, c.agency, m."on", to_jsonb(m.text)::text, '', ''
  FROM cases_remark m JOIN cases_case c ON c.id = m.case_id WHERE m.id = ANY (%(ids)s) AND m.part = 'rectified'
UNION ALL
SELECT 'notice', n.id, NULL, b.number, n.service, b.agency, n."on", n.text::text, '', 'impossible'
  FROM cases_bundlenotice n JOIN cases_bundle b ON b.id = n.bundle_id WHERE n.id = ANY (%(ids)s)
UNION ALL
SELECT 'notice', r.id, NULL, r.number, r.service, r.agency, r.decided_on,
       jsonb_build_object('register', r.register, 'answer', r.answer)::text, '',
       CASE r.state WHEN 'accepted' THEN 'corrected' ELSE 'not corrected' END
  FROM cases_correction r WHERE r.id = ANY (%(ids)s) AND r.state IN ('accepted', 'refused')"""
_CORRECTIONS = (About.CORRECTED, About.NOT_CORRECTED)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person was told: on which occasion, in which case, and the words.

    ``case`` is None where it was told of a bundle or a correction, whose ``number`` it then is. ``about`` says what a
    notice is about, ``step`` in which step of the case it was given.

    ``text`` has them by language; what a person wrote has only the key ``""``: it is as it was written.
    """

    kind: MessageKind
    id: UUID
    case: UUID | None
    number: str
    service: str
    agency: str
    on: date
    text: Text
    step: str
    about: About


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
    on: date,
    said: str,
    step: str,
    occasion: str,
) -> Told:
    about = About(occasion)
    text = _of_correction(number, about, said) if about in _CORRECTIONS else _text(said)
    return Told(MessageKind(kind), id_, case, number, service, agency, on, text, step, about)


def _of_correction(number: str, about: About, said: str) -> Text:
    what = json.loads(said)
    return decided(services.in_force(), what["register"], number, about, what["answer"])


def _text(said: str) -> Text:
    """The words by language, from their JSON: an object of languages, or one text as it was written."""
    words = json.loads(said)
    return words if isinstance(words, dict) else {"": str(words)}
