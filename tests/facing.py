"""A small district for the tests of the faces: Guang'an's blueprint in force, a few people with records, officers.

``district`` gives it to one test, with a client for each of its people; the browser tests share one for the whole run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from minben import cases, people, registers, services
from minben.blueprint.model import SubjectKind
from minben.ledger import Act, Actor, ActorKind, Reach, acting, legal_today, write_act
from minben.pages.messages import compile_catalogues

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Blueprint

CLERK = Actor(kind=ActorKind.SYSTEM, id="test")
SYSTEM = Reach(system=True)
SINCE = date(2026, 1, 1)
ELDER, PARENT, SHOP = "512925194103031237", "512925198003031233", "91511602MA6200001T"
PASSWORD = "correct horse battery"
LAID_OUT: set[object] = set()
"""Where the static files of this run lie."""


class Accounts(dict[str, "people.Account"]):
    """Accounts by the name of their persona; those of officers are made when somebody asks for them first.

    A blueprint has many posts, and a test needs the officers of a few.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        super().__init__()
        self.blueprint = blueprint

    def __missing__(self, persona: str) -> people.Account:
        role = self.blueprint.personas[persona]
        assert role.post is not None, f"{persona} is no officer"
        account = people.create_account(role.id, f"{role.title['zh'][:2]}干部", actor=CLERK, persona=role.id)
        people.appoint(account, role.post, actor=CLERK, since=SINCE)
        self[persona] = account
        return account


OFFICERS = (
    "benefits-officer",
    "window-officer",
    "first-inspector",
    "second-inspector",
    "decision-officer",
    "registry-officer",
    "supervisor",
)
"""Who is there from the beginning."""


@dataclass(frozen=True, slots=True)
class District:
    """Accounts by the name of their persona, and subjects by theirs."""

    blueprint: Blueprint
    accounts: Accounts
    subjects: dict[str, UUID]

    def mandate(self, giver: str) -> str:
        """The capacity of whoever holds the latest mandate of this subject."""
        from minben.people.models import Mandate

        with acting(SYSTEM):
            given = Mandate.objects.filter(giver=self.subjects[giver]).order_by("since").last()
        assert given is not None
        return f"mandate:{given.id}"

    def client(self, persona: str | None = None, language: str = "en") -> Client:
        """A browser without scripts, signed in as this persona."""
        client = Client(SERVER_NAME="localhost", headers={"accept-language": language})
        if persona is not None:
            client.force_login(self.accounts[persona], settings.AUTHENTICATION_BACKENDS[0])
        return client


def check_digit(number: str) -> str:
    """The 18 characters of a resident number from its first 17 (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    remainder = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True)) % 11
    return number[:17] + "10X98765432"[remainder]


def credit_code(base: str) -> str:
    """The 18 characters of a credit code from its first 17 (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(char) * pow(3, place, 31) for place, char in enumerate(base[:17]))
    return base[:17] + alphabet[(31 - total % 31) % 31]


def settle(blueprint: Blueprint) -> District:
    """Put the blueprint in force and let a few people live in the district."""
    with acting(SYSTEM):
        act = write_act(Act(kind="blueprint.apply", actor=CLERK, purpose="test", result=blueprint.version))
        services.put_in_force(blueprint, act)
    subjects: dict[str, UUID] = {}
    accounts = Accounts(blueprint)
    for persona, name, number, birth in (
        ("elder", "王桂兰", check_digit(ELDER), "1941-03-03"),
        ("parent", "李建国", check_digit(PARENT), "1980-03-03"),
    ):
        subjects[persona] = write_resident(blueprint, name, number, birth)
        accounts[persona] = people.create_account(
            persona, name, actor=CLERK, persona=persona, password=PASSWORD
        )
        people.link(accounts[persona], subjects[persona], SubjectKind.RESIDENT, actor=CLERK)
    subjects["restaurant"] = write_enterprise(blueprint, "广安区老街小面馆", check_digit(PARENT))
    accounts["restaurant"] = accounts["parent"]
    people.give_mandate(
        subjects["restaurant"],
        SubjectKind.ENTERPRISE,
        subjects["parent"],
        name="广安区老街小面馆",
        actor=CLERK,
        basis=("中华人民共和国民法典 第六十一条",),
        since=SINCE,
    )
    for persona in OFFICERS:
        accounts[persona]
    return District(blueprint, accounts, subjects)


def write_resident(blueprint: Blueprint, name: str, number: str, birth: str) -> UUID:
    """A living resident of the district's first village."""
    village = next(code for code, division in blueprint.divisions.items() if division.level == 5)
    values = {
        "id": number,
        "name": name,
        "sex": "female",
        "birth_date": birth,
        "division": village,
        "living": True,
    }
    with acting(SYSTEM):
        record = registers.write_record(
            blueprint.registers["population"],
            values,
            blueprint=blueprint,
            actor=CLERK,
            purpose="test",
            valid_from=SINCE,
        )
    return record.subject


