"""Lists and every other kind of question: what is answered is read, checked by its path, and seen by rules."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from asking import ANSWERS, OTHER_VILLAGE, TOWN, VILLAGE, asking, files_asking
from minben import cases
from minben.blueprint import examine_files
from minben.cases.answers import check, questions
from minben.cases.facts import Circumstances, Facts, meant, packed, plain, unpacked
from minben.cases.played import Given, Played
from minben.cases.reading import fetched

from .conftest import District, put_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.cases import Question
    from minben.node.postgres import Endpoint

SERVICE = "old-age-allowance"
DAY = date(2026, 3, 2)
TERMS = cases.terms_of(asking(), SERVICE)


def facts() -> Facts:
    """What is known before anything is answered: nothing is read."""
    at = Circumstances("", "", "", DAY, "", DAY)
    return Facts(
        TERMS, at, known={}, settled={}, fetch=lambda reads: [fetched(TERMS, one, None, DAY) for one in reads]
    )


def checked(**changes: object) -> tuple[Mapping[str, object], dict[str, str]]:
    """The values, and in English what is wrong, of the answers with these changed; None leaves one out."""
    answers = {name: value for name, value in {**ANSWERS, **changes}.items() if value is not None}
    found = check(TERMS, TERMS.service.asks, answers, facts())
    return found.values, {path: text["en"] for path, text in found.problems.items()}


def put(answers: Mapping[str, object]) -> dict[str, Question]:
    """The questions by name, given some answers."""
    at_hand = facts()
    check(TERMS, TERMS.service.asks, answers, at_hand)
    return {one.ask.name: one for one in questions(TERMS, TERMS.service.asks, at_hand, answers)}


def carer(**changes: object) -> dict[str, object]:
    """A carer with these answers changed."""
    return {"carer": "李小明", "born": "1970-01-02", "has_pay": False} | changes


def test_the_questions_are_sound() -> None:
    assert [str(problem) for problem in examine_files(files_asking(), on=DAY).problems] == []


def test_every_kind_of_answer_becomes_a_json_value() -> None:
    values, problems = checked()
    assert problems == {}
    assert values == {
        "account": "6222020000000000018",
        "carers": [
            {"carer": "李小明", "born": "1970-01-02", "has_pay": False},
            {"carer": "张玲", "born": "1980-03-04", "has_pay": True, "wage": "1200.5"},
        ],
        "aids": ["stick", "hearing"],
        "visits": "18:00",
        "home": VILLAGE,
        "mobile": "13800001234",
        "remarks": "第一行\n第二行",
    }


NO_CARERS = "“Carers” needs at least 1; for each, give: Name of the carer, Carer's date of birth, Paid for it"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"carers": [carer(), carer(born="2026-03-03")]}, {"carers[2].born": "Nobody was born after today"}),
        ({"carers": [carer(carer="")]}, {"carers[1].carer": "Please answer “Name of the carer”"}),
        ({"carers": [carer(has_pay=True)]}, {"carers[1].wage": "Please answer “Monthly pay”"}),
        ({"carers": [carer(has_pay=True, wage="0")]}, {"carers[1].wage": "Pay is more than 0"}),
        ({"carers": [carer(age="5")]}, {"carers[1].age": "There is no such question"}),
        ({"carers": [carer()] * 4}, {"carers": "At most 3 are allowed, not 4"}),
        ({"carers": []}, {"carers": NO_CARERS}),
        ({"carers": "李小明"}, {"carers": "This must be a list, each entry a mapping of answers"}),
        ({"carers": ["李小明"]}, {"carers[1]": "This must be a mapping of answers"}),
        ({"aids": ["stick", "wheelchair", "hearing"]}, {"aids": "At most 2 are allowed, not 3"}),
        ({"aids": ["crutch"]}, {"aids": "This must be some of: stick, wheelchair, hearing"}),
        ({"home": TOWN}, {"home": "Please choose where in 浓洄街道"}),
        ({"visits": "9"}, {"visits": "This must be a time of day such as 09:30"}),
    ],
)
def test_what_does_not_fit_is_told_by_its_path(changes: dict[str, object], problems: dict[str, str]) -> None:
    found = checked(**changes)[1]
    expected = {
        path: text.replace("浓洄街道", asking().divisions[TOWN].name) for path, text in problems.items()
    }
    assert found == expected


def test_what_is_not_asked_of_an_entry_is_left_out() -> None:
    values, problems = checked(carers=[carer(wage="900")], remarks=None)
    assert problems == {}
    assert values["carers"] == [{"carer": "李小明", "born": "1970-01-02", "has_pay": False}]


def test_questions_of_an_entry_follow_from_its_own_answers() -> None:
    asked = put({"carers": [carer(), carer(has_pay=True)]})["carers"]
    names = [[one.ask.name for one in entry] for entry in asked.entries]
    assert names == [["carer", "born", "has_pay"], ["carer", "born", "has_pay", "wage"]]
    assert [one.ask.name for one in asked.further] == ["carer", "born", "has_pay"]


def test_a_later_question_depends_on_the_entries_of_a_list() -> None:
    assert "remarks" not in put({"carers": [carer()]})
    assert "remarks" in put({"carers": [carer(), carer(has_pay=True, wage="1")]})


def test_an_answer_is_prefilled_by_what_is_known_so_far() -> None:
    assert put({"carers": [carer()]})["visits"].prefill == "09:00"
    assert put({"carers": [carer(), carer()]})["visits"].prefill == "18:00"
    assert put({})["home"].prefill is None


def test_a_prefilled_answer_comes_from_a_register_and_may_be_changed(database: Endpoint, today: date) -> None:
    del database, today
    put_in_force(asking())
    district = District(asking())
    person = district.resident(date(1940, 1, 5))
    asked = cases.prepare(SERVICE, person.subject, person.actor).questions
    assert {one.ask.name: one.prefill for one in asked}["home"] == VILLAGE
    answers = ANSWERS | {"home": OTHER_VILLAGE}
    case = cases.submit(asking(), SERVICE, person.subject, answers, channel="web", actor=person.actor)
    assert case.outcome == "granted"
    file = cases.case_file(case.number, person)
    assert file.answers is not None
    assert file.answers["home"] == OTHER_VILLAGE
    assert file.answers["carers"] == [
        {"carer": "李小明", "born": "1970-01-02", "has_pay": False},
        {"carer": "张玲", "born": "1980-03-04", "has_pay": True, "wage": "1200.5"},
    ]


def entries(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def test_rules_see_a_list_as_contexts_with_null_for_what_was_not_asked() -> None:
    ask = TERMS.service.asks["carers"]
    (entry,) = entries(meant(asking().facts, ask, [carer(wage="10")]))
    assert entry == {"carer": "李小明", "born": date(1970, 1, 2), "has_pay": False, "wage": Decimal(10)}
    (other,) = entries(meant(asking().facts, ask, [{"carer": "x"}]))
    assert other == {"carer": "x", "born": None, "has_pay": None, "wage": None}


def test_a_played_case_takes_the_same_answers() -> None:
    records = [{"name": "王", "birth_date": "1940-01-05", "division": VILLAGE, "living": "yes"}]
    played = Played(asking(), SERVICE, Given(DAY, "512925194001050023", {"population": records}))
    with pytest.raises(cases.AnswerProblems) as caught:
        played.apply(ANSWERS | {"carers": [carer(born="x")]})
    assert caught.value.problems.keys() == {"carers[1].born"}
    played.apply(ANSWERS)
    assert played.case.outcome == "granted"


@pytest.mark.parametrize("value", [time(9, 5), time(9, 5, 30), [{"a": time(1, 2)}], ["x"]])
def test_a_time_keeps_its_type_when_it_is_kept(value: object) -> None:
    assert unpacked(packed(value)) == value


def test_a_time_is_read_in_hours_and_minutes() -> None:
    assert (plain(time(9, 5)), plain(time(9, 5, 30))) == ("09:05", "09:05:30")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["carer", "born", "has_pay", "wage", "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*TERMS.service.asks, "nothing"]), ANY_JSON, max_size=6))
def test_whatever_is_sent_is_read_or_told_and_reading_again_changes_nothing(
    answers: dict[str, object],
) -> None:
    found = check(TERMS, TERMS.service.asks, answers, facts())
    assert all(text["zh"] and text["en"] for text in found.problems.values())
    again = check(TERMS, TERMS.service.asks, found.values, facts())
    assert again.values == found.values
    put(answers)


def test_a_played_correction_lets_the_rule_look_again_and_what_does_not_fit_changes_nothing() -> None:
    records = [{"name": "张", "birth_date": "1950-01-05", "division": VILLAGE, "living": "yes"}]
    played = Played(asking(), SERVICE, Given(DAY, "512925195001050028", {"population": records}))
    played.apply(ANSWERS)
    assert played.case.outcome is None
    with pytest.raises(cases.NotFound):
        played.correct("paid", {"amount": "1"})
    with pytest.raises(cases.AnswerProblems):
        played.correct("person", {"birth_date": "x", "id": "512925194001050023"})
    assert played.case.outcome is None
    played.correct("person", {"birth_date": "1940-01-05"})
    assert played.case.outcome == "granted"
