"""The house stands: a room uses only rooms below it, and only by their public face."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "minben"
FLOORS = {
    "rules": 0,
    "blueprint": 0,
    "ledger": 1,
    "registers": 2,
    "people": 2,
    "files": 2,
    "outside": 2,
    "services": 3,
    "cases": 3,
    "licences": 4,
    "documents": 4,
    "messages": 4,
    "payments": 4,
    "node": 4,
    "designer": 4,
    "portal": 6,
    "workbench": 6,
    "console": 6,
    "api": 6,
}
BESIDE = {
    ("blueprint", "rules"),
    ("cases", "services"),
    ("node", "licences"),
    ("node", "messages"),
    ("node", "payments"),
}
PAPER = "pages"
"""What the faces are printed on: the faces use its modules, and it uses rooms below the faces."""


def imports_of(path: Path) -> set[tuple[str, ...]]:
    """The modules of Minben that a file imports, as tuples of names below ``minben``."""
    found: set[tuple[str, ...]] = set()
    here = path.relative_to(SOURCE).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - node.level + 1]
            found.add((*base, *(node.module or "").split(".")) if node.module else base)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "minben":
            found.add(tuple(node.module.split(".")[1:]))
        elif isinstance(node, ast.Import):
            found |= {tuple(a.name.split(".")[1:]) for a in node.names if a.name.split(".")[0] == "minben"}
    return {name for name in found if name}


def allowed(room: str, other: str) -> bool:
    """Whether a room may use another by the table of the house."""
    if room == other or (room, other) in BESIDE or (other == PAPER and FLOORS.get(room) == 6):
        return True
    floor = 5 if room == PAPER else FLOORS[room]
    return other in FLOORS and FLOORS[other] < floor


@pytest.mark.parametrize("room", [*FLOORS, PAPER])
def test_a_room_uses_only_rooms_below_it(room: str) -> None:
    wrong = [
        f"{path.relative_to(SOURCE)} imports minben.{'.'.join(name)}"
        for path in (SOURCE / room).rglob("*.py")
        for name in imports_of(path)
        if not allowed(room, name[0]) and name[0] != "environment"
    ]
    assert not wrong


@pytest.mark.parametrize("room", [*FLOORS, PAPER])
def test_a_room_is_used_by_its_public_face_only(room: str) -> None:
    wrong = [
        f"{path.relative_to(SOURCE)} imports minben.{'.'.join(name)}"
        for path in (SOURCE / room).rglob("*.py")
        for name in imports_of(path)
        if name[0] not in (room, "environment", PAPER) and len(name) > 1 and (*name[:2],) not in PUBLIC
    ]
    assert not wrong


PUBLIC = {
    ("blueprint", "model"),
    ("blueprint", "calendar"),
    ("blueprint", "licensing"),
    ("node", "postgres"),
    ("ledger", "sql"),
    ("registers", "generate"),
    ("rules", "feel"),
}
"""Modules that are themselves a face beside the room's ``__init__``."""
