"""Open cases taken over into another version of their service."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from minben import cases
from minben.cases import models
from minben.cases.carrying import carry_over
from minben.cases.commands import app
from minben.ledger import acting, acts_of_case

from .conftest import LOADER, SYSTEM, District, put_in_force
from .licensing import FILLED, with_licence
from .test_at_once import together
from .test_effects import differences
from .test_licence import DECISION, INSPECTION, WINDOW, do
from .test_rounds import REPEATED, here

if TYPE_CHECKING:
    from .conftest import Somebody

QUICKER = ("    within: 20 working days\n", "    within: 15 working days\n")
WITHOUT_PEOPLE = ("    people: 2\n", "    people: 2\n    overdue: failed\n")


def begun(now: District, firm: Somebody) -> cases.Case:
    case = cases.submit(now.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor)
    do(now, WINDOW, "accepted")
    return case


def newer(now: District, *changes: tuple[str, str]) -> District:
    blueprint = with_licence(now.blueprint, *changes)
    put_in_force(blueprint)
    return District(blueprint)


def carried(now: District, *, dry_run: bool = False) -> dict[str, list[str]]:
    found = carry_over("food-licence", now.blueprint, actor=LOADER, dry_run=dry_run)
    return {one.number: [text["en"] for text in one.obstacles] for one in found}


def version_of(case: cases.Case) -> str:
    with acting(SYSTEM):
        return models.Case.objects.get(id=case.id).version


def test_an_open_case_goes_on_by_the_new_version_by_an_act_of_its_own(district: District) -> None:
    old = here(district)
    firm = old.enterprise()
    case = begun(old, firm)
    now = newer(old, QUICKER)
    assert carried(now, dry_run=True) == {case.number: []}
    assert version_of(case) == old.blueprint.version
    assert carried(now) == {case.number: []}
    assert version_of(case) == now.blueprint.version
    assert carried(now) == {}, "a second run finds nothing left"
    with acting(SYSTEM):
        (act,) = [act for act in acts_of_case(case.id) if act.kind == "case.migrate"]
        assert act.id == models.Case.objects.get(id=case.id).migrated
    for _ in range(2):
        do(now, INSPECTION, "passed", findings="好")
    assert cases.tasks(now.officer(DECISION)).rows[0].due == date(2026, 3, 23), "15 days by the new version"
    assert do(now, DECISION, "granted").outcome == "granted"
    assert differences() == []


def test_what_cannot_be_carried_over_is_told_and_the_case_left_as_it_was(district: District) -> None:
    old = here(district)
    firm = old.enterprise()
    case = begun(old, firm)
    now = newer(
        old,
        ("      accepted: {zh: 予以受理, en: Accepted}\n", "      taken: {zh: 予以受理, en: Accepted}\n"),
        ("    overdue: accepted\n", "    overdue: taken\n"),
        (
            "    by: officer approval/inspection\n    people: 2\n",
            "    by: officer approval/window\n    people: 2\n",
        ),
        ("  manager:\n    fact: food-manager\n", "  manager:\n    fact: findings\n"),
    )
    (wrong,) = carried(now).values()
    assert wrong == [
        '"manager" was answered and is not asked any more, or means something else',
        'the step "accept" is done with "accepted", which is no verdict any more',
        'the step "inspect" is open and is done by somebody else now',
    ]
    assert version_of(case) == old.blueprint.version
    with acting(SYSTEM):
        assert not [act for act in acts_of_case(case.id) if act.kind == "case.migrate"]
    do(now, INSPECTION, "passed", findings="好")


def test_steps_that_the_new_version_adds_are_done_and_one_that_is_open_may_not_vanish(
    district: District,
) -> None:
    old = here(district, *REPEATED)
    firm = old.enterprise()
    case = begun(old, firm)
    assert carried(newer(old)) == {case.number: ['there is no step "rectify" any more']}


def test_two_operators_at_once_carry_each_case_over_once(district: District) -> None:
    old = here(district)
    firms = [old.enterprise(f"店{n}", serial=f"{n}2345678") for n in (1, 2, 3)]
    begun_cases = [begun(old, firm) for firm in firms]
    now = newer(old, QUICKER)
    together(3, lambda _: carried(now))
    with acting(SYSTEM):
        for case in begun_cases:
            assert len([act for act in acts_of_case(case.id) if act.kind == "case.migrate"]) == 1


def test_the_command_tells_what_it_did_and_ends_with_1_where_a_case_cannot(district: District) -> None:
    old = here(district)
    case = begun(old, old.enterprise())
    now = newer(old, QUICKER)
    run = CliRunner().invoke(app, ["migrate", "food-licence", "--dry-run"], env={"LANG": "en_US.UTF-8"})
    assert (run.exit_code, run.stdout) == (
        0,
        f"1 could go on by the version {now.blueprint.version[:12]}, 0 cannot\n",
    )
    newer(old, ("    by: officer approval/inspection\n", "    by: officer approval/window\n"))
    run = CliRunner().invoke(app, ["migrate", "food-licence"], env={"LANG": "en_US.UTF-8"})
    assert run.exit_code == 1
    assert run.stdout.startswith(f"{case.number}: the step")
    assert CliRunner().invoke(app, ["migrate", "no-such-service"]).exit_code == 2
    assert CliRunner().invoke(app, ["migrate", "food-licence", "--to", "0" * 64]).exit_code == 2


def test_the_version_of_a_case_changes_only_with_the_act_that_says_so(district: District) -> None:
    import pytest
    from django.db import DatabaseError

    case = begun(here(district), district.enterprise())
    with pytest.raises(DatabaseError), acting(SYSTEM):
        models.Case.objects.filter(id=case.id).update(version=district.blueprint.version)
