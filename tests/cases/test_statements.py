"""What an event costs the database: as many statements for forty steps as for two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from minben import cases
from minben.blueprint import read_files
from minben.cases import models
from minben.ledger import acting, acts_of_case

from .conftest import SYSTEM, District, put_in_force

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

SERVICE = "old-age-allowance"
HEAD = """
item: 512B0003600037
title: {zh: 试验, en: Test}
summary: {zh: 试验, en: Test}
for: resident
agency: civil-affairs
law: [{cite: 中华人民共和国老年人权益保障法 第三十三条}]
reads:
  person:
    from: population where id = applicant
    title: {zh: 户籍信息, en: Household registration}
human: civil-affairs/benefits
"""
STEP = """
  %s:
    kind: examine
    title: {zh: 核对, en: Check}
    needs: [%s]
    when: person.living
    by: rule
    verdicts: {good: {zh: 通过, en: Passed}}
"""


def chain(blueprint: Blueprint, length: int) -> Blueprint:
    """The jurisdiction with one service: so many steps, one after the other, all done by rules."""
    names = [f"s{number}" for number in range(length)]
    steps = "".join(STEP % pair for pair in zip(names, ["person", *names], strict=False))
    text = f"{HEAD}outcomes: {{granted: [{names[-1]}]}}\nsteps:\n{steps}"
    kept = {
        path: content
        for path, content in blueprint.files.items()
        if not path.startswith(("services/", "bundles/", "licences/"))
    }
    return read_files(kept | {f"services/{SERVICE}/service.yaml": text.encode()})


def statements(district: District, length: int) -> int:
    """How many statements one application takes, the blueprint and the prepared statements being there."""
    blueprint = chain(district.blueprint, length)
    put_in_force(blueprint)
    for order in (2, 4):
        person = district.resident(date(1940, 2, 3), order=length * 10 + order)
        with CaptureQueriesContext(connection) as queries:
            case = cases.submit(blueprint, SERVICE, person.subject, {}, channel="web", actor=person.actor)
        assert case.outcome == "granted"
    with acting(SYSTEM):
        assert models.Step.objects.filter(case=case, state="done").count() == length
        assert models.Ground.objects.filter(case=case).count() == length
    return len(queries)


def test_an_event_of_many_steps_takes_as_many_statements_as_one_of_few(district: District) -> None:
    assert statements(district, 2) == statements(district, 40) <= 16


def test_every_step_of_an_event_has_its_act_and_the_acts_stand_in_their_order(district: District) -> None:
    blueprint = chain(district.blueprint, 12)
    put_in_force(blueprint)
    person = district.resident(date(1940, 2, 3))
    case = cases.submit(blueprint, SERVICE, person.subject, {}, channel="web", actor=person.actor)
    with acting(SYSTEM):
        acts = acts_of_case(case.id)
        rows = {row.act: row.step for row in models.Step.objects.filter(case=case)}
    kinds = [act.kind for act in acts]
    assert kinds == ["case.receive", "record.read", *["step.do"] * 12, "case.conclude"]
    assert [rows[act.id] for act in acts if act.kind == "step.do"] == [f"s{number}" for number in range(12)]
    assert [act.id for act in acts] == sorted(act.id for act in acts)
