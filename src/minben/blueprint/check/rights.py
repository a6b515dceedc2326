"""Who may read and write what, and what must not be asked because it is known (once only)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Ask, Doer, GiveRecord, Register, Service
from ..statutes import AskOnce
from .formulas import read_path

if TYPE_CHECKING:
    from ..model import Text
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report reads without a right, writes into others' registers, and asks for what a register holds."""
    for service in ground.blueprint.services.values():
        if service.agency not in ground.blueprint.agencies:
            continue
        for name in service.reads:
            _check_read(ground, service, name)
        for name, ask in service.asks.items():
            _check_once(ground, service, ask, ("asks", name))
        for step in service.steps.values():
            if step.by is Doer.APPLICANT:
                for name, ask in step.asks.items():
                    _check_once(ground, service, ask, ("steps", step.id, "asks", name))
            for position, give in enumerate(step.gives):
                if isinstance(give, GiveRecord):
                    _check_write(ground, service, give, ("steps", step.id, "gives", position, "record"))


def _check_read(ground: Ground, service: Service, name: str) -> None:
    read = service.reads[name]
    register = ground.blueprint.registers.get(read.register)
    if register is None:
        return
    place = ground.at(service.place.file, *read_path(service, name))
    readable = ground.readable(service, register)
    if not readable:
        ended = [
            agreement
            for agreement in ground.blueprint.agreements
            if (agreement.agency, agreement.register, agreement.purpose)
            == (service.agency, register.id, service.id)
        ]
        code = "agreement-not-in-force" if ended else "read-without-right"
        ground.report(place, code, agency=service.agency, register=register.id, purpose=service.id)
    elif read.by not in readable and read.by in register.fields:
        ground.report(place, "field-not-agreed", field=read.by, register=register.id)
    elif register.state is not None:
        # Without them nobody could tell a valid entry from one that is withheld, revoked or past its last day.
        ends = [field.name for field in register.fields.values() if field.last_day]
        for name in (register.state, *ends):
            if name not in readable and name in register.fields:
                ground.report(place, "field-not-agreed", field=name, register=register.id)


def _check_write(ground: Ground, service: Service, give: GiveRecord, path: tuple[str | int, ...]) -> None:
    register = ground.blueprint.registers.get(give.register)
    if register is not None and register.agency != service.agency:
        place = ground.at(service.place.file, *path)
        ground.report(place, "write-of-others", register=register.id, owner=register.agency)


def _check_once(ground: Ground, service: Service, ask: Ask, path: tuple[str, ...]) -> None:
    """A fact that a complete register holds and the agency may read is not asked, unless a law says so."""
    if ask.exception is not None:
        return
    for register in ground.blueprint.registers.values():
        held = _held(ground, service, register, ask)
        if held is None:
            continue
        place = ground.at(service.place.file, *path)
        if register.complete:
            cite = _cite(ground)
            ground.report(place, "asked-again", name=ask.name, register=register.title, field=held, cite=cite)
        elif register.single and all(read.register != register.id for read in service.reads.values()):
            ground.report(place, "not-read-first", name=ask.name, register=register.title, field=held)


def _held(ground: Ground, service: Service, register: Register, ask: Ask) -> str | None:
    if register.subject_kind is not service.subject_kind:
        return None
    readable = ground.readable(service, register)
    held = (
        field.name for field in register.fields.values() if field.fact == ask.fact and field.name in readable
    )
    return next(held, None)


def _cite(ground: Ground) -> Text:
    rules = (
        rule for pack in ground.blueprint.statutes for rule in pack.rules if isinstance(rule.duty, AskOnce)
    )
    return next(({"zh": f"（{rule.cite}）", "en": f" ({rule.cite})"} for rule in rules), {})
