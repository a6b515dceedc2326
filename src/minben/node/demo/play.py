"""A day of the district, played through the code that people use.

People apply and complete what they are asked to, officers take their tasks one by one and decide them, owners of
registers correct records. Who does what comes from the script and a seeded generator; what follows is the program's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minben.blueprint.model import StepKind
from minben.cases import (
    CannotGive,
    bundle_view,
    case_file,
    decide,
    import_case,
    my_cases,
    prepare,
    prepare_bundle,
    submit,
    submit_bundle,
    supplement,
    tasks,
)
from minben.ledger import Actor, ActorKind, Reach, acting, legal_today
from minben.registers import find_subject, read_key, write_record

from .actors import PROGRAM, Applicant
from .materials import bring, give, promise
from .sides import cases_of, pay, say_how_it_was

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from random import Random

    from minben.blueprint.model import Blueprint, Register, Service
    from minben.cases import CaseRow, Draft, Officer, Question, StepView, TaskRow

    from .script import Change, Group, Script

    Row = Mapping[str, object]
    Tick = Callable[[], None]

PERCENT = 100


@dataclass
class Day:
    """The state of a played day: who has come with what, and which tasks officers have looked at."""

    blueprint: Blueprint
    script: Script
    officers: Mapping[str, Sequence[Officer]]
    random: Random
    tick: Tick
    applicants: dict[str, Applicant] = field(default_factory=dict)
    """By the number of their case."""
    looked_at: set[object] = field(default_factory=set)
    agreed: dict[object, str] = field(default_factory=dict)

    def receive(self, group: Group, rows: Iterable[Row]) -> None:
        """Let each of these people apply, or take in their cases of earlier days."""
        kind = group.subject_kind(self.blueprint)
        register = identifying_register(self.blueprint, kind)
        for row in rows:
            subject = find_subject(kind, str(row[register.subject]))
            self.tick()
            if subject is not None:
                self._apply(group, Applicant(subject))

    def _apply(self, group: Group, applicant: Applicant) -> None:
        draft, questions = self._filled(group, applicant)
        if questions is None:
            return
        if group.bundle:
            self._apply_for_all(group, applicant, {**questions, **promise(draft.materials)})
            return
        answers = {**questions, **give(self.random, applicant, draft.service, draft.materials)}
        if group.days_ago is None:
            case = submit(
                self.blueprint,
                group.service,
                applicant.subject,
                answers,
                channel=group.channel,
                actor=applicant.actor,
            )
        else:
            case = import_case(
                self.blueprint,
                group.service,
                applicant.subject,
                answers,
                received_on=self._working_day(*group.days_ago),
                channel=group.channel,
                actor=PROGRAM,
            )
        self.applicants[case.number] = applicant

    def _apply_for_all(self, group: Group, applicant: Applicant, answers: Mapping[str, object]) -> None:
        """Apply for the services of a bundle as one."""
        bundle = submit_bundle(
            self.blueprint,
            group.service,
            applicant.subject,
            answers,
            channel=group.channel,
            actor=applicant.actor,
        )
        view = bundle_view(bundle.number, applicant)
        self.applicants.update((part.case.number, applicant) for part in view.parts if part.case)

    def _filled(self, group: Group, applicant: Applicant) -> tuple[Draft, dict[str, str] | None]:
        """The form with an answer to each question that comes up; none where one cannot be answered."""
        answers: dict[str, str] = {}
        while True:
            draft = (
                prepare_bundle(
                    self.blueprint.bundles[group.service],
                    self.blueprint,
                    applicant.subject,
                    applicant.actor,
                    answers,
                )
                if group.bundle
                else prepare(group.service, applicant.subject, applicant.actor, answers)
            )
            found = self._answers(one for one in draft.questions if one.ask.name not in answers)
            if not found:
                return draft, None if found is None else answers
            answers |= found

    def _answers(self, questions: Iterable[Question]) -> dict[str, str] | None:
        """An answer to each question; None where what is asked offers this person nothing to choose."""
        answers = {}
        for question in questions:
            samples = self.script.answers.get(question.fact.id)
            if question.options:
                answers[question.ask.name] = self.random.choice(question.options).value
            elif question.ask.offers is not None:
                return None
            elif samples is not None:
                answers[question.ask.name] = self.random.choice(samples)
        return answers

    def _working_day(self, youngest: int, oldest: int) -> date:
        """A working day so many days ago."""
        today = legal_today()
        days = [today.fromordinal(today.toordinal() - n) for n in range(youngest, oldest + 1)]
        return self.random.choice([day for day in days if self.blueprint.calendar.is_working(day)])

    def work(self) -> int:
        """Let each officer go once through the tasks of the post; returns how many were done."""
        return sum(self._work_through(officer) for post in self.officers.values() for officer in post)

    def _work_through(self, officer: Officer) -> int:
        done, after = 0, None
        while True:
            page = tasks(officer, after=after)
            done += sum(self._do(officer, task) for task in page.rows)
            if page.after is None:
                return done
            after = page.after

    def _do(self, officer: Officer, task: TaskRow) -> bool:
        habit = self.script.habits.get((task.service, task.step))
        turn = (task.step_id, officer.appointment)
        if habit is None or task.mine or turn in self.looked_at:
            return False
        self.looked_at.add(turn)
        if task.step_id not in self.agreed:
            if self.random.random() * PERCENT >= habit.done:
                self.looked_at.update(
                    (task.step_id, other.appointment) for other in self.officers[officer.post.id]
                )
                return False
            # Officers who must agree see the same place, so they come to the same verdict.
            self.agreed[task.step_id] = self.random.choices([*habit.verdicts], [*habit.verdicts.values()])[0]
        return self._decide(officer, task, self.agreed[task.step_id])

    def _decide(self, officer: Officer, task: TaskRow, verdict: str) -> bool:
        """Open the case as an officer does, then decide it; what its records do not allow is left for tomorrow."""
        file = case_file(task.number, officer)
        view = next(step for step in file.steps if step.row is not None and step.row.id == task.step_id)
        answers = self._answers(view.questions) or {}
        favourable = view.verdicts[0].id
        reasons = "" if verdict == favourable else self.script.reasons.get(verdict, "")
        self.tick()
        try:
            decide(task.step_id, officer, verdict, reasons, answers)
        except CannotGive:
            return False
        return True

    def complete(self) -> int:
        """Let applicants whose case waits for them give what is asked; returns how many did."""
        subjects = {applicant.subject for applicant in self.applicants.values()}
        done, after = 0, None
        while True:
            page = my_cases(tuple(subjects), after=after)
            waiting = [row.number for row in page.rows if row.next_step is not None and row.next_post == ""]
            done += sum(self._complete(number) for number in waiting)
            if page.after is None:
                return done
            after = page.after

    def _complete(self, number: str) -> bool:
        applicant = self.applicants.get(number)
        if applicant is None:
            return False
        file = case_file(number, applicant)
        for step in file.steps:
            if not step.for_me or step.row is None or step.row.id in self.looked_at or _costs(step):
                continue
            self.looked_at.add(step.row.id)
            if self.random.random() * PERCENT < self.script.completions:
                brought = self._brought(applicant, file.service, step)
                supplement(step.row.id, applicant, {**(self._answers(step.questions) or {}), **brought})
                return True
        return False

    def _brought(self, applicant: Applicant, service: Service, step: StepView) -> dict[str, object]:
        """What was promised for later, handed in now."""
        made = step.step is not None and any(one.later == step.id for one in service.materials.values())
        names = step.step.brings if made and step.step is not None else ()
        return {name: bring(applicant, service, service.materials[name]) for name in names}

    def pay(self) -> int:
        """Let applicants pay the fees that are due, as many of them as the script says; returns how many did."""
        waiting = [row for row in cases_of(self.applicants.values()) if row.next_post == ""]
        return sum(self._pays(row) for row in waiting if ("pays", row.id) not in self.looked_at)

    def _pays(self, row: CaseRow) -> bool:
        self.looked_at.add(("pays", row.id))
        applicant = self.applicants.get(row.number)
        if applicant is None or self.random.random() * PERCENT >= self.script.payments:
            return False
        self.tick()
        return pay(applicant, row)

    def rate(self) -> int:
        """Let those whose case is decided say how it was, if they like to; returns how many did."""
        decided = [row for row in cases_of(self.applicants.values()) if row.outcome is not None]
        return sum(
            say_how_it_was(self.random, self.applicants[row.number], row, self.script.ratings)
            for row in decided
            if row.number in self.applicants
        )

    def correct(self, change: Change, rows: Iterable[Row]) -> int:
        """Let the owner of a register correct a field of these entries; returns how many changed."""
        register = self.blueprint.registers[change.register]
        reach = Reach(agency=register.agency, registers=(register.id,), system=True)
        actor = self._owner(register)
        done = 0
        for row in rows:
            self.tick()
            with acting(reach):
                entry = read_key(register, str(row[register.key]))
                if entry is None:
                    continue
                values = {**entry.values, change.field: self.random.choice(change.samples)}
                write_record(register, values, blueprint=self.blueprint, actor=actor, purpose=register.id)
                done += 1
        return done

    def _owner(self, register: Register) -> Actor:
        """An officer of the register's agency, else the agency itself."""
        for post in self.officers.values():
            for officer in post:
                if officer.post.agency == register.agency:
                    return officer.actor
        return Actor(kind=ActorKind.SYSTEM, id="demo", agency=register.agency)


def identifying_register(blueprint: Blueprint, kind: object) -> Register:
    """The register by which subjects of this kind are known."""
    return next(
        register
        for register in blueprint.registers.values()
        if register.identifies and register.subject_kind == kind
    )


def _costs(view: StepView) -> bool:
    return view.step is not None and view.step.kind is StepKind.COLLECT
