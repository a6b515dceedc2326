"""Materials from their forms, and what follows from them in a procedure.

A material that a licence on file may stand for makes a read, ``NAME_on_file``; one that may come later makes a step of
the applicant, ``NAME_later``, which needs that it was promised. So rights, limits, tasks and waking are those
of every read and step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Citation, Commitment, Doer, Material, Read, Step, StepKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .grammar.materials import MaterialForm

BROUGHT = Verdict("brought", {"zh": "已补交", "en": "Handed in"})
PROMISED, GIVEN, OVERDUE = "promised", "given", "overdue"
"""What may be needed of a material that may come later: that it was promised, that nothing of it is outstanding any
more, that its limit has passed."""
LATER = {"zh": "补交：{title}", "en": "Hand in later: {title}"}


def material(name: str, form: MaterialForm) -> Material:
    """A material as the model has it."""
    promise = form.commitment
    return Material(
        name=name,
        title=form.title,
        why=form.why or {},
        law=tuple(Citation(one.cite, not one.unchecked, one.illustrative) for one in form.law),
        source=form.source or {},
        when=form.when,
        required=form.required,
        accepts=tuple(dict.fromkeys(form.accepts)),
        at_most=form.at_most,
        copies=form.copies,
        on_file=on_file(name) if form.licence else None,
        commitment=Commitment(promise.text, promise.checked_in, promise.place) if promise else None,
        later=later(name) if form.later else None,
        later_within=form.later,
        place=form.place,
    )


def on_file(name: str) -> str:
    """The read of what may stand for a material.

    >>> on_file("plan"), later("plan")
    ('plan_on_file', 'plan_later')
    """
    return f"{name}_on_file"


def later(name: str) -> str:
    """The step in which a material is handed in that was promised for later."""
    return f"{name}_later"


def reads(forms: Mapping[str, MaterialForm]) -> Iterator[Read]:
    """The reads that materials make."""
    for name, form in forms.items():
        if form.licence:
            source = form.licence
            yield Read(
                on_file(name), source.register, source.by, source.where, form.title, form.place, correct=False
            )


def steps(forms: Mapping[str, MaterialForm]) -> Iterator[Step]:
    """The steps that materials make."""
    for name, form in forms.items():
        if form.later:
            yield Step(
                id=later(name),
                title={
                    lang: LATER.get(lang, LATER["en"]).format(title=text) for lang, text in form.title.items()
                },
                needs=((f"{name}.{PROMISED}",),),
                when=None,
                by=Doer.APPLICANT,
                post=None,
                people=1,
                verdicts=(BROUGHT,),
                limit=form.later,
                counts_from=("receipt",),
                overdue=None,
                asks={},
                gives=(),
                kind=StepKind.BRING,
                place=form.place,
                law=tuple(Citation(one.cite, not one.unchecked, one.illustrative) for one in form.law),
                brings=(name,),
            )
