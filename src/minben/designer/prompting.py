"""Asking the questions of a played case at a terminal, one after the other, lists entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.cases import Played, Question

    Text = Mapping[str, str]

_ANOTHER: Text = {"zh": "还有一项？", "en": "Another entry?"}


def answers_to(
    played: Played, step: str, language: str, given: Mapping[str, object] | None = None
) -> dict[str, object]:
    """The answers to what a step (the application, where it is empty) asks, beside those that are ``given``."""
    answers = dict(given or {})
    while left := [one for one in played.questions(step, answers) if one.ask.name not in answers]:
        question = left[0]
        answers[question.ask.name] = (
            _entries(played, step, language, question, answers)
            if question.ask.each
            else _answer(question, language)
        )
    return answers


def _entries(
    played: Played, step: str, language: str, question: Question, answers: Mapping[str, object]
) -> list[dict[str, object]]:
    """The entries of a list, until nobody wants another."""
    name, entries = question.ask.name, list[dict[str, object]]()
    while len(entries) < question.ask.at_most:
        entries.append({})
        while left := _left(played.questions(step, {**answers, name: entries}), name, entries[-1]):
            entries[-1][left[0].ask.name] = _answer(left[0], language)
        if not typer.confirm(_ANOTHER[language], default=False):
            break
    return entries


def _left(asked: tuple[Question, ...], name: str, entry: Mapping[str, object]) -> list[Question]:
    """What is asked of the last entry of a list and has no answer yet."""
    put = next(one for one in asked if one.ask.name == name)
    return [one for one in put.entries[-1] if one.ask.name not in entry]


def _answer(question: Question, language: str) -> str:
    for option in question.options:
        typer.echo(f"    {option.value}  {option.title[language]}")
    prefill = question.prefill if isinstance(question.prefill, str) else ""
    return str(typer.prompt(question.ask.title[language], default=prefill, show_default=bool(prefill)))
