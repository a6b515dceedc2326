"""The book of real cases: in the database, each row with its act, and nothing twice."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from minben import files, services
from minben.ledger import RecordRef, commit_values, now, uuid7, write_act
from minben.registers import NothingThere, end_record, write_record

from . import models
from .clocks import CLOCK
from .doing import fill
from .inserting import insert_all, update
from .materials import NOT_THERE, file_ids
from .models_timing import Pause
from .problems import AlreadyDone, AnswerProblems
from .states import StepState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from minben.blueprint.calendar import Calendar
    from minben.files import Kept
    from minben.ledger import Act

    from .doing import Doing, Ending, Entry
    from .models_words import Charge

DONE_FIELDS = ("state", "verdict", "by_kind", "done_at", "done_on", "act", "officer")
CHANGES = (
    "state",
    "outcome",
    "decided_by",
    "decided_on",
    "due",
    "due_provisional",
    "amber_on",
    "late",
    "human",
    "posts",
    "rounds",
    "opening",
)
"""What of a case an event may change."""


class StoredBook:
    """See `book.Book`; everything under the reach that holds when it is called. New rows are written when it closes."""

    def __init__(self) -> None:
        self._answers: list[models.Answers] = []

    def calendar(self) -> Calendar:
        return services.in_force().calendar

    def act(self, act: Act, act_id: UUID | None = None) -> UUID:
        return write_act(act, id=act_id)

    def finish(self, row: models.Step, doing: Doing, act: UUID) -> None:
        fill(row, doing, act)
        values = {name: getattr(row, name) for name in DONE_FIELDS}
        open_ = models.Step.objects.filter(id=row.id, state__in=(StepState.READY, StepState.UNDER_WAY))
        if open_.update(**values) != 1:
            raise AlreadyDone

    def mark_late(self, row: models.Step) -> None:
        row.save(update_fields=["overdue", "escalated_to"])

    def hand_cards(self, cards: Sequence[models.Card]) -> None:
        models.Card.objects.bulk_create(cards)

    def mark_undone(self, row: models.Step) -> None:
        models.Step.objects.filter(id=row.id).update(undone=row.undone)

    def end_record(self, ending: Ending) -> None:
        with suppress(NothingThere):
            end_record(
                ending.register,
                ending.key,
                ending.on,
                actor=ending.actor,
                purpose=ending.purpose,
                case=ending.case,
                basis=ending.basis,
                power=ending.power,
                derived_from=ending.derived_from,
            )

    def mark_void(self, rows: Sequence[models.Step]) -> None:
        models.Step.objects.filter(id__in=[row.id for row in rows]).update(state=StepState.VOID)

    def ground(self, row: models.Step) -> models.Ground:
        return models.Ground.objects.get(step=row)

    def keep_ground(self, ground: models.Ground, fields: Iterable[str]) -> None:
        ground.save(update_fields=list(fields))

    def keep_answers(
        self, case: models.Case, row: models.Step | None, values: Mapping[str, object], act: UUID
    ) -> RecordRef:
        try:
            files.hold(file_ids(values), case.id, subject=case.subject, purpose=case.service)
        except files.FileGone as gone:
            gone_ones = (name for name in values if file_ids({name: values[name]}))
            raise AnswerProblems(dict.fromkeys(gone_ones, NOT_THERE)) from gone
        commitment = commit_values(dict(values))  # type: ignore[arg-type]  # JSON values by question
        answers = models.Answers(
            id=uuid7(),
            case=case,
            step=row,
            values=dict(values),
            salt=commitment.salt,
            commitment=commitment.digest,
            given_at=now(),
            act=act,
        )
        self._answers.append(answers)
        return RecordRef(answers.id, commitment.digest.hex())

    def files(self, ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
        return files.kept(ids)

    def signatures(self, row: models.Step) -> list[models.Signature]:
        return list(models.Signature.objects.filter(step=row).order_by("at", "id"))

    def pauses(self, case: models.Case) -> list[Pause]:
        return list(Pause.objects.filter(case=case).select_related("step").order_by("starts_at", "id"))

    def pause(self, pause: Pause) -> None:
        pause.save(force_insert=True)

    def end_pause(self, pause: Pause) -> None:
        pause.save(update_fields=["ends_on", "ends_at", "ended_act"])

    def keep_clocks(self, rows: Sequence[models.Step]) -> None:
        models.Step.objects.bulk_update(rows, CLOCK)

    def doers(self, case: models.Case, steps: Collection[str]) -> set[UUID]:
        did = models.Step.objects.filter(case=case, step__in=steps, officer__isnull=False)
        signed = models.Signature.objects.filter(case=case, step__step__in=steps)
        officers = (one for one in did.values_list("officer", flat=True) if one is not None)
        return {*officers, *signed.values_list("appointment", flat=True)}

    def sign(self, signature: models.Signature) -> None:
        signature.save(force_insert=True)

    def charge(self, charge: Charge) -> None:
        charge.save(force_insert=True)

    def give_record(self, entry: Entry) -> None:
        write_record(
            entry.register,
            entry.values,
            blueprint=entry.blueprint,
            actor=entry.actor,
            purpose=entry.purpose,
            valid_from=entry.valid_from,
            case=entry.case,
            basis=entry.basis,
            power=entry.power,
            rule=entry.rule,
            derived_from=entry.derived_from,
        )

    def close(
        self,
        case: models.Case,
        steps: Sequence[models.Step],
        grounds: Sequence[models.Ground],
        notices: Sequence[models.Notice],
    ) -> None:
        # A case that is being received is written only here, when all that its rules have done is known.
        received = [case] if case._state.adding else []
        if not received:
            update(case, CHANGES)
        insert_all(received, steps, grounds, notices, self._answers)
        self._answers = []
