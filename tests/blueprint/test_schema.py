"""The published JSON Schema takes what the reader takes, and says what every key is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from minben.blueprint.forms import texts_columns
from minben.blueprint.grammar import FILE_KINDS, FileKind
from minben.blueprint.schema import kind_names, schema, schemas
from minben.blueprint.sheets import sheet

from .json_schema import faults

if TYPE_CHECKING:
    from minben.blueprint import Problem


class Editor(yaml.SafeLoader):
    """YAML as editors read it: a date is a text."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def value_of(kind: FileKind, file: str, data: bytes) -> Any:
    """What a file says, as plain JSON."""
    if kind.sheet is None:
        return yaml.load(data, Editor)  # noqa: S506 - a safe loader
    problems: list[Problem] = []
    rows = sheet(file, data.decode(), problems.append)
    assert rows is not None
    assert not problems
    spread = texts_columns(kind.sheet, rows.columns)
    found = []
    for _, cells in rows.rows:
        row: dict[str, Any] = {}
        for column, cell in zip(rows.columns, cells, strict=True):
            if cell and column in spread:
                name, lang = spread[column]
                row.setdefault(name, {})[lang] = cell
            elif cell:
                row[column] = cell
        found.append(row)
    return found


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.name)
def test_the_district_s_files_fit_the_schema(kind: FileKind, files: dict[str, bytes]) -> None:
    published = schema(kind.name)
    of_kind = {file: data for file, data in files.items() if kind.pattern.fullmatch(file)}
    assert of_kind
    for file, data in of_kind.items():
        assert list(faults(value_of(kind, file, data), published, published))[:5] == [], file


@pytest.mark.parametrize(
    ("kind", "file", "old", "new"),
    [
        ("facts", "facts.yaml", "grade: sensitive", "grade: secret"),
        ("facts", "facts.yaml", "meaning:", "meanings:"),
        ("service", "services/old-age-allowance/service.yaml", "by: rule", "by: magic"),
        ("service", "services/old-age-allowance/service.yaml", "within: 5 working days", "within: 5 days"),
        ("service", "services/old-age-allowance/service.yaml", "for: resident", "for: robots"),
        ("service", "services/old-age-allowance/service.yaml", "- record:", "- recording:"),
        ("statute", "statutes/licensing.yaml", "kind: step-people", "kind: step-required"),
        ("agreements", "agreements.yaml", "since: 2025-01-01", "since: 1 January"),
        ("posts", "posts.yaml", "civil-affairs/benefits", "civil-affairs"),
    ],
)
def test_a_mistake_does_not_fit(kind: str, file: str, old: str, new: str, files: dict[str, bytes]) -> None:
    published = schema(kind)
    text = files[file].decode()
    assert old in text
    value = yaml.load(text.replace(old, new, 1), Editor)  # noqa: S506 - a safe loader
    assert list(faults(value, published, published))


def test_every_key_is_described() -> None:
    undescribed = [
        f"{name}.{key}"
        for name, definition in schemas()["$defs"].items()
        for key, value in definition.get("properties", {}).items()
        if not value.get("description")
    ]
    assert undescribed == []


def test_one_document_holds_every_kind_and_every_reference() -> None:
    whole = schemas()
    assert {f"file-{name}" for name in kind_names()} <= whole["$defs"].keys()
    text = json.dumps(whole)
    referred = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert referred <= whole["$defs"].keys()
