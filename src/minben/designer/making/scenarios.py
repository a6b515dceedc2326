"""The scenarios of a new service: what its procedure, as it is written first, comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.calendar import Limit
from minben.blueprint.model import StepKind
from minben.registers import example_of

from .duties import inspectors, required
from .service import COMPLETED
from .wish import Shape, ask_name, condition_over, flow
from .words import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from minben.blueprint.model import Blueprint, Register

    from .wish import Wish

LEAST = 3
"""A service has at least so many scenarios."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A scenario: ``given`` over what is given to all, events, and what is to come of it."""

    name: str
    when: Sequence[Mapping[str, object]]
    then: Mapping[str, object]
    given: Mapping[str, object] | None = None
    """None: somebody who is granted it."""


def scenarios(blueprint: Blueprint, wish: Wish) -> str:
    """The text of ``scenarios.yaml``."""
    writer = _Writer(blueprint, wish)
    sketches = writer.by_rule() if wish.shape is Shape.RULE else writer.by_officers()
    return "\n".join(_written(writer.given(), list(sketches)))


def _written(given: Mapping[str, object], sketches: Sequence[Sketch]) -> Iterator[str]:
    for place, sketch in enumerate(sketches):
        yield f"{sketch.name}:"
        if place == 0:
            yield "  given: &somebody"
            yield from (f"    {name}: {flow(value)}" for name, value in given.items())
        else:
            yield f"  given: {'*somebody' if sketch.given is None else flow(sketch.given)}"
        if sketch.when:
            yield "  when:"
            yield from (f"    - {flow(event)}" for event in sketch.when)
        yield f"  then: {flow(sketch.then)}"
        yield ""


class _Writer:
    def __init__(self, blueprint: Blueprint, wish: Wish) -> None:
        self.blueprint = blueprint
        self.wish = wish
        self.answers = {ask_name(fact): wish.answers[fact] for fact in wish.asks}
        self.materials = dict.fromkeys(wish.materials, "file")
        self.written = [{"record": wish.writes.id}] if wish.writes else []
        self.pays: list[Mapping[str, object]] = [{"applicant": "pays"}] if wish.fee else []
        self.reasons = texts(blueprint, "not-accepted")[blueprint.languages[0]]

    def given(self) -> dict[str, object]:
        """Somebody who is granted it; nothing that is not wanted is named."""
        entries = {one.id: [self._entry(one)] for one in self.wish.reads}
        said = {"registers": entries, "answers": self.answers, "materials": self.materials}
        start = {"day": self.wish.day.isoformat(), "applicant": self.wish.applicant}
        return {**start, **{name: value for name, value in said.items() if value}}

    def _entry(self, register: Register) -> dict[str, str]:
        facts = self.blueprint.facts
        return {
            name: example_of(self.blueprint, facts[field.fact], self.wish.day)
            for name, field in register.fields.items()
            if field.required and name != register.subject
        }

    def by_rule(self) -> Iterator[Sketch]:
        """A rule grants; somebody asks for people; people decide where the rule does not say yes; what is missing."""
        wish, post = self.wish, self.wish.post
        steps = {"accept": "accepted", "decide": "granted", "tell": "done"}
        granted = {"outcome": "granted", "decided_by": "rule"}
        records = {"records": self.written} if self.written else {}
        yield Sketch("granted-by-the-rule", self.pays, {**granted, "steps": steps, **records})
        human: list[Mapping[str, object]] = [
            {"applicant": "asks for a human"},
            self._officer(post, "human", "upheld", self.reasons),
        ]
        yield Sketch(
            "people-look-again",
            [*self.pays, *human],
            {"outcome": "granted", "steps": {"human": "upheld"}, "notices": [self.reasons]},
        )
        again = [human[0], self._officer(post, "human", "reopened", self.reasons)]
        yield Sketch(
            "reopened-and-refused",
            [*self.pays, *again, self._officer(post, "decide", "refused", self.reasons)],
            {"outcome": "refused", "decided_by": "officer", "notices": [self.reasons]},
        )
        if wish.reads and wish.condition == condition_over(wish.reads):
            given = {name: value for name, value in self.given().items() if name != "registers"}
            yield Sketch(
                "without-an-entry-people-decide",
                [self._officer(post, "accept", "refused", self.reasons)],
                {"outcome": "refused", "decided_by": "officer", "notices": [self.reasons]},
                given,
            )
        yield from self._missing()
        yield from self._unpaid([])

    def by_officers(self) -> Iterator[Sketch]:
        """People grant, refuse, are silent, and let it be completed."""
        post = self.wish.post
        accept = self._officer(post, "accept", "accepted")
        before = [accept, *self._inspected(), *self.pays]
        records = {"records": self.written} if self.written else {}
        yield Sketch(
            "granted",
            [*before, self._officer(post, "decide", "granted")],
            {
                "outcome": "granted",
                "decided_by": "officer",
                "steps": {"supplement": "void", "tell": "done"},
                **records,
            },
        )
        yield Sketch(
            "refused",
            [*before, self._officer(post, "decide", "refused", self.reasons)],
            {"outcome": "refused", "steps": {"tell": "void"}, "notices": [self.reasons]},
        )
        duty = required(self.blueprint, self.wish.item, StepKind.ACCEPT)
        if duty is not None and duty.at_most is not None and duty.overdue:
            late = Limit(duty.at_most.count + 1, duty.at_most.unit)
            yield Sketch(
                "silence-accepts",
                [{"passes": str(late)}],
                {"outcome": "open", "steps": {"accept": "accepted"}, "overdue": ["accept"]},
            )
        yield Sketch(
            "completed",
            self._completed(),
            {"outcome": "open", "steps": {"supplement": "done", "recheck": "ready"}},
        )
        yield from self._missing()
        yield from self._unpaid([accept, *self._inspected()])

    def _completed(self) -> list[Mapping[str, object]]:
        brought: dict[str, object] = {"applicant": "supplements"}
        if self.answers:
            brought["answers"] = {f"{name}_{COMPLETED}": value for name, value in self.answers.items()}
        if self.materials:
            brought["materials"] = self.materials
        return [self._officer(self.wish.post, "accept", "incomplete", self.reasons), brought]

    def _inspected(self) -> list[Mapping[str, object]]:
        if self.wish.shape is not Shape.INSPECTED:
            return []
        event = self._officer(self.wish.inspectors, "inspect", "passed")
        return [event] * inspectors(self.blueprint, self.wish.item)

    def _missing(self) -> Iterator[Sketch]:
        """An application in which an answer, or a material, is missing."""
        if self.answers or self.materials:
            given = {
                name: value for name, value in self.given().items() if name not in ("answers", "materials")
            }
            yield Sketch("incomplete-application", [], {"error": "answers"}, given)

    def _unpaid(self, before: Sequence[Mapping[str, object]]) -> Iterator[Sketch]:
        if self.wish.fee:
            then = {"outcome": "open", "steps": {"pay": "ready", "decide": "waiting"}}
            yield Sketch("nothing-is-decided-unpaid", before, then)

    def _officer(self, post: str, step: str, verdict: str, reasons: str = "") -> dict[str, object]:
        event: dict[str, object] = {"officer": post, "decides": step, "verdict": verdict}
        return {**event, "reasons": reasons} if reasons else event
