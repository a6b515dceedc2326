"""``minben rules eval`` and ``minben rules explain``: one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ..errors import FeelError
from ..feel.expression import compile_expression, names_of_facts
from ..feel.values import admit
from ..grounds import explain as explain_model, explain_why_not
from ..grounds.reasons import causes, causes_in_expression
from ..models.load import read_model
from ..problems import ModelError, Place, PlacedProblem
from ..text import literal_of
from ..wishes import wish_of
from . import options
from .entering import check_decisions, check_service, facts_of, given, words_of
from .screen import (
    json_of,
    print_causes,
    print_json,
    problems_as_json,
    refusal,
    told_plainly,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from ..grounds import Words
    from ..grounds.reasons import Causes
    from ..models.model import Model
    from ..wishes import Wish
    from .entering import Named


def evaluate(
    model: options.MaybeModelPath = None,
    facts: options.Input = "{}",
    expression: options.Expression = None,
    decisions: options.Decisions = None,
    service: options.Service = None,
    on: options.On = None,
    as_json: options.AsJson = False,
    lang: options.Lang = None,
) -> None:
    """Decide one case. Prints the value of each decision; why anything is null goes to standard error."""
    spoken = options.spoken(lang)
    if (model is None) == (expression is None):
        raise options.wrong_use("model-or-expression", spoken)
    if service is not None and (decisions or model is None):
        raise options.wrong_use("service-or-decision", spoken)
    with told_plainly(spoken):
        named = given(facts)
        if model is not None and service is not None:
            values, found = _served(model, named, service, on or options.today(), spoken)
        elif model is not None:
            values, found = _decided(model, named, decisions, on or options.today(), spoken)
        else:
            values, found = _worked_out(expression or "", named)
        if as_json:
            told = {name: json_of(value) for name, value in values.items()}
            print_json({"values": told, "reasons": problems_as_json(found.reasons, spoken)})
            return
        print_causes(found, spoken)
        for name, value in values.items():
            typer.echo(f"{name}: {literal_of(admit(value))}" if model else literal_of(admit(value)))


_Result = tuple["Mapping[str, object]", "Causes"]


def _decided(path: Path, named: Named, decisions: Sequence[str] | None, on: date, lang: str) -> _Result:
    model = read_model(path)
    check_decisions(model, decisions or ())
    facts = facts_of(model, named, lang)
    outcome = model.decide(facts, on=on, decisions=decisions, clock=options.now)
    return outcome.values, causes(model, outcome.reasons)


def _served(path: Path, named: Named, service: str, on: date, lang: str) -> _Result:
    model = read_model(path)
    check_service(model, service)
    facts = facts_of(model, named, lang, service=service)
    outcome = model.serve(service, facts, on=on, clock=options.now)
    return outcome.values, causes(model, outcome.reasons)


def _worked_out(source: str, named: Named) -> _Result:
    place, (_, facts) = Place("--expression"), named
    try:
        expression = compile_expression(source, names_of_facts(facts))
    except FeelError as fault:
        raise ModelError((PlacedProblem(place, fault.problem),)) from None
    found = expression.evaluate(facts, clock=options.now)
    reasons = [PlacedProblem(place, reason) for reason in found.reasons]
    return {"value": found.value}, causes_in_expression(reasons)


def explain(
    model: options.ModelPath,
    facts: options.Input = "{}",
    why_not: options.WhyNotOption = None,
    decisions: options.Decisions = None,
    words: options.WordsFile = None,
    on: options.On = None,
    as_json: options.AsJson = False,
    lang: options.Lang = None,
) -> None:
    """Say by which rules and from which facts a case is decided, and why not otherwise."""
    spoken = options.spoken(lang)
    day = on or options.today()
    with told_plainly(spoken):
        read = read_model(model)
        check_decisions(read, decisions or ())
        known = facts_of(read, given(facts), spoken)
        speaking = words_of(words, spoken)
        if why_not is not None:
            wish = wish_of(read, why_not, decisions)
            _explain_why_not(read, known, wish, day, speaking, as_json=as_json)
            return
        told = explain_model(read, known, on=day, words=speaking, decisions=decisions, clock=options.now)
        if as_json:
            print_json(told.as_json())
        else:
            typer.echo(told.text())


def _explain_why_not(
    model: Model, facts: Mapping[str, object], wish: Wish, on: date, words: Words, *, as_json: bool
) -> None:
    wanted = {wish.output: wish.value} if wish.output else {}
    answer = explain_why_not(model, facts, wish.decision, wanted, on=on, words=words, clock=options.now)
    if answer is None:
        raise refusal(model.name, "no-table-decides", name=wish.decision)
    if as_json:
        print_json(answer.as_json())
    else:
        typer.echo(answer.text(words))
