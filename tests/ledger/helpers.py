"""Acts for tests, and what only somebody with all rights over the database could do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.environment import Environment
from minben.ledger import Act, Actor, ActorKind, Reach, acting, kinds, write_act
from minben.ledger.keys import public_keys
from minben.ledger.verify import Report, verify

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from minben.node.postgres import Endpoint

kinds.register("test.act", zh="试验", en="Test")
SYSTEM = Reach(system=True)


def an_act(**fields: object) -> Act:
    """An act of the program, with these fields."""
    whole = {"kind": "test.act", "actor": Actor(ActorKind.SYSTEM, "test"), "purpose": "test", **fields}
    return Act(**whole)  # type: ignore[arg-type]  # the tests name fields that exist


def write(**fields: object) -> UUID:
    """One act, committed."""
    with acting(SYSTEM):
        return write_act(an_act(**fields))


def tamper(database: Endpoint, *statements: str) -> None:
    """Run statements as the superuser, past every trigger."""
    with database.connect("admin") as admin, admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            admin.execute(statement.encode())


def verified(*, witness: Path | None = None, effects: bool = False) -> Report:
    """What verifying finds."""
    return verify(public_keys(Environment.read().home), witness=witness, effects=effects)


def found(report: Report) -> set[tuple[str, UUID | None, int | None]]:
    """Its findings: code, act and leaf."""
    return {(finding.code, finding.act, finding.leaf) for finding in report.findings.kept}
