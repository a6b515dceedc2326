"""The certificate of kinship, and asking for a human."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import cases
from minben.ledger import acting
from minben.registers import read_subject

from .conftest import ACCOUNT, SYSTEM

if TYPE_CHECKING:
    from .conftest import District, Somebody

REGISTRY = "public-security/registry"


@pytest.fixture
def mother(district: District) -> Somebody:
    return district.resident(date(1950, 3, 4), "王桂兰")


@pytest.fixture
def son(district: District, mother: Somebody) -> Somebody:
    son = district.resident(date(1975, 8, 9), "李强", order=11)
    district.kin(mother, son, "李强", "child")
    return son


def apply(district: District, person: Somebody, relative: str) -> cases.Case:
    return cases.submit(
        district.blueprint,
        "kinship-certificate",
        person.subject,
        {"relative": relative},
        channel="web",
        actor=person.actor,
    )


def test_registered_kinship_is_certified_at_once(district: District, mother: Somebody, son: Somebody) -> None:
    case = apply(district, mother, son.identifier)
    assert (case.state, case.outcome, case.decided_by) == ("closed", "granted", "rule")
    with acting(SYSTEM):
        (paper,) = read_subject(district.blueprint.registers["certificates"], mother.subject)
    assert paper.values["statement"] == "王桂兰与李强：子女"
    assert paper.values["code"] == case.code


def test_only_registered_relatives_are_offered(district: District, mother: Somebody, son: Somebody) -> None:
    draft = cases.prepare("kinship-certificate", mother.subject, mother.actor)
    (question,) = draft.questions
    assert [(option.value, option.title["zh"]) for option in question.options] == [(son.identifier, "李强")]
    stranger = district.resident(date(1960, 1, 1), "陌生人", order=21)
    with pytest.raises(cases.AnswerProblems) as caught:
        apply(district, mother, stranger.identifier)
    assert "choose one" in caught.value.problems["relative"]["en"]


def test_the_officer_s_form_offers_the_same_but_looking_is_an_act(
    district: District, mother: Somebody, son: Somebody
) -> None:
    officer = district.officer(REGISTRY)
    draft = cases.prepare("kinship-certificate", mother.subject, officer.actor)
    assert [option.value for option in draft.questions[0].options] == [son.identifier]
    with acting(SYSTEM):
        from minben.ledger import acts_about

        read = {act.register for act in acts_about(mother.subject) if act.kind == "record.read"}
    assert read == {"population", "kinship"}


def test_people_look_again_at_what_a_rule_has_decided(
    district: District, mother: Somebody, son: Somebody
) -> None:
    case = cases.ask_for_human(apply(district, mother, son.identifier).id, mother)
    assert case.state == "decided"
    officer = district.officer(REGISTRY)
    (task,) = cases.tasks(officer).rows
    assert task.step == cases.HUMAN
    with pytest.raises(cases.ReasonsMissing):
        cases.decide(task.step_id, officer, cases.UPHELD)
    case = cases.decide(task.step_id, officer, cases.UPHELD, "户籍登记无误")
    assert (case.state, case.outcome) == ("closed", "granted")
    assert "户籍登记无误" in cases.case_file(case.number, mother).notices[-1].text["zh"]
    with pytest.raises(cases.NotNow):
        cases.ask_for_human(case.id, mother)


def test_a_reopened_decision_is_a_new_instance_for_people(
    district: District, mother: Somebody, son: Somebody
) -> None:
    case = cases.ask_for_human(apply(district, mother, son.identifier).id, mother)
    officer = district.officer(REGISTRY)
    (task,) = cases.tasks(officer).rows
    case = cases.decide(task.step_id, officer, cases.REOPENED)
    assert (case.state, case.outcome, case.decided_by) == ("open", None, None)
    (task,) = cases.tasks(officer).rows
    assert (task.step, task.instance) == ("grant", 2)
    case = cases.decide(task.step_id, officer, "refused", "登记有误，须先更正")
    assert (case.state, case.outcome, case.decided_by) == ("closed", "refused", "officer")
    with acting(SYSTEM):
        papers = read_subject(district.blueprint.registers["certificates"], mother.subject)
    assert len(papers) == 1, "what was given stays until its agency ends it, and is not given twice"


def test_asked_before_the_decision_rules_leave_judging_to_people(district: District) -> None:
    old = district.resident(date(1946, 5, 3), "赵六", order=41)
    case = cases.submit(
        district.blueprint,
        "old-age-allowance",
        old.subject,
        {"account": ACCOUNT},
        channel="web",
        actor=old.actor,
    )
    cases.ask_for_human(case.id, old)
    desk = district.officer("civil-affairs/benefits")
    (task,) = cases.tasks(desk).rows
    cases.decide(task.step_id, desk, "accepted")
    (task,) = cases.tasks(desk).rows
    grant = next(step for step in cases.case_file(case.number, desk).steps if step.id == task.step)
    assert grant.ground is not None
    assert grant.ground.explanation[-1]["en"].startswith("The applicant asked for a human")
