"""Putting a blueprint in force: one act, idempotent, and nothing open is left without its definition."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import services
from minben.blueprint import read
from minben.ledger import Actor, ActorKind, Reach, acting
from minben.node.applying import WouldOrphan, apply, orphans_of
from minben.registers import write_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint

SYSTEM = Reach(system=True)
CLERK = Actor(kind=ActorKind.SYSTEM, id="test")
GUANGAN = "blueprints/guangan"
ADDRESS = "  address: {fact: address}\n"
DWELLING = "  dwelling: {fact: address}\n"


@pytest.fixture
def changed(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str, str, str], Blueprint]:
    """Guang'an with a piece of one file replaced."""
    folder = tmp_path / "guangan"
    shutil.copytree(request.config.rootpath / GUANGAN, folder)

    def change(file: str, old: str, new: str) -> Blueprint:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return read(folder)

    return change


def acts(database: Endpoint, kind: str) -> int:
    with database.connect("admin") as admin:
        row = admin.execute("SELECT count(*) FROM ledger_act WHERE kind = %s", [kind]).fetchone()
    assert row is not None
    return int(row[0])


def test_applying_is_one_act_and_applying_again_is_none(database: Endpoint, guangan: Blueprint) -> None:
    first = apply(guangan)
    second = apply(guangan)
    assert first.act is not None
    assert second.act is None
    assert acts(database, "blueprint.apply") == 1
    with acting(SYSTEM):
        assert services.in_force().version == guangan.version


def test_a_register_that_holds_records_cannot_lose_a_field(
    database: Endpoint, guangan: Blueprint, changed: Callable[[str, str, str], Blueprint]
) -> None:
    wider = changed("registers/population.yaml", ADDRESS, ADDRESS + DWELLING)
    apply(wider)
    with acting(SYSTEM):
        write_record(
            wider.registers["population"],
            {
                "id": "512925194103031237",
                "name": "试",
                "sex": "male",
                "birth_date": "1941-03-03",
                "division": "511602001001",
                "dwelling": "x",
                "living": "yes",
            },
            blueprint=wider,
            actor=CLERK,
            purpose="test",
            valid_from=date(2026, 1, 1),
        )
    with pytest.raises(WouldOrphan) as refused:
        apply(guangan)
    said = refused.value.orphans[0].text
    assert "dwelling" in said["en"]
    assert "1" in said["zh"]
    with acting(SYSTEM):
        assert services.in_force().version == wider.version
    assert acts(database, "blueprint.apply") == 1


def test_a_choice_that_records_hold_cannot_be_dropped_and_one_that_none_holds_can(
    database: Endpoint, guangan: Blueprint, changed: Callable[[str, str, str], Blueprint]
) -> None:
    apply(guangan)
    with acting(SYSTEM):
        write_record(
            guangan.registers["enterprises"],
            {
                "code": "91350100M000100Y43",
                "name": "试",
                "kind": "sole",
                "industry": "catering",
                "division": "511602001001",
                "address": "x",
                "representative": "512925194103031237",
                "founded": "2020-01-01",
                "state": "open",
            },
            blueprint=guangan,
            actor=CLERK,
            purpose="test",
            valid_from=date(2026, 1, 1),
        )
        sole, company = ", sole: {zh: 个体工商户, en: Sole trader}", "company: {zh: 公司, en: Company}, "
        held = orphans_of(guangan, changed("facts.yaml", sole, ""))
        changed("facts.yaml", company.rstrip(", "), company.rstrip(", ") + sole)
        free = orphans_of(guangan, changed("facts.yaml", company, ""))
    assert [orphan.text["en"] for orphan in held] == [
        "choice sole is gone, which the field kind of register enterprises has in 1 records"
    ]
    assert "1 条" in held[0].text["zh"]
    assert free == ()


def test_an_empty_register_may_lose_a_field(
    database: Endpoint, guangan: Blueprint, changed: Callable[[str, str, str], Blueprint]
) -> None:
    wider = changed("registers/population.yaml", ADDRESS, ADDRESS + DWELLING)
    apply(wider)
    with acting(SYSTEM):
        assert orphans_of(wider, guangan) == ()
    assert apply(guangan).act is not None
