"""Bundles at work: received by one act, a case for each service as soon as it can be, withdrawn as a whole.

A bundle is locked before any of its cases, and no event of a case ever locks its bundle; so services that wait are
received by whoever comes first, an application or the loop that looks after them, and by nobody twice. The case of a
service carries a key made of the bundle and the service, which the database lets a subject use once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError

from minben import services
from minben.ledger import Act, acting, legal_today, now, uuid7, write_act

from . import kinds, models, moves
from .binding import bind_bundle, bind_notice
from .bundled import Standing, moves as moves_of, must_have_left, standing_of
from .bundling import answers_for, bundle_terms, compose, must_be_sound
from .doing import program
from .drafts import hand_over
from .faults import AWAY, tell_fault
from .loading import PROGRAM_REACH, begin, lock, take_up
from .materials import checked_answers
from .models_bundles import Bundle, BundleNotice, BundlePart
from .numbers import new_number
from .problems import AnswerProblems, NotFound
from .receiving import Receipt, new_case, receive
from .scope import must_be_within
from .sets import rows
from .states import CaseState, PartState
from .telling_bundles import impossible, misfit, not_granted
from .terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Bundle as Defined
    from minben.ledger import Actor

    from .applications import Channel
    from .bundling import Composed
    from .drafts import Filling
    from .parties import Person

    Text = Mapping[str, str]

# Services that wait although everything that they wait for has come to its end, or that may be possible after all.
_READY = """
SELECT DISTINCT w.bundle_id FROM cases_bundlepart w
  JOIN cases_bundle b ON b.id = w.bundle_id AND b.withdrawn IS NULL
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE p.state = 'received' AND c.outcome = 'granted' AND c.state = 'closed') AS granted,
              count(*) FILTER (WHERE p.state IN ('impossible', 'withdrawn') OR c.outcome <> 'granted') AS lost
         FROM cases_bundlepart p LEFT JOIN cases_case c ON c.id = p.case_id
        WHERE p.bundle_id = w.bundle_id AND p.service = ANY (w.after)) f
 WHERE w.state = 'waiting' AND (f.lost > 0 OR f.granted = cardinality(w.after))
    OR w.state = 'impossible' AND w.because <> '' AND f.lost = 0"""
_CHANGED = ("state", "case", "because", "act")


def submit_bundle(
    blueprint: Blueprint,
    bundle: str,
    subject: UUID,
    answers: Mapping[str, Any],
    *,
    channel: str,
    actor: Actor,
    idempotency_key: str | None = None,
    derived_from: tuple[UUID, ...] = (),
) -> Bundle:
    """Receive a bundle, and at once every service of it that waits for nothing; all of it or nothing.

    The same ``idempotency_key`` of a subject gives the same bundle, however often and at once it is sent. Raises
    `OutOfScope`, `AnswerProblems` (by question of the bundle), `WrongSubject` and `CannotGive`.
    """
    defined = blueprint.bundles[bundle]
    must_be_within(subject, bundle)
    received = _received_before(subject, idempotency_key)
    if received is not None:
        return received
    made = compose(blueprint, defined, subject, actor, answers)
    must_be_sound(made)
    row = Bundle(
        number=new_number(blueprint.division, legal_today()),
        bundle=bundle,
        agency=defined.lead,
        subject=subject,
        version=blueprint.version,
        channel=channel,
        received_at=now(),
        received_on=legal_today(),
        answers=made.values,
        idempotency_key=idempotency_key,
        act=uuid7(),
    )
    try:
        _receive(row, defined, made, actor, derived_from)
    except IntegrityError:
        received = _received_before(subject, idempotency_key)
        if received is None:
            raise
        return received
    return row


def submit_bundle_draft(filling: Filling, key: str) -> Bundle:
    """Send the draft of a bundle with this key; see `submit_draft`."""

    def send(answers: Mapping[str, Any], channel: Channel, derived_from: tuple[UUID, ...]) -> Bundle:
        return submit_bundle(
            services.in_force(),
            filling.service,
            filling.subject,
            answers,
            channel=channel,
            actor=filling.actor,
            idempotency_key=key,
            derived_from=derived_from,
        )

    return hand_over(filling, key, send, lambda: _received_before(filling.subject, key))


def withdraw_bundle(bundle_id: UUID, person: Person) -> Bundle:
    """Take a bundle back: what waits is not received any more, every case without its outcome is withdrawn.

    What has been decided stays. Raises `NotFound`, and `NotNow` where nothing is left to be withdrawn.
    """
    with acting(person.reach):
        row = Bundle.objects.filter(id=bundle_id).first()
        if row is None or row.subject not in person.reach.subjects:
            raise NotFound
        with acting(PROGRAM_REACH):
            row = Bundle.objects.select_for_update().get(id=bundle_id)
            parts = _parts(row)
            cases = [lock(case) for case in sorted(part.case_id for part in parts if part.case_id)]
            open_ = [case for case in cases if case.state == CaseState.OPEN]
            waiting = [part for part in parts if part.state == PartState.WAITING]
            must_have_left(*(() if row.withdrawn else (waiting, open_)))
            row.withdrawn = write_act(
                Act(
                    kind=kinds.WITHDRAW_BUNDLE,
                    actor=person.actor,
                    purpose=row.bundle,
                    subjects=(row.subject,),
                    derived_from=(row.act,),
                )
            )
            row.save(update_fields=["withdrawn"])
            _set(waiting, PartState.WITHDRAWN, row.withdrawn)
            for case in open_:
                _withdraw(case, person.actor)
    return row


def go_on_bundles() -> int:
    """Receive every service that waits for nothing any more, and tell those that are not possible; how many bundles.

    Each bundle is a transaction of its own, so one at fault stops no other.
    """
    with acting(PROGRAM_REACH):
        found = [bundle for (bundle,) in rows(_READY, {})]
    return sum(_go_on_alone(bundle) for bundle in found)


def _go_on_alone(bundle_id: UUID) -> bool:
    try:
        with acting(PROGRAM_REACH):
            row = (
                Bundle.objects.select_for_update(skip_locked=True)
                .filter(id=bundle_id, withdrawn=None)
                .first()
            )
            if row is None:
                return False
            defined = services.version(row.version).bundles[row.bundle]
            return _go_on(row, defined, program(row.agency))
    except AWAY:
        raise
    except Exception as error:
        # One bundle, whatever is wrong with it, must not stop all others.
        tell_fault(bundle_id, "going on with it", error)
        return False


def _received_before(subject: UUID, key: str | None) -> Bundle | None:
    if key is None:
        return None
    with acting(PROGRAM_REACH):
        return Bundle.objects.filter(subject=subject, idempotency_key=key).first()


def _receive(
    row: Bundle, defined: Defined, made: Composed, actor: Actor, derived_from: tuple[UUID, ...]
) -> None:
    with acting(PROGRAM_REACH):
        kept = bind_bundle(row)
        row.save(force_insert=True)
        write_act(
            Act(
                kind=kinds.RECEIVE_BUNDLE,
                actor=actor,
                purpose=row.bundle,
                basis=tuple(one.cite for one in defined.law),
                subjects=(row.subject,),
                records=(kept,),
                derived_from=derived_from,
            ),
            id=row.act,
        )
        chosen = {part.service for part in made.wanted}
        BundlePart.objects.bulk_create(
            BundlePart(
                bundle=row,
                subject=row.subject,
                service=part.service,
                position=position,
                after=[one for one in part.after if one in chosen],
                state=PartState.WAITING,
                act=row.act,
            )
            for position, part in enumerate(made.wanted)
        )
        _go_on(row, defined, actor)


def _go_on(row: Bundle, defined: Defined, actor: Actor) -> bool:
    """Whatever follows for the services that wait; again, as long as what was received is granted at once."""
    moved = False
    while True:
        parts = {part.service: part for part in _parts(row)}
        following = list(moves_of(map(_standing, parts.values())))
        for move in following:
            part = parts[move.service]
            if move.to is PartState.RECEIVED:
                _receive_part(row, defined, part, actor)
            else:
                _lost(row, part, parts[move.because], actor)
        if not following:
            return moved
        moved = True


def _standing(part: BundlePart) -> Standing:
    return standing_of(part.service, PartState(part.state), tuple(part.after), part.because, part.case)


def _parts(row: Bundle) -> list[BundlePart]:
    return list(BundlePart.objects.filter(bundle=row).select_related("case").order_by("position"))


def _receive_part(row: Bundle, defined: Defined, part: BundlePart, actor: Actor) -> None:
    """Make a case of a service. One that waited and whose answers do not fit now is not possible."""
    try:
        with acting(PROGRAM_REACH):
            part.case = _case(row, defined, part, actor)
    except AnswerProblems as wrong:
        if not part.after:
            raise
        reason = misfit(services.version(row.version), part.service, wrong.problems)
        _impossible(row, part, "", reason, actor)
        return
    part.act = part.case.act
    _set([part], PartState.RECEIVED, part.act)


def _case(row: Bundle, defined: Defined, part: BundlePart, actor: Actor) -> models.Case:
    blueprint = services.version(row.version)
    terms = terms_of(blueprint, part.service)
    receipt = Receipt(
        channel=row.channel,
        actor=actor,
        received_on=legal_today(),
        kind=kinds.RECEIVE,
        idempotency_key=f"{row.id}/{part.service}",
        derived_from=(row.act,),
    )
    case = new_case(terms, row.subject, receipt)
    before = begin(case, actor, {})
    answered = row.answers or {}
    known = defined.parts[part.service]
    given = answers_for(defined, bundle_terms(blueprint, row.bundle), known, before.facts, answered)
    given |= {own: answered[name] for own, name in known.materials.items() if name in answered}
    names = terms.service.materials
    look = before.book.files
    values = checked_answers(terms, terms.service.asks, names, given, before.facts, look)
    receive(begin(case, actor, values), values, receipt)
    return case


def _lost(row: Bundle, part: BundlePart, missing: BundlePart, actor: Actor) -> None:
    outcome = missing.case.outcome if missing.case else None
    reason = not_granted(services.version(row.version), missing.service, outcome)
    _impossible(row, part, missing.service, reason, actor)


def _impossible(row: Bundle, part: BundlePart, because: str, reason: Text, actor: Actor) -> None:
    """Note that a service is not possible, and tell the person why."""
    part.because = because
    text = impossible(services.version(row.version), row.bundle, row.number, part.service, reason)
    notice = BundleNotice(
        bundle=row,
        subject=row.subject,
        service=part.service,
        at=now(),
        on=legal_today(),
        text=dict(text),
        act=uuid7(),
    )
    told = bind_notice(notice)
    write_act(
        Act(
            kind=kinds.BUNDLE_IMPOSSIBLE,
            actor=actor,
            purpose=row.bundle,
            subjects=(row.subject,),
            records=(told,),
            result=part.service,
            derived_from=(row.act,),
        ),
        id=notice.act,
    )
    notice.save(force_insert=True)
    _set([part], PartState.IMPOSSIBLE, notice.act)


def _set(parts: list[BundlePart], state: PartState, act: UUID) -> None:
    for part in parts:
        part.state, part.act = state, act
        if state is PartState.RECEIVED:
            part.because = ""
    BundlePart.objects.bulk_update(parts, _CHANGED)


def _withdraw(case: models.Case, actor: Actor) -> None:
    work = moves.as_the_law_has_it(lambda who: take_up(case, who), program(case.agency), actor)
    if work.case.state == CaseState.OPEN:
        moves.withdraw(work)
