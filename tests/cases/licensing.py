"""A licensing service of the tests' own, in place of the district's: nothing in it changes but by a test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minben.blueprint import read_files

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

FILLED = {"premises": "广安区城南街道8号", "trade": "restaurant", "manager": "李强"}
FOLDER = "services/food-licence/"
LICENCE = f"{FOLDER}service.yaml"
TEXT = Path(__file__).with_name("licence.yaml").read_text(encoding="utf-8")


def with_licence(blueprint: Blueprint, *changes: tuple[str, str], **others: str) -> Blueprint:
    """The district with this licence, some of its words replaced, each of which must be there.

    ``others`` are further files by their names without ``.yaml``.
    """
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    kept = {file: data for file, data in blueprint.files.items() if not file.startswith(FOLDER)}
    more = {f"{name}.yaml": said.encode() for name, said in others.items()}
    return read_files({**kept, LICENCE: text.encode(), **more})
