"""One event of one case: everything that follows from it, written into the book of whoever opened it.

The case's row is locked, so the events of a case come one after the other. `loading` reads how far the case has come,
the event is entered (`follow`, `pass_limits`, `withdraw`, …), and `wake` lets the rules run to a fixpoint and
stores what came of it. Steps that are done are never touched again. Whatever fails on the way undoes all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from minben.blueprint.model import Doer, Giving, Outcome, Step, StepKind
from minben.ledger import Act, uuid7
from minben.registers import FieldProblems
from minben.rules import expression_in_words

from . import apart, kinds, pausing, subcases, telling
from .about import About
from .appealing import appeal_until
from .binding import bind_ground, ground_holds
from .carding import red_cards
from .charging import amount_of, new_charge
from .clocks import set_last_day
from .doing import Doing, Entry, actor_of, cites, fill, is_late, late_act, program
from .facts import Use, unpacked
from .joint import joint_doing
from .materials import answered, promised, promised_later
from .problems import CannotGive, GroundChanged, RuleMayNotRefuse
from .procedure import Judgement, brought_about, favourable, fixpoint, followers
from .reading import rule_actor, rule_name
from .rounds import round_of
from .states import ADVERSE, APPEAL, HUMAN, REOPENED, By, StepState
from .terms import RecordClauses
from .undoing import take_back
from .words import LANGUAGES, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from minben.ledger import Actor, RecordRef

    from . import models
    from .book import Book, Kin
    from .facts import Facts
    from .procedure import Progress
    from .rows import Rows
    from .telling import Text
    from .terms import Terms

_APPEALED: Text = {"zh": "申请人申诉的理由：{reasons}", "en": "The applicant appeals because: {reasons}"}
_HUMAN_ASKED: Text = {
    "zh": "申请人请求由工作人员办理，规则未作判断",
    "en": "The applicant asked for a human; the rule did not judge",
}


@dataclass(slots=True)
class At:
    """For which step things are read at the moment."""

    step: Step


@dataclass(slots=True)
class Work:
    """A case that is locked and at work under the reach of the program; ``actor`` is whoever brought the event."""

    rows: Rows
    progress: Progress
    facts: Facts
    actor: Actor
    at: At
    kin: Kin
    last: models.Step | None = None
    """The step that people, or the law, have done in this event."""
    reasons: str = ""
    """Why they did it so."""
    ended_by: UUID | None = None
    """The act by which the case has got its outcome in this event."""
    beside: dict[UUID, UUID] = field(default_factory=dict)
    """The acts by which this event has laid steps before other services, by the step's row."""

    @property
    def case(self) -> models.Case:
        """The case."""
        return self.rows.case

    @property
    def terms(self) -> Terms:
        """Its service, by the blueprint of its receipt."""
        return self.rows.terms

    @property
    def book(self) -> Book:
        """Where the event is written."""
        return self.rows.book

    def finished(self, row: models.Step, doing: Doing, act: UUID) -> None:
        """Take in that a task was finished, be it a whole step or the part of one of several posts."""
        (self.follow_part if row.part else self.follow)(row, doing, act)

    def follow(self, row: models.Step, doing: Doing, act: UUID) -> None:
        """Take in that a task was finished (see `Book.finish`): its act, its answers, and what it gives."""
        step = self.terms.service.steps[row.step]
        ground = self._keep(step, row, doing, act)
        self.last, self.reasons = row, doing.reasons
        self.facts.settle({name: unpacked(value) for name, value in ground.decided.items()})
        self._learn(step, doing)
        known = [name for name in (*step.asks, *step.brings) if self.facts.value(name) is not None]
        known += promised_later(doing.answers)
        self.progress = self.progress.with_done(row.step, doing.verdict, known)
        self._came(doing)
        self._tell_unkept(step, row, doing, act)
        if not self._goes_round(step):
            self._give(step, row, doing, act)

    def follow_part(self, row: models.Step, doing: Doing, act: UUID) -> None:
        """Take in that one of several posts has given its verdict; the last one finishes the step."""
        step = self.terms.service.steps[row.step]
        self._keep(step, row, doing, act)
        self._learn_answers(doing)
        parts = self.rows.parts[row.step]
        done = [part for part in parts if part.state == StepState.DONE]
        reasons = {part.post: self.book.ground(part).reasons for part in done}
        joint = joint_doing(step, parts, doing, reasons, {part.post: actor_of(part) for part in done})
        if joint is None:
            return
        whole, together = self.rows.latest[row.step], uuid7()
        self.book.finish(whole, joint, together)
        self.follow(whole, joint, together)

    def _keep(self, step: Step, row: models.Step, doing: Doing, act: UUID) -> models.Ground:
        """Keep what a finished task was given and stands on, with its act."""
        kept = (self.book.keep_answers(self.case, row, doing.answers, act),) if doing.answers else ()
        ground = self.book.ground(row)
        if not ground_holds(ground):
            raise GroundChanged(row.step)
        ground.reasons = doing.reasons
        self.book.act(self._done(step, doing, (bind_ground(ground), *kept)), act)
        self.book.keep_ground(ground, ["reasons", "salt", "commitment"])
        for reference in kept:
            self.note_promises(doing.answers, reference, act)
        return ground

    def note_promises(self, values: Mapping[str, object], kept: RecordRef, because: UUID) -> None:
        """An act for each promise that was made in place of a material; its words are among the answers."""
        for _ in promised(values):
            self.note(kinds.COMMIT, records=(kept,), derived_from=(because,))

    def _came(self, doing: Doing) -> None:
        """Take the tasks off the table that wait for what has come by another step."""
        materials = self.terms.service.materials
        idle = {str(materials[name].later) for name in doing.answers if name in materials}
        idle &= self.progress.tasks
        self.progress = replace(
            self.progress, tasks=self.progress.tasks - idle, void=self.progress.void | idle
        )

    def _tell_unkept(self, step: Step, row: models.Step, doing: Doing, act: UUID) -> None:
        """Where officers find that a promise was not kept, tell so with their reasons."""
        if doing.by is not By.OFFICER or doing.verdict == favourable(step):
            return
        for material in self.terms.service.materials.values():
            promise = material.commitment
            if promise and promise.checked_in == step.id and self._is_promised(material.name):
                text = telling.unkept(self.terms, self.case.number, material, doing.reasons)
                self.tell(row, text, act, About.UNKEPT)

    def _is_promised(self, material: str) -> bool:
        value = self.facts.value(material)
        return isinstance(value, dict) and value["kind"] == Giving.COMMITMENT

    def _goes_round(self, step: Step) -> bool:
        """Begin the next round of a step that is repeated; false where it was the last."""
        if step.repeat is None:
            return False
        now = round_of(self.case, self.terms.procedure, step.id)
        until = self.terms.repeats[step.id]
        self.at.step = step
        self.facts.fetch(until.names)
        if now >= step.repeat.at_most or self.facts.holds(until) is True:
            return False
        self.case.rounds = {**self.case.rounds, step.id: now + 1}
        self.progress = self.progress.again(self.terms.procedure, step.id)
        self._forget(self.terms.procedure.loops[step.id])
        return True

    def _forget(self, steps: Iterable[str]) -> None:
        """Let steps be as if never begun, and undecided what no other done step stands on."""
        service = self.terms.service
        self.facts.learn(dict.fromkeys(steps))
        self.facts.unsettle(
            name for done in self.progress.done for name in self.terms.named_by(service.steps[done])
        )

    def pass_limits(self) -> int:
        """Mark every open step whose limit has passed, and give the verdicts that the law gives then; how many."""
        late = [row for row in self.rows.clocked() if is_late(row, self.rows.today)]
        for row in late:
            step = self.terms.service.steps.get(row.step)
            row.overdue, row.escalated_to = True, (step.timing.escalate or "") if step else ""
            self.book.mark_late(row)
            act = self.book.act(late_act(row))
            self.book.hand_cards(red_cards([row], self.rows.today, [act]))
        self.progress = self.progress.with_overdue(row.step for row in late)
        self.case.late = self.case.late or bool(late)
        for row in late:
            step = self.terms.service.steps.get(row.step)
            if step is not None and step.overdue is not None:
                doing, act = Doing(step.overdue, By.LAW, self.actor, row.starts_on or row.ready_on), uuid7()
                self.book.finish(row, doing, act)
                self.finished(row, doing, act)
        return len(late)

    def reconsider(self) -> int:
        """Try the rules of tasks that people have not done yet once more; how many of them now grant."""
        found = 0
        for row in list(self.rows.latest.values()):
            step = self.terms.service.steps.get(row.step)
            if step is None or step.by is not Doer.RULE or row.state != StepState.READY:
                continue
            self.at.step = step
            names = self.terms.named_by(step)
            self.facts.fetch(names)
            if self.facts.holds(self.terms.conditions.get(step.id)) is True:
                self._take_from_people(step, row, self.facts.used(names))
                found += 1
        return found

    def withdraw(self) -> None:
        """Take the application back: what is open is void."""
        self.progress = self.progress.withdrawn()

    def open_human(self) -> None:
        """Lay what a rule has decided before the service's human post."""
        row = self.rows.add(HUMAN, Use(), (), post=self.terms.service.human or "")
        self.note(kinds.TASK, power=row.post, records=(self.rows.bound(row),))

    def open_appeal(self, reasons: str) -> None:
        """Lay an adverse outcome before the post that decides on appeals, with what the applicant says against it."""
        appeal = self.terms.service.appeal
        if appeal is None:
            return
        said = {language: text.format(reasons=reasons) for language, text in _APPEALED.items()}
        row = self.rows.add(APPEAL, Use(), (said,), post=appeal.post)
        row.barred = sorted(self.book.doers(self.case, self.terms.procedure.deciding))
        self.rows.limit(row, appeal.decides, ("ready",))
        bound = self.rows.bound(row)
        self.note(kinds.APPEAL, power=row.post)
        self.note(kinds.TASK, power=row.post, records=(bound,))

    def follow_appeal(self, row: models.Step, doing: Doing, act: UUID) -> None:
        """Take in what was decided on the appeal."""
        ground = self.book.ground(row)
        if not ground_holds(ground):
            raise GroundChanged(row.step)
        ground.reasons = doing.reasons
        bound = bind_ground(ground)
        self.note(
            kinds.DO, actor=doing.actor, power=row.post, result=doing.verdict, records=(bound,), act=act
        )
        self.book.keep_ground(ground, ["reasons", "salt", "commitment"])
        cause = brought_about(self.terms.procedure, self.progress)
        if doing.verdict == REOPENED and cause is not None:
            self._reopen(cause, act)
        text = telling.appeal_decided(self.terms, self.case.number, doing.verdict, doing.reasons)
        self.tell(row, text, act, About.APPEAL)

    def follow_human(self, row: models.Step, doing: Doing, act: UUID) -> None:
        """Take in what people found when they looked again at a decision of a rule."""
        ground = self.rows.found(row, Use(), doing.reasons)
        self.note(
            kinds.DO, actor=doing.actor, power=row.post, result=doing.verdict, records=(ground,), act=act
        )
        if doing.verdict == REOPENED:
            cause = brought_about(self.terms.procedure, self.progress)
            if cause is not None:
                self._reopen(cause, act)
        else:
            text = telling.upheld(self.terms, self.case.number, doing.reasons)
            self.tell(row, text, act, About.UPHELD)

    def wake(self) -> None:
        """Let the rules run to a fixpoint, then store what the case has come to."""
        pausing.settle(self)
        self.progress = fixpoint(self.terms.procedure, self.progress, self._hand)
        voided = self.rows.void_all_but(self.progress.tasks)
        pausing.settle(self)
        apart.settle(self)
        if self.progress.outcome is not None and self.case.outcome is None:
            self._conclude(self.progress.outcome)
        self._ask_to_complete()
        self.rows.write()
        subcases.settle(self, voided)

    def tell(self, row: models.Step, text: Text, because: UUID, about: About) -> None:
        """Give the applicant a notice that follows from an act; it is the program that tells, whoever acted."""
        act = uuid7()
        notice = self.rows.tell(row, text, act)
        actor = program(self.case.agency)
        self.note(
            kinds.NOTICE, actor=actor, result=about, records=(notice,), derived_from=(because,), act=act
        )

    def note(
        self,
        kind: str,
        *,
        actor: Actor | None = None,
        power: str = "",
        result: str = "",
        records: tuple[RecordRef, ...] = (),
        derived_from: tuple[UUID, ...] = (),
        act: UUID | None = None,
    ) -> UUID:
        """Write an act about the case as a whole."""
        return self.book.act(
            Act(
                kind=kind,
                actor=actor or self.actor,
                purpose=self.case.service,
                power=power,
                basis=cites(self.terms),
                subjects=(self.case.subject,),
                case=self.case.id,
                records=records,
                result=result,
                derived_from=derived_from,
            ),
            act,
        )

    def _reopen(self, step_id: str, because: UUID) -> None:
        """Lay a decision before people once more, as a new instance of its step; take back what followed from it."""
        step = self.terms.service.steps[step_id]
        undone = take_back(self, {step_id, *followers(self.terms.procedure, step_id)}, because)
        self.case.opening += 1
        self.progress = self.progress.reopened(self.terms.procedure, step_id, undone)
        self._forget({step_id, *undone})
        self.case.outcome = self.case.decided_by = self.case.decided_on = None
        post = step.post if step.by is Doer.OFFICER else self.terms.service.human or step.post
        self._open(step, "" if step.by is Doer.APPLICANT else post or "", Use(), ())

    # Handing out steps.

    def _hand(self, step: Step, _progress: Progress) -> Judgement:
        """Who does a step that has become ready; a rule does it here and now."""
        self.at.step = step
        names = self.terms.named_by(step)
        self.facts.fetch(names)
        if step.kind is StepKind.COLLECT and self.terms.charge is not None:
            return self._charge(step, names)
        holds = self.facts.holds(self.terms.conditions.get(step.id))
        if step.by is Doer.RULE:
            return self._hand_to_rule(step, names, holds=holds)
        # Only a condition that is false spares people the step; where it cannot be told, they look themselves.
        if holds is False:
            return self._drop(step, self.facts.used(names))
        return self._open(step, step.post or "", self.facts.used(names), ())

    def _hand_to_rule(self, step: Step, names: frozenset[str], *, holds: bool | None) -> Judgement:
        # What people may say in a rule's place is thought through only where the service names who takes over.
        if self.case.human and len(step.verdicts) > 1 and step.post is not None:
            return self._open(
                step, self.terms.service.human or step.post, self.facts.used(names), (_HUMAN_ASKED,)
            )
        if holds is True:
            return self._do_by_rule(step, names)
        use = self.facts.used(names)
        if step.post is None:
            return self._drop(step, use)
        return self._open(step, step.post, use, (self._not_granted(step),))

    def _do_by_rule(self, step: Step, names: frozenset[str]) -> Judgement:
        use = self.facts.used(names)
        row = self.rows.add(step.id, use, ())
        doing = Doing(favourable(step), By.RULE, rule_actor(self.terms, step), self.rows.today)
        act = self.book.act(self._done(step, doing, (self.rows.bound(row),)))
        fill(row, doing, act)
        self.facts.settle(use.decided)
        self._learn(step, doing)
        self._give(step, row, doing, act)
        return Judgement.RULE

    def _take_from_people(self, step: Step, row: models.Step, use: Use) -> None:
        doing, act = Doing(favourable(step), By.RULE, rule_actor(self.terms, step), self.rows.today), uuid7()
        self.book.finish(row, doing, act)
        self.book.act(self._done(step, doing, (self.rows.found(row, use),)), act)
        self.progress = self.progress.with_done(step.id, doing.verdict)
        self.facts.settle(use.decided)
        self._learn(step, doing)
        self._give(step, row, doing, act)

    def _open(self, step: Step, post: str, use: Use, said: tuple[Text, ...]) -> Judgement:
        if step.posts:
            return self._open_jointly(step, use, said)
        if step.by is Doer.SERVICE:
            return self._open_beside(step, use, said)
        people = step.people if step.by is Doer.OFFICER else 1
        row = self.rows.add(step.id, use, said, post=post, people=people)
        self._limit(step, row)
        power = post or f"{self.case.service}/{step.id}"
        self.note(
            kinds.TASK, actor=rule_actor(self.terms, step), power=power, records=(self.rows.bound(row),)
        )
        pausing.begin(self, step, row)
        return Judgement.PEOPLE

    def _limit(self, step: Step, row: models.Step) -> None:
        """Let the limit of a new row run, or end with the day that a fact names."""
        self.rows.limit(row, step.limit, step.counts_from)
        last_day = self.terms.last_days.get(step.id)
        if last_day is not None:
            set_last_day(row, self.facts.evaluate(last_day))

    def _charge(self, step: Step, names: frozenset[str]) -> Judgement:
        """Ask the applicant for the fee; where nothing is due the rule has done it already."""
        names |= self.terms.charge.names if self.terms.charge else frozenset()
        self.facts.fetch(names)
        amount = amount_of(self.terms, self.facts, step.id)
        if not amount:
            return self._do_by_rule(step, names)
        self._open(step, "", self.facts.used(names), ())
        row = self.rows.latest[step.id]
        charge, reference = new_charge(self.terms, self.case, row, amount)
        self.note(kinds.CHARGE, actor=program(self.case.agency), records=(reference,), act=charge.act)
        self.book.charge(charge)
        self.tell(row, telling.charged(self.terms, self.case.number, amount), charge.act, About.CHARGED)
        return Judgement.PEOPLE

    def _open_beside(self, step: Step, use: Use, said: tuple[Text, ...]) -> Judgement:
        """Let a step be under way that another service does, by a case that begins when this event is written."""
        row = self.rows.add(step.id, use, said)
        row.state = StepState.UNDER_WAY
        self._limit(step, row)
        power = f"{self.case.service}/{step.id}"
        actor = rule_actor(self.terms, step)
        act = self.note(kinds.TASK, actor=actor, power=power, records=(self.rows.bound(row),))
        self.beside[row.id] = act
        pausing.begin(self, step, row)
        return Judgement.PEOPLE

    def _open_jointly(self, step: Step, use: Use, said: tuple[Text, ...]) -> Judgement:
        """Lay a step before several posts at once."""
        whole = self.rows.add(step.id, use, said, people=step.people)
        whole.state = StepState.UNDER_WAY
        actor = rule_actor(self.terms, step)
        self._limit(step, whole)
        power = f"{self.case.service}/{step.id}"
        self.note(kinds.TASK, actor=actor, power=power, records=(self.rows.bound(whole),))
        for post in step.posts:
            part = self.rows.add_part(whole, use, said, post=post)
            self._limit(step, part)
            self.note(kinds.TASK, actor=actor, power=post, records=(self.rows.bound(part),))
        pausing.begin(self, step, whole)
        return Judgement.PEOPLE

    def _drop(self, step: Step, use: Use) -> Judgement:
        row = self.rows.add(step.id, use, (self._not_needed(step),))
        row.state = StepState.VOID
        return Judgement.NOBODY

    def _not_granted(self, step: Step) -> Text:
        said = self._condition_of(step)
        return {
            "zh": f"条件“{said['zh']}”不成立或无法判断，规则只能给予，不能拒绝，须由工作人员判断",
            "en": f"The condition “{said['en']}” does not hold or cannot be told; a rule may grant but not refuse, "
            "so an officer decides",
        }

    def _not_needed(self, step: Step) -> Text:
        said = self._condition_of(step)
        return {
            "zh": f"条件“{said['zh']}”不成立或无法判断，不需要这一环节",
            "en": f"The condition “{said['en']}” does not hold or cannot be told, so this step is not needed",
        }

    def _condition_of(self, step: Step) -> Text:
        """Under which condition a step is done, in words."""
        condition = self.terms.conditions.get(step.id)
        return {
            lang: expression_in_words(condition.expression.tree, words_of(self.terms, lang))
            if condition
            else ""
            for lang in LANGUAGES
        }

    # What a step leaves behind.

    def _learn(self, step: Step, doing: Doing) -> None:
        self.facts.learn({step.id: doing.verdict})
        self._learn_answers(doing)

    def _learn_answers(self, doing: Doing) -> None:
        self.facts.learn({name: answered(self.terms, name, value) for name, value in doing.answers.items()})

    def _give(self, step: Step, row: models.Step, doing: Doing, act: UUID) -> None:
        """Write what the step gives; only its favourable verdict gives anything."""
        if doing.verdict != favourable(step):
            return
        self.at.step = step
        self.facts.fetch(self.terms.given_by(step))
        for gives in self.terms.gives[step.id]:
            if isinstance(gives, RecordClauses):
                self._give_record(step, gives, doing, act)
            else:
                self.tell(row, telling.filled(gives, self.facts), act, About.GIVEN)

    def _give_record(self, step: Step, gives: RecordClauses, doing: Doing, act: UUID) -> None:
        since = self.facts.evaluate(gives.since) if gives.since else None
        entry = Entry(
            blueprint=self.terms.blueprint,
            register=self.terms.blueprint.registers[gives.register],
            values={name: self.facts.evaluate(clause) for name, clause in gives.fields.items()},
            valid_from=since if isinstance(since, date) else self.rows.today,
            actor=doing.actor,
            purpose=self.case.service,
            case=self.case.id,
            basis=cites(self.terms, step),
            power=f"{self.case.service}/{step.id}",
            rule=rule_name(self.terms, step) if doing.by is By.RULE else "",
            derived_from=(act,),
        )
        try:
            self.book.give_record(entry)
        except FieldProblems as bad:
            raise CannotGive(step.id, gives.register, bad.problems) from bad

    # Acts.

    def _done(self, step: Step, doing: Doing, records: tuple[RecordRef, ...]) -> Act:
        """The act of doing a step; it follows from the steps that this one needed, else from the receipt."""
        before = {name.partition(".")[0] for alternatives in step.needs for name in alternatives}
        acts = [row.act for name, row in self.rows.latest.items() if name in before and row.act is not None]
        return Act(
            kind=kinds.DO,
            actor=doing.actor,
            purpose=self.case.service,
            power=f"{self.case.service}/{step.id}",
            basis=cites(self.terms, step),
            subjects=(self.case.subject,),
            case=self.case.id,
            records=records,
            rule=rule_name(self.terms, step) if doing.by is By.RULE else "",
            result=doing.verdict,
            derived_from=(*(acts or [self.case.act]), *doing.because),
        )

    # The end of an event.

    def _conclude(self, outcome: Outcome) -> None:
        cause = brought_about(self.terms.procedure, self.progress)
        row = self.rows.latest[cause] if cause else None
        self.case.outcome = outcome
        self.case.decided_on = self.rows.today
        self.case.decided_by = row.by_kind if row else None
        step = self.terms.service.steps[row.step] if row else None
        by_rule = row is not None and row.by_kind == By.RULE
        if by_rule and step and outcome in ADVERSE:
            raise RuleMayNotRefuse(self.case.service, step.id)
        actor = rule_actor(self.terms, step) if step and by_rule else self.actor
        act = self.note(
            kinds.CONCLUDE, actor=actor, result=outcome, derived_from=(row.act,) if row and row.act else ()
        )
        self.ended_by = act
        if outcome is not Outcome.GRANTED:
            after = {cause, *followers(self.terms.procedure, cause)} if cause else set()
            take_back(self, self.terms.service.steps.keys() - after, act)
        if step and row and row.verdict and outcome in ADVERSE:
            reasons = self.reasons or "；".join(cites(self.terms, step))
            text = telling.refusal(self.terms, self.case.number, step, row.verdict, reasons)
            until = appeal_until(
                self.terms.service, self.case, self.book.calendar(), self.rows.latest.get(APPEAL)
            )
            about = About.REFUSED if outcome is Outcome.REFUSED else About.NOT_ACCEPTED
            self.tell(row, telling.may_appeal(self.terms, text, until) if until else text, act, about)

    def _ask_to_complete(self) -> None:
        """Where what people said opens a step of the applicant, for the first time or again, tell them why."""
        if self.last is None or self.last.act is None or not self.reasons:
            return
        before = f"{self.last.step}.{self.last.verdict}"
        again = self.terms.procedure.loops.get(self.last.step, ())
        for name in self.progress.tasks:
            step = self.terms.service.steps[name]
            if step.kind is StepKind.COLLECT or step.by is not Doer.APPLICANT:
                continue
            if name in again or any(before in alternatives for alternatives in step.needs):
                text = telling.to_do(self.terms, self.case.number, step, self.reasons)
                about = About.RECTIFY if step.kind is StepKind.RECTIFY else About.COMPLETE
                self.tell(self.rows.latest[name], text, self.last.act, about)
