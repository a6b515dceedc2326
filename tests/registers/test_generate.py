"""Invented people are the same for the same seed, fit the blueprint's shape, and are accepted by its registers."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from minben.ledger import Actor, ActorKind, Reach, acting
from minben.registers import find_subject, load, read_subject
from minben.registers.fields import schema
from minben.registers.formats import Codes, check
from minben.registers.generate import DemographyProblem, stream, write_files
from minben.registers.generate.chance import Chance
from minben.registers.generate.kinship import OPPOSITE
from minben.registers.generate.numbers import (
    ResidentNumbers,
    account_number,
    credit_code,
    day_of_age,
    organisation_check_character,
    years_before,
)
from minben.registers.generate.shape import read_shape

from .jurisdiction import DATED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from minben.blueprint.model import Blueprint

    Rows = dict[str, list[dict[str, str]]]

ON = date(2026, 5, 1)
RESIDENTS = 6000
NO_CODES = Codes(frozenset())


@pytest.fixture(scope="module")
def people(guangan: Blueprint) -> Rows:
    """All the rows of some thousands of people."""
    return {register: list(rows) for register, rows in stream(guangan, RESIDENTS, "7", ON).items()}


def age(born: str, on: date = ON) -> int:
    """Whole years on a day."""
    day = date.fromisoformat(born)
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def latest(rows: list[dict[str, str]], key: str) -> dict[str, dict[str, str]]:
    """The last version of each entry."""
    return {row[key]: row for row in sorted(rows, key=lambda row: row["@valid_from"])}


def digests(folder: Path) -> dict[str, str]:
    """The content of the files of a folder."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    guangan: Blueprint, tmp_path: Path
) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        write_files(guangan, tmp_path / name, 500, seed, ON)
    first, again, other = (digests(tmp_path / name) for name in "abc")
    assert first == again
    assert all(first[file] != other[file] for file in first)


def test_these_people_are_the_same_on_every_machine(guangan: Blueprint) -> None:
    rows = islice(stream(guangan, 20, "7", ON)["population"], 3)
    assert [row["id"] for row in rows] == ["512925197605131952", "512925196104275056", "512925196601260744"]


def test_files_and_streams_hold_the_same_rows(guangan: Blueprint, tmp_path: Path) -> None:
    written = write_files(guangan, tmp_path, 300, "7", ON)
    streamed = stream(guangan, 300, "7", ON)
    assert {file.stem: count for file, count in written.items()} == {
        register: len(list(rows)) for register, rows in streamed.items()
    }


def test_every_row_is_accepted_by_its_register(guangan: Blueprint, people: Rows) -> None:
    for name, rows in people.items():
        register = schema(guangan, guangan.registers[name])
        for row in rows:
            register.parse({field: value for field, value in row.items() if field[0] != "@"})
            assert date.fromisoformat(row["@valid_from"]) <= ON


def test_numbers_carry_birthday_and_sex_and_are_nobody_elses(people: Rows) -> None:
    residents = latest(people["population"], "id")
    assert len(residents) == RESIDENTS
    for number, row in residents.items():
        assert number[6:14] == row["birth_date"].replace("-", "")
        assert (int(number[16]) % 2 == 1) == (row["sex"] == "male")


