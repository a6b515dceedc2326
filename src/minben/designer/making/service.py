"""The definition of a new service, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import StepKind

from .duties import inspectors, within
from .wish import Shape, ask_name, flow, read_name
from .words import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from minben.blueprint.model import Blueprint

    from .wish import Wish

COMPLETED = "completed"


def definition(blueprint: Blueprint, wish: Wish) -> str:
    """The text of ``service.yaml``."""
    return "\n".join(_Definition(blueprint, wish).lines()) + "\n"


def cited(blueprint: Blueprint, law: str) -> str:
    """A law and its article as a citation, marked where nobody has compared it with the text."""
    name, _, article = law.rpartition(" ")
    compared = (name, article) in blueprint.articles
    return f"{{cite: {flow(law)}{'' if compared else ', unchecked: true'}}}"


class _Definition:
    def __init__(self, blueprint: Blueprint, wish: Wish) -> None:
        self.blueprint = blueprint
        self.wish = wish

    def said(self, word: str, after: str = "") -> str:
        return said(self.blueprint, word, after)

    def lines(self) -> Iterator[str]:
        wish = self.wish
        yield f"item: {flow(wish.item.code)}"
        yield f"title: {flow(wish.title)}"
        yield f"summary: {flow(wish.summary)}"
        yield f"for: {wish.subject_kind}"
        yield f"agency: {wish.item.agency}"
        yield f"law: [{self.cited(wish.law)}]"
        yield from self.facts()
        yield "steps:"
        yield from self.by_rule() if wish.shape is Shape.RULE else self.by_officers()
        yield from self.deliver()
        yield "outcomes:"
        yield "  granted: [decide]"
        if wish.shape is Shape.RULE:
            yield "  refused: [accept.refused, decide.refused]"
        else:
            yield "  refused: [decide.refused]"
            yield "  not accepted: [accept.not-accepted, recheck.not-accepted]"
        yield f"human: {wish.post}"
        yield from self.fee()
        yield f"unpublished: [{'' if wish.fee else 'fee, '}place and hours, phone]"

    def cited(self, law: str) -> str:
        return cited(self.blueprint, law)

    def facts(self) -> Iterator[str]:
        wish = self.wish
        if wish.reads:
            yield "reads:"
        for register in wish.reads:
            yield f"  {read_name(register)}:"
            yield f"    from: {register.id} where {register.subject} = applicant"
            yield f"    title: {flow(dict(register.title))}"
        if wish.asks:
            yield "asks:"
            yield from self.asks("", "why", "  ")
        if wish.materials:
            yield "materials:"
        for name, title in wish.materials.items():
            yield f"  {name}:"
            yield f"    title: {flow(dict.fromkeys(self.blueprint.languages, title))}"
            yield f"    law: [{self.cited(wish.law)}]"
            yield "    accepts: [pdf, jpg, png]"
        if wish.shape is Shape.RULE:
            yield "derives:"
            yield f"  holds: {{is: {flow(wish.condition)}, title: {self.said('holds')}}}"

    def asks(self, suffix: str, why: str, indent: str) -> Iterator[str]:
        for fact in self.wish.asks:
            yield f"{indent}{ask_name(fact)}{suffix}: {{fact: {fact}, why: {self.said(why)}}}"

    def by_rule(self) -> Iterator[str]:
        """A rule looks whether the conditions hold, and an officer decides where it does not say yes."""
        wish = self.wish
        yield from self.step("accept", "accept", "check", [*wish.known, "holds"], "rule")
        yield "    when: holds"
        yield f"    otherwise: officer {wish.post}"
        yield f"    verdicts: {{accepted: {self.said('entitled')}, refused: {self.said('not-entitled')}}}"
        yield from self.within(StepKind.ACCEPT)
        yield from self.pay("accept")
        yield from self.step("decide", "decide", "decide", self.before(["accept"]), "rule")
        yield "    when: holds"
        yield f"    otherwise: officer {wish.post}"
        yield f"    verdicts: {{granted: {self.said('granted')}, refused: {self.said('refused')}}}"
        yield from self.within(StepKind.DECIDE, "accept")

    def by_officers(self) -> Iterator[str]:
        """People accept, what is missing is told once and completed, people decide."""
        wish, accepted = self.wish, "accept | recheck"
        officer = f"officer {wish.post}"
        yield from self.step("accept", "accept", "accept", wish.known, officer)
        yield f"    verdicts: {{accepted: {self.said('accepted')}, incomplete: {self.said('incomplete')},"
        yield f"      not-accepted: {self.said('not-accepted')}}}"
        yield from self.within(StepKind.ACCEPT)
        yield from self.step("supplement", "supplement", "supplement", ["accept.incomplete"], "applicant")
        if wish.asks:
            yield "    asks:"
            yield from self.asks(f"_{COMPLETED}", "again", "      ")
        if wish.materials:
            yield f"    brings: [{', '.join(wish.materials)}]"
        yield from self.step("recheck", "accept", "recheck", ["supplement"], officer)
        yield f"    verdicts: {{accepted: {self.said('accepted')}, not-accepted: {self.said('not-accepted')}}}"
        yield from self.within(StepKind.ACCEPT)
        ready = accepted
        if wish.shape is Shape.INSPECTED:
            ready = "inspect | inspect.failed"
            yield from self.step("inspect", "inspect", "inspect", [accepted], f"officer {wish.inspectors}")
            yield f"    people: {inspectors(self.blueprint, wish.item)}"
            yield f"    verdicts: {{passed: {self.said('passed')}, failed: {self.said('failed')}}}"
        yield from self.pay(accepted)
        yield from self.step("decide", "decide", "decide", self.before([ready]), officer)
        yield f"    verdicts: {{granted: {self.said('granted')}, refused: {self.said('refused')}}}"
        yield from self.within(StepKind.DECIDE, accepted)

    def before(self, needs: list[str]) -> list[str]:
        return [*needs, "pay"] if self.wish.fee else needs

    def pay(self, needs: str) -> Iterator[str]:
        if self.wish.fee:
            yield from self.step("pay", "collect", "pay", [needs], "applicant")
            yield f"    verdicts: {{paid: {self.said('paid')}}}"

    def deliver(self) -> Iterator[str]:
        yield from self.step("tell", "deliver", "tell", ["decide"], "rule")
        yield from self.within(StepKind.DELIVER, "decide")
        yield "    gives:"
        if self.wish.writes:
            yield f"      - record: {self.wish.writes.id}"
            yield "        fields:"
            for name, source in self.wish.fields.items():
                yield f"          {name}: {flow(source)}"
        yield f"      - notice: {self.said('told')}"

    def fee(self) -> Iterator[str]:
        fee = self.wish.fee
        if fee:
            yield "fee:"
            yield f"  text: {self.said('costs', f'{fee.amount} {self.blueprint.currency}')}"
            yield f"  basis: {self.cited(fee.basis)}"
            yield f"  amount: {flow(fee.amount)}"
            yield "  before: decide"
            yield "  refunds: [refused, withdrawn]"

    def within(self, kind: StepKind, counts_from: str = "") -> list[str]:
        return within(self.blueprint, self.wish.item, kind, counts_from)

    def step(self, name: str, kind: str, title: str, needs: Iterable[str], doer: str) -> Iterator[str]:
        yield f"  {name}:"
        yield f"    kind: {kind}"
        yield f"    title: {self.said(title)}"
        if listed := ", ".join(needs):
            yield f"    needs: [{listed}]"
        yield f"    by: {doer}"
