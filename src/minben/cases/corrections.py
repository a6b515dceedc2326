"""Corrections: somebody says that a register is wrong about them and what is right, and its owner decides.

A service whose read says ``correct: true`` shows what it reads to the person; from there they ask for a correction.
It goes to the post that the register names (``corrects``), within its limit. Until it is decided every case goes on
with what the register says. Accepted, the entry gets a corrected version of the same first day, by that officer, and
waking lets waiting cases look again; refused, the person is told the reasons. Nothing here is decided by a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError

from minben import services
from minben.blueprint.model import Ask
from minben.ledger import Act, RecordRef, acting, commit_values, legal_now, legal_today, now, uuid7, write_act
from minben.registers import BadValue, FieldProblems, parse_fact, read_key, readable_fields, write_record

from . import kinds
from .answers import Option, Question
from .intake import prepare
from .limits import Start, Term, term
from .loading import PROGRAM_REACH
from .models_correcting import Correction
from .numbers import new_number
from .problems import (
    AlreadyDone,
    AnswerProblems,
    NotFound,
    NotNow,
    NotYourTask,
    ReasonsMissing,
    UnknownVerdict,
)
from .scope import must_be_within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Fact, Read, Register
    from minben.ledger import Actor
    from minben.registers import Record

    from .parties import Officer, Person

    Text = Mapping[str, str]

OPEN, ACCEPTED, REFUSED, WITHDRAWN = "open", "accepted", "refused", "withdrawn"
REASONS = "reasons"
"""Under this name the problems hold what is wrong with the reasons."""
LONGEST = 2000
_SAME: Text = {
    "zh": "请写明哪一项有误，正确的是什么",
    "en": "Please say which of these is wrong, and what is right",
}
_WHY: Text = {"zh": "请说明理由，例如依据什么证件", "en": "Please say why, such as which paper shows it"}
_TOO_LONG: Text = {"zh": f"最多{LONGEST}个字", "en": f"At most {LONGEST} characters"}


@dataclass(frozen=True, slots=True)
class Correctable:
    """An entry about somebody that they may say is wrong: ``questions`` for what is right, one for each field.

    ``values`` are what the register says, as far as the service reads it.
    """

    blueprint: Blueprint
    service: str
    subject: UUID
    read: Read
    register: Register
    record: Record
    values: Mapping[str, Any]
    questions: tuple[Question, ...]


def correctable(service: str, read: str, record: UUID, subject: UUID, actor: Actor) -> Correctable:
    """An entry that a service reads about a subject, where it may be corrected. Raises `NotFound` and `OutOfScope`."""
    blueprint = services.in_force()
    known = blueprint.services.get(service)
    wanted = known.reads.get(read) if known else None
    if known is None or wanted is None or not wanted.correct:
        raise NotFound
    fetched = next(one for one in prepare(service, subject, actor).reads if one.read.name == read)
    entry = next((one for one in fetched.records if one.id == record), None)
    if entry is None:
        raise NotFound
    register = blueprint.registers[wanted.register]
    allowed = readable_fields(blueprint, register, agency=known.agency, purpose=service, on=legal_today())
    names = [name for name in register.fields if name in allowed - {register.key, register.subject}]
    return Correctable(
        blueprint=blueprint,
        service=service,
        subject=subject,
        read=wanted,
        register=register,
        record=entry,
        values=entry.values,
        questions=tuple(
            _question(wanted, name, blueprint.facts[register.fields[name].fact]) for name in names
        ),
    )


def _question(read: Read, name: str, fact: Fact) -> Question:
    options = tuple(Option(choice.value, choice.title) for choice in fact.choices)
    return Question(Ask(name, fact.id, fact.title, {}, required=False, place=read.place), fact, options)


def ask_correction(
    wrong: Correctable, right: Mapping[str, object], reasons: str, person: Person
) -> Correction:
    """Ask the register's owner to correct an entry: ``right`` holds what each wrong field should say.

    Raises `AnswerProblems` by field (and ``reasons``), `OutOfScope`, and `NotNow` while one is open for the entry.
    """
    fields = _differing(wrong, right, reasons)
    with acting(person.reach):
        must_be_within(wrong.subject, wrong.service)
        row = _asked(wrong, fields, reasons.strip())
        try:
            with acting(person.reach):
                row.save(force_insert=True)
                write_act(_asking(row, wrong, person.actor), id=row.act)
        except IntegrityError:
            raise NotNow(
                zh="这条记录已有一项更正请求正在核查，请等待结果",
                en="A correction of this entry is being looked into already; please wait for its result",
            ) from None
    return row


def withdraw_correction(number: str, person: Person) -> Correction:
    """Take a correction back before it is decided. Raises `NotFound` and `AlreadyDone`."""
    with acting(person.reach):
        row = _locked(number)
        if row.subject not in person.reach.subjects:
            raise NotFound
        _decide(row, WITHDRAWN, "", person.actor)
        row.save()
    return row


def decide_correction(number: str, officer: Officer, verdict: str, reasons: str = "") -> Correction:
    """Accept a correction, which writes it into the register, or refuse it with reasons.

    Raises `NotFound`, `NotYourTask`, `AlreadyDone`, `UnknownVerdict`, `ReasonsMissing`, and `NotNow` where the register
    cannot hold what it should say.
    """
    with acting(officer.reach):
        row = _locked(number)
        if row.post not in officer.reach.posts:
            raise NotYourTask(row.post)
        if verdict not in (ACCEPTED, REFUSED):
            raise UnknownVerdict(verdict, (ACCEPTED, REFUSED))
        if verdict == REFUSED and not reasons.strip():
            raise ReasonsMissing
        _decide(row, verdict, reasons.strip(), officer.actor)
        if verdict == ACCEPTED:
            with acting(PROGRAM_REACH):
                row.written = _correct(row, officer.actor).id
        row.save()
    return row


def _differing(wrong: Correctable, right: Mapping[str, object], reasons: str) -> dict[str, Any]:
    """What each field said and should say, of those that are to change. Raises `AnswerProblems`."""
    problems: dict[str, Text] = {}
    fields: dict[str, Any] = {}
    for question in wrong.questions:
        name, given = question.ask.name, right.get(question.ask.name)
        if given is None or given in ("", []):
            continue
        try:
            value = parse_fact(wrong.blueprint, question.fact.id, given)
        except BadValue as bad:
            problems[name] = bad.text
            continue
        if value != wrong.values.get(name):
            fields[name] = {"was": wrong.values.get(name), "should": value}
    if not fields and not problems and wrong.questions:
        problems[wrong.questions[0].ask.name] = _SAME
    if not reasons.strip():
        problems[REASONS] = _WHY
    elif len(reasons) > LONGEST:
        problems[REASONS] = _TOO_LONG
    if problems:
        raise AnswerProblems(problems)
    return fields


def _asked(wrong: Correctable, fields: dict[str, Any], reasons: str) -> Correction:
    today, register = legal_today(), wrong.register
    start, within = Start(today, legal_now()), register.corrects_within
    limit = term(wrong.blueprint.calendar, start, within) if within else Term()
    row = Correction(
        number=new_number(wrong.blueprint.division, today),
        subject=wrong.subject,
        register=register.id,
        agency=register.agency,
        post=register.corrects or "",
        service=wrong.service,
        reader=wrong.blueprint.services[wrong.service].agency,
        record=wrong.record.id,
        key=wrong.record.key,
        fields=fields,
        reasons=reasons,
        asked_at=now(),
        asked_on=today,
        due=limit.due,
        due_provisional=limit.provisional,
        amber_on=limit.amber_on,
        state=OPEN,
        act=uuid7(),
    )
    bound = commit_values({"record": str(row.record), "fields": fields, "reasons": reasons})
    row.salt, row.commitment = bound.salt, bound.digest
    return row


def _asking(row: Correction, wrong: Correctable, actor: Actor) -> Act:
    return Act(
        kind=kinds.ASK_CORRECTION,
        actor=actor,
        purpose=row.service,
        basis=tuple(citation.cite for citation in wrong.register.corrects_law),
        subjects=(row.subject,),
        register=row.register,
        records=(RecordRef(row.id, row.commitment.hex()),),
        derived_from=(wrong.record.act,),
    )


def _locked(number: str) -> Correction:
    found = Correction.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NotFound
    if found.state != OPEN:
        raise AlreadyDone
    return found


_DECIDING = {
    ACCEPTED: kinds.ACCEPT_CORRECTION,
    REFUSED: kinds.REFUSE_CORRECTION,
    WITHDRAWN: kinds.WITHDRAW_CORRECTION,
}


def _decide(row: Correction, state: str, answer: str, actor: Actor) -> None:
    """Enter into the row what became of it, with its act; the register is written afterwards."""
    row.state, row.answer = state, answer
    row.decided_at, row.decided_on, row.decided_act = now(), legal_today(), uuid7()
    bound = commit_values({"state": state, "answer": answer})
    row.decided_salt, row.decided_commitment = bound.salt, bound.digest
    register = services.in_force().registers.get(row.register)
    write_act(
        Act(
            kind=_DECIDING[state],
            actor=actor,
            purpose=row.service,
            power=actor.post or "",
            basis=tuple(citation.cite for citation in register.corrects_law) if register else (),
            subjects=(row.subject,),
            register=row.register,
            records=(RecordRef(row.id, bound.digest.hex()),),
            result=state,
            derived_from=(row.act,),
        ),
        id=row.decided_act,
    )


def _correct(row: Correction, actor: Actor) -> Record:
    """Write the corrected version of the entry as it holds today; its former version is superseded."""
    blueprint = services.in_force()
    register = blueprint.registers.get(row.register)
    entry = read_key(register, row.key) if register else None
    if register is None or entry is None or entry.subject != row.subject:
        raise NotNow(zh="这条记录已不存在，无法更正", en="The entry is no more and cannot be corrected")
    values = {**entry.values, **{name: change["should"] for name, change in row.fields.items()}}
    try:
        return write_record(
            register,
            values,
            blueprint=blueprint,
            actor=actor,
            purpose=row.service,
            valid_from=entry.valid_from,
            basis=tuple(citation.cite for citation in register.corrects_law),
            power=row.post,
            derived_from=(row.decided_act,) if row.decided_act else (),
        )
    except FieldProblems as bad:
        said = {lang: "；".join(text[lang] for text in bad.problems.values()) for lang in ("zh", "en")}
        raise NotNow(
            zh=f"登记不能这样更正：{said['zh']}", en=f"The register cannot say this: {said['en']}"
        ) from bad
