"""Facts given as JSON, brought to the types of a model."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from minben.rules import ModelError, read_model
from minben.rules.given import facts_for, read_given

if TYPE_CHECKING:
    from pathlib import Path

    from minben.rules import Model

TABLE = '''\
U,person.born,income,=> amount
type,date,number,number
1,"< @""1945-01-01""",< 900.50,50
'''
DMN = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n">
 <itemDefinition name="tDay"><typeRef>date</typeRef></itemDefinition>
 <itemDefinition name="tPerson">
  <itemComponent name="born"><typeRef>tDay</typeRef></itemComponent>
  <itemComponent name="grade"><typeRef>string</typeRef>
   <allowedValues><text>"a", "b"</text></allowedValues></itemComponent>
  <itemComponent name="sums" isCollection="true"><typeRef>number</typeRef></itemComponent>
 </itemDefinition>
 <inputData name="person"><variable name="person" typeRef="tPerson"/></inputData>
</definitions>
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return read_model(tmp_path / "t.csv")


@pytest.fixture
def typed(tmp_path: Path) -> Model:
    (tmp_path / "m.dmn").write_text(DMN, encoding="utf-8")
    return read_model(tmp_path / "m.dmn")


def given(model: Model, text: str) -> dict[str, object]:
    return dict(facts_for(model, read_given(text, "in.json"), "in.json").facts)


def refused(model: Model, text: str) -> str:
    with pytest.raises(ModelError) as caught:
        given(model, text)
    return caught.value.text("en")


def test_columns_say_what_is_a_date(model: Model) -> None:
    facts = given(model, '{"person": {"born": "1940-05-01", "name": "1940-05-01"}, "income": 900.10}')
    assert facts == {
        "person": {"born": date(1940, 5, 1), "name": "1940-05-01"},
        "income": Decimal("900.10"),
    }


def test_declared_types_reach_into_parts_and_lists(typed: Model) -> None:
    facts = given(typed, '{"person": {"born": "1940-05-01", "grade": "a", "sums": [1, 2.5, "3.10"]}}')
    assert facts == {
        "person": {
            "born": date(1940, 5, 1),
            "grade": "a",
            "sums": [Decimal(1), Decimal("2.5"), Decimal("3.10")],
        }
    }


def test_a_lone_value_stands_for_a_list_of_one(typed: Model) -> None:
    facts = given(typed, '{"person": {"born": null, "grade": "a", "sums": 7}}')
    assert facts == {"person": {"born": None, "grade": "a", "sums": [Decimal(7)]}}


def test_every_wrong_value_is_told_with_its_path(typed: Model) -> None:
    assert refused(typed, '{"person": {"born": "1940-13-01", "grade": 7, "sums": [1, true]}}') == (
        "in.json: person.born: there is no day 1 of month 13 in the year 1940\n"
        "in.json: person.grade: number stands where string is needed\n"
        "in.json: person.sums[2]: boolean stands where number is needed"
    )


def test_what_is_missing_in_a_part_is_told_with_what_may_be_meant(typed: Model) -> None:
    assert refused(typed, '{"person": {"born": null, "grades": "a"}}') == (
        'in.json: person: "grade" is missing; is "grades" meant for it?\nin.json: person: "sums" is missing'
    )


def test_what_nothing_reads_is_remarked_on(model: Model) -> None:
    remarks = facts_for(model, {"incom": 1, "zebra": 2}, "in.json").remarks
    assert [remark.text("en") for remark in remarks] == [
        'in.json: the model does not read "incom"; did you mean "income"?',
        'in.json: the model does not read "zebra"',
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1,\n "b" 2}', "in.json:2: column 6: this is not JSON"),
        ("[1]", "facts are a JSON object"),
        ('{"a": 1, "a": 2}', '"a" stands here twice'),
        ('{"a": NaN}', "NaN is no JSON"),
        ("[" * 100_000, "nested too deep"),
        ("", "this is not JSON"),
    ],
)
def test_what_is_no_object_of_json_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_given(text, "in.json")
    assert says in caught.value.text("en")


USED = """\
U,"years and months duration(birth_date, counting date).years","count(members[died < counting date])",=> amount
type,number,number,number
1,>= 80,0,50
2,< 80,-,"(counting date - since).days"
"""


@pytest.fixture
def used(tmp_path: Path) -> Model:
    (tmp_path / "u.csv").write_text(USED, encoding="utf-8")
    return read_model(tmp_path / "u.csv")


def test_what_rules_do_with_a_fact_says_that_its_text_is_a_date(used: Model) -> None:
    facts = given(
        used, '{"birth_date": "1940-02-29", "members": [{"died": "2020-01-01", "name": "2020-01-01"}]}'
    )
    assert facts == {
        "birth_date": date(1940, 2, 29),
        "members": [{"died": date(2020, 1, 1), "name": "2020-01-01"}],
    }


def test_a_text_may_be_any_of_the_types_that_its_use_allows(used: Model) -> None:
    facts = given(used, '{"since": "P30D", "birth_date": "1940-02-28T10:00:00"}')
    assert facts["since"] == timedelta(days=30)
    assert str(facts["birth_date"]) == "1940-02-28 10:00:00"


def test_a_day_that_there_is_not_is_told_at_the_fact(used: Model) -> None:
    assert refused(used, '{"birth_date": "1950-02-29"}') == (
        "in.json: birth_date: there is no day 29 of month 2 in the year 1950"
    )
    assert "in.json: members[2].died: " in refused(used, '{"members": [{}, {"died": "soon"}]}')


def test_a_text_that_rules_may_take_as_text_stays_one(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("U,date(day),=> x\ntype,date,number\n1,-,1\n", encoding="utf-8")
    assert given(read_model(tmp_path / "t.csv"), '{"day": "2025-01-01"}') == {"day": "2025-01-01"}
