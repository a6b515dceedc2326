"""Questions as things stand, and what is wrong with answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from minben import cases
from minben.cases.terms import terms_of

from .test_licence import FILLED, PROMISED, WINDOW
from .test_versions_and_faults import LICENCE, changed, in_force

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

    from .conftest import District

CONDITIONS = (
    (
        "  manager:\n    fact: food-manager\n",
        "  manager:\n    fact: food-manager\n"
        "    when: 'trade != \"bulk-food\"'\n"
        "    check: 'string length(?) >= 2'\n"
        "    refusal: {zh: 请填写全名, en: Please give the whole name}\n",
    ),
    (
        "needs: [business, premises, trade, manager, plan, rules]",
        "needs: [business, premises, trade, plan, rules]",
    ),
)


@pytest.fixture
def asking(district: District) -> District:
    """The food licence with a question that is put only for some trades, and an answer that is checked."""
    return in_force(district, LICENCE, *CONDITIONS)


def test_a_question_is_put_only_where_its_condition_holds(asking: District) -> None:
    firm = asking.enterprise()

    def asked(**answers: str) -> list[str]:
        draft = cases.prepare("food-licence", firm.subject, firm.actor, answers)
        return [question.ask.name for question in draft.questions]

    assert asked(trade="restaurant") == ["premises", "trade", "manager"]
    assert asked(trade="bulk-food") == ["premises", "trade"]


def test_an_answer_to_a_question_that_was_not_put_is_left_out(asking: District) -> None:
    firm = asking.enterprise()
    case = cases.submit(
        asking.blueprint,
        "food-licence",
        firm.subject,
        {**FILLED, "trade": "bulk-food"},
        channel="web",
        actor=firm.actor,
    )
    answers = cases.case_file(case.number, firm).answers
    assert answers is not None
    assert {name: answers[name] for name in answers if name not in PROMISED} == {
        "premises": FILLED["premises"],
        "trade": "bulk-food",
    }
    assert len(cases.tasks(asking.officer(WINDOW)).rows) == 1


def test_an_answer_that_does_not_pass_its_check_is_refused_in_the_service_s_words(asking: District) -> None:
    firm = asking.enterprise()
    with pytest.raises(cases.AnswerProblems) as caught:
        cases.validate(
            asking.blueprint, "food-licence", firm.subject, {**FILLED, "manager": "李"}, firm.actor
        )
    assert caught.value.problems == {"manager": {"zh": "请填写全名", "en": "Please give the whole name"}}


def test_every_problem_is_told_at_once_in_both_languages(asking: District) -> None:
    firm = asking.enterprise()
    with pytest.raises(cases.AnswerProblems) as caught:
        cases.validate(
            asking.blueprint,
            "food-licence",
            firm.subject,
            {"premises": "长" * 1000, "trade": "circus", "colour": "red", "plan": PROMISED["plan"]},
            firm.actor,
        )
    assert set(caught.value.problems) == {"premises", "trade", "manager", "colour", "rules"}
    assert all(text["zh"] and text["en"] for text in caught.value.problems.values())


def test_a_value_to_which_two_facts_give_different_titles_has_none(guangan: Blueprint) -> None:
    assert terms_of(guangan, "food-licence").titles["restaurant"] == "热食类食品制售"
    other = changed(
        guangan, "facts.yaml", ("making: {zh: 制造, en: Manufacturing}", "restaurant: {zh: 餐馆, en: Eatery}")
    )
    titles = terms_of(other, "food-licence").titles
    assert "restaurant" not in titles
    assert titles["cold-dishes"] == "冷食类食品制售"
