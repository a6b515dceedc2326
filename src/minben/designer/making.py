"""A new service: a folder that checks and whose scenarios pass, to be made into what the law says.

The procedure is the one that most items have: people accept, what is missing is told once and completed, people
decide, and the decision is told. Its limits, and what silence means, are those that the statute packs in force lay
down for items of the type. A designer goes on from there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint import StepRequired
from minben.blueprint.calendar import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from minben.blueprint.model import Blueprint, Item, SubjectKind

    Text = Mapping[str, str]

_WORDS: Mapping[str, Text] = {
    "accept": {"zh": "受理", "en": "Acceptance"},
    "accepted": {"zh": "予以受理", "en": "Accepted"},
    "incomplete": {"zh": "一次性告知补正", "en": "To be completed"},
    "not-accepted": {"zh": "不予受理", "en": "Not accepted"},
    "supplement": {"zh": "申请人补正", "en": "Completion by the applicant"},
    "recheck": {"zh": "补正后受理", "en": "Acceptance after completion"},
    "decide": {"zh": "决定", "en": "Decision"},
    "granted": {"zh": "准予", "en": "Granted"},
    "refused": {"zh": "不予", "en": "Refused"},
    "tell": {"zh": "告知并送达", "en": "Notice and delivery"},
    "told": {"zh": "您申请的办件{case.number}已获准予。", "en": "Your application {case.number} is granted."},
    "why": {"zh": "办理时要核对这一项", "en": "This is checked before the decision"},
    "again": {"zh": "请按补正通知填写", "en": "Please complete it as the notice says"},
}
_COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a designer has answered. ``asks`` are facts; ``applicant`` and ``answers`` an example, or empty."""

    name: str
    item: Item
    title: Text
    summary: Text
    subject_kind: SubjectKind
    post: str
    law: str
    asks: tuple[str, ...]
    applicant: str
    answers: Mapping[str, str]
    day: date


def ask_name(fact: str) -> str:
    """The name by which rules speak of what is asked."""
    return fact.replace("-", "_")


def files_of(blueprint: Blueprint, wish: Wish) -> dict[str, str]:
    """The files of the new service, by their path in the blueprint's folder."""
    folder = f"services/{wish.name}"
    files = {f"{folder}/service.yaml": "\n".join(_service(blueprint, wish)) + "\n"}
    if wish.applicant:
        files[f"{folder}/scenarios.yaml"] = "\n".join(_scenarios(blueprint, wish)) + "\n"
    return files


def _service(blueprint: Blueprint, wish: Wish) -> Iterator[str]:
    def said(word: str) -> str:
        texts = _WORDS[word]
        return _flow({lang: texts.get(lang, texts["en"]) for lang in blueprint.languages})

    names = ", ".join(ask_name(fact) for fact in wish.asks)
    law, _, article = wish.law.rpartition(" ")
    compared = (law, article) in blueprint.articles
    accepting = _within(blueprint, wish.item, "accept")
    yield f"item: {_flow(wish.item.code)}"
    yield f"title: {_flow(wish.title)}"
    yield f"summary: {_flow(wish.summary)}"
    yield f"for: {wish.subject_kind}"
    yield f"agency: {wish.item.agency}"
    yield f"law: [{{cite: {_flow(wish.law)}{'' if compared else ', unchecked: true'}}}]"
    if wish.asks:
        yield "asks:"
        yield from _asks(wish.asks, "", said("why"), "  ")
    yield "steps:"
    yield from _step("accept", "accept", said("accept"), f"[{names}]", f"officer {wish.post}")
    yield f"    verdicts: {{accepted: {said('accepted')}, incomplete: {said('incomplete')},"
    yield f"      not-accepted: {said('not-accepted')}}}"
    yield from accepting
    yield from _step("supplement", "supplement", said("supplement"), "[accept.incomplete]", "applicant")
    if wish.asks:
        yield "    asks:"
        yield from _asks(wish.asks, f"_{_COMPLETED}", said("again"), "      ")
    yield from _step("recheck", "accept", said("recheck"), "[supplement]", f"officer {wish.post}")
    yield f"    verdicts: {{accepted: {said('accepted')}, not-accepted: {said('not-accepted')}}}"
    yield from accepting
    yield from _step("decide", "decide", said("decide"), "[accept | recheck]", f"officer {wish.post}")
    yield f"    verdicts: {{granted: {said('granted')}, refused: {said('refused')}}}"
    yield from _within(blueprint, wish.item, "decide", "accept | recheck")
    yield from _step("tell", "deliver", said("tell"), "[decide]", "rule")
    yield from _within(blueprint, wish.item, "deliver", "decide")
    yield from ("    gives:", f"      - notice: {said('told')}")
    yield "outcomes:"
    yield from ("  granted: [decide]", "  refused: [decide.refused]")
    yield "  not accepted: [accept.not-accepted, recheck.not-accepted]"
    yield "unpublished: [fee, place and hours, phone]"


