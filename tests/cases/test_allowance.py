"""The allowance: granted by its rule in one transaction, or laid before an officer; never refused by a rule."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import cases
from minben.ledger import acting, acts_of_case
from minben.registers import read_subject

from .conftest import ACCOUNT, SYSTEM

if TYPE_CHECKING:
    from minben.registers import Record

    from .conftest import District, Somebody

DESK = "civil-affairs/benefits"


def apply(district: District, person: Somebody, account: str = ACCOUNT, key: str | None = None) -> cases.Case:
    return cases.submit(
        district.blueprint,
        "old-age-allowance",
        person.subject,
        {"account": account},
        channel="web",
        actor=person.actor,
        idempotency_key=key,
    )


def paid_to(district: District, person: Somebody) -> list[Record]:
    with acting(SYSTEM):
        return read_subject(district.blueprint.registers["benefits"], person.subject)


def test_somebody_of_86_is_granted_by_the_rule_at_once(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    case = apply(district, person)
    assert (case.state, case.outcome, case.decided_by) == ("closed", "granted", "rule")
    assert [record.values["amount"] for record in paid_to(district, person)] == ["50"]
    with acting(SYSTEM):
        acts = acts_of_case(case.id)
    done = [(act.power, act.result, act.actor.kind) for act in acts if act.kind == "step.do"]
    assert done == [
        ("old-age-allowance/accept", "accepted", "rule"),
        ("old-age-allowance/grant", "granted", "rule"),
        ("old-age-allowance/pay", "done", "rule"),
        ("old-age-allowance/tell", "done", "rule"),
    ]
    assert [act.register for act in acts if act.kind == "record.read"] == ["population", "benefits"]
    assert {act.actor.kind for act in acts if act.kind == "case.notice"} == {"system"}, (
        "nobody told themselves"
    )


def test_every_step_of_a_rule_keeps_what_it_stood_on(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    file = cases.case_file(apply(district, person).number, person)
    accept = next(step for step in file.steps if step.id == "accept")
    assert accept.ground is not None
    assert accept.ground.inputs["age"] == "86"
    assert accept.ground.inputs["person"]["name"] == "王桂兰"
    assert "address" not in {k for k, v in accept.ground.inputs["person"].items() if v}, (
        "not in the agreement"
    )
    with acting(SYSTEM):
        record = read_subject(district.blueprint.registers["population"], person.subject)[0]
    read = next(read for read in accept.ground.reads if read["read"] == "person")
    assert read["records"] == [str(record.id)]
    assert "allowance" in accept.ground.explanation[0]["en"]
    assert "1" in accept.ground.explanation[0]["zh"]
    assert "allowance.csv" not in accept.ground.explanation[0]["zh"] + accept.ground.explanation[0]["en"]
    assert "allowance.csv:" in accept.ground.explanation[0]["rules"]


def test_the_applicant_is_told_in_both_languages(district: District) -> None:
    person = district.resident(date(1935, 2, 3))
    notices = cases.case_file(apply(district, person).number, person).notices
    assert [notice.text for notice in notices] == [
        {
            "zh": "您的高龄津贴已批准，每月100元，从2026年3月2日起发放到您登记的账户。",
            "en": "Your old-age allowance is granted: 100 yuan a month from 2 March 2026, "
            "paid into the account you named.",
        }
    ]


def test_a_rule_does_not_refuse_somebody_of_79(district: District) -> None:
    person = district.resident(date(1946, 5, 3))
    case = apply(district, person)
    assert (case.state, case.outcome) == ("open", None)
    (task,) = cases.tasks(district.officer(DESK)).rows
    assert (task.number, task.step) == (case.number, "accept")
    accept = cases.case_file(case.number, district.officer(DESK)).steps[0]
    assert accept.ground is not None
    assert any("条件“符合发放条件”不成立" in said["zh"] for said in accept.ground.explanation)
    assert any("为什么不是“符合发放条件：是”" in said["zh"] for said in accept.ground.explanation)
    assert paid_to(district, person) == []


def test_an_officer_refuses_with_reasons_and_the_applicant_learns_the_remedies(district: District) -> None:
    person = district.resident(date(1946, 5, 3))
    case = apply(district, person)
    officer = district.officer(DESK)
    (task,) = cases.tasks(officer).rows
    with pytest.raises(cases.ReasonsMissing):
        cases.decide(task.step_id, officer, "refused", " ")
    case = cases.decide(task.step_id, officer, "refused", "未满80周岁")
    assert (case.state, case.outcome, case.decided_by) == ("closed", "refused", "officer")
    (notice,) = cases.case_file(case.number, person).notices
    assert "未满80周岁" in notice.text["zh"]
    assert "Reasons: 未满80周岁" in notice.text["en"]
    assert "行政复议" in notice.text["zh"]
    assert "reconsideration within 60 days" in notice.text["en"]
    with acting(SYSTEM):
        bodies = [str(act) for act in acts_of_case(case.id)]
    assert not any("未满" in body for body in bodies), "reasons are no matter of the ledger"


def test_an_officer_who_accepts_lets_the_rules_go_on(district: District) -> None:
    person = district.resident(date(1946, 5, 3))
    apply(district, person)
    officer = district.officer(DESK)
    (task,) = cases.tasks(officer).rows
    case = cases.decide(task.step_id, officer, "accepted")
    # The amount is nought for somebody under 80, so the rule does not grant: another task of the same desk.
    assert case.state == "open"
    assert [row.step for row in cases.tasks(officer).rows] == ["grant"]


def test_somebody_who_is_paid_already_is_not_paid_twice_by_a_rule(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    apply(district, person)
    again = apply(district, person)
    assert again.state == "open"
    assert len(paid_to(district, person)) == 1


def test_somebody_unknown_to_the_register_of_residents_is_laid_before_people(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    with acting(SYSTEM):
        from minben.registers import end_record

        from .conftest import LOADER, TODAY

        end_record(
            district.blueprint.registers["population"], person.identifier, TODAY, actor=LOADER, purpose="test"
        )
    case = apply(district, person)
    assert case.outcome is None
    accept = cases.case_file(case.number, district.officer(DESK)).steps[0]
    assert accept.ground is not None
    assert any("holds no such record" in said["en"] for said in accept.ground.explanation)


def test_an_answer_that_does_not_fit_is_told_and_nothing_is_kept(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    with pytest.raises(cases.AnswerProblems) as caught:
        apply(district, person, "6222020000000000012")
    assert set(caught.value.problems) == {"account"}
    assert "校验" in caught.value.problems["account"]["zh"]
    with pytest.raises(cases.AnswerProblems) as caught:
        cases.submit(
            district.blueprint,
            "old-age-allowance",
            person.subject,
            {"colour": "red"},
            channel="web",
            actor=person.actor,
        )
    assert set(caught.value.problems) == {"account", "colour"}
    assert cases.my_cases([person.subject]).rows == ()


def test_the_form_shows_what_is_known_and_asks_one_thing(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    draft = cases.prepare("old-age-allowance", person.subject, person.actor)
    assert [fetched.read.name for fetched in draft.reads] == ["person", "paid"]
    assert [question.ask.name for question in draft.questions] == ["account"]
    with acting(SYSTEM):
        from minben.ledger import acts_about

        assert not [act for act in acts_about(person.subject) if act.kind == "record.read"]


def test_a_resident_cannot_apply_for_what_is_for_enterprises(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    with pytest.raises(cases.WrongSubject):
        cases.prepare("food-licence", person.subject, person.actor)


def test_the_same_key_gives_the_same_case(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    first, second = apply(district, person, key="k1"), apply(district, person, key="k1")
    assert first.id == second.id
    assert len(cases.my_cases([person.subject]).rows) == 1
