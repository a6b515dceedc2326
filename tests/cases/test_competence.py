"""Which agency is competent for a case, and that the case is that agency's from its receipt on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import cases
from minben.blueprint import examine_files, read_files
from minben.cases import models
from minben.ledger import acting

from .conftest import ACCOUNT, SYSTEM, put_in_force, resident_number
from .test_allowance import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint import Problem

    from .conftest import District, InPost, Somebody

VILLAGE_LEVEL = 5
SERVICE = "services/old-age-allowance/service.yaml"
TOWNS = """town-a,,甲镇便民服务中心,Town A,甲镇
town-b,,乙镇便民服务中心,Town B,乙镇
"""
POST = """{town}/elders:
  title: {{zh: 老年福利岗, en: Elders}}
  powers: [handle]
  basis: [{{cite: 中华人民共和国老年人权益保障法 第三十三条}}]
"""
RULE = """agency: civil-affairs
competent: |-
  if starts with(person.division, "511602001") then "town-a"
  else if starts with(person.division, "511602002") then "town-b"
  else null
agencies: [town-a, town-b]
human: competent/elders
"""


def files_with(district: District, rule: str = RULE, *towns: str) -> dict[str, bytes]:
    """Guang'an where towns handle the allowance."""
    files = dict(district.blueprint.files)
    posts = "".join(POST.format(town=town) for town in towns or ("town-a", "town-b", "civil-affairs"))
    service = files[SERVICE].decode().replace("\nhuman: civil-affairs/benefits\n", "\n")
    service = service.replace("agency: civil-affairs\n", rule, 1)
    service = service.replace("officer civil-affairs/benefits", "officer competent/elders")
    return files | {
        "agencies.csv": files["agencies.csv"] + TOWNS.encode(),
        "posts.yaml": files["posts.yaml"] + posts.encode(),
        SERVICE: service.encode(),
    }


@pytest.fixture
def towns(district: District) -> District:
    blueprint = read_files(files_with(district))
    put_in_force(blueprint)
    return replace(district, blueprint=blueprint)


def resident(district: District, division: str, order: int = 2) -> Somebody:
    """Somebody of this village, too young for the allowance: people have to refuse."""
    person = district.resident(date(1980, 2, 3), order=order)
    district.write(
        "population",
        id=person.identifier,
        name="王桂兰",
        sex="female",
        birth_date=date(1980, 2, 3),
        division=division,
        living=True,
    )
    return person


def numbers(officer: InPost) -> set[str]:
    return {row.number for row in cases.tasks(officer).rows}


def test_a_case_is_handled_where_its_facts_lead_and_by_nobody_else(towns: District) -> None:
    a, b = (apply(towns, resident(towns, f"51160200{n}001", n * 2)) for n in (1, 2))
    assert (a.agency, b.agency) == ("town-a", "town-b")
    desk_a, desk_b = towns.officer("town-a/elders"), towns.officer("town-b/elders")
    assert (numbers(desk_a), numbers(desk_b)) == ({a.number}, {b.number})
    with pytest.raises(cases.NotFound):
        cases.case_file(b.number, desk_a)
    with acting(desk_a.reach):
        assert [case.number for case in models.Case.objects.all()] == [a.number]
        assert models.Answers.objects.count() == 1
    (task,) = cases.tasks(desk_a).rows
    with pytest.raises(cases.NotFound):
        cases.decide(task.step_id, desk_b, "refused", "未满80周岁")
    assert cases.decide(task.step_id, desk_a, "refused", "未满80周岁").outcome == "refused"


def test_where_the_rule_yields_nothing_the_service_s_own_agency_handles_it(towns: District) -> None:
    elsewhere = next(
        code
        for code, one in towns.blueprint.divisions.items()
        if one.level == VILLAGE_LEVEL and not code.startswith(("511602001", "511602002"))
    )
    case = apply(towns, resident(towns, elsewhere))
    assert case.agency == "civil-affairs"
    assert numbers(towns.officer("civil-affairs/elders")) == {case.number}


def test_who_is_asked_for_a_human_is_of_the_competent_agency(towns: District) -> None:
    person = towns.resident(date(1940, 2, 3))
    case = apply(towns, person)
    assert case.agency == "town-a"
    cases.ask_for_human(case.id, person)
    assert numbers(towns.officer("town-a/elders")) == {case.number}


def test_competence_is_found_by_the_reads_of_the_receipt(towns: District) -> None:
    case = apply(towns, resident(towns, "511602001001"))
    with acting(SYSTEM):
        file = cases.case_file(case.number, towns.officer("town-a/elders"))
    reads = [act.register for act in file.acts if act.kind == "record.read" and act.actor.kind == "rule"]
    assert sorted(reads) == sorted(set(reads))


def test_a_case_keeps_its_agency_when_the_person_moves(towns: District) -> None:
    person = resident(towns, "511602001001")
    case = apply(towns, person)
    resident(towns, "511602002001")
    desk = towns.officer("town-a/elders")
    (task,) = cases.tasks(desk).rows
    assert cases.decide(task.step_id, desk, "refused", "未满80周岁").agency == case.agency == "town-a"


def test_a_played_case_is_located_too(towns: District) -> None:
    number = resident_number(date(1980, 2, 3), 2)
    person = {"id": number, "name": "王", "sex": "female", "birth_date": "1980-02-03"}
    given = cases.Given(
        date(2026, 3, 2),
        person["id"],
        {"population": [{**person, "division": "511602002001", "living": "true"}]},
        "web",
    )
    try:
        played = cases.Played(towns.blueprint, "old-age-allowance", given)
    except cases.BadGiven as bad:
        pytest.fail(str(bad.problems))
    played.apply({"account": ACCOUNT})
    assert played.case.agency == "town-b"
    played.decide("accept", "town-b/elders", "refused", "未满80周岁")
    assert played.case.outcome == "refused"


@pytest.mark.parametrize(
    ("rule", "towns_with_posts", "code"),
    [
        (RULE, ("town-a", "civil-affairs"), "unknown"),
        (RULE, ("town-a", "town-b"), "unknown"),
        (RULE.replace("agencies: [town-a, town-b]\n", ""), (), "competent-by-halves"),
        ("agency: civil-affairs\n", (), "competent-without-rule"),
        (RULE.replace("town-b]", "town-c]"), (), "unknown"),
        (
            'agency: civil-affairs\ncompetent: if accept = "accepted" then "town-a" else null\n'
            "agencies: [town-a, town-b]\n",
            (),
            "competent-too-late",
        ),
    ],
)
def test_what_is_wrong_with_competence_is_told(
    district: District, rule: str, towns_with_posts: tuple[str, ...], code: str
) -> None:
    problems = examine(files_with(district, rule, *towns_with_posts))
    assert code in {problem.code for problem in problems if problem.place.file == SERVICE}


def test_competence_that_is_right_is_not_complained_about(district: District) -> None:
    assert [one for one in examine(files_with(district)) if one.place.file in (SERVICE, "posts.yaml")] == []


def examine(files: Mapping[str, bytes]) -> list[Problem]:
    return list(examine_files(files).problems)