def write_enterprise(blueprint: Blueprint, name: str, representative: str) -> UUID:
    """A catering business."""
    village = next(code for code, division in blueprint.divisions.items() if division.level == 5)
    values = {
        "code": credit_code(SHOP),
        "name": name,
        "kind": "company",
        "industry": "catering",
        "division": village,
        "address": "广安区建安中路128号",
        "representative": representative,
        "founded": "2020-05-01",
        "state": "open",
    }
    with acting(SYSTEM):
        record = registers.write_record(
            blueprint.registers["enterprises"],
            values,
            blueprint=blueprint,
            actor=CLERK,
            purpose="test",
            valid_from=SINCE,
        )
    return record.subject


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What pages are made of: static files under their hashed names, compiled words; and passwords that hash fast."""
    # Every folder of tests has a fixture of its own, and Django keeps the first storage: so once for the whole run.
    if settings.STATIC_ROOT in LAID_OUT:
        return
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    LAID_OUT.add(settings.STATIC_ROOT)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("collectstatic", interactive=False, verbosity=0)
    compile_catalogues()


@pytest.fixture
def district(request: pytest.FixtureRequest, guangan: Blueprint) -> District:
    """The small district, fresh for one test."""
    for needed in ("paper", "database"):
        request.getfixturevalue(needed)
    return settle(guangan)


def give_kin(district: District, persona: str, name: str, relation: str) -> str:
    """Register a relative of somebody; the relative's number is the answer to with whom."""
    number = check_digit("512925197001010" + f"{len(name):02d}")
    values = {
        "number": f"K{len(district.subjects)}{name}",
        "resident": identifier(district, persona),
        "relative": number,
        "relative_name": name,
        "relation": relation,
    }
    with acting(SYSTEM):
        registers.write_record(
            district.blueprint.registers["kinship"],
            values,
            blueprint=district.blueprint,
            actor=CLERK,
            purpose="test",
            valid_from=SINCE,
        )
    return number


def identifier(district: District, persona: str) -> str:
    """The number or code of a subject."""
    with acting(SYSTEM):
        found = registers.identity_of(district.subjects[persona])
    assert found is not None
    return found.identifier


def apply(district: District, persona: str, service: str, answers: dict[str, Any]) -> cases.Case:
    """Somebody applies."""
    actor = Actor(kind=ActorKind.RESIDENT, id=str(district.subjects[persona]))
    return cases.submit(
        district.blueprint, service, district.subjects[persona], answers, channel="web", actor=actor
    )


def as_officer(district: District, persona: str) -> people.Officer:
    """The officer behind a persona."""
    standing = people.standing_of(district.accounts[persona], district.blueprint, legal_today())
    officer = standing.capacities[0]
    assert isinstance(officer, people.Officer)
    return officer


def as_person(district: District, persona: str) -> people.Person:
    """The person behind a persona, as themselves."""
    standing = people.standing_of(district.accounts[persona], district.blueprint, legal_today())
    person = standing.capacities[0]
    assert isinstance(person, people.Person)
    return person


def step_of(district: District, case: cases.Case, officer: people.Officer) -> UUID:
    """The task in a case that lies before this officer."""
    file = cases.case_file(case.number, officer)
    return next(view.row.id for view in file.steps if view.for_me and view.row is not None)


ACCOUNT = "6222021001112223331"
FOOD: dict[str, Any] = {
    "premises": "广安区建安中路128号",
    "trade": "restaurant",
    "manager": "李建国",
    "plan": {"kind": "commitment", "agreed": True},
    "rules": {"kind": "commitment", "agreed": True},
}


def play(district: District) -> None:
    """A little of everything: granted by a rule, at an officer's, to be completed, refused with reasons."""
    apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    relative = give_kin(district, "parent", "李小明", "child")
    apply(district, "parent", "kinship-certificate", {"relative": relative})
    apply(district, "parent", "old-age-allowance", {"account": ACCOUNT})
    window = as_officer(district, "window-officer")
    apply(district, "restaurant", "food-licence", FOOD)
    waiting = apply(district, "restaurant", "food-licence", FOOD)
    cases.decide(
        step_of(district, waiting, window), window, "incomplete", "经营场所地址不完整，请补正到门牌号。"
    )
    refused = apply(district, "restaurant", "food-licence", FOOD)
    cases.decide(step_of(district, refused, window), window, "not-accepted", "不属于本机关受理范围。")
    inspected = apply(district, "restaurant", "food-licence", FOOD)
    cases.decide(step_of(district, inspected, window), window, "accepted")
    first = as_officer(district, "first-inspector")
    cases.decide(
        step_of(district, inspected, first), first, "passed", "", {"findings": "布局合理，设施齐全。"}
    )
    benefits = as_officer(district, "benefits-officer")
    task = cases.tasks(benefits).rows[0]
    cases.decide(task.step_id, benefits, "refused", "未满80周岁，不符合条件。")
