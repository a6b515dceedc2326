"""Facts given as JSON, brought to the types of a model."""

from __future__ import annotations

from datetime import date
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
