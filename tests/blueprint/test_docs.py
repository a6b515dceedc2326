"""The documentation for authors names every kind of file and every key, with the words of its declaration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from minben.blueprint import examine_files
from minben.blueprint.composing import compose
from minben.blueprint.forms import Form, definition_name, forms_in, keys
from minben.blueprint.grammar import FILE_KINDS, FileKind
from minben.blueprint.shapes import Reading
from minben.blueprint.sheets import rows_of, sheet
from minben.blueprint.statutes import Duty, duties

from .conftest import DAY

if TYPE_CHECKING:
    from minben.blueprint import Problem

TEXT = (Path(__file__).parents[2] / "docs" / "blueprint.md").read_text(encoding="utf-8")
FORMS = sorted({form for kind in FILE_KINDS for form in forms_in(kind.shape)} | {Duty}, key=definition_name)
ROW = re.compile(r"^\| `([^`]+)` \| (needed)? ?\| (.+) \|$", re.MULTILINE)


def section(form: type[Form]) -> str:
    """What stands under the heading of a form."""
    found = re.search(rf"^#+ `{definition_name(form)}`\n(.*?)(?=^#|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/blueprint.md has no heading `{definition_name(form)}`"
    return found[1]


@pytest.mark.parametrize("form", FORMS, ids=definition_name)
def test_every_key_is_documented_as_it_is_declared(form: type[Form]) -> None:
    said = section(form)
    common = {known.name for known in keys(Duty)} if form in duties().values() else set()
    declared = {
        known.name: ("needed" if known.required else "", known.doc)
        for known in keys(form)
        if known.name not in common
    }
    documented = {name: (needed, doc.replace("\\|", "|")) for name, needed, doc in ROW.findall(said)}
    assert documented == declared
    assert (form.__doc__ or "") in said


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_file_is_named(kind: FileKind) -> None:
    assert f"`{kind.shown}`" in TEXT


def examples() -> list[tuple[FileKind, str]]:
    """Every example of a file, with the kind whose chapter it stands in."""
    found = []
    for chapter in TEXT.split("\n## ")[1:]:
        heading = chapter.partition("\n")[0]
        kinds = [kind for kind in FILE_KINDS if f"`{kind.shown}`" in heading]
        for language, text in re.findall(r"^```(yaml)?\n(.*?)^```", chapter, re.MULTILINE | re.DOTALL):
            fitting = [kind for kind in kinds if (kind.sheet is None) == (language == "yaml")]
            if fitting:
                found.append((fitting[0], text))
    return found


@pytest.mark.parametrize(("kind", "text"), examples(), ids=lambda part: getattr(part, "name", ""))
def test_every_example_can_be_read(kind: FileKind, text: str) -> None:
    problems: list[Problem] = []
    if kind.sheet is None:
        tree = compose(kind.shown, text, problems.append)
        assert tree is not None
        kind.shape.read(tree, Reading(kind.shown, ("zh", "en"), problems.append))
    else:
        found = sheet(kind.shown, text, problems.append)
        assert found is not None
        rows = rows_of(kind.shown, found, kind.sheet, problems.append)
        assert rows is not None
        kind.shape.read(rows, Reading(kind.shown, ("zh", "en"), problems.append))
    assert [str(problem) for problem in problems] == []


def test_the_example_of_a_service_is_sound(files: dict[str, bytes]) -> None:
    service = next(text for kind, text in examples() if kind.name == "service")
    table = re.search(r"^```\n(U,.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert table
    folder = "services/old-age-allowance/"
    own = {f"{folder}service.yaml": service.encode(), f"{folder}allowance.csv": table[1].encode()}
    others = {file: data for file, data in files.items() if not file.startswith(folder)}
    assert [str(problem) for problem in examine_files(others | own, on=DAY).problems] == []


def test_every_kind_of_duty_is_documented() -> None:
    assert all(f"#### `{name}`" in TEXT for name in duties())
