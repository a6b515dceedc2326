"""Steps that rules do, beside SpiffWorkflow on the same procedure, both with every step durable in PostgreSQL.

The procedure is a chain of steps, each with a condition over a record that was read. Ours does all that are ready in
the transaction of the receipt, each with its act, its ground and its row. SpiffWorkflow's state after each step is
written into a row of the same server and committed before the next one is done; what it would come to if it, too, wrote
only once for all steps that are ready stands beside it, without a promise.
"""

from __future__ import annotations

import io
import itertools
import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Result, seconds
from minben import cases, services
from minben.blueprint import read, read_files
from minben.ledger import Act, Actor, ActorKind, Reach, acting, kinds, legal_clock, write_act

from .submitting import LOADER, resident

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Blueprint

GUANGAN = Path(__file__).parent.parent.parent / "blueprints" / "guangan"
SERVICE = "old-age-allowance"
STEPS = 20
CASES = 60
AT_LEAST = 3.0
SYSTEM = Reach(system=True)
HEAD = """
item: 512B0003600037
title: {zh: 测速, en: Benchmark}
summary: {zh: 测速, en: Benchmark}
for: resident
agency: civil-affairs
law: [{cite: 中华人民共和国老年人权益保障法 第三十三条}]
reads:
  person:
    from: population where id = applicant
    title: {zh: 户籍信息, en: Household registration}
outcomes: {granted: [%(last)s]}
human: civil-affairs/benefits
steps:
"""
STEP = """
  %(name)s:
    kind: examine
    title: {zh: 核对, en: Check}
    needs: [%(needs)s]
    when: person.living
    by: rule
    verdicts: {good: {zh: 通过, en: Passed}}
"""


def run() -> list[Result]:
    """Both in turn, case by case, so that what slows the machine slows both."""
    kinds.register("bench.apply", zh="测速", en="Benchmark")
    blueprint = chain(STEPS)
    with acting(SYSTEM):
        services.put_in_force(blueprint, write_act(Act(kind="bench.apply", actor=LOADER, purpose="bench")))
    peer, at_once = Spiff(each_step=True), Spiff(each_step=False)
    ours: list[float] = []
    theirs: list[float] = []
    theirs_at_once: list[float] = []
    with legal_clock(lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)):
        people = [resident(blueprint, number) for number in range(CASES + 1)]
        for person in people:
            ours.append(seconds(lambda person=person: submit(blueprint, person)))  # type: ignore[misc]
            theirs.append(seconds(peer.run))
            theirs_at_once.append(seconds(at_once.run))
    mine = STEPS / statistics.median(ours[1:])
    beside = STEPS / statistics.median(theirs[1:])
    return [
        Result(
            "steps by rules, beside SpiffWorkflow",
            mine / beside,
            "times",
            at_least=AT_LEAST,
            detail=f"{mine:,.0f} and {beside:,.0f} a second, {STEPS} steps a case",
        ),
        Result(
            "the same, SpiffWorkflow writing once a case",
            mine * statistics.median(theirs_at_once[1:]) / STEPS,
            "times",
        ),
    ]


def chain(length: int) -> Blueprint:
    """Guang'an with one service that is a chain of steps."""
    names = [f"s{number}" for number in range(length)]
    text = HEAD % {"last": names[-1]}
    text += "".join(
        STEP % {"name": name, "needs": needs} for name, needs in zip(names, ["person", *names], strict=False)
    )
    files = {
        path: content
        for path, content in read(GUANGAN).files.items()
        if not path.startswith(("services/", "bundles/", "licences/"))
    }
    return read_files(files | {f"services/{SERVICE}/service.yaml": text.encode()})


def submit(blueprint: Blueprint, person: UUID) -> None:
    """One case from receipt to outcome."""
    actor = Actor(ActorKind.RESIDENT, str(person))
    case = cases.submit(blueprint, SERVICE, person, {}, channel="web", actor=actor)
    if case.outcome != "granted":
        raise RuntimeError(case.outcome)


class Spiff:
    """SpiffWorkflow with its state in a row of the same database."""

    def __init__(self, *, each_step: bool) -> None:
        from django.db import connections
        from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
        from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer

        self._each_step = each_step
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(_bpmn(STEPS).encode()))
        self._spec: Any = parser.get_spec("chain")
        self._serializer: Any = BpmnWorkflowSerializer()
        self._owner = connections["owner"]
        with self._owner.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS bench_spiff (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
                " state text NOT NULL)"
            )

    def run(self) -> None:
        """One case from start to end."""
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        flow: Any = BpmnWorkflow(self._spec)
        for task in flow.get_tasks(state=READY):
            task.data["person"] = {"living": True}
        row = self._execute("INSERT INTO bench_spiff (state) VALUES (%s) RETURNING id", [self._state(flow)])
        if self._each_step:
            while not flow.is_completed():
                self._one(flow)
                self._execute(
                    "UPDATE bench_spiff SET state = %s WHERE id = %s RETURNING id", [self._state(flow), row]
                )
        else:
            flow.do_engine_steps()
            self._execute(
                "UPDATE bench_spiff SET state = %s WHERE id = %s RETURNING id", [self._state(flow), row]
            )
        if not flow.is_completed():
            raise RuntimeError("the workflow has not ended")

    def _one(self, flow: Any) -> None:
        """Do the step that is ready; start and end cost nothing extra."""
        done = False

        def counted(task: Any) -> None:
            nonlocal done
            done = done or type(task.task_spec).__name__ == "ScriptTask"

        while not done and not flow.is_completed():
            task = flow.get_next_task(state=READY, manual=False)
            task.run()
            counted(task)
        flow.refresh_waiting_tasks()

    def _state(self, flow: Any) -> str:
        return str(self._serializer.serialize_json(flow))

    def _execute(self, statement: str, parameters: list[Any]) -> Any:
        with self._owner.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone()[0]


READY = 16
"""SpiffWorkflow's TaskState.READY."""


def _bpmn(length: int) -> str:
    tasks = "".join(
        f'<scriptTask id="s{n}"><script>good{n} = person["living"]</script></scriptTask>'
        for n in range(length)
    )
    order = ["start", *(f"s{n}" for n in range(length)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(itertools.pairwise(order))
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
        f'<process id="chain" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    )
