"""A bundle: several services that one occasion of life needs, applied for as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Filled, Form, key
from ..model import SubjectKind, Text
from ..shapes import FEEL, NAME, TEXTS, WORD, ListOf, MapOf, OneOf
from .data import CITATION, CitationForm
from .service import AskForm

if TYPE_CHECKING:
    from collections.abc import Mapping


class BundlePartForm(Form):
    """A service of a bundle."""

    when: str | None = key(
        FEEL,
        "it is wanted if this FEEL condition over the bundle's own questions is true; left out, always",
        default=None,
    )
    after: tuple[str, ...] | None = key(
        ListOf(WORD),
        "the services of the bundle that must be granted first; left out, those that give entries of a register that "
        "this one reads; `[]`, none",
        default=None,
    )
    answers: Mapping[str, str] = key(
        MapOf(NAME, FEEL),
        "questions of the service that are not put, and the FEEL expressions that answer them when it is received: "
        "over the questions of the bundle and over what the service reads",
        default={},
    )
    apart: tuple[str, ...] = key(
        ListOf(NAME),
        "questions that are put for this service alone, although another asks for the same fact",
        default=(),
    )


class BundleForm(Form):
    """Several services applied for as one: `bundles/NAME/bundle.yaml`."""

    title: Text = key(TEXTS, "what the bundle is called")
    summary: Text = key(TEXTS, "for whom it is and what one gets, in two sentences")
    subject_kind: SubjectKind = key(OneOf(SubjectKind), "who may apply", name="for")
    lead: str = key(WORD, "the agency that leads it and takes it in")
    law: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "what it was set up by")
    asks: Mapping[str, AskForm] = key(
        MapOf(NAME, Filled(AskForm)),
        "its own questions, put first; a question of a service that asks for the same fact is answered by them",
        default={},
    )
    services: Mapping[str, BundlePartForm] = key(
        MapOf(WORD, Filled(BundlePartForm)), "the services, by name; two at least"
    )
