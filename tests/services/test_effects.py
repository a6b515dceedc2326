"""Blueprints that somebody changes behind their acts are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connections

from minben import services
from minben.ledger import Act, Actor, ActorKind, Reach, acting, write_act
from minben.services.effects import applications, blueprints

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint import Blueprint

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = Reach(system=True)


@pytest.fixture
def act(guangan: Blueprint) -> UUID:
    """The district, put in force by its act."""
    with acting(SYSTEM):
        written = write_act(
            Act(
                kind="blueprint.apply",
                actor=Actor(kind=ActorKind.SYSTEM, id="blueprint.apply"),
                purpose="blueprint",
                result=guangan.version,
            )
        )
        services.put_in_force(guangan, written)
    return written


def behind(statement: str, *values: str | bytes) -> None:
    """What the owner of the database may do: triggers off, then change it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE services_blueprint DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE services_application DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement, list(values))
        assert cursor.rowcount == 1


def found() -> list[tuple[str, UUID | None]]:
    """What the comparison says."""
    with acting(SYSTEM):
        return [(one.en, one.act) for compare in (blueprints, applications) for one in compare()]


def test_untouched_blueprints_stand_as_their_acts_say(act: UUID) -> None:
    assert act
    assert found() == []


def test_changed_files_are_found(act: UUID, guangan: Blueprint) -> None:
    from minben.services.packing import pack

    files = dict(guangan.files) | {"laws.csv": b"law,article\n"}
    behind("UPDATE services_blueprint SET files = %s", pack(files))
    assert act
    assert found() == [("the files were changed", None)]


def test_files_that_cannot_be_unpacked_are_found(act: UUID) -> None:
    behind("UPDATE services_blueprint SET files = 'x'")
    assert act
    assert found() == [("the files were changed", None)]


def test_an_application_that_is_gone_is_found(act: UUID) -> None:
    behind("DELETE FROM services_application")
    assert found() == [("the application of the act is gone", act)]


def test_an_application_without_an_act_is_found(act: UUID, guangan: Blueprint) -> None:
    behind(
        "INSERT INTO services_application (act, version, applied_at) VALUES (gen_random_uuid(), %s, now())",
        guangan.version,
    )
    assert act
    assert [en for en, _ in found()] == ["not what the act put in force"]