def _within(blueprint: Blueprint, item: Item, kind: str, counts_from: str = "") -> list[str]:
    """The limit of a kind of step, as the law in force has it; nothing where it has none."""
    duty = _duty(blueprint, item, kind)
    if duty is None or duty.at_most is None:
        return []
    lines = [f"    within: {duty.at_most}"]
    lines += [f"    counts_from: {counts_from}"] if counts_from and duty.counts_from else []
    return lines + (["    overdue: accepted"] if duty.overdue else [])


def _duty(blueprint: Blueprint, item: Item, kind: str) -> StepRequired | None:
    duties = (rule.duty for pack in blueprint.statutes for rule in pack.rules if item.type in rule.item_types)
    fitting = (duty for duty in duties if isinstance(duty, StepRequired) and duty.step == kind)
    return next(fitting, None)


def _step(name: str, kind: str, title: str, needs: str, doer: str) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    kind: {kind}"
    yield f"    title: {title}"
    if needs != "[]":
        yield f"    needs: {needs}"
    yield f"    by: {doer}"


def _asks(facts: tuple[str, ...], suffix: str, why: str, indent: str) -> Iterator[str]:
    for fact in facts:
        yield f"{indent}{ask_name(fact)}{suffix}: {{fact: {fact}, why: {why}}}"


def _scenarios(blueprint: Blueprint, wish: Wish) -> Iterator[str]:
    answers = _flow({ask_name(fact): wish.answers[fact] for fact in wish.asks})
    again = _flow({f"{ask_name(fact)}_{_COMPLETED}": wish.answers[fact] for fact in wish.asks})
    accept = f"    - {{officer: {wish.post}, decides: accept, verdict: accepted}}"
    reasons = _flow(_WORDS["not-accepted"]["zh"])
    yield "granted:"
    yield f"  given: &somebody {{day: {wish.day}, applicant: {_flow(wish.applicant)}, answers: {answers}}}"
    yield from ("  when:", accept, f"    - {{officer: {wish.post}, decides: decide, verdict: granted}}")
    yield "  then: {outcome: granted, decided_by: officer, steps: {supplement: void, tell: done}}"
    yield ""
    yield from ("refused:", "  given: *somebody", "  when:", accept)
    yield f"    - {{officer: {wish.post}, decides: decide, verdict: refused, reasons: {reasons}}}"
    yield f"  then: {{outcome: refused, steps: {{tell: void}}, notices: [{reasons}]}}"
    yield ""
    duty = _duty(blueprint, wish.item, "accept")
    if duty is not None and duty.at_most is not None and duty.overdue:
        late = Limit(duty.at_most.count + 1, duty.at_most.unit)
        yield from ("silence-accepts:", "  given: *somebody", "  when:", f"    - passes: {late}")
        yield "  then: {outcome: open, steps: {accept: accepted, decide: ready}, overdue: [accept]}"
        yield ""
    yield from ("completed:", "  given: *somebody", "  when:")
    yield f"    - {{officer: {wish.post}, decides: accept, verdict: incomplete, reasons: {reasons}}}"
    yield f"    - {{applicant: supplements, answers: {again}}}"
    yield "  then: {outcome: open, steps: {supplement: done, recheck: ready}}"


def _flow(value: object) -> str:
    """A value in YAML's flow style, which JSON is."""
    return json.dumps(dict(value) if isinstance(value, dict) else value, ensure_ascii=False)
