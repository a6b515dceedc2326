"""A law in the check: a statute pack with its duties and remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import timing_duties
from ..forms import Filled, Form, key
from ..nodes import Keyed, Node, Scalar
from ..problems import near
from ..shapes import TEXTS, WORD, WORDS, YES_NO, ListOf, MapOf, Reading, Schema, Shape
from ..statutes import Duty, duties
from .words import CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Text


class RemedyForm(Form):
    """What a person can do against a refusal."""

    cite: str = key(WORDS, "law and article")
    unchecked: bool = key(YES_NO, "true where `laws.csv` does not list it", default=False)
    text: Text = key(TEXTS, "what one can do, where, until when")


class RemediesForm(Form):
    """What every refusal tells."""

    item_types: tuple[str, ...] = key(ListOf(CODE, least=1), "the types of item whose refusals tell it")
    texts: tuple[RemedyForm, ...] = key(ListOf(Filled(RemedyForm), least=1), "the remedies")


KINDS_BEYOND = (timing_duties,)
"""The modules, beside `statutes`, whose kinds of duty are known once they are loaded."""


@dataclass(frozen=True, slots=True)
class DutyShape(Shape[Duty]):
    """A rule of a statute pack; its kind says which other keys it has."""

    @property
    def wanted(self) -> Text:
        return {"zh": "含有 kind 的规则", "en": "a rule with its kind"}

    def read(self, node: Node, reading: Reading) -> Duty:
        if not isinstance(node, Keyed):
            raise self.wrong(node, reading)
        entry = node.entries.get("kind")
        named = entry.value.text if entry and isinstance(entry.value, Scalar) else ""
        form = duties().get(named)
        if form is None:
            line = entry.line if entry else node.line
            known = ", ".join(duties())
            suggestion = near(named, duties())
            raise reading.refuse(line, "unknown-duty", name=named, known=known, near=suggestion)
        return Filled(form).read(node, reading)

    def parts(self) -> Iterator[Shape[Any]]:
        return (Filled(form) for form in duties().values())

    def schema(self) -> Schema:
        return {
            "oneOf": [
                {
                    "allOf": [Filled(form).schema(), {"properties": {"kind": {"const": name}}}],
                }
                for name, form in duties().items()
            ]
        }


class StatuteForm(Form):
    """A law as duties that the check lays on services: `statutes/NAME.yaml`."""

    statute: str = key(WORD, "the name of the pack")
    title: Text = key(TEXTS, "the law")
    rules: Mapping[str, Duty] = key(MapOf(CODE, DutyShape()), "its duties by name")
    remedies: RemediesForm | None = key(Filled(RemediesForm), "what every refusal tells", default=None)
