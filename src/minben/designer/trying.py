"""Playing a case through: from what is given, and on a terminal by asking for what is missing and what happens next.

Cases that its steps begin with other services are played along with it: their tasks stand in the same list.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from minben.blueprint.calendar import Limit
from minben.blueprint.model import Giving, Outcome, StepKind
from minben.cases import APPEAL, By, CaseProblem, Played, StepState, aside_verdicts, given_materials

from .prompting import answers_to
from .saying import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from minben.blueprint.model import Verdict
    from minben.cases import Step as CaseStep

    Text = Mapping[str, str]

_ASK: Text = {
    "zh": "编号办理一项，{more}，回车结束",
    "en": "A number to do one, {more}, or Enter to end",
}
_WISHES: Mapping[str, Text] = {
    "days": {"zh": "“5 working days”过若干天", "en": "'5 working days' to let days pass"},
    "until": {"zh": "“2026-03-31”到某一天", "en": "'2026-03-31' to come to a day"},
    "extend": {"zh": "“extend 编号”申请延长期限", "en": "'extend NUMBER' to ask for a longer limit"},
    "human": {"zh": "human 请求人工", "en": "'human' to ask for one"},
    "appeal": {"zh": "appeal 申诉", "en": "'appeal'"},
    "withdraw": {"zh": "withdraw 撤回", "en": "'withdraw'"},
}
_BETWEEN: Text = {"zh": "，", "en": ", "}
_UNKNOWN: Text = {"zh": "不明白“{said}”", "en": "Not understood: {said!r}"}
_TODAY: Text = {"zh": "今天是 {day}", "en": "Today is {day}"}
_VERDICT: Text = {"zh": "结论（{known}）", "en": "Verdict ({known})"}
_OUTCOME: Text = {
    "zh": "该办件的结果（{known}），回车则接着办理它的环节",
    "en": "What that case comes to ({known}), or Enter to go on with its own steps",
}
_REASONS: Text = {"zh": "理由", "en": "Reasons"}
_ADVERSE = (Outcome.REFUSED, Outcome.NOT_ACCEPTED)


class Trial:
    """A case that somebody plays through at a terminal, or that is told as far as it goes by itself."""

    def __init__(self, played: Played, language: str, *, asks: bool) -> None:
        self._played = played
        self._language = language
        self._asks = asks
        self._tellers: dict[UUID, Teller] = {}

    def begin(self, answers: Mapping[str, object], ways: Mapping[str, Giving]) -> None:
        """Receive the application. Raises `CaseProblem`."""
        given = dict(answers)
        if self._asks:
            given = answers_to(self._played, "", self._language, answers)
        self._played.apply({**given, **self._materials(self._played, "", given, ways)})
        self.tell()

    def go_on(self) -> None:
        """Ask what happens next until nothing is left or nobody wants more."""
        while self._asks and ((tasks := self._tasks()) or self._may_appeal()):
            typer.echo("\n" + _TODAY[self._language].format(day=self._played.today))
            for number, (played, row) in enumerate(tasks, 1):
                typer.echo(f"  {number}. {self._teller(played).waiting(row)}")
            wishes = _BETWEEN[self._language].join(
                _WISHES[one][self._language] for one in self._wishes(tasks)
            )
            said = typer.prompt(
                _ASK[self._language].format(more=wishes), default="", show_default=False
            ).strip()
            if not said:
                return
            try:
                self._do(said, tasks)
            except CaseProblem as problem:
                typer.echo(problem.text[self._language])
            self.tell()

    def tell(self) -> None:
        """Print what is new."""
        for played in _family(self._played):
            for line in self._teller(played).news():
                typer.echo(line)

    def end(self) -> None:
        """Print how the case stands."""
        typer.echo(self._teller(self._played).standing())
        for played, row in self._tasks():
            typer.echo(f"  {self._teller(played).waiting(row)}")

    def _teller(self, played: Played) -> Teller:
        begun = played.case.id != self._played.case.id
        return self._tellers.setdefault(played.case.id, Teller(played, self._language, begun=begun))

    def _tasks(self) -> list[tuple[Played, CaseStep]]:
        """What waits for people, in this case and in those that it has begun."""
        return [(played, row) for played in _family(self._played) for row in (*played.tasks, *played.beside)]

    def _wishes(self, tasks: list[tuple[Played, CaseStep]]) -> Iterator[str]:
        """What else may be said now."""
        yield "days"
        yield "until"
        if any(_extensible(played, row) for played, row in tasks):
            yield "extend"
        if self._may_ask_for_human():
            yield "human"
        if self._may_appeal():
            yield "appeal"
        if self._played.case.outcome is None:
            yield "withdraw"

    def _may_ask_for_human(self) -> bool:
        case = self._played.case
        by_rule = case.outcome is None or case.decided_by == By.RULE
        return self._played.terms.service.human is not None and not case.human and by_rule

    def _may_appeal(self) -> bool:
        adverse = self._played.case.outcome in _ADVERSE
        return adverse and self._played.terms.service.appeal is not None and not self._played.latest(APPEAL)

    def _do(self, said: str, tasks: list[tuple[Played, CaseStep]]) -> None:
        first, _, rest = said.partition(" ")
        numbers = [str(number) for number in range(1, len(tasks) + 1)]
        if said == "human":
            self._played.ask_for_human()
        elif said == "withdraw":
            self._played.withdraw()
        elif said == "appeal":
            self._played.appeal(self._prompt(_REASONS))
        elif said in numbers:
            self._task(*tasks[int(said) - 1])
        elif first == "extend" and rest.strip() in numbers:
            self._extend(*tasks[int(rest) - 1])
        elif not self._pass(said):
            typer.echo(_UNKNOWN[self._language].format(said=said))

    def _pass(self, said: str) -> bool:
        """Let time pass, where that is what was said."""
        try:
            if said.count("-"):
                self._played.pass_to(date.fromisoformat(said))
            else:
                self._played.let_pass(Limit.parse(said))
        except ValueError:
            return False
        return True

    def _extend(self, played: Played, row: CaseStep) -> None:
        """Ask for a longer limit; the answer is a task of its own."""
        played.ask_extension(row.step, row.post, self._prompt(_REASONS), who=_who(played, row))

    def _task(self, played: Played, row: CaseStep) -> None:
        step = played.terms.service.steps.get(row.step)
        if step is not None and step.kind is StepKind.COLLECT:
            played.pay()
        elif row.state == StepState.UNDER_WAY:
            self._end_service(played, row)
        elif not row.post:
            answers = answers_to(played, row.step, self._language)
            played.supplement(row.step, {**answers, **self._materials(played, row.step, answers, {})})
        else:
            self._decide(
                played, row, step.verdicts if step else aside_verdicts(row.step), asked=step is not None
            )

    def _decide(self, played: Played, row: CaseStep, verdicts: tuple[Verdict, ...], *, asked: bool) -> None:
        """Give a verdict: of one of several officers, of one of several posts, or beside the procedure."""
        known = [verdict.id for verdict in verdicts]
        verdict = typer.prompt(_VERDICT[self._language].format(known="/".join(known)), default=known[0])
        reasons = self._prompt(_REASONS)
        answers = answers_to(played, row.step, self._language) if asked else {}
        played.decide(row.step, row.post, verdict, reasons, answers, who=_who(played, row))

    def _prompt(self, words: Text) -> str:
        return str(typer.prompt(words[self._language], default="", show_default=False))

    def _end_service(self, played: Played, row: CaseStep) -> None:
        """Ask what the case of another service comes to, for whoever does not want to play it."""
        service = played.terms.service.steps[row.step].service
        known = [*played.terms.blueprint.services[service].outcomes, Outcome.WITHDRAWN]
        said = self._prompt({one: text.format(known="/".join(known)) for one, text in _OUTCOME.items()})
        if said in known:
            played.end_service(row.step, Outcome(said))

    def _materials(
        self, played: Played, step: str, answers: Mapping[str, object], ways: Mapping[str, Giving]
    ) -> dict[str, object]:
        """How each material that is wanted is given; what stands in a register is not asked for."""
        chosen = dict(ways)
        for one in played.materials(step, answers):
            name = one.material.name
            if not self._asks or name in chosen or one.on_file:
                continue
            known = "/".join(one.ways)
            title = one.material.title[self._language]
            said = typer.prompt(f"{title} ({known})", default=str(one.ways[0]))
            if said in one.ways:
                chosen[name] = Giving(said)
        return given_materials(played.terms.service, chosen)


def _family(played: Played) -> Iterator[Played]:
    """A case and those that its steps have begun, and so on."""
    yield played
    for begun in played.begun:
        yield from _family(begun)


def _extensible(played: Played, row: CaseStep) -> bool:
    step = played.terms.service.steps.get(row.step)
    return step is not None and step.timing.extend is not None and not row.overdue


def _who(played: Played, row: CaseStep) -> str:
    """Who of a post acts: another officer for each verdict of a task of several, else always the first."""
    return str(played.signed(row))
