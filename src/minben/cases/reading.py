"""What a case reads of the registers: as the agency of its service, for its purpose, each register once in an event.

One's own records are shown to oneself without an act; everything that the agency reads is one, and everything that
somebody with a mandate is shown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from minben.ledger import Act, Actor, ActorKind, Reach, RecordRef, reaching, write_act
from minben.registers import NotAgreed, consult, is_valid, read_subject, readable_fields, readable_registers
from minben.rules import free_names

from . import kinds
from .facts import Fetched, typed
from .terms import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Read, Register, Step
    from minben.registers import Record

    from .terms import Terms

    Look = Callable[[Register], list[Record]]


def rule_actor(terms: Terms, step: Step) -> Actor:
    """A rule as the one who acts: named by service, step and version of the blueprint, for the service's agency."""
    return Actor(kind=ActorKind.RULE, id=rule_name(terms, step), agency=terms.service.agency)


def rule_name(terms: Terms, step: Step) -> str:
    """``service/step@version``."""
    return f"{terms.service.id}/{step.id}@{terms.blueprint.version}"


def as_agency(terms: Terms, subject: UUID, case: UUID, today: date, step: Callable[[], Step]) -> Reader:
    """Reads for a case by its rules; ``step`` tells for which step at the moment."""

    def consulted(register: Register) -> list[Record]:
        at = step()
        return consult(
            register,
            blueprint=terms.blueprint,
            actor=rule_actor(terms, at),
            purpose=terms.service.id,
            subject=subject,
            case=case,
            basis=_basis(terms),
            power=f"{terms.service.id}/{at.id}",
            rule=rule_name(terms, at),
            on=today,
        )

    return Reader(terms, consulted, _agency_reach(terms, today), today)


def as_officer(terms: Terms, subject: UUID, today: date, actor: Actor) -> Reader:
    """Reads for an officer who prepares an application for somebody at the counter."""

    def consulted(register: Register) -> list[Record]:
        return consult(
            register,
            blueprint=terms.blueprint,
            actor=actor,
            purpose=terms.service.id,
            subject=subject,
            basis=_basis(terms),
            power=actor.post or "",
            on=today,
        )

    return Reader(terms, consulted, _agency_reach(terms, today), today)


def as_checker(terms: Terms, subject: UUID, today: date, actor: Actor) -> Reader:
    """Reads to check what an officer has filled in: what they may not read, the agency of the service reads itself."""
    receipt = f"{terms.service.id}/receipt"
    agency = Actor(
        kind=ActorKind.RULE, id=f"{receipt}@{terms.blueprint.version}", agency=terms.service.agency
    )

    def checked(register: Register) -> list[Record]:
        return consult(
            register,
            blueprint=terms.blueprint,
            actor=agency,
            purpose=terms.service.id,
            subject=subject,
            basis=_basis(terms),
            power=receipt,
            rule=agency.id,
            on=today,
        )

    seen = as_officer(terms, subject, today, actor)
    return Reader(terms, seen.look, _agency_reach(terms, today), today, otherwise=checked)


def as_oneself(terms: Terms, subject: UUID, today: date) -> Reader:
    """Shows a subject what the service would read about it, no field more."""

    def own(register: Register) -> list[Record]:
        return _what_the_service_reads(terms, register, subject, today)

    return Reader(terms, own, Reach(subjects=(subject,)), today)


def by_mandate(terms: Terms, subject: UUID, today: date, actor: Actor) -> Reader:
    """Shows the holder of a mandate what `as_oneself` shows the giver, by an act for each register."""

    def looked(register: Register) -> list[Record]:
        found = _what_the_service_reads(terms, register, subject, today)
        write_act(
            Act(
                kind=kinds.READ_RECORD,
                actor=actor,
                purpose=terms.service.id,
                basis=_basis(terms),
                subjects=(subject,),
                register=register.id,
                records=tuple(RecordRef(record.id) for record in found),
            )
        )
        return found

    return Reader(terms, looked, Reach(subjects=(subject,)), today)


def _what_the_service_reads(terms: Terms, register: Register, subject: UUID, today: date) -> list[Record]:
    fields = readable_fields(
        terms.blueprint, register, agency=terms.service.agency, purpose=terms.service.id, on=today
    )
    if not fields:
        raise NotAgreed(terms.service.agency, register.id, terms.service.id, ())
    found = read_subject(register, subject, on=today)
    return [replace(one, values={n: v for n, v in one.values.items() if n in fields}) for one in found]


def _basis(terms: Terms) -> tuple[str, ...]:
    return tuple(citation.cite for citation in terms.service.law)


def _agency_reach(terms: Terms, today: date) -> Reach:
    return _reach_of(Identity(terms.blueprint), terms.service.agency, terms.service.id, today)


@lru_cache(maxsize=1024)
def _reach_of(identity: Identity, agency: str, service: str, day: date) -> Reach:
    """What an agency may read for a service on a day, found once: it follows from the blueprint alone."""
    registers = readable_registers(identity.blueprint, agency=agency, purpose=service, on=day)
    return Reach(agency=agency, registers=registers)


class Reader:
    """Fetches reads under a reach; each register is looked at once.

    What ``look`` may not read is read by ``otherwise``, if there is one, and hidden from whoever fills in.
    """

    def __init__(
        self, terms: Terms, look: Look, reach: Reach, today: date, *, otherwise: Look | None = None
    ) -> None:
        self._terms = terms
        self.look = look
        self._otherwise = otherwise
        self._hidden: set[str] = set()
        self._reach = reach
        self._today = today
        self._seen: dict[str, list[Record] | None] = {}

    def __call__(self, reads: Iterable[Read]) -> list[Fetched]:
        """What the reads come to, in their order."""
        wanted = list(reads)
        with reaching(self._reach):
            for read in wanted:
                if read.register not in self._seen:
                    self._seen[read.register] = self._records(read.register)
        return [self._fetched(read) for read in wanted]

    def _fetched(self, read: Read) -> Fetched:
        found = fetched(self._terms, read, self._seen[read.register], self._today)
        return replace(found, hidden=True) if read.register in self._hidden else found

    def _records(self, register: str) -> list[Record] | None:
        try:
            return self.look(self._terms.blueprint.registers[register])
        except NotAgreed:
            return self._by_the_agency(register)

    def _by_the_agency(self, register: str) -> list[Record] | None:
        if self._otherwise is None:
            return None
        self._hidden.add(register)
        try:
            return self._otherwise(self._terms.blueprint.registers[register])
        except NotAgreed:
            return None


def fetched(terms: Terms, read: Read, found: list[Record] | None, today: date) -> Fetched:
    """What a read comes to among the records about the subject; None where they may not be read.

    Of a register with a state it comes to valid entries only, unless its condition asks for the state itself.
    """
    if found is None:
        return Fetched(read, (), None, allowed=False)
    register = terms.blueprint.registers[read.register]
    clause = terms.filters.get(read.name)
    if register.state is not None and not (clause and register.state in free_names(clause.expression.tree)):
        found = [record for record in found if is_valid(register, record.values, today)]
    entries = [(record, _values(terms, register, record)) for record in found]
    if clause is not None:
        entries = [entry for entry in entries if clause.expression.evaluate(entry[1]).value is True]
    records = tuple(record for record, _ in entries)
    values = [value for _, value in entries]
    if register.single:
        return Fetched(read, records, values[0] if values else None)
    return Fetched(read, records, values)


def _values(terms: Terms, register: Register, record: Record) -> dict[str, object]:
    facts = terms.blueprint.facts
    fields = register.fields.values()
    return {field.name: typed(facts[field.fact], record.values.get(field.name)) for field in fields}
