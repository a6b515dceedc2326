"""Playing a case through: from what is given, and on a terminal by asking for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from minben.blueprint.calendar import Limit
from minben.blueprint.model import Giving, Outcome, StepKind
from minben.cases import CaseProblem, Played, Step as CaseStep, given_materials

from .prompting import answers_to
from .saying import Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

    Text = Mapping[str, str]

_ASK: Text = {
    "zh": "编号办理一项，“5 working days”过若干天，human 请求人工，withdraw 撤回，回车结束",
    "en": "A number to do one, '5 working days' to let days pass, human, withdraw, or Enter to end",
}
_TODAY: Text = {"zh": "今天是 {day}", "en": "Today is {day}"}
_VERDICT: Text = {"zh": "结论（{known}）", "en": "Verdict ({known})"}
_OUTCOME: Text = {"zh": "该办件的结果（{known}）", "en": "What that case comes to ({known})"}
_REASONS: Text = {"zh": "理由", "en": "Reasons"}


class Trial:
    """A case that somebody plays through at a terminal, or that is told as far as it goes by itself."""

    def __init__(self, played: Played, language: str, *, asks: bool) -> None:
        self._played = played
        self._language = language
        self._asks = asks
        self._teller = Teller(played, language)

    def begin(self, answers: Mapping[str, object], ways: Mapping[str, Giving]) -> None:
        """Receive the application. Raises `CaseProblem`."""
        given = dict(answers)
        if self._asks:
            given = answers_to(self._played, "", self._language, answers)
        self._played.apply({**given, **self._materials("", given, ways)})
        self.tell()

    def go_on(self) -> None:
        """Ask what happens next until nothing is left or nobody wants more."""
        while self._asks and (tasks := [*self._played.tasks, *self._played.beside]):
            typer.echo("\n" + _TODAY[self._language].format(day=self._played.today))
            for number, row in enumerate(tasks, 1):
                typer.echo(f"  {number}. {self._teller.waiting(row)}")
            said = typer.prompt(_ASK[self._language], default="", show_default=False).strip()
            if not said:
                return
            try:
                self._do(said, tasks)
            except CaseProblem as problem:
                typer.echo(problem.text[self._language])
            self.tell()

    def tell(self) -> None:
        """Print what is new."""
        for line in self._teller.news():
            typer.echo(line)

    def end(self) -> None:
        """Print how the case stands."""
        typer.echo(self._teller.standing())
        for row in (*self._played.tasks, *self._played.beside):
            typer.echo(f"  {self._teller.waiting(row)}")

    def _do(self, said: str, tasks: list[CaseStep]) -> None:
        if said == "human":
            self._played.ask_for_human()
        elif said == "withdraw":
            self._played.withdraw()
        elif said.isdecimal():
            if 1 <= int(said) <= len(tasks):
                self._task(tasks[int(said) - 1])
        else:
            self._pass(said)

    def _pass(self, said: str) -> None:
        try:
            limit = Limit.parse(said)
        except ValueError:
            return
        self._played.let_pass(limit)

    def _task(self, row: CaseStep) -> None:
        step = self._played.terms.service.steps.get(row.step)
        if step is not None and step.kind is StepKind.COLLECT:
            self._played.pay()
            return
        if step is not None and step.service:
            self._end_service(row.step, step.service)
            return
        if not row.post:
            answers = answers_to(self._played, row.step, self._language)
            self._played.supplement(row.step, {**answers, **self._materials(row.step, answers, {})})
            return
        known = [verdict.id for verdict in step.verdicts] if step else ["reopened", "upheld"]
        verdict = typer.prompt(_VERDICT[self._language].format(known="/".join(known)), default=known[0])
        reasons = typer.prompt(_REASONS[self._language], default="", show_default=False)
        answers = answers_to(self._played, row.step, self._language) if step else {}
        who = str(self._played.signed(row))
        self._played.decide(row.step, row.post, verdict, reasons, answers, who=who)

    def _end_service(self, step: str, service: str) -> None:
        """Ask what the case of another service comes to."""
        known = [*self._played.terms.blueprint.services[service].outcomes, Outcome.WITHDRAWN]
        said = typer.prompt(_OUTCOME[self._language].format(known="/".join(known)), default=known[0])
        if said in known:
            self._played.end_service(step, Outcome(said))

    def _materials(
        self, step: str, answers: Mapping[str, object], ways: Mapping[str, Giving]
    ) -> dict[str, object]:
        """How each material that is wanted is given; what stands in a register is not asked for."""
        chosen = dict(ways)
        for one in self._played.materials(step, answers):
            name = one.material.name
            if not self._asks or name in chosen or one.on_file:
                continue
            known = "/".join(one.ways)
            title = one.material.title[self._language]
            said = typer.prompt(f"{title} ({known})", default=str(one.ways[0]))
            if said in one.ways:
                chosen[name] = Giving(said)
        return given_materials(self._played.terms.service, chosen)
