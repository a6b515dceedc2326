"""What officers do with a licence: withhold, restore, revoke, cancel, withdraw, renew, correct.

Each is one transaction: the register's entry gets a new version with the state or the values, the licence and its
status list follow, and an act says who did it in which post, under which law; the reasons stand beside it. A licence
that shows something else afterwards gets its next version from `issuing`, within moments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minben import services
from minben.blueprint.licensing import LicenceMove, LicenceState
from minben.cases import tell_afterwards
from minben.ledger import Act, RecordRef, acting, commit_values, legal_today, now, read_act, uuid7, write_act
from minben.registers import read_key, write_record

from . import kinds, models
from .issuing import SYSTEM, stand
from .problems import STATE_WORDS, NotFound, NothingChanged, NotNow, NotYours, ReasonsMissing
from .values import last_day_of, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.licensing import Licence, LicenceChange
    from minben.blueprint.model import Blueprint, Register
    from minben.cases import Officer
    from minben.registers import Record

LONGEST_REASONS = 2000
_V, _W, _L = LicenceState.VALID, LicenceState.WITHHELD, LicenceState.LAPSED
_R, _D = LicenceState.REVOKED, LicenceState.WITHDRAWN
FROM: Mapping[LicenceMove, frozenset[LicenceState]] = {
    LicenceMove.WITHHOLD: frozenset({_V}),
    LicenceMove.RESTORE: frozenset({_W}),
    LicenceMove.REVOKE: frozenset({_V, _W, _L}),
    LicenceMove.CANCEL: frozenset({_V, _W, _L, _R, _D, LicenceState.TRANSFERRING, LicenceState.OTHER}),
    LicenceMove.WITHDRAW: frozenset({_V, _W}),
    LicenceMove.RENEW: frozenset({_V, _L}),
    LicenceMove.CORRECT: frozenset({_V, _W}),
}
"""In which states each move is possible. What was revoked or withdrawn is cancelled afterwards (licensing law, 70)."""
TO: Mapping[LicenceMove, LicenceState] = {
    LicenceMove.WITHHOLD: _W,
    LicenceMove.RESTORE: _V,
    LicenceMove.REVOKE: _R,
    LicenceMove.CANCEL: LicenceState.CANCELLED,
    LicenceMove.WITHDRAW: _D,
    LicenceMove.RENEW: _V,
}
"""What each move leads to; a correction leaves the state as it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A move with its reasons; ``values`` are the new values of fields, for `RENEW` and `CORRECT`."""

    move: LicenceMove
    reasons: str
    values: Mapping[str, str] = field(default_factory=dict)


def moves_of(licence: Licence, state: LicenceState, post: str) -> list[LicenceChange]:
    """What an officer in this post may do with a licence in this state."""
    return [change for move, change in licence.changes.items() if change.post == post and state in FROM[move]]


def changeable(licence: Licence, register: Register, move: LicenceMove) -> tuple[str, ...]:
    """The fields that a move gives new values: last days for a renewal, what else is shown for a correction."""
    last = tuple(name for name in licence.shows if register.fields[name].last_day)
    if move is LicenceMove.RENEW:
        return last
    if move is LicenceMove.CORRECT:
        fixed = (register.key, register.subject, register.state, *last)
        return tuple(name for name in licence.shows if name not in fixed)
    return ()


def change(licence_id: UUID, officer: Officer, wanted: Wanted) -> None:
    """Change a licence within the officer's reach.

    Raises a `LicenceProblem`, and `minben.registers.FieldProblems` for values that are no good; nothing has happened
    then.
    """
    blueprint = services.in_force()
    with acting(officer.reach):
        row = models.IssuedLicence.objects.select_for_update().filter(id=licence_id).first()
        kind = blueprint.licences.get(row.kind) if row else None
        if row is None or kind is None:
            raise NotFound
        _check(kind, row, officer, wanted)
        with acting(SYSTEM):
            _change(blueprint, kind, row, officer, wanted)


def _check(kind: Licence, row: models.IssuedLicence, officer: Officer, wanted: Wanted) -> None:
    allowed = kind.changes.get(wanted.move)
    if allowed is None or allowed.post != officer.post.id:
        raise NotYours
    if row.state not in FROM[wanted.move]:
        raise NotNow(LicenceState(row.state))
    if not wanted.reasons.strip() or len(wanted.reasons) > LONGEST_REASONS:
        raise ReasonsMissing(LONGEST_REASONS)


def _change(
    blueprint: Blueprint, kind: Licence, row: models.IssuedLicence, officer: Officer, wanted: Wanted
) -> None:
    register, today = blueprint.registers[row.register], legal_today()
    entry = read_key(register, row.key)
    version = models.Version.objects.defer("credential").get(licence=row.id, number=row.version)
    if entry is None or register.state is None:
        raise NotFound
    after = TO.get(wanted.move, LicenceState(row.state))
    values = {**entry.values, **_new_values(kind, register, entry, wanted), register.state: str(after)}
    cites = tuple(citation.cite for citation in kind.changes[wanted.move].law)
    written = write_record(
        register,
        values,
        blueprint=blueprint,
        actor=officer.actor,
        purpose=kind.id,
        basis=cites,
        power=officer.post.id,
        derived_from=(entry.id,),
    )
    state = state_of(register, written.values, today)
    act = _write(row, officer, wanted, cites, written, state)
    _tell(kind, row, entry, wanted, cites, state, act)
    stand(row, version, state, today, last_day_of(register, written.values))


def _new_values(kind: Licence, register: Register, entry: Record, wanted: Wanted) -> dict[str, Any]:
    names = changeable(kind, register, wanted.move)
    new = {name: wanted.values[name] for name in names if wanted.values.get(name)}
    if names and all(entry.values.get(name) == value for name, value in new.items()):
        raise NothingChanged
    return new


def _write(
    row: models.IssuedLicence,
    officer: Officer,
    wanted: Wanted,
    cites: tuple[str, ...],
    written: Record,
    after: LicenceState,
) -> UUID:
    change_id, reasons = uuid7(), wanted.reasons.strip()
    bound = commit_values({"move": str(wanted.move), "reasons": reasons})
    act = write_act(
        Act(
            kind=kinds.CHANGE,
            actor=officer.actor,
            purpose=row.kind,
            power=officer.post.id,
            basis=cites,
            subjects=(row.subject,),
            register=row.register,
            records=(RecordRef(change_id, bound.digest.hex()),),
            result=str(after),
            derived_from=(written.id,),
        )
    )
    models.Change.objects.create(
        id=change_id,
        licence=row.id,
        agency=row.agency,
        subject=row.subject,
        move=wanted.move,
        before=row.state,
        after=after,
        on=legal_today(),
        at=now(),
        law=list(cites),
        reasons=reasons,
        post=officer.post.id,
        salt=bound.salt,
        commitment=bound.digest,
        act=act,
    )
    return act


def _tell(
    kind: Licence,
    row: models.IssuedLicence,
    entry: Record,
    wanted: Wanted,
    cites: tuple[str, ...],
    after: LicenceState,
    act: UUID,
) -> None:
    """Tell the holder in the case that gave the licence; one that came from no case has nobody's case to tell it in."""
    case = entry.provenance.get("case")
    if case is None:
        first = models.Version.objects.filter(licence=row.id, number=1).values_list("act", flat=True).first()
        issued = read_act(first) if first else None
        case = issued.case if issued else None
    if case is None:
        return
    text = {
        language: _TOLD.get(language, _TOLD["en"]).format(
            title=title,
            number=row.key,
            move=MOVE_WORDS[wanted.move].get(language, MOVE_WORDS[wanted.move]["en"]),
            state=STATE_WORDS[after].get(language, STATE_WORDS[after]["en"]),
            law="；".join(cites),
            reasons=wanted.reasons.strip(),
        )
        for language, title in kind.title.items()
    }
    tell_afterwards(UUID(str(case)), text, act)


_TOLD = {
    "zh": "您的{title}（{number}）已{move}，现在的状态：{state}。\n依据：{law}\n理由：{reasons}",
    "en": "Your {title} {number} has been {move}. It is now: {state}.\nLaw: {law}\nReasons: {reasons}",
}
MOVE_WORDS: Mapping[LicenceMove, Mapping[str, str]] = {
    LicenceMove.WITHHOLD: {"zh": "暂扣", "en": "withheld"},
    LicenceMove.RESTORE: {"zh": "发还", "en": "given back"},
    LicenceMove.REVOKE: {"zh": "撤销", "en": "revoked"},
    LicenceMove.CANCEL: {"zh": "注销", "en": "cancelled"},
    LicenceMove.WITHDRAW: {"zh": "吊销", "en": "withdrawn as a penalty"},
    LicenceMove.RENEW: {"zh": "延续", "en": "renewed"},
    LicenceMove.CORRECT: {"zh": "更正", "en": "corrected"},
}
"""What was done, as the holder is told."""