def test_ages_and_sexes_follow_the_census(guangan: Blueprint, people: Rows) -> None:
    pyramid = read_shape(guangan.demography).pyramid
    whole = sum(map(sum, pyramid))
    groups = Counter(
        (row["sex"], age(row["birth_date"]) // 10) for row in latest(people["population"], "id").values()
    )
    for sex, weights in zip(("female", "male"), pyramid, strict=True):
        for decade in range(11):
            expected = sum(weights[decade * 10 : decade * 10 + 10]) / whole
            assert abs(groups[sex, decade] / RESIDENTS - expected) < 0.015


def test_everybody_lives_in_a_village_of_the_district(guangan: Blueprint, people: Rows) -> None:
    villages = {row["division"] for row in people["population"]}
    assert len(villages) > 300
    assert {guangan.divisions[code].level for code in villages} == {5}
    assert {guangan.divisions[str(guangan.divisions[code].parent)].parent for code in villages} == {
        guangan.division
    }


def test_a_household_has_one_head_one_address_and_its_size(people: Rows) -> None:
    residents = latest(people["population"], "id")
    households = defaultdict(list)
    for row in people["households"]:
        households[row["household"]].append(row)
    for members in households.values():
        assert [row["relation"] for row in members].count("head") == 1
        assert {row["size"] for row in members} == {str(len(members))}
        persons = [residents[row["resident"]] for row in members]
        assert len({(person["division"], person["address"]) for person in persons}) == 1
        assert max(age(person["birth_date"]) for person in persons) >= 18
    assert sum(map(len, households.values())) == RESIDENTS


def test_kinship_is_the_same_both_ways_and_old_enough(people: Rows) -> None:
    residents = latest(people["population"], "id")
    entries = {(row["resident"], row["relative"]): row for row in people["kinship"]}
    assert len(entries) == len(people["kinship"])
    assert {row["relation"] for row in people["kinship"]} == set(OPPOSITE)
    parents: Counter[str] = Counter()
    for (person, relative), row in entries.items():
        assert entries[relative, person]["relation"] == OPPOSITE[row["relation"]]
        assert row["relative_name"] == residents[relative]["name"]
        older = age(residents[relative]["birth_date"]) - age(residents[person]["birth_date"])
        if row["relation"] == "spouse":
            assert residents[person]["sex"] != residents[relative]["sex"]
            assert age(residents[person]["birth_date"]) >= 20
            assert abs(older) <= 11
        elif row["relation"] == "parent":
            assert 19 <= older <= 51
            parents[person] += 1
        elif row["relation"] == "grandparent":
            assert older >= 38
    assert max(parents.values()) == 2


def test_kinship_follows_from_kinship(people: Rows) -> None:
    kin: dict[str, dict[str, str]] = defaultdict(dict)
    for row in people["kinship"]:
        kin[row["resident"]][row["relative"]] = row["relation"]
    for person, relatives in kin.items():
        parents = {other for other, relation in relatives.items() if relation == "parent"}
        for parent in parents:
            for other, relation in kin[parent].items():
                if relation == "parent":
                    assert kin[person][other] == "grandparent"
        for other, relation in relatives.items():
            if relation == "sibling":
                assert parents == {p for p, of in kin[other].items() if of == "parent"}


def test_some_of_the_very_old_are_paid_already_and_nobody_twice(people: Rows) -> None:
    residents = latest(people["population"], "id")
    old = {n for n, row in residents.items() if age(row["birth_date"]) >= 80 and row["living"] == "yes"}
    paid = latest(people["benefits"], "number")
    persons = [row["resident"] for row in paid.values()]
    assert len(set(persons)) == len(persons)
    assert set(persons) <= old
    assert 0.5 < len(persons) / len(old) < 0.85
    for row in paid.values():
        years = age(residents[row["resident"]]["birth_date"])
        assert row["amount"] == ("300" if years >= 100 else "100" if years >= 90 else "50")


def test_enterprises_are_as_many_as_said_and_represented_by_adults(guangan: Blueprint) -> None:
    rows = {name: list(rows) for name, rows in stream(guangan, 1000, "7", ON, enterprises=77).items()}
    enterprises = latest(rows["enterprises"], "code")
    residents = latest(rows["population"], "id")
    assert len(enterprises) == 77
    for row in enterprises.values():
        assert age(residents[row["representative"]]["birth_date"]) >= 25
        assert residents[row["representative"]]["living"] == "yes"
        assert age(residents[row["representative"]]["birth_date"], date.fromisoformat(row["founded"])) >= 24


def test_any_number_of_people_needs_the_same_memory(guangan: Blueprint) -> None:
    def peak(residents: int) -> int:
        rows = stream(guangan, residents, "7", ON)["kinship"]
        tracemalloc.start()
        for _ in islice(rows, 2_000):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(50_000_000) < 2 * peak(2_000)


@pytest.mark.usefixtures("database")
def test_a_generated_district_goes_into_its_registers(guangan: Blueprint) -> None:
    actor = Actor(ActorKind.SYSTEM, "test")
    for name, rows in stream(guangan, 400, "7", ON).items():
        report = load(
            guangan.registers[name], rows, blueprint=guangan, source="test", actor=actor, valid_from=ON
        )
        assert (report.bad, report.problems) == (0, ())
    row = next(stream(guangan, 400, "7", ON)["kinship"])
    with acting(Reach(system=True)):
        subject = find_subject("resident", row["resident"])
        assert subject is not None
        kin = read_subject(guangan.registers["kinship"], subject, on=ON)
    assert row["relative"] in {record.values["relative"] for record in kin}


def without(demography: Mapping[str, Any], file: str, *path: str) -> dict[str, Any]:
    """The demography without one part."""

    def cut(part: Any, rest: tuple[str, ...]) -> Any:
        if len(rest) == 1:
            return {name: value for name, value in part.items() if name != rest[0]}
        return {**part, rest[0]: cut(part[rest[0]], rest[1:])}

    if not path:
        return {name: part for name, part in demography.items() if name != file}
    return {**demography, file: cut(demography[file], path)}


@pytest.mark.parametrize(
    ("file", "path", "said"),
    [
        ("surnames", (), "demography/surnames.csv"),
        ("shape", ("households",), "demography/shape.yaml: households: this is missing"),
        ("shape", ("ages", "married", "male"), "ages.married.male"),
        ("shape", ("enterprises", "kinds", "sole", "code"), "enterprises.kinds.sole.code"),
        ("registers", (), "demography/registers.yaml"),
        ("registers", ("resident", "since"), "resident.since: this must be one of: number, full name"),
        ("registers", ("resident", "fields", "name"), "population requires name too"),
        ("registers", ("resident", "register"), "resident.register: there is no such register"),
    ],
)
def test_what_is_missing_in_a_demography_is_named(
    guangan: Blueprint, file: str, path: tuple[str, ...], said: str
) -> None:
    poorer = replace(guangan, demography=without(guangan.demography, file, *path))
    with pytest.raises(DemographyProblem) as problem:
        stream(poorer, 10, "7", ON)
    assert said in problem.value.text["en"]
    assert problem.value.text["zh"]


@given(st.integers(0, 104), st.floats(0, 0.999999), st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_a_birthday_gives_the_age_it_was_drawn_for(years: int, fraction: float, today: date) -> None:
    born = day_of_age(today, years, fraction)
    assert age(born.isoformat(), today) == years
    assert years_before(today, years + 1) <= born <= today


def test_a_full_birthday_gives_way_to_the_next_and_no_number_comes_twice() -> None:
    numbers = ResidentNumbers(DATED)
    given_out = [numbers.take(date(2000, 2, 29), 1) for _ in range(1200)]
    assert len({number for number, _ in given_out}) == 1200
    assert {born for _, born in given_out} == {date(2000, 2, 29), date(2000, 2, 28), date(2000, 2, 27)}
    assert all(number[6:14] == f"{born:%Y%m%d}" for number, born in given_out)
    assert all(check("gb11643", number, Codes(frozenset(), DATED)) is None for number, _ in given_out)


def test_codes_and_accounts_are_valid_and_nobody_elses() -> None:
    codes = {credit_code("91", "511602", serial) for serial in range(3000)}
    accounts = {account_number("621700", serial) for serial in range(3000)}
    assert len(codes) == len(accounts) == 3000
    assert all(check("gb32100", code, NO_CODES) is None for code in codes)
    assert all(code[16] == organisation_check_character(code[8:16]) for code in codes)
    assert all(check("bank-account", account, NO_CODES) is None for account in accounts)


def test_chance_draws_what_it_always_drew() -> None:
    chance = Chance("seed")
    assert [chance.below(1000) for _ in range(3)] == [138, 236, 865]
    assert Counter(chance.weighted([1, 0, 3]) for _ in range(4000))[1] == 0
